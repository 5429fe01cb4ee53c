"""辩护: legal aid where the law wants it, the duty lawyer, the meeting within the hours, the opinion in the file.

刑事诉讼法 34, 39, 161; 程序规定 46-58.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done, Start, Stop
from egret.acts.machine import act
from egret.acts.ports import Paper
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.custody import HELD, day_of
from egret.cases.models import CriminalCase, Notice, NoticeKind
from egret.intake.models import Person, Role
from egret.intake.papers import person_fact, staff_fact


class AidGround(models.TextChoices):
    """Who is given counsel without asking (程序规定 46, 320)."""

    MINOR = "minor", _("未成年人")
    SENSES = "senses", _("盲、聋、哑人")
    MIND = "mind", _("尚未完全丧失辨认或者控制能力的精神病人")
    LIFE = "life", _("可能被判处无期徒刑、死刑")


def lawyers(case: Any, _by: By | None = None) -> models.QuerySet[Person]:
    return queries.people(case, Role.LAWYER)


@act(
    "cases.note_need_of_counsel",
    "发现应当指派律师",
    "Counsel must be assigned",
    subject=CriminalCase,
    power="cases.notify_legal_aid",
    basis=("公安机关办理刑事案件程序规定#46", "公安机关办理刑事案件程序规定#320"),
    at=HELD,
    starts=("C50",),
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    order=112,
)
def note_need_of_counsel(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    ground: Annotated[AidGround, Ask("情形", "Ground")],
    found_at: Annotated[datetime, Ask("发现时间", "Found at")],
) -> Done:
    """Somebody without counsel for whom the law wants one; the term to tell the legal aid organ runs."""
    if found_at > by.at:
        raise refuse(_("发现时间晚于现在"), _("请核对时间"), code="time")
    return Done(clocks=[Start("C50", found_at, person.key)], fields={"ground": str(ground)})


@act(
    "cases.notify_legal_aid",
    "通知法律援助机构指派律师",
    "Ask legal aid to assign counsel",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#46", "法律援助法#25"),
    at=HELD,
    documents=("法律援助通知书",),
    stops=("C50", "C51"),
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    order=113,
)
def notify_legal_aid(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    to_organ: Annotated[str, Ask("法律援助机构", "Legal aid organ")],
    reason: Annotated[str, Ask("理由", "Reason")],
    custody_place: Annotated[str, Ask("羁押处所", "Place of custody")] = "",
) -> Done:
    """The legal aid organ is told in writing whom to defend and where to find them."""
    facts = {
        "to_organ": to_organ,
        "suspect": person_fact(person),
        "charge": case.cause,
        "reason": reason,
        "officers": staff_fact(queries.team(case)),
    }
    if custody_place:
        facts["custody_place"] = custody_place
    notice = Notice(subject=case, person=person, kind=NoticeKind.LEGAL_AID, at=by.at, way="书面", content=to_organ)
    about = person.key
    clocks = [Stop("C50", about), Stop("C51", about)]
    return Done(rows=[notice], papers=[Paper("法律援助通知书", facts, about)], clocks=clocks)


class CounselRequest(models.TextChoices):
    """What a person in custody or their counsel asks for; the rulebook holds the hours."""

    AID = "C51", _("在押人员申请法律援助")
    DUTY = "C52", _("约见值班律师")
    MEETING = "C53", _("辩护律师要求会见")


@act(
    "cases.record_counsel_request",
    "登记法律援助、会见申请",
    "Record a request for counsel",
    subject=CriminalCase,
    power="cases.notify_legal_aid",
    basis=(
        "刑事诉讼法#39",
        "公安机关办理刑事案件程序规定#47",
        "公安机关办理刑事案件程序规定#49",
        "公安机关办理刑事案件程序规定#53",
    ),
    at=HELD,
    starts=("C51", "C52", "C53"),
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    order=114,
)
def record_counsel_request(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    wish: Annotated[CounselRequest, Ask("申请事项", "What is asked")],
    asked_at: Annotated[datetime, Ask("收到时间", "Received at")],
) -> Done:
    """Asked for: the hours run from the request, or from the papers the lawyer showed."""
    if asked_at > by.at:
        raise refuse(_("收到时间晚于现在"), _("请核对时间"), code="time")
    return Done(clocks=[Start(str(wish), asked_at, person.key)])


@act(
    "cases.answer_counsel_request",
    "办理法律援助、会见申请",
    "Meet a request for counsel",
    subject=CriminalCase,
    power="cases.notify_legal_aid",
    basis=(
        "刑事诉讼法#39",
        "公安机关办理刑事案件程序规定#47",
        "公安机关办理刑事案件程序规定#49",
        "公安机关办理刑事案件程序规定#53",
        "公安机关办理刑事案件程序规定#55",
    ),
    at=HELD,
    stops=("C51", "C52", "C53"),
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    errors=(("会见时监听或者派员在场", "Listening in, or an officer present"),),
    order=115,
)
def answer_counsel_request(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    wish: Annotated[CounselRequest, Ask("申请事项", "What is asked")],
    done_at: Annotated[datetime, Ask("办理时间", "Done at")],
    listened: Annotated[bool, Ask("会见被监听或者有人员在场", "Listened to, or attended")] = False,
    note: Annotated[str, Ask("办理情况", "How", lines=True)] = "",
) -> Done:
    """Passed on, called, or met: alone and unheard."""
    if done_at > by.at:
        raise refuse(_("办理时间晚于现在"), _("请核对时间"), code="time")
    return Done(clocks=[Stop(str(wish), person.key)], fields={"wish": str(wish), "note": note})


@act(
    "cases.hear_counsel",
    "听取辩护律师意见",
    "Hear counsel",
    subject=CriminalCase,
    basis=("刑事诉讼法#161", "公安机关办理刑事案件程序规定#58"),
    at=HELD,
    documents=("听取辩护律师意见记录",),
    asks={
        "person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects),
        "lawyer": Ask("辩护律师", "Defence lawyer", choices=lawyers),
    },
    order=290,
)
def hear_counsel(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    lawyer: Person,
    opinion: Annotated[str, Ask("律师意见", "Opinion", lines=True)],
    view: Annotated[str, Ask("核实情况", "What was checked", lines=True)],
) -> Done:
    """What the lawyer says before the conclusion is written down, checked, and stays in the file."""
    facts = {
        "lawyer": person_fact(lawyer),
        "suspect": person_fact(person),
        "charge": case.cause,
        "opinion": opinion,
        "result": view,
        "date_of": day_of(by.at),
        "officers": staff_fact(queries.team(case)),
    }
    return Done(papers=[Paper("听取辩护律师意见记录", facts, person.key)])
