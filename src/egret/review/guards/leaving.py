"""统一审核、统一出口: no leader signs and nothing leaves before the legal office has spoken (procedure: “两统一”)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.refusals import Refusal
from egret.approvals.models import Approval
from egret.approvals.queries import my_steps
from egret.review import chosen
from egret.review.queries import items

AFTER = frozenset({"L3", "L4", "L5", "L6"})
"""Levels that sign only what the legal office has reviewed: its own, and the leaders'."""
EXIT = "两统一"


def _spoken(approval: Approval | None) -> bool:
    """Whether the review of this round passed what the signers are shown."""
    found = items.item_of(approval) if approval is not None else None
    return found is not None and approval is not None and bool(found.passed) and found.digest == approval.digest


@guard("approvals.sign")
def reviewed_before_the_leader(approval: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """The legal office's own step is signed by its review; leaders sign after it."""
    if not isinstance(approval, Approval) or approval.act not in chosen.single_exit(by.at.astimezone(LOCAL).date()):
        return None
    mine = my_steps(approval, by.actor.pk, by.at)
    if not mine or mine[0][0].level not in AFTER or _spoken(approval):
        return None
    return Refusal(
        _("送检察院的文书须先经法制部门统一审核，本件还没有审核同意的登记"),
        _("由法制部门在“法制审核台”收件，审核员办理“审核同意”，签署随之完成"),
        code=EXIT,
    )


@guard(*chosen.ever_single_exit())
def leaves_through_the_legal_office(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """An act of the exit takes effect only with the review of its own approval."""
    if not chosen.single_exit(by.at.astimezone(LOCAL).date()):
        return None
    if by.approved is None:
        return Refusal(
            _("本件由法制部门统一审核、统一出口"),
            _("呈批后到法制部门时，由法制审核台收件审核，再报负责人"),
            code=EXIT,
            severity="hint",
        )
    if _spoken(Approval.objects.filter(pk=by.approved.pk).first()):
        return None
    return Refusal(
        _("没有法制部门审核同意的登记，不能送出"),
        _("退回呈批，由法制部门在“法制审核台”审核后再报负责人"),
        code=EXIT,
    )
