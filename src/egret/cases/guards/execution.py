"""Safeguards of executing administrative detention (治安管理处罚法 110; 程序规定 163)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.refusals import Refusal
from egret.cases import queries


@guard("cases.begin_execution")
def days_before_are_taken_off(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Each day of earlier restriction for the same act is a day less; more may be taken off than is on record here."""
    decision, received = given.get("decision"), given.get("received_at")
    if decision is None or received is None or not decision.detention_days or given.get("not_executed_ground"):
        return None
    owed = min(queries.offset_owed(decision.person, received), decision.detention_days)
    if int(given.get("offset_days") or 0) >= owed:
        return None
    return Refusal(
        _("先前因同一行为限制人身自由的 %(days)s 日没有折抵") % {"days": owed},
        _("折抵日数至少填 %(days)s") % {"days": owed},
        "公安机关办理行政案件程序规定#163",
        "offset",
    )
