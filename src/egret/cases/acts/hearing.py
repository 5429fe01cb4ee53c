"""听证: before a heavy penalty the person may be heard in form, before the legal office and never the investigators.

治安管理处罚法 117; 行政处罚法 63-65; 程序规定 123-153.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, ClockEvent, Done, Hold, Resume, Start, Stop
from egret.acts.machine import act
from egret.acts.models import Clock
from egret.acts.ports import Paper, ports
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.settlement import TERMS
from egret.cases.models import AdministrativeCase, CaseFacts, Notice, NoticeKind, Review
from egret.intake.models import Person
from egret.intake.papers import person_fact, staff_fact
from egret.org.models import Staff

LAW = "治安管理处罚法(2025)"
RULES = "公安机关办理行政案件程序规定"
WANTED, HEARD, ENDED, DECLINED = "要求听证", "已举行听证", "听证终止", "不予受理"


class HearingEnd(models.TextChoices):
    HELD = "held", _("听证结束")
    ENDED = "ended", _("终止听证（撤回、无正当理由不出席、扰乱秩序等）")


def requests(case: Any, _by: By | None = None) -> models.QuerySet[Notice]:
    """Requests for a hearing that nobody has answered by holding or refusing one."""
    found = Notice.objects.filter(subject_id=case.pk, kind=NoticeKind.HEARING, answer=WANTED)
    return found.select_related("person").order_by("at")


def pending(case: Any) -> Review | None:
    """The hearing that is open now."""
    found = Review.objects.filter(subject_id=case.pk, kind="听证", passed=False, opinion="")
    return found.order_by("-at", "-pk").first()


def office(case: Any, by: By) -> models.QuerySet[Staff]:
    """Colleagues of the legal office who have not handled the case."""
    if not isinstance(by.actor, Staff) or by.actor.unit is None:
        return Staff.objects.none()
    inside = queries.team(case) if isinstance(case, CaseFacts) else ()
    found = Staff.objects.filter(unit=by.actor.unit, closed=None).exclude(pk__in=list(inside))
    return found.exclude(pk=by.actor.pk).order_by("police_number")


def told_of(case: Any, _by: By) -> models.QuerySet[Person]:
    """Who was told of an intended penalty."""
    told = Notice.objects.filter(subject_id=case.pk, kind=NoticeKind.PENALTY).values_list("person_id", flat=True)
    return queries.suspects(case).filter(pk__in=list(told))


@act(
    "cases.request_hearing",
    "登记听证申请",
    "Record a request for a hearing",
    subject=AdministrativeCase,
    power="cases.give_notice",
    basis=(f"{LAW}#117", "行政处罚法#64"),
    at=("noticed",),
    starts=("A16", "A18"),
    stops=("A15",),
    asks={"person": Ask("当事人", "Person", choices=told_of)},
    order=12,
)
def request_hearing(
    case: AdministrativeCase,
    by: By,
    *,
    person: Person,
    requested_at: Annotated[datetime | None, Ask("提出时间", "Asked at", help=_("缺省为现在"))] = None,
) -> Done:
    """The person asks to be heard; whether it is granted is for the legal office."""
    moment = requested_at or by.at
    told = Notice.objects.filter(subject_id=case.pk, person=person, kind=NoticeKind.PENALTY).order_by("-at").first()
    if told is None or not told.at <= moment <= by.at:
        raise refuse(_("提出时间要在处罚前告知之后、现在之前"), _("请核对时间"), code="time")
    if requests(case).filter(person=person).exists():
        raise refuse(_("已经登记过此人的听证申请"), _("由法制部门受理"), code="twice")
    row = Notice.objects.filter(subject_id=case.pk, person=person, kind=NoticeKind.HEARING).order_by("-at").first()
    row = row or Notice(subject=case, person=person, kind=NoticeKind.HEARING, at=moment)
    row.answer = WANTED
    about = person.key
    return Done(rows=[row], clocks=[Stop("A15", about), Start("A16", moment, about), Start("A18", moment, about)])


@act(
    "cases.open_hearing",
    "受理听证",
    "Admit the hearing",
    subject=AdministrativeCase,
    power="cases.legal_review",
    basis=(f"{LAW}#117", f"{RULES}#127", f"{RULES}#135"),
    stops=("A15", "A16"),
    asks={
        "request": Ask("听证申请", "Request", choices=requests),
        "recorder": Ask("记录员", "Recorder", choices=office),
    },
    checklist=(("主持人、记录员没有参与本案调查", "Chair and recorder took no part in the investigation"),),
    order=10,
)
def open_hearing(case: AdministrativeCase, by: By, *, request: Notice, recorder: Staff) -> Done:
    """The legal office takes the chair; since 2026 the term of the case does not run until the hearing ends."""
    assert request.person is not None
    row = Review(
        subject=case,
        kind="听证",
        reviewer=by.actor.pk,
        at=by.at,
        passed=False,
        points={"notice": request.pk, "chair": by.actor.pk, "recorder": recorder.pk},
        opinion="",
    )
    about = request.person.key
    stands_still = ports.rules.article("term_without_hearing", by.day)
    held = [Hold(rule, by.at, "听证") for rule in TERMS] if stands_still else []
    return Done(to="hearing", rows=[row], clocks=[Stop("A15", about), Stop("A16", about), *held])


@act(
    "cases.decline_hearing",
    "不予受理听证",
    "Refuse the hearing",
    subject=AdministrativeCase,
    power="cases.legal_review",
    basis=(f"{RULES}#135",),
    at=("noticed",),
    documents=("不予受理听证通知书",),
    stops=("A16", "A18"),
    asks={"request": Ask("听证申请", "Request", choices=requests)},
    order=14,
)
def decline_hearing(
    case: AdministrativeCase, by: By, *, request: Notice, reason: Annotated[str, Ask("理由", "Reason", lines=True)]
) -> Done:
    """Asked too late, or without a right to it: refused in writing."""
    assert request.person is not None
    request.answer = DECLINED
    about = request.person.key
    facts = {
        "party": person_fact(request.person),
        "cause": case.cause,
        "reason": reason,
        "reviewer": staff_fact([by.actor.pk]),
    }
    paper = Paper("不予受理听证通知书", facts, about=about)
    return Done(rows=[request], papers=[paper], clocks=[Stop("A16", about), Stop("A18", about)])


def _common(case: AdministrativeCase, row: Review) -> dict[str, Any]:
    person = Notice.objects.select_related("person").get(pk=row.points["notice"]).person
    assert person is not None
    return {
        "party": person_fact(person),
        "cause": case.cause,
        "starts_at": row.points["starts_at"],
        "place": row.points["place"],
        "way": "公开" if row.points["public"] else "不公开",
        "chair": staff_fact([row.points["chair"]]),
        "recorder": staff_fact([row.points["recorder"]]),
    }


def applicant_of(row: Review) -> Person:
    person = Notice.objects.select_related("person").get(pk=row.points["notice"]).person
    assert person is not None
    return person


@act(
    "cases.notify_hearing",
    "通知举行听证",
    "Give notice of the hearing",
    subject=AdministrativeCase,
    power="cases.legal_review",
    basis=(f"{RULES}#136", "行政处罚法#64"),
    at=("hearing",),
    documents=("举行听证通知书",),
    order=10,
)
def notify_hearing(
    case: AdministrativeCase,
    by: By,
    *,
    starts_at: Annotated[datetime, Ask("听证时间", "Time of the hearing")],
    place: Annotated[str, Ask("听证地点", "Where")],
    public: Annotated[bool, Ask("公开举行", "Public")] = True,
    delay_ground: Annotated[str, Ask("延期的理由", "Why later", help=_("晚于法定举行期限时必填，由主持人决定"))] = "",
) -> Done:
    """Time and place are told early enough, to the applicant and everybody else who takes part."""
    row = pending(case)
    if row is None:
        raise refuse(_("没有受理中的听证"), _("先办理“受理听证”"), f"{RULES}#135", "hearing")
    told = {"starts_at": starts_at.isoformat(), "place": place, "public": public, "told_at": by.at.isoformat()}
    row.points = {**row.points, **told}
    facts = _common(case, row)
    if delay_ground:
        facts["extra"] = f"经听证主持人决定延期举行：{delay_ground}"
    paper = Paper("举行听证通知书", facts, about=applicant_of(row).key)
    return Done(rows=[row], papers=[paper], fields={"delay_ground": delay_ground} if delay_ground else {})


@act(
    "cases.close_hearing",
    "听证结束",
    "Close the hearing",
    subject=AdministrativeCase,
    power="cases.legal_review",
    basis=(f"{RULES}#153", "行政处罚法#65"),
    documents=("听证笔录?", "听证报告书"),
    stops=("A18",),
    approval="听证",
    checklist=(("笔录经申请人核对签名，拒签的由记录员注明", "Record checked and signed, or the refusal noted"),),
    order=20,
)
def close_hearing(
    case: AdministrativeCase,
    by: By,
    *,
    end: Annotated[HearingEnd, Ask("听证结果", "How it ended")],
    ended_at: Annotated[datetime, Ask("结束时间", "Ended at")],
    record: Annotated[str, Ask("听证过程", "Course of the hearing", lines=True)],
    findings: Annotated[str, Ask("案件事实", "Facts of the case", lines=True)],
    opinion: Annotated[str, Ask("处理意见和建议", "View and proposal", lines=True)],
) -> Done:
    """Record and report go to the leader; the decision then rests on them, and the term runs again."""
    row = pending(case)
    if row is None or "starts_at" not in row.points:
        raise refuse(_("还没有通知举行听证"), _("先办理“通知举行听证”"), f"{RULES}#136", "hearing")
    started = datetime.fromisoformat(row.points["starts_at"])
    held = end == HearingEnd.HELD
    if ended_at > by.at or (held and ended_at <= started):
        raise refuse(_("结束时间要在听证开始之后、现在之前"), _("请核对时间"), code="time")
    row.passed, row.opinion = True, opinion
    request = Notice.objects.get(pk=row.points["notice"])
    request.answer = HEARD if held else ENDED
    facts = _common(case, row)
    report = {**facts, "record_of": record, "findings": findings, "opinion": opinion}
    about = applicant_of(row).key
    papers = [Paper("听证报告书", report, about=about)]
    if held:
        protocol = {**facts, "ends_at": ended_at.isoformat(), "officers": staff_fact(queries.team(case))}
        papers.insert(0, Paper("听证笔录", {**protocol, "record_of": record}, about=about))
    clocks: list[ClockEvent] = [Stop("A18", about), *(Resume(rule, by.at) for rule in TERMS)]
    return Done(to="noticed", rows=[row, request], papers=papers, clocks=clocks)


def asked_in_time(case: Any, request: Notice) -> bool:
    """Whether a request came before the term to ask for a hearing had run out."""
    if request.person is None:
        return False
    term = Clock.objects.filter(subject_id=case.pk, rule="A15", about=request.person.key).order_by("-started").first()
    return term is None or term.ended is None or term.ended <= term.legal_due
