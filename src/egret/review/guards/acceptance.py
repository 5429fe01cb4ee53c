"""F01: what was ordered to be accepted does not leave as something else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.refusals import Refusal
from egret.review.models.acceptance import UrgingKind
from egret.review.queries import acceptance

LAW = "公安机关办理行政案件程序规定#61"


@guard(
    "intake.close_handled",
    "intake.tell_not_police",
    "intake.mark_duplicate",
    "intake.take_to_mediation",
    "intake.settle_dispute",
    "intake.transfer",
)
def ordered_to_accept(incident: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """While an order to accept stands, the report leaves by being accepted."""
    order = acceptance.orders(incident).first()
    if order is None:
        return None
    return Refusal(
        _("案管组已责令受案立案：%(reason)s") % {"reason": order.reason[:60]},
        _("按责令办理受案或者立案审查；有不同意见的办理“答复督办”，由案管组撤回责令"),
        LAW,
        "F01",
    )


@guard("cases.accept_administrative")
def ordered_as_a_crime(incident: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Ordered to be looked at as a crime, it is not accepted as an offence (F06)."""
    if not acceptance.orders(incident).filter(kind=UrgingKind.CRIMINAL).exists():
        return None
    return Refusal(
        _("案管组已责令按刑事案件立案审查"),
        _("办理“刑事立案审查”；有不同意见的办理“答复督办”，由案管组撤回责令"),
        "公安机关办理刑事案件程序规定#171",
        "F06",
    )
