"""The ways of a crime and of an offence, page by page, as the posts of one station walk them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from egret.demo.district import COURT, DETENTION_HOUSE, GOVERNMENT, LOCKUP, PROCURATORATE
from tests.stories.hands import MINUTE, Desk

SAID = "问：请把经过说一下。\n答：经过就是这样。\n问：以上所说是否属实？\n答：属实。"
CASE_AREA = "白鹭洲派出所办案区"
STATION = "白鹭洲派出所"
POINTS = ("competence", "person", "facts", "nature", "law", "procedure")


@dataclass
class File:
    """A matter on its way: its report, its case, and whom it accuses."""

    desk: Desk
    incident: int
    accused: tuple[str, ...] = ()
    case: int = 0
    said: dict[str, str] = field(default_factory=dict)

    @property
    def two(self) -> tuple[Any, Any]:
        return (self.desk.city["officer"], self.desk.city.second)

    def do(self, act: str, **values: Any) -> int:
        return self.desk.do(self.case, act, **values)

    def asked(self, act: str, **values: Any) -> None:
        """An act for approval, signed through by whom its page names."""
        self.do(act, **values)
        self.desk.sign_all(self.case)

    def questioned(self, name: str, place: str = "case_area", **more: Any) -> None:
        """Rights told, then half an hour of questions, recorded."""
        self.do("cases.tell_rights", person=name)
        began = self.desk.time.at + MINUTE
        self.desk.time.passes(minutes=35)
        self.do(
            "cases.record_statement",
            person=name,
            officers=self.two,
            place=place,
            started=began,
            ended=began + 30 * MINUTE,
            text=SAID,
            recording=f"LY-{self.case:04d}-{self.desk.time.at:%d%H%M}",
            **more,
        )

    def evidence(self, title: str, kind: str = "media") -> None:
        self.do("cases.add_evidence", kind=kind, title=title, officers=self.two)


def reported(desk: Desk, **values: Any) -> File:
    """Registered by the officer on duty at the desk, on the spot."""
    desk.as_("officer")
    return File(desk, desk.register(**{"channel": "walk_in", "sort": "crime", **values}))


def filing_review(file: File, cause: str, cite: str, **more: Any) -> None:
    """刑事立案审查."""
    desk = file.desk
    desk.do(file.incident, "cases.open_filing_review", cause=cause, cause_cite=cite, **more)
    desk.sign_all(file.incident)
    file.case = case_of(desk, file.incident)


def case_of(desk: Desk, incident: int) -> int:
    """The case that the report's file leads to."""
    desk.open(incident)
    address = str(desk.page.locator("#cases a").first.get_attribute("href"))
    return int(address.rstrip("/").rsplit("/", 1)[-1])


def filed(file: File, findings: str) -> None:
    """立案, and the head names the investigators."""
    desk = file.desk
    file.asked("cases.file", findings=findings, reason="有犯罪事实，需要追究刑事责任。")
    desk.as_("unit_head")
    file.do("cases.assign_investigators", handlers=file.two)
    desk.as_("officer")


def arrived(file: File) -> None:
    """Each accused is entered, comes in and is questioned; something besides words is in the file."""
    desk = file.desk
    for name in file.accused:
        file.do("cases.add_person", person={"name": name, "role": "suspect", "born": "1985-06-01"})
    file.evidence("现场监控视频")
    for name in file.accused:
        desk.time.passes(minutes=10)
        file.do(
            "cases.record_suspect_arrival",
            person=name,
            arrived_at=desk.time.at,
            way="抓获",
            place=CASE_AREA,
        )
        checked(file, name)
        file.questioned(name)


def bailed(file: File) -> None:
    for name in file.accused:
        file.asked(
            "cases.bail",
            person=name,
            reason="可能判处拘役，采取取保候审不致发生社会危险性。",
            to_organ=STATION,
            deposit=5000,
        )


def detained(file: File, findings: str) -> None:
    """Detention asked for, announced, family told, delivered."""
    desk = file.desk
    for name in file.accused:
        file.asked(
            "cases.detain",
            person=name,
            findings=findings,
            reason="有重大嫌疑，有毁灭证据的可能。",
            custody_place=DETENTION_HOUSE,
        )
        desk.time.passes(minutes=20)
        file.do("cases.execute_detention", person=name, announced_at=desk.time.at, place=STATION)
        family = {"name": f"{name[0]}某家属", "role": "reporter", "relation": "亲属"}
        file.do("cases.notify_family_of_custody", measure=name, relative=family, way="电话")
        file.questioned(name)
        desk.time.passes(hours=2)
        looked_at(file, name)
        file.do("cases.deliver_to_house", measure=name, house=DETENTION_HOUSE, received_at=desk.time.at)


def arrested(file: File, findings: str) -> None:
    """Arrest asked for two days later, approved by the procuratorate, executed."""
    desk, accused = file.desk, file.accused
    desk.time.comes(2, 9)
    file.asked(
        "cases.request_arrest",
        persons=accused,
        to_organ=PROCURATORATE,
        findings=findings,
        reason="可能判处徒刑以上刑罚，有社会危险性。",
    )
    desk.time.comes(6, 10)
    for name in accused:
        number = f"鹭湖检批捕〔2026〕{file.case}号"
        file.do("cases.record_arrest_decision", person=name, organ=PROCURATORATE, answer="approved", number=number)
        desk.time.passes(minutes=30)
        file.asked("cases.execute_arrest", person=name, arrested_at=desk.time.at, custody_place=DETENTION_HOUSE)
        family = {"name": f"{name[0]}某家属", "role": "reporter", "relation": "亲属"}
        file.do("cases.notify_family_of_custody", measure=name, relative=family, way="邮寄并电话")
        file.questioned(name, place="detention_house")
        file.do("cases.return_execution_receipt", person=name)


