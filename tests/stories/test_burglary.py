"""A household burglary from the report to prosecution, returned once for supplement."""

from __future__ import annotations

import pytest

from tests.stories import ways
from tests.stories.hands import MINUTE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.both]
FOUND = "夜间撬门入户，盗窃现金和首饰。"


def test_burglary_from_report_to_prosecution_with_a_return(desk: Desk) -> None:
    file = ways.reported(
        desk,
        channel="110",
        title="滨北路入户盗窃",
        account="昨夜家中被人撬门，丢失现金和首饰。",
        where="滨北路某小区502室",
        reporter={"name": "林某华", "role": "victim", "phone": "13900000002"},
    )
    file.accused = ("黄某强",)
    ways.filing_review(file, "盗窃罪", "刑法#264")
    assert "cases.seize" not in desk.open(file.case).menu(file.case), "nothing is seized before filing"
    ways.filed(file, FOUND)
    desk.time.passes(hours=1)
    file.do(
        "cases.inspect_scene",
        started=desk.time.at - 50 * MINUTE,
        ended=desk.time.at - 5 * MINUTE,
        place="滨北路某小区502室",
        scene="门锁有撬压痕迹，抽屉被翻动。",
        course="提取指纹三枚。",
        recording=f"KC-{file.case:04d}",
    )
    file.questioned("林某华")
    ways.arrived(file)
    ways.detained(file, FOUND)
    file.asked(
        "cases.seize",
        holder="黄某强",
        items=["金项链，1条，断裂"],
        reason="涉案财物，可以证明犯罪事实",
        recording="KY-0001",
    )
    goods = desk.linked(file.case, "property")
    no = desk.refused(goods, "cases.hand_over_seized", keeper="林小雨", register="RK-00001")
    assert "不得自行保管" in no and "专门的保管人员" in no
    desk.do(goods, "cases.hand_over_seized", keeper="杨木", register="RK-00001")
    ways.arrested(file, FOUND)
    ways.sent(file, FOUND)
    ways.returned_and_sent_again(file)
    assert desk.stage(file.case) == "移送审查起诉"
    text = desk.page.locator("main").inner_text()
    for paper in ("拘留证", "逮捕证", "起诉意见书", "随案移送清单", "补充侦查报告书"):
        assert paper in text, paper
