"""Safeguards of suspended detention (程序规定 223; 治安管理处罚法 126)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.ports import ports
from egret.acts.refusals import Refusal
from egret.cases.acts.suspension import suspended

LAW = "治安管理处罚法(2025)"
RULES = "公安机关办理行政案件程序规定"


@guard("cases.suspend_detention")
def one_security(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """F29 in kind: a guarantor or a deposit by the day, never both, never none."""
    decision = given.get("decision")
    if decision is None:
        return
    guarantor, deposit = given.get("guarantor"), given.get("deposit") or 0
    if bool(guarantor) == bool(deposit):
        yield Refusal(_("担保人和保证金须选一种，且只能选一种"), _("只填写其中一项"), f"{RULES}#223", "F29")
    rate = ports.rules.amount("suspension_deposit_per_day", by.at.astimezone(LOCAL).date())
    if deposit and (deposit % rate or not rate <= deposit <= rate * decision.detention_days):
        yield Refusal(
            _("保证金按每日%(rate)d元、不超过拘留日数计算") % {"rate": rate},
            _("按暂缓执行的日数重新计算"),
            f"{LAW}#126",
            "F29",
        )


@guard("cases.begin_execution", "cases.close")
def not_while_suspended(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """A suspended detention is neither begun nor forgotten."""
    decision = given.get("decision")
    rows = suspended(case)
    if not rows.exists() or (decision is not None and decision.pk not in {row.points["decision"] for row in rows}):
        return None
    return Refusal(_("行政拘留正在暂缓执行"), _("恢复执行后再办理"), f"{LAW}#126", "suspended")
