"""Safeguards of residential surveillance and of the bail deposit (R37, F29)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.done import By
from egret.acts.models import Clock, ClockState, Subject
from egret.acts.refusals import Refusal
from egret.cases.guards.criminal import deputies_first

PLACES_OF_FORCE = ("看守所", "拘留所", "戒毒所", "办案", "派出所", "公安局", "讯问")
guard("cases.surveil", "cases.surveil_in_place")(deputies_first)


@guard("cases.surveil", "cases.surveil_in_place")
def no_place_of_force(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Surveillance is not custody by another name."""
    place = f"{given.get('dwelling', '')}{given.get('designated_place', '')}"
    if not any(word in place for word in PLACES_OF_FORCE):
        return None
    return Refusal(
        _("不得在羁押场所、专门的办案场所或者办公场所执行监视居住"),
        _("改在住处；无固定住处的另行指定生活居所"),
        "公安机关办理刑事案件程序规定#111",
        "place",
    )


@guard("cases.forfeit_deposit")
def a_breach_comes_first(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """F29: no forfeiture without a breach on record, and not more than was paid."""
    measure = given.get("measure")
    if measure is None:
        return None
    if not measure.facts.get("breaches"):
        return Refusal(
            _("没有查实违反取保候审规定的记录"),
            _("先办理“登记违反取保、监居规定”"),
            "公安机关办理刑事案件程序规定#96",
            "F29",
        )
    left = int(measure.facts["deposit"]) - int(measure.facts.get("forfeited", 0))
    if not 0 < int(given.get("amount") or 0) <= left:
        return Refusal(
            _("没收金额应当大于零，不超过尚存的保证金%(left)d元") % {"left": left},
            _("请核对金额"),
            "公安机关办理刑事案件程序规定#96",
            "F29",
        )
    return None


@guard("cases.return_deposit")
def bail_is_over_and_nothing_contested(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    measure = given.get("measure")
    if measure is None:
        return None
    if measure.ended is None:
        return Refusal(_("取保候审还没有解除或者变更"), _("先解除取保候审"), "公安机关办理刑事案件程序规定#101", "F29")
    if "returned" in measure.facts:
        return Refusal(_("保证金已经退还"), _("请核对记录"), code="twice")
    open_terms = Clock.objects.filter(
        subject_id=case.pk, rule__in=("C33", "C34"), about=measure.person.key, state=ClockState.RUNNING
    )
    if open_terms.exists():
        return Refusal(
            _("没收保证金的决定尚未宣读或者还在复议期限内"),
            _("先登记复议结果"),
            "公安机关办理刑事案件程序规定#99",
            "C34",
        )
    return None
