"""Safeguards of contesting the procuratorate's decisions (C15, C16, C38, R56)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import running_on
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.refusals import Refusal
from egret.cases.acts.contests import KEPT
from egret.cases.acts.custody import in_custody
from egret.cases.models import PartnerReply


def _over(case: Subject, by: By, rule: str, about: str, article: str) -> Refusal | None:
    """No term of that kind runs, or its last day is over."""
    if any(by.at <= one.legal_due for one in running_on(case, rule, about=about)):
        return None
    return Refusal(
        _("没有可以复议、复核的决定，或者期限已过"),
        _("核对是否登记了检察院的决定；期限已过的，按决定执行"),
        article,
        rule,
    )


@guard("cases.contest_non_arrest", "cases.review_non_arrest")
def freed_first(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R56, C15: the person goes free before anybody argues, and the days to argue are few."""
    person = given.get("person")
    if person is None:
        return
    if in_custody(case).filter(person=person).exists():
        yield Refusal(
            _("%(name)s还没有释放") % {"name": person.name},
            _("先释放或者变更强制措施，再要求复议"),
            "刑事诉讼法#92",
            "R56",
        )


@guard("cases.contest_non_arrest")
def within_the_days(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    person = given.get("person")
    return _over(case, by, "C15", person.key, "公安机关办理刑事案件程序规定#141") if person else None


@guard("cases.review_non_arrest")
def after_the_answer_below(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    person = given.get("person")
    return _over(case, by, "C16", person.key, "公安机关办理刑事案件程序规定#141") if person else None


@guard("cases.contest_non_prosecution", "cases.review_non_prosecution")
def within_the_days_of_non_prosecution(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    return _over(case, by, "C38", "", "公安机关办理刑事案件程序规定#294")


@guard("cases.review_non_prosecution")
def reconsidered_below_first(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    if PartnerReply.objects.filter(subject_id=case.pk, kind=f"复议{KEPT}").exists():
        return None
    return Refusal(_("检察院还没有作出复议决定"), _("先要求复议"), "公安机关办理刑事案件程序规定#294", "order")
