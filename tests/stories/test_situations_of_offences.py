"""Offences that do not go the straight way: a quick one that turns slow, a hearing asked late, a stranger, a drunk."""

from __future__ import annotations

import pytest

from egret.demo.district import COURT, GOVERNMENT, LABORATORY
from tests.building.org import enrol
from tests.stories import ways
from tests.stories.hands import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHOVING = ("殴打他人", "治安管理处罚法(2025)#51")


def offence(desk: Desk, title: str, cause: tuple[str, str], *accused: str, **report: object) -> ways.File:
    file = ways.reported(desk, sort="offence", title=title, account=f"报警称：{title}。", **report)
    file.accused = accused
    ways.accepted(file, *cause)
    return file


def test_fast_track_turns_ordinary_when_an_injury_shows(desk: Desk) -> None:
    file = offence(desk, "地铁站推搡", SHOVING, "贺某")
    file.do("cases.add_person", person={"name": "贺某", "role": "suspect", "born": "1990-06-01"})
    ways.came(file, "贺某")
    file.questioned("贺某")
    file.evidence("站台监控视频")
    file.do("cases.take_fast_track", person="贺某", findings="推搡他人，情节较轻。", admitted=True, consent=True)
    assert desk.stage(file.case) == "快速办理"
    no = desk.refused(
        file.case,
        "cases.decide_fast",
        person="贺某",
        findings="推搡他人。",
        cite=SHOVING[1],
        told=True,
        review_organ=GOVERNMENT,
        court=COURT,
        detention_days=10,
    )
    assert "快速办理" in no
    file.do("cases.leave_fast_track", reason="被侵害人伤情需要鉴定，不宜快速办理。")
    assert desk.stage(file.case) == "调查取证"
    file.asked("cases.commission_examination", kind="人体损伤程度", agency=LABORATORY)
    assert (
        "办理治安案件" in desk.open(file.case).page.locator("main").inner_text() or desk.page.locator("#clocks").count()
    )


def test_hearing_is_asked_for_on_the_fifth_working_day(desk: Desk) -> None:
    enrol(desk.city.legal_office, "350999", "余欣")
    file = offence(desk, "茶楼聚赌", ("为赌博提供条件", "治安管理处罚法(2025)#82"), "范某")
    ways.heard(file)
    desk.time.comes(1, 9, 30)
    file.do(
        "cases.submit_for_review",
        person="范某",
        findings="在茶楼为多人赌博提供条件，赌资较大。",
        cite="治安管理处罚法(2025)#82",
        detention_days=10,
        fine=5000,
        attitude="承认违法事实。",
    )
    desk.as_("legal_reviewer")
    desk.time.comes(0, 15)
    file.do("cases.legal_review", decision="范某", points=ways.POINTS, passed=True, opinion="同意。")
    desk.as_("officer")
    desk.time.comes(1, 9)
    file.do("cases.give_notice", decision="范某", place=ways.STATION, plea="要考虑一下。")
    told = desk.time.at
    no = desk.refused(file.case, "cases.decide_penalty", decision="范某", review_organ=GOVERNMENT, court=COURT)
    assert "听证" in no
    desk.time.comes(7, 16)
    assert (desk.time.at - told).days == 7, "five working days and a weekend later"
    file.do("cases.request_hearing", person="范某")
    desk.as_("legal_reviewer")
    file.do("cases.open_hearing", request="范某", recorder="余欣")
    assert desk.stage(file.case) == "听证"


def test_drink_driver_whose_blood_result_comes_on_the_fourth_day(desk: Desk) -> None:
    cause = ("饮酒后驾驶机动车", "道路交通安全法#91")
    file = offence(desk, "夜查饮酒驾驶", cause, "邱某", channel="patrol")
    file.do("cases.add_person", person={"name": "邱某", "role": "suspect", "born": "1986-06-01"})
    ways.came(file, "邱某")
    file.do(
        "cases.restrain_drunk",
        person="邱某",
        keeper=file.two[1],
        means="belt",
        started=desk.time.at,
        reason="醉酒，对本人有危险",
    )
    desk.time.passes(hours=3)
    file.do("cases.end_restraint", entry="邱某", sober_at=desk.time.at)
    file.questioned("邱某")
    file.asked("cases.commission_examination", kind="血液酒精含量", agency=LABORATORY, person="邱某")
    ways.left(file, "邱某")
    desk.time.comes(4, 10)
    file.do("cases.receive_examination", examination="血液酒精含量", conclusion="血液酒精含量152毫克/100毫升。")
    file.do("cases.tell_examination", examination="血液酒精含量", persons=["邱某"])
    file.asked(
        "cases.turn_criminal", charge="危险驾驶罪", charge_cite="刑法#133之一", reason="醉酒驾驶机动车，涉嫌犯罪。"
    )
    assert desk.stage(file.case) == "已转刑事"
    links = desk.open(file.incident).page.locator("#cases a")
    newest = links.evaluate_all("all => all.map(one => one.getAttribute('href'))")
    file.case = max(int(href.rstrip("/").rsplit("/", 1)[-1]) for href in newest)
    assert desk.stage(file.case) == "立案审查"
    assert "邱某" in desk.page.locator("main").inner_text()
