"""传唤与询问查证: who is brought in, until when they may be kept, and that the family knows (治安管理处罚法 96-97)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, ClockEvent, Done, Start, Stop
from egret.acts.machine import act
from egret.acts.ports import Paper, ports
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.acceptance import name_handlers
from egret.cases.acts.measures import begun, lengthened, over
from egret.cases.models import AdministrativeCase, Measure, MeasureKind, Notice, NoticeKind
from egret.intake.models import Person
from egret.intake.papers import person_fact, staff_fact
from egret.intake.persons import PersonFacts
from egret.org.models import Staff

WORKING = ("investigating", "fast")


class InquiryTerm(models.TextChoices):
    """Which term of inquiry applies; the rulebook holds the hours."""

    BASE = "A01", _("一般情形")
    MANY = "A02", _("涉案人数众多或者身份不明")
    GRAVE = "A03", _("情况复杂且可能拘留")


@act(
    "cases.assign",
    "指定办案民警",
    "Assign the handlers",
    subject=AdministrativeCase,
    basis=("公安机关办理行政案件程序规定#52",),
    asks={"handlers": Ask("办案民警", "Handlers", help=_("不少于二人"), choices=queries.colleagues)},
    order=10,
)
def assign(case: AdministrativeCase, by: By, *, handlers: tuple[Staff, ...]) -> Done:
    """The head of the unit names two officers at least; they investigate from now."""
    name_handlers(case, handlers)
    return Done(to="investigating")


@act(
    "cases.summon",
    "传唤",
    "Summon",
    subject=AdministrativeCase,
    basis=("治安管理处罚法(2025)#96", "公安机关办理行政案件程序规定#67"),
    at=WORKING,
    documents=("传唤证",),
    approval="传唤证",
    asks={"person": Ask("被传唤人", "Person summoned", choices=queries.suspects)},
    checklist=(("说明传唤的原因、依据和处所", "Say why, on what basis and where to"),),
    errors=(("口头传唤未在笔录中注明", "Oral summons not noted in the record"),),
    order=100,
)
def summon(
    case: AdministrativeCase,
    by: By,
    *,
    person: Person,
    reason: Annotated[str, Ask("传唤理由", "Reason", lines=True)],
    arrive_by: Annotated[datetime, Ask("应到时间", "To appear by")],
    place: Annotated[str, Ask("到案地点", "Where to appear")],
) -> Done:
    """Call a suspect in on paper. At the scene an oral summons will do; it is noted on arrival."""
    return Done(papers=[_summons(case, person, reason, arrive_by, place)])


def _summons(case: AdministrativeCase, person: Person, reason: str, arrive_by: datetime, place: str) -> Paper:
    facts = {
        "party": person_fact(person),
        "cause": case.cause,
        "reason": reason,
        "arrive_by": arrive_by.isoformat(),
        "place": place,
        "officers": staff_fact(queries.team(case)),
    }
    return Paper("传唤证", facts, about=person.key)


class Unwilling(models.TextChoices):
    """When a summons may be made good by force."""

    REFUSES = "refuses", _("无正当理由不接受传唤")
    EVADES = "evades", _("逃避传唤")


UNWILLING_WORDS = {Unwilling.REFUSES: "无正当理由不接受传唤", Unwilling.EVADES: "逃避传唤"}


def summoned(case: Any, _by: By | None = None) -> Any:
    """Suspects who are not here."""
    here = queries.running_measures(case, MeasureKind.SUMMONS).values("person")
    return queries.suspects(case).exclude(pk__in=here)


@act(
    "cases.force_summons",
    "强制传唤",
    "Forced summons",
    subject=AdministrativeCase,
    basis=("治安管理处罚法(2025)#96", "公安机关办理行政案件程序规定#67"),
    at=WORKING,
    documents=("传唤证",),
    approval="强制传唤",
    asks={"person": Ask("被强制传唤人", "Person summoned", choices=summoned)},
    checklist=(
        ("手铐、警绳等约束性警械只在必要时依法使用", "Cuffs and ropes only by law and where needed"),
        ("到案后登记到案，方式写“强制传唤”", "On arrival record the arrival as a forced summons"),
    ),
    order=102,
)
def force_summons(
    case: AdministrativeCase,
    by: By,
    *,
    person: Person,
    ground: Annotated[Unwilling, Ask("情形", "Ground")],
    reason: Annotated[str, Ask("不接受、逃避传唤的经过", "What happened", lines=True)],
    place: Annotated[str, Ask("到案地点", "Where to appear")],
    oral_at: Annotated[
        datetime | None, Ask("口头传唤时间", "Oral summons at", help=_("现场口头传唤而没有传唤证的填写"))
    ] = None,
) -> Done:
    """Who was called and will not come is brought in, by leave of the head of the unit; the hours run from arrival."""
    why = f"{UNWILLING_WORDS[Unwilling(ground)]}，现强制传唤。{reason}"
    fields = {"oral_at": oral_at.isoformat()} if oral_at else {}
    return Done(papers=[_summons(case, person, why, by.at, place)], fields=fields)


@act(
    "cases.record_arrival",
    "登记到案",
    "Record arrival",
    subject=AdministrativeCase,
    basis=("治安管理处罚法(2025)#97", "公安机关办理行政案件程序规定#68"),
    at=WORKING,
    starts=("A01", "A02", "A03", "A05"),
    asks={"person": Ask("到案人", "Person", choices=queries.suspects)},
    checklist=(
        ("到案时间由本人填写并签名", "Arrival time filled in and signed by the person"),
        ("先做人身安全检查再进办案区", "Safety check before entering the case area"),
    ),
    order=105,
)
def record_arrival(
    case: AdministrativeCase,
    by: By,
    *,
    person: Person,
    arrived_at: Annotated[datetime, Ask("到案时间", "Arrived at")],
    way: Annotated[str, Ask("到案方式", "How", help=_("例如持证传唤、口头传唤、主动投案、扭送"))],
    place: Annotated[str, Ask("场所", "Place")],
    term: Annotated[InquiryTerm, Ask("询问查证时限", "Term of inquiry")] = InquiryTerm.BASE,
    signed: Annotated[bool, Ask("时间由本人填写并签名", "Times filled in and signed by the person")] = True,
    refusal_note: Annotated[str, Ask("拒绝填写、签名的说明", "Note on a refusal to sign")] = "",
) -> Done:
    """A suspect is here: the hours run from the arrival itself, to the minute, and the family is to be told at once."""
    if arrived_at > by.at:
        raise refuse(_("到案时间晚于现在"), _("请核对时间"), code="time")
    if queries.running_measures(case, person=person).exists():
        raise refuse(_("此人已经在案，尚未离开"), _("先登记离开，或核对人员"), code="twice")
    measure = begun(case, by, person, MeasureKind.SUMMONS, str(term), arrived_at, ground=way, place=place)
    clocks = [Start(str(term), arrived_at, person.key), Start("A05", arrived_at, person.key)]
    return Done(begets=[measure], clocks=clocks, fields=queries.signed_or_not(signed, refusal_note))


@act(
    "cases.extend_inquiry",
    "延长询问查证",
    "Extend the inquiry",
    subject=AdministrativeCase,
    basis=("治安管理处罚法(2025)#97",),
    at=WORKING,
    starts=("A02", "A03"),
    stops=("A01", "A02"),
    approval="延长询问查证",
    asks={
        "measure": Ask("到案人", "Person", choices=lambda case, by: queries.running_measures(case, MeasureKind.SUMMONS))
    },
    errors=(("超过基本时限后才审批", "Approved only after the base term had run out"),),
    order=108,
)
def extend_inquiry(
    case: AdministrativeCase,
    by: By,
    *,
    measure: Measure,
    term: Annotated[InquiryTerm, Ask("延长至", "Extend to")],
    reason: Annotated[str, Ask("理由", "Reason", lines=True)],
) -> Done:
    """Keep somebody longer, on the ground the law names; counted from the same arrival, never afresh."""
    if measure.due is not None and by.at > measure.due:
        raise refuse(
            _("询问查证时限已经届满，不能再延长"), _("立即让其离开并登记离开时间"), "治安管理处罚法(2025)#97", "F17"
        )
    counted = queries.counted_from(case, measure)
    due = ports.rules.due(term, counted)
    if measure.due is not None and due.guard <= measure.due:
        raise refuse(_("所选时限不比现在的长"), _("请选择更长的时限"), "治安管理处罚法(2025)#97")
    about = measure.person.key
    clocks: list[ClockEvent] = [Stop("A01", about), Stop("A02", about), Start(str(term), counted, about)]
    return Done(touches=[lengthened(measure, by, str(term), due.guard)], clocks=clocks, fields={"reason": reason})


@act(
    "cases.notify_family",
    "通知家属",
    "Notify the family",
    subject=AdministrativeCase,
    basis=("治安管理处罚法(2025)#97", "公安机关办理行政案件程序规定#55"),
    at=(*WORKING, "mediation", "agreed", "review", "noticed", "decided", "served", "executing"),
    documents=("被传唤人家属通知书?",),
    stops=("A05",),
    asks={"person": Ask("到案人", "Person", choices=queries.suspects)},
    order=106,
)
def notify_family(
    case: AdministrativeCase,
    by: By,
    *,
    person: Person,
    relative: Annotated[PersonFacts | None, Ask("被通知的家属", "Relative told", personal=True)] = None,
    way: Annotated[str, Ask("通知方式", "How", help=_("例如电话、当面、短信"))] = "",
    not_told_ground: Annotated[str, Ask("无法通知的理由", "Why impossible", help=_("只有不能通知时才填"))] = "",
) -> Done:
    """Tell the family why and where somebody is kept, or write down why that was impossible."""
    if relative is None and not not_told_ground:
        raise refuse(_("要么写明通知了谁，要么写明不能通知的理由"), _("补填其中一项"), "治安管理处罚法(2025)#97", "R30")
    notice = Notice(
        subject=case,
        person=person,
        kind=NoticeKind.FAMILY,
        at=by.at,
        way=way,
        content=relative.name if relative else "",
        not_told_ground=not_told_ground,
    )
    measure = queries.running_measures(case, person=person).first()
    papers = []
    if relative is not None and measure is not None:
        facts: dict[str, Any] = {
            "party": person_fact(person),
            "relative": person_fact(relative),
            "cause": case.cause,
            "arrived_at": measure.started.isoformat(),
            "place": measure.place,
            "officers": staff_fact(queries.team(case)),
        }
        papers.append(Paper("被传唤人家属通知书", facts, about=person.key))
    return Done(rows=[notice], papers=papers, clocks=[Stop("A05", person.key)])


@act(
    "cases.record_departure",
    "登记离开",
    "Record departure",
    subject=AdministrativeCase,
    basis=("公安机关办理行政案件程序规定#68",),
    at=(*WORKING, "mediation", "agreed", "review", "noticed", "decided", "served", "executing"),
    stops=("A01", "A02", "A03"),
    asks={
        "measure": Ask(
            "离开的人", "Person", choices=lambda case, by: queries.running_measures(case, MeasureKind.SUMMONS)
        )
    },
    order=109,
)
def record_departure(
    case: AdministrativeCase,
    by: By,
    *,
    measure: Measure,
    left_at: Annotated[datetime, Ask("离开时间", "Left at")],
    why: Annotated[str, Ask("去向", "Where to", help=_("例如询问结束离开、送拘留所执行"))],
    signed: Annotated[bool, Ask("时间由本人填写并签名", "Times filled in and signed by the person")] = True,
    refusal_note: Annotated[str, Ask("拒绝填写、签名的说明", "Note on a refusal to sign")] = "",
) -> Done:
    """Somebody left the case area; the clock of their inquiry stops."""
    if not measure.started <= left_at <= by.at:
        raise refuse(_("离开时间要在到案之后、现在之前"), _("请核对时间"), code="time")
    about = measure.person.key
    stops = [Stop(rule, about) for rule in ("A01", "A02", "A03")]
    told = queries.signed_or_not(signed, refusal_note)
    return Done(touches=[over(measure, left_at, why)], clocks=stops, fields=told)
