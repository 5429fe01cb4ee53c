"""受立案统管: the case-management group reminds, orders to accept, and names who handles what units dispute.

受案立案改革意见 (memory: see `rulebook/gist/acceptance_filing_opinions.yaml`); 程序规定 行政 60-61, 刑事 171, 175.
"""

from __future__ import annotations

from typing import Annotated

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.models import Subject
from egret.acts.ports import Paper
from egret.acts.refusals import refuse
from egret.approvals.models import Approval
from egret.cases.models import CriminalCase
from egret.intake.models import Incident
from egret.org.models import Staff, Unit
from egret.review.models.acceptance import Urging, UrgingKind
from egret.review.queries import acceptance as queries
from egret.review.queries.acceptance import FILING, WITHOUT_OUTCOME

OVERSEE = "review.oversee"
BASIS = ("公安机关办理行政案件程序规定#60", "公安机关办理行政案件程序规定#61", "公安机关办理刑事案件程序规定#171")


ORDER = "责令受案立案通知书"
ORDERED = {UrgingKind.ADMIN: "行政受案（立案）", UrgingKind.CRIMINAL: "刑事立案审查"}
"""What is ordered, as the paper words it in every language of the screen."""


class OrderKind(models.TextChoices):
    ADMIN = UrgingKind.ADMIN.value, _("行政受案（立案）")
    CRIMINAL = UrgingKind.CRIMINAL.value, _("刑事立案审查")


def _urging(incident: Subject, by: By, kind: UrgingKind, reason: str) -> Urging:
    if not reason.strip():
        raise refuse(_("没有写督办理由"), _("写明为什么督办、要求什么"), code="reasons")
    return Urging(subject=incident, kind=kind, by=Staff.objects.get(pk=by.actor.pk), at=by.at, reason=reason)


@act(
    "review.remind",
    "督促受案立案",
    "Remind of the outcome",
    subject=Incident,
    power=OVERSEE,
    basis=BASIS,
    at=WITHOUT_OUTCOME,
    order=70,
)
def remind(
    incident: Incident, by: By, *, reason: Annotated[str, Ask("督促的内容", "What is asked", lines=True)]
) -> Done:
    """The case-management group asks the unit what becomes of the report; the unit answers."""
    return Done(rows=[_urging(incident, by, UrgingKind.REMIND, reason)], why="remind")


@act(
    "review.remind_filing",
    "督促立案审查",
    "Remind of the filing review",
    subject=CriminalCase,
    power=OVERSEE,
    basis=("公安机关办理刑事案件程序规定#171", "公安机关办理刑事案件程序规定#178"),
    at=(FILING,),
    order=70,
)
def remind_filing(
    case: CriminalCase, by: By, *, reason: Annotated[str, Ask("督促的内容", "What is asked", lines=True)]
) -> Done:
    """The case-management group asks whether the case is filed; its clock runs from the registration of the report."""
    return Done(rows=[_urging(case, by, UrgingKind.REMIND, reason)], why="remind")


@act(
    "review.answer_filing_urging",
    "答复立案督促",
    "Answer about the filing",
    subject=CriminalCase,
    power="cases.accept",
    basis=("公安机关办理刑事案件程序规定#171",),
    at=(FILING,),
    asks={"urging": Ask("督办", "Reminder or order", choices=queries.unanswered)},
    order=73,
)
def answer_filing_urging(
    case: CriminalCase, by: By, *, urging: Urging, answer: Annotated[str, Ask("答复", "Answer", lines=True)]
) -> Done:
    """The unit says how far the filing review has come."""
    urging.answered_by, urging.answered_at, urging.answer = Staff.objects.get(pk=by.actor.pk), by.at, answer
    return Done(rows=[urging])


@act(
    "review.order_acceptance",
    "责令受案立案",
    "Order to accept",
    subject=Incident,
    power=OVERSEE,
    basis=BASIS,
    at=WITHOUT_OUTCOME,
    documents=(ORDER,),
    checklist=(("写明事实、依据和应当受案的理由", "Facts, articles and why it has to be accepted"),),
    order=71,
)
def order_acceptance(
    incident: Incident,
    by: By,
    *,
    way: Annotated[OrderKind, Ask("责令办理", "What is ordered")],
    reason: Annotated[str, Ask("责令的理由", "Reasons", lines=True)],
) -> Done:
    """What should be accepted and is not: the report now leaves only by being accepted, or the order falls (F01)."""
    if queries.orders(incident).exists():
        raise refuse(_("已经责令过，责令还在效力中"), _("改变要求的，先撤回原来的责令"), code="twice")
    unit = Unit.objects.get(pk=incident.unit)
    facts = {
        "to_organ": unit.name,
        "reported_at": incident.reported_at.isoformat(),
        "decision": ORDERED[UrgingKind(str(way))],
        "reason": reason,
    }
    return Done(rows=[_urging(incident, by, UrgingKind(str(way)), reason)], papers=[Paper(ORDER, facts)], why=str(way))


@act(
    "review.withdraw_order",
    "撤回责令",
    "Withdraw the order",
    subject=Incident,
    power=OVERSEE,
    basis=BASIS,
    at=WITHOUT_OUTCOME,
    asks={"urging": Ask("责令", "Order", choices=queries.orders)},
    order=72,
)
def withdraw_order(
    incident: Incident, by: By, *, urging: Urging, reason: Annotated[str, Ask("撤回理由", "Reason", lines=True)]
) -> Done:
    """The unit's answer convinced, or facts changed: the order falls."""
    urging.withdrawn_at = by.at
    return Done(rows=[urging], fields={"reason": reason})


@act(
    "review.answer_urging",
    "答复督办",
    "Answer the reminder",
    subject=Incident,
    power="intake.screen",
    basis=BASIS,
    at=WITHOUT_OUTCOME,
    asks={"urging": Ask("督办", "Reminder or order", choices=queries.unanswered)},
    order=73,
)
def answer_urging(
    incident: Incident, by: By, *, urging: Urging, answer: Annotated[str, Ask("答复", "Answer", lines=True)]
) -> Done:
    """The unit says what it has done or why it sees the matter otherwise. An answer alone lifts no order."""
    urging.answered_by, urging.answered_at, urging.answer = Staff.objects.get(pk=by.actor.pk), by.at, answer
    return Done(rows=[urging])


@act(
    "review.designate",
    "指定办理单位",
    "Name the unit that handles it",
    subject=Incident,
    power=OVERSEE,
    basis=("公安机关办理行政案件程序规定#61", "公安机关办理刑事案件程序规定#175"),
    at=WITHOUT_OUTCOME,
    asks={"unit": Ask("办理单位", "Unit", choices=queries.units_for)},
    checklist=(("期限不因争议重新计算", "The terms do not begin anew because units disagreed"),),
    order=74,
)
def designate(
    incident: Incident,
    by: By,
    *,
    unit: Unit,
    reason: Annotated[str, Ask("争议情况和指定理由", "The dispute, and why this unit", lines=True)],
) -> Done:
    """Units dispute whose it is: the group names one, or takes it over for the branch; the clocks run on."""
    if Approval.objects.filter(target=incident.pk, is_open=True).exists():
        raise refuse(_("还有没有办结的呈批"), _("先办结或者撤回呈批，再指定办理单位"), code="open")
    row = _urging(incident, by, UrgingKind.DESIGNATE, reason)
    row.unit_from, row.unit_to = incident.unit, unit.pk
    incident.unit, incident.district, incident.city = unit.pk, unit.district, unit.city
    incident.owner = None
    return Done(rows=[row], rel=(unit.obj,))
