"""解除、退还: goods go back, and the measure ends with the last of them (程序规定 (刑事) 233; (行政) 115)."""

from __future__ import annotations

from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done, Stop
from egret.acts.machine import act
from egret.acts.ports import Paper
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.freezing import FREEZES
from egret.cases.acts.goods import end, gone, left_after, party_fact, shown_items
from egret.cases.models import AdministrativeProperty, CriminalProperty, ItemState, PropertyItem, PropertyKind
from egret.intake.papers import staff_fact


def held(measure: Any, _by: By | None = None) -> Any:
    return queries.held_items(measure)


class LiftGround(models.TextChoices):
    """Why administrative preservation ends (程序规定 115)."""

    NO_OFFENCE = "no_offence", _("当事人没有违法行为")
    UNRELATED = "unrelated", _("与违法行为无关")
    DECIDED = "decided", _("已经作出处理决定，不再需要保全")
    EXPIRED = "expired", _("期限已经届满")
    NOT_NEEDED = "not_needed", _("其他不再需要保全的情形")


class ReleaseGround(models.TextChoices):
    """Why a criminal seizure ends before judgment."""

    UNRELATED = "unrelated", _("查明与案件无关")
    DISMISSED = "dismissed", _("撤销案件或者终止侦查")
    NOT_PROSECUTED = "not_prosecuted", _("不起诉")
    NOT_NEEDED = "not_needed", _("其他不需要继续查封、扣押的情形")


GOODS = Ask("退还的财物", "What goes back", choices=held)


@act(
    "cases.lift_seizure",
    "解除查封、扣押，退还财物",
    "Lift the seizure, give back",
    subject=CriminalProperty,
    basis=("刑事诉讼法#145", "公安机关办理刑事案件程序规定#233"),
    at=("in_force", "handed_over"),
    documents=("解除查封扣押决定书",),
    stops=("P03", "C39", *FREEZES),
    approval="解除查封扣押",
    asks={"items": GOODS},
    checklist=(("核对领取人身份，收条入卷", "Identity of the receiver checked, receipt in the file"),),
    order=30,
)
def lift_seizure(
    measure: CriminalProperty,
    by: By,
    *,
    items: tuple[PropertyItem, ...],
    ground: Annotated[ReleaseGround, Ask("理由", "Ground")],
    receiver: Annotated[str, Ask("领取人", "Who receives", help=_("不得由民警代为领取"))],
) -> Done:
    """Give back what has no part in the case, or need not be kept; the measure ends with its last thing."""
    if measure.measure_kind == PropertyKind.FREEZE:
        raise refuse(
            _("冻结的财产没有可以退还的原物"),
            _("办理“解除冻结”"),
            "公安机关办理刑事案件程序规定#241",
            "kind",
        )
    return _given_back(
        measure, by, items, str(ReleaseGround(ground).label), receiver, "解除查封扣押决定书", ("P03", "C39")
    )


@act(
    "cases.lift_preservation",
    "解除证据保全，退还财物",
    "Lift the preservation, give back",
    subject=AdministrativeProperty,
    basis=("公安机关办理行政案件程序规定#115", "行政强制法#28"),
    at=("in_force",),
    documents=("解除证据保全决定书",),
    stops=("P01", "P02", "P05", "P06"),
    asks={"items": GOODS},
    checklist=(("当事人签名确认", "The party signs for it"),),
    order=30,
)
def lift_preservation(
    measure: AdministrativeProperty,
    by: By,
    *,
    items: tuple[PropertyItem, ...],
    ground: Annotated[LiftGround, Ask("理由", "Ground")],
    receiver: Annotated[str, Ask("领取人", "Who receives", help=_("不得由民警代为领取"))],
) -> Done:
    """Give the goods back at once; no approval stands between a person and what is theirs."""
    stops = ("P01", "P02", "P05", "P06")
    return _given_back(measure, by, items, str(LiftGround(ground).label), receiver, "解除证据保全决定书", stops)


def _given_back(
    measure: CriminalProperty | AdministrativeProperty,
    by: By,
    items: tuple[PropertyItem, ...],
    ground: str,
    receiver: str,
    paper: str,
    clocks: tuple[str, ...],
) -> Done:
    last = not left_after(measure, items)
    facts = {
        "party": party_fact(measure.holder),
        "way": str(PropertyKind(measure.measure_kind).label),
        "reason": ground,
        "items": shown_items(items, measure.holder),
        "officers": staff_fact(measure.officers),
    }
    rows = gone(items, ItemState.RETURNED, by.at, receiver, ground)
    if last:
        end(measure, by.at, ground)
    return Done(
        to="released" if last else "",
        rows=rows,
        papers=[Paper(paper, facts, measure.holder.key if measure.holder else "")],
        clocks=[Stop(rule) for rule in clocks] if last else [],
    )
