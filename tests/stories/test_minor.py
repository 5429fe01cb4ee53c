"""A boy of sixteen: no questions without the adult beside him."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.stories import ways
from tests.stories.hands import MINUTE, Desk
from tests.stories.ways import SAID

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_minor_is_questioned_only_beside_the_guardian(desk: Desk, axe: Callable[..., None]) -> None:
    file = ways.reported(desk, sort="offence", title="校门口打架", account="两名学生在校门口互殴。")
    file.accused = ("许某",)
    ways.accepted(file, "殴打他人", "治安管理处罚法(2025)#51")
    boy = {"name": "许某", "role": "suspect", "sex": "m", "born": "2010-01-15"}
    file.do("cases.add_person", person=boy)
    ways.came(file, "许某")
    file.do("cases.tell_rights", person="许某")
    began = desk.time.at + MINUTE
    desk.time.passes(minutes=40)
    statement = {
        "person": "许某",
        "officers": file.two,
        "place": "case_area",
        "started": began,
        "ended": began + 30 * MINUTE,
        "text": SAID,
        "recording": "LY-0001",
    }
    no = desk.refused(file.case, "cases.record_statement", **statement)
    assert "许某是未成年人，没有法定代理人或者合适成年人到场" in no
    assert "通知法定代理人到场" in no
    assert desk.page.locator("main [name=text]").input_value().splitlines() == SAID.splitlines(), (
        "nothing typed is lost"
    )
    axe(desk.page)
    father = {"name": "许某山", "role": "guardian", "relation": "父亲", "phone": "13900000009"}
    file.do("cases.add_person", person=father, of="许某")
    file.do("cases.record_statement", **statement, adult="许某山")
    assert "许某山" in desk.open(file.case).page.locator("#statements").inner_text()
