"""Offences at the desk: an assault that ends in an agreement kept, a gambler's fine with the hearing waived."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.stories import ways
from tests.stories.hands import Desk
from tests.stories.ways import File

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def assault(desk: Desk) -> File:
    """Reported by who was hit; both sides heard."""
    file = ways.reported(
        desk,
        sort="offence",
        title="便利店门前殴打他人",
        account="因停车与人争执，被对方用拳头击打面部。",
        where="银江路某便利店门前",
        reporter={"name": "林某华", "role": "victim", "phone": "13900000002"},
    )
    file.accused = ("陈某明",)
    ways.accepted(file, "殴打他人", "治安管理处罚法(2025)#51")
    ways.heard(file)
    file.questioned("林某华")
    return file


def test_assault_mediated_and_the_agreement_performed(desk: Desk, axe: Callable[..., None]) -> None:
    file = assault(desk)
    desk.time.comes(1, 9, 30)
    no = desk.refused(file.case, "cases.mediate", dispute="因停车争执。", minor=False, consent=True)
    assert "情节" in no
    file.do("cases.mediate", dispute="因停车争执。", minor=True, consent=True)
    desk.time.passes(hours=1)
    file.do(
        "cases.record_agreement",
        party="陈某明",
        victim="林某华",
        findings="因停车纠纷用拳头击打他人面部一拳。",
        agreement="陈某明向林某华赔礼道歉，赔偿医疗费八百元。",
        performance="自协议签订之日起三日内一次付清。",
    )
    assert desk.stage(file.case) == "达成协议待履行"
    desk.time.comes(2, 15)
    file.do("cases.confirm_performance", performed_at=desk.time.at, note="赔偿款已当面付清，双方再无争议。")
    assert desk.stage(file.case) == "已结案"
    text = desk.page.locator("main").inner_text()
    axe(desk.page)
    assert "治安调解协议书" in text and "没有进行中的期限" in text


def test_gambler_fined_after_waiving_the_hearing(desk: Desk) -> None:
    """A fine that opens a hearing: nothing is decided while the term to ask for it runs; the person waives it."""
    file = ways.reported(
        desk, sort="offence", channel="patrol", title="出租屋内聚众赌博", account="民警巡逻发现出租屋内有人赌博。"
    )
    file.accused = ("赵某刚",)
    cite = "治安管理处罚法(2025)#82"
    ways.accepted(file, "赌博", cite)
    ways.heard(file)
    ways.noticed(file, "以扑克牌赌博，赌资较大，情节严重。", cite, days=10, fine=4500)
    text = desk.open(file.case).page.locator("#acts").inner_text()
    assert "听证" in text, "the menu says that the hearing right is open"
    assert "cases.decide_penalty" not in desk.menu(file.case)
    file.do("cases.waive_hearing", person="赵某刚")
    assert "cases.decide_penalty" in desk.menu(file.case)
    ways.decided(file, days=10)
    ways.executed_and_closed(file, days=10, fine=4500)
    assert desk.stage(file.case) == "已结案"


def test_thief_penalised(desk: Desk) -> None:
    """盗窃 as an offence: no hearing at this fine, and straight to the decision."""
    file = ways.reported(
        desk,
        sort="offence",
        title="超市内盗窃",
        account="超市发现有人将两瓶白酒藏入衣内带出。",
        reporter={"name": "吴某珍", "role": "victim"},
    )
    file.accused = ("周某",)
    cite = "治安管理处罚法(2025)#58"
    ways.accepted(file, "盗窃", cite)
    ways.heard(file)
    ways.noticed(file, "在超市盗窃白酒两瓶，价值二百元。", cite, days=5, fine=500)
    ways.decided(file, days=5)
    ways.executed_and_closed(file, days=5, fine=500, victims=("吴某珍",))
    assert desk.stage(file.case) == "已结案"
