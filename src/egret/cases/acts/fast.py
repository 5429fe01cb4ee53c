"""快速办理: a clear case with admitted fault is decided within two days of arrival, or goes the ordinary way.

程序规定 40-48.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.clocks import LOCAL
from egret.acts.done import By, ClockEvent, Done, Start, Stop
from egret.acts.machine import act
from egret.acts.ports import Paper, ports
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.penalty import evidence_lines, last_said, penalty_text, rests_on, weighed
from egret.cases.acts.settlement import TERMS
from egret.cases.models import AdministrativeCase, Decision, Measure, MeasureKind, Notice, NoticeKind
from egret.intake.models import Person
from egret.intake.papers import person_fact, staff_fact

RULES = "公安机关办理行政案件程序规定"


def arrival_of(case: Any, person: Person) -> datetime | None:
    """When the person was last brought in or came: the hours of the fast track run from there."""
    came = Measure.objects.filter(case_id=case.pk, person=person, measure_kind=MeasureKind.SUMMONS).order_by("-opened")
    return came.values_list("opened", flat=True).first()


@act(
    "cases.take_fast_track",
    "转入快速办理",
    "Take the fast track",
    subject=AdministrativeCase,
    basis=(f"{RULES}#40", f"{RULES}#42"),
    documents=("快速办理告知书",),
    starts=("A07",),
    asks={"person": Ask("违法嫌疑人", "Offender", choices=queries.suspects)},
    checklist=(
        ("事实清楚，本人自愿认错认罚", "Clear facts, fault admitted freely"),
        ("书面告知并由本人签名同意", "Told in writing, consent signed"),
    ),
    errors=(("对未成年人、聋哑人、盲人适用快速办理", "Used for minors, the deaf or the blind"),),
    order=50,
)
def take_fast_track(
    case: AdministrativeCase,
    by: By,
    *,
    person: Person,
    findings: Annotated[str, Ask("查明的事实", "Facts found", lines=True)],
    admitted: Annotated[bool, Ask("自愿认错认罚", "Admits fault freely")],
    consent: Annotated[bool, Ask("书面同意快速办理", "Consents in writing")],
) -> Done:
    """With admitted fault and signed consent the case is simplified; the hours run from the arrival itself."""
    if not (admitted and consent):
        raise refuse(_("本人没有认错认罚或者没有书面同意"), _("按一般程序办理"), f"{RULES}#42", "F62")
    arrived = arrival_of(case, person)
    if arrived is None:
        raise refuse(_("没有登记到案时间，无法计算快速办理期限"), _("先办理“登记到案”"), f"{RULES}#47", "F62")
    if by.at > ports.rules.due("A07", arrived).guard:
        raise refuse(_("到案后的快速办理期限已过"), _("按一般程序办理"), f"{RULES}#47", "A07")
    told = Notice(
        subject=case,
        person=person,
        kind=NoticeKind.RIGHTS,
        at=by.at,
        way="书面",
        content="快速办理告知",
        answer="同意快速办理",
    )
    facts = {
        "party": person_fact(person),
        "cause": case.cause,
        "findings": findings,
        "arrived_at": arrived.isoformat(),
        "officers": staff_fact(queries.team(case)),
    }
    paper = Paper("快速办理告知书", facts, about=person.key)
    return Done(to="fast", rows=[told], papers=[paper], clocks=[Start("A07", arrived, person.key)])


@act(
    "cases.decide_fast",
    "快速办理决定",
    "Decide on the fast track",
    subject=AdministrativeCase,
    basis=(f"{RULES}#44", f"{RULES}#46", f"{RULES}#47"),
    documents=("行政处罚决定书",),
    starts=("A19", "A21"),
    stops=(*TERMS, "A07"),
    approval="快速办理",
    asks={"person": Ask("违法嫌疑人", "Offender", choices=queries.suspects)},
    checklist=(("口头告知和陈述申辩已在卷中注明并由本人签名", "Oral notice and plea noted and signed for"),),
    order=10,
)
def decide_fast(
    case: AdministrativeCase,
    by: By,
    *,
    person: Person,
    findings: Annotated[str, Ask("查明的事实", "Facts found", lines=True)],
    cite: Annotated[str, Ask("处罚依据", "Article", help=_("例如 治安管理处罚法(2025)#51"))],
    told: Annotated[bool, Ask("已口头告知并由本人签名", "Told orally and signed for")],
    review_organ: Annotated[
        str, Ask("行政复议机关", "Review organ", initial=lambda case, by: last_said(case, "review_organ"))
    ],
    court: Annotated[str, Ask("管辖法院", "Court", initial=lambda case, by: last_said(case, "court"))],
    detention_days: Annotated[int, Ask("拘留日数", "Days of detention")] = 0,
    fine: Annotated[Decimal, Ask("罚款（元）", "Fine, yuan")] = Decimal(0),
    warning: Annotated[bool, Ask("警告", "Warning")] = False,
    leniency: Annotated[str, Ask("从宽情节", "Why lenient", lines=True)] = "",
    custody_place: Annotated[str, Ask("拘留执行场所", "Place of detention", help=_("有拘留的必填"))] = "",
    lighter: Annotated[
        str, Ask("适用新法较轻的理由", "Why the later text is lighter", help=_("行为在新法施行前而引新法的必填"))
    ] = "",
) -> Done:
    """Legal clerk or head looks it over, the organ's leader decides, within the hours of the fast track."""
    if not (detention_days > 0 or fine > 0 or warning):
        raise refuse(_("没有选择任何处罚种类"), _("认为不应处罚的，转一般程序办理"), code="empty")
    if detention_days < 0 or fine < 0:
        raise refuse(_("处罚不能是负数"), _("请核对"), code="empty")
    if detention_days and not custody_place:
        raise refuse(_("拘留处罚没有写执行场所"), _("填写拘留所名称"), code="custody_place")
    parts = [("警告", warning), ("行政拘留", detention_days), ("罚款", fine)]
    decision = Decision(
        subject=case,
        person=person,
        kind="、".join(word for word, given in parts if given),
        cite=cite,
        detention_days=detention_days,
        fine=fine,
        warning=warning,
        facts=findings,
        reasons=weighed(leniency, lighter),
        decided_at=by.at,
    )
    facts: dict[str, Any] = {
        "party": person_fact(person),
        "findings": findings,
        "evidence": evidence_lines(case),
        "legal_basis": rests_on(cite, lighter),
        "decision": penalty_text(decision),
        "review_organ": review_organ,
        "court": court,
    }
    if decision.reasons:
        facts["attitude"] = decision.reasons
    if custody_place:
        facts["custody_place"] = custody_place
    if fine:
        term = ports.rules.deadline("A23", by.at.astimezone(LOCAL).date())
        facts["bank"] = f"自收到本决定书之日起{term.length}日内到指定银行或者通过电子支付系统缴纳"
    notice = Notice(
        subject=case,
        person=person,
        kind=NoticeKind.PENALTY,
        at=by.at,
        way="口头，签名确认",
        content=penalty_text(decision),
        answer="没有异议",
        answer_checked="快速办理，当场听取",
    )
    clocks: list[ClockEvent] = [
        *(Stop(rule) for rule in (*TERMS, "A07")),
        Start("A19", by.at, person.key),
        *(Start("A21", by.at, victim.key) for victim in queries.victims(case)),
    ]
    paper = Paper("行政处罚决定书", facts, about=person.key)
    return Done(to="decided", rows=[decision, notice], papers=[paper], clocks=clocks)


@act(
    "cases.leave_fast_track",
    "转回一般程序",
    "Leave the fast track",
    subject=AdministrativeCase,
    power="cases.take_fast_track",
    basis=(f"{RULES}#48",),
    stops=("A07",),
    order=30,
)
def leave_fast_track(
    case: AdministrativeCase, by: By, *, reason: Annotated[str, Ask("不宜快速办理的理由", "Why", lines=True)]
) -> Done:
    """What does not suit goes the ordinary way; what was lawfully gathered stays good."""
    return Done(to="investigating", clocks=[Stop("A07")], fields={"reason": reason})
