"""Safeguards before filing and of compelled appearance (R12, R37, F47)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.ports import ports
from egret.acts.refusals import Refusal
from egret.cases import queries
from egret.cases.guards.criminal import deputies_first
from egret.cases.models import MeasureKind

guard("cases.request_compelled_appearance")(deputies_first)


@guard("cases.check_before_filing")
def no_force_before_filing(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """F47: before filing neither person nor property is touched."""
    if not given.get("coercion"):
        return None
    return Refusal(
        _("立案前不得采取强制措施，不得查封、扣押、冻结财产"),
        _("改用询问、查询、勘验、鉴定、调取等方法；符合条件的先立案"),
        "公安机关办理刑事案件程序规定#174",
        "F47",
    )


@guard(
    "cases.summon",
    "cases.record_arrival",
    "cases.summon_suspect",
    "cases.record_suspect_arrival",
    "cases.request_compelled_appearance",
    "cases.compel_appearance",
)
def a_gap_between_sessions(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R12: no chain of summonses; too short a gap is warned of (its length is a proposal, not a text)."""
    person = given.get("person")
    if person is None:
        return None
    kinds = (MeasureKind.SUMMONS, MeasureKind.COMPELLED)
    left = [one.ended for one in queries.measures_of(case, person) if one.measure_kind in kinds and one.ended]
    gap = timedelta(hours=int(ports.rules.amount("session_gap", by.at.astimezone(LOCAL).date())))
    comes = given.get("arrived_at") or given.get("arrive_by") or by.at
    if not left or max(left) + gap <= comes:
        return None
    admin = getattr(case, "case_kind", "") == "admin"
    return Refusal(
        _("%(name)s上一次传唤、拘传结束不久") % {"name": person.name},
        _("不得以连续传唤、拘传变相拘禁；保证饮食和休息后再办理"),
        "公安机关办理行政案件程序规定#69" if admin else "公安机关办理刑事案件程序规定#80",
        "R12",
        severity="warn",
    )