def sent(file: File, findings: str) -> None:
    """侦查终结 and 移送审查起诉."""
    file.desk.time.comes(3, 9)
    file.asked("cases.conclude", findings=findings, result="强制措施情况见卷。", proposal="移送审查起诉。")
    file.desk.time.comes(1, 9)
    file.asked(
        "cases.send_for_prosecution", to_organ=PROCURATORATE, findings=findings, attitude="自愿认罪认罚，无前科。"
    )


def returned_and_sent_again(file: File) -> None:
    """退回补充侦查, something new is found, sent again."""
    desk = file.desk
    desk.time.comes(7, 15)
    file.do(
        "cases.record_return",
        organ=PROCURATORATE,
        number=f"鹭湖检退补〔2026〕{file.case}号",
        outline="补充调取通话记录。",
    )
    desk.time.comes(3, 10)
    file.evidence("通话记录", kind="documentary")
    file.asked("cases.resend", result="已调取通话记录，与在案证据一致。")


def accepted(file: File, cause: str, cite: str, **more: Any) -> None:
    """行政受案, and the head names the handlers."""
    desk = file.desk
    desk.do(file.incident, "cases.accept_administrative", cause=cause, cause_cite=cite, **more)
    desk.sign_all(file.incident)
    file.case = case_of(desk, file.incident)
    desk.as_("unit_head")
    file.do("cases.assign", handlers=file.two)
    desk.as_("officer")


def heard(file: File, **suspect: Any) -> None:
    """The accused entered, summoned, here, family told, questioned and gone; something else proves it."""
    for name in file.accused:
        file.do("cases.add_person", person={"name": name, "role": "suspect", "born": "1985-06-01", **suspect})
        came(file, name)
        file.questioned(name)
        left(file, name)
    file.evidence("现场监控视频")


def came(file: File, name: str) -> None:
    desk = file.desk
    file.asked("cases.summon", person=name, reason="查明事实", arrive_by=desk.time.at + 120 * MINUTE, place=CASE_AREA)
    desk.time.passes(minutes=40)
    file.do("cases.record_arrival", person=name, arrived_at=desk.time.at, way="持证传唤", place=CASE_AREA)
    checked(file, name)
    relative = {"name": f"{name[0]}某家属", "role": "reporter", "relation": "亲属"}
    file.do("cases.notify_family", person=name, relative=relative, way="电话")


def checked(file: File, name: str) -> None:
    """Searched before the rooms, belongings listed."""
    at = file.desk.time.at
    file.do("cases.check_person", person=name, checker=file.two[0], checked_at=at, items="手机一部")


def looked_at(file: File, name: str) -> None:
    """Seen by a doctor before custody."""
    at = file.desk.time.at
    file.do("cases.check_health", person=name, checked_at=at, doctor="第一医院", findings="体表无外伤")


def left(file: File, name: str) -> None:
    file.desk.time.passes(minutes=5)
    file.do("cases.record_departure", measure=name, left_at=file.desk.time.at, why="询问结束离开")


def noticed(file: File, findings: str, cite: str, *, days: int, fine: int) -> None:
    """Put forward, reviewed, told, the plea checked."""
    desk, name = file.desk, file.accused[0]
    desk.time.comes(1, 9, 30)
    file.do(
        "cases.submit_for_review",
        person=name,
        findings=findings,
        cite=cite,
        detention_days=days,
        fine=fine,
        attitude="承认违法事实。",
    )
    desk.as_("legal_reviewer")
    desk.time.comes(0, 15)
    file.do("cases.legal_review", decision=name, points=POINTS, passed=True, opinion="事实清楚，证据确实充分，同意。")
    desk.as_("officer")
    desk.time.comes(1, 9)
    file.do("cases.give_notice", decision=name, place=STATION, plea="处罚过重，请求从轻。")
    file.do("cases.check_plea", notice=name, findings="情节与证据一致。", opinion="所提理由不成立，不予采纳。")


def decided(file: File, *, days: int) -> None:
    """行政处罚决定, signed through."""
    file.asked(
        "cases.decide_penalty",
        decision=file.accused[0],
        review_organ=GOVERNMENT,
        court=COURT,
        custody_place=LOCKUP if days else None,
    )


def executed_and_closed(file: File, *, days: int, fine: int, victims: tuple[str, ...] = ()) -> None:
    """Served, executed, closed."""
    desk, name = file.desk, file.accused[0]
    desk.time.comes(1, 9)
    file.do("cases.serve_decision", decision=name, handing={"way": "直接送达"})
    for victim in victims:
        file.do("cases.send_copy", victim=victim, decision=name, handing={"way": "直接送达"})
    desk.time.passes(hours=1)
    held = desk.time.at if days else None
    place = LOCKUP if days else None
    file.do("cases.begin_execution", decision=name, custody_place=place, received_at=held)
    desk.time.passes(days=days or 1)
    file.do(
        "cases.complete_execution",
        decision=name,
        ticket=f"闽财{file.case:06d}" if fine else None,
        released_at=desk.time.at if days else None,
    )
    desk.time.passes(hours=1)
    file.asked("cases.close", result="处罚已经执行完毕。", reason="执行完毕")
