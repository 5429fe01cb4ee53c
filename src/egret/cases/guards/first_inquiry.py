"""Safeguards when who reports is heard before there is a case (R02, R04, R15, R20)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.ports import ports
from egret.acts.refusals import Refusal
from egret.cases.guards.statements import is_minor, police
from egret.cases.models.records import StatementPlace

RULES = "公安机关办理行政案件程序规定"


@guard("cases.record_first_inquiry")
def officers_hear_the_report(incident: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R02, R04: two officers; one only in the case area and under a whole recording; never auxiliaries alone."""
    if "officers" not in given:
        return
    there = len(police(given["officers"]))
    if not there:
        yield Refusal(_("辅警不得单独询问"), _("由民警询问，辅警可以协助"), f"{RULES}#52", "R04")
    elif there < ports.rules.amount("officers_minimum", by.day) and not _well_kept(given):
        yield Refusal(
            _("一名民警询问，只能在办案场所内并全程录音录像"),
            _("在办案区询问并填写录音录像编号，或者增加一名民警"),
            "治安管理处罚法(2025)#108",
            "R02",
        )


def _well_kept(given: Mapping[str, Any]) -> bool:
    return given.get("place") == StatementPlace.CASE_AREA and bool(given.get("recording"))


@guard("cases.record_first_inquiry")
def rights_before_the_first_question(incident: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R15: who is heard knows their rights and duties first."""
    if "text" not in given or given.get("rights_told"):
        return None
    return Refusal(_("询问前没有告知权利义务"), _("先告知权利义务，由本人签名后再询问"), f"{RULES}#73", "R15")


@guard("cases.record_first_inquiry")
def a_child_is_heard_beside_an_adult(incident: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R20: a minor who reports is heard beside a guardian."""
    person = given.get("person")
    if person is None or "text" not in given or given.get("adult") or not is_minor(person, by.at):
        return None
    return Refusal(
        _("%(name)s是未成年人，没有监护人到场") % {"name": person.name},
        _("通知监护人或者其他合适成年人到场，登记后再询问"),
        f"{RULES}#75",
        "R20",
    )
