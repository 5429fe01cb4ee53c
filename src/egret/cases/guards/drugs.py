"""Safeguards of drug treatment (禁毒法 39, 40; 戒毒条例 25-26)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import LOCAL, running_on
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.ports import ports
from egret.acts.refusals import Refusal
from egret.cases.acts import drugs
from egret.cases.acts.drugs import COMMUNITY, COMPULSORY, treatments

LAW = "禁毒法"


@guard("cases.order_drug_treatment")
def may_be_isolated(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """Pregnant and nursing women never; under the age the law names, only where nothing else will do."""
    person = given.get("person")
    if person is None:
        return
    if {"pregnant", "nursing"} & set(person.flags):
        yield Refusal(
            _("%(name)s怀孕或者哺乳不满一周岁婴儿，不适用强制隔离戒毒") % {"name": person.name},
            _("办理“责令社区戒毒”"),
            f"{LAW}#39",
            "spared",
        )
    day = by.at.astimezone(LOCAL).date()
    age = person.age_on(day)
    if age is not None and age < ports.rules.amount("treatment_optional_under", day):
        yield Refusal(
            _("%(name)s不满十六周岁，可以不适用强制隔离戒毒") % {"name": person.name},
            _("优先考虑“责令社区戒毒”，仍须强制隔离的写明理由"),
            f"{LAW}#39",
            "young",
            "warn",
        )


@guard("cases.order_drug_treatment", "cases.order_community_treatment")
def one_treatment_at_a_time(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """A person is under one order of this case."""
    person = given.get("person")
    if person is None or not treatments(case).filter(person=person, kind__in=(COMPULSORY, COMMUNITY)).exists():
        return None
    return Refusal(
        _("本案已经对%(name)s作出戒毒决定") % {"name": person.name}, _("送达并执行该决定"), f"{LAW}#38", "twice"
    )


@guard("cases.decide_treatment_term")
def the_term_allows_it(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """Shortened after a year in the place and never after an escape; lengthened before its end, by a year at most."""
    opinion = given.get("opinion")
    if opinion is None or not given.get("agreed"):
        return
    measure = drugs.isolated(case).filter(person=opinion.person).first()
    if measure is None:
        yield Refusal(_("此人现在不在强制隔离戒毒"), _("请核对人员"), f"{LAW}#47", "term")
        return
    if opinion.kind == drugs.SHORTER:
        months = int(ports.rules.amount("treatment_shorten_after", by.day)) * 12
        if by.at < drugs.months_after(measure.started, months):
            yield Refusal(_("强制隔离戒毒执行不满一年，不能提前解除"), _("满一年后再办理"), f"{LAW}#47", "term")
        if measure.facts.get("escaped"):
            yield Refusal(_("脱逃被追回的不得提前解除"), _("不予批准，并告知场所"), "戒毒条例#32", "term")
        return
    if not given.get("longer"):
        yield Refusal(_("没有选择延长多久"), _("选择延长的时间"), f"{LAW}#47", "term")
        return
    if measure.due is not None and measure.due < by.at:
        yield Refusal(_("强制隔离戒毒期限已经届满"), _("立即办理解除"), f"{LAW}#47", "term")
    before = [one for one in measure.terms if one.paper == drugs.LENGTHENED]
    if before and measure.due is not None:
        first = min(one.since for one in before)
        limit = drugs.months_after(first, int(ports.rules.amount("treatment_lengthen_most", by.day)) * 12)
        if drugs.months_after(measure.due, drugs.MONTHS[drugs.LongerBy(given["longer"])]) > limit:
            yield Refusal(_("累计延长超过一年"), _("选择较短的时间，或者不予批准"), f"{LAW}#47", "term")


@guard("cases.terminate", "cases.transfer", "cases.turn_criminal", "cases.confirm_performance")
def no_treatment_runs(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """An order of treatment that was annulled, or has run its time, ends on record before the case goes elsewhere."""
    if not running_on(case, "A50"):
        return None
    return Refusal(_("强制隔离戒毒还没有解除"), _("先办理“登记解除戒毒”"), f"{LAW}#47", "treatment")
