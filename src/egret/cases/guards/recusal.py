"""Safeguards of recusal (R52)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.refusals import Refusal
from egret.cases import queries
from egret.cases.acts.recusal import stood_aside
from egret.cases.models import CaseFacts
from egret.intake.models import Role


def _law(case: CaseFacts) -> str:
    return "治安管理处罚法(2025)#95" if case.case_kind == "admin" else "刑事诉讼法#29"


@guard(
    "cases.assign",
    "cases.assign_investigators",
    "cases.change_handlers",
    "cases.record_statement",
    "cases.add_evidence",
)
def no_party_and_nobody_who_stood_aside(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R52: who stood aside, or bears the name of a party of the case, neither handles nor questions."""
    if not isinstance(case, CaseFacts):
        return
    named = [*given.get("handlers", ()), *given.get("officers", ())]
    if not named:
        return
    aside = stood_aside(case)
    parties = set(queries.people(case, Role.SUSPECT, Role.VICTIM).values_list("name", flat=True))
    for officer in named:
        if officer.pk in aside:
            yield Refusal(
                _("%(name)s已经回避，不得办理本案") % {"name": officer.name}, _("另选民警"), _law(case), "R52"
            )
        elif officer.name in parties:
            yield Refusal(
                _("%(name)s与本案当事人同名，可能是当事人本人") % {"name": officer.name},
                _("核对身份；是本人的应当回避"),
                _law(case),
                "R52",
                severity="warn",
            )
