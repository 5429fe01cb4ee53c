"""Safeguards before the court is asked to enforce (行政强制法 53-54; A23, A26, A27)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.done import By
from egret.acts.models import Clock, ClockState, Subject
from egret.acts.refusals import Refusal
from egret.cases.acts.enforcement import payable_until, remedies_until


@guard("cases.urge_payment")
def payment_is_overdue(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Nobody is reminded before the term to pay has run out."""
    decision = given.get("decision")
    until = payable_until(case, decision) if decision else None
    if until is None or by.at > until:
        return None
    return Refusal(_("缴纳期限还没有届满"), _("期满未缴的再催告"), "治安管理处罚法(2025)#123", "A23")


@guard("cases.apply_enforcement")
def reminded_and_without_remedy(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """The reminder has passed, the remedies have run out, and the court's own term has not."""
    decision = given.get("decision")
    if decision is None:
        return
    about = decision.person.key
    waiting = Clock.objects.filter(subject_id=case.pk, about=about, state=ClockState.RUNNING)
    if waiting.filter(rule="A26", legal_due__gte=by.at).exists():
        yield Refusal(_("催告期还没有届满"), _("催告期满仍不履行的再申请"), "行政强制法#54", "A26")
    ends = remedies_until(case, decision)
    if ends is not None and by.at <= ends:
        yield Refusal(_("申请复议或者起诉的期限还没有届满"), _("期限届满后再申请"), "行政强制法#53", "A27")
    if waiting.filter(rule="A27", legal_due__lt=by.at).exists():
        yield Refusal(_("申请法院强制执行的期限已过"), _("报告负责人并说明原因"), "行政强制法#53", "A27")
