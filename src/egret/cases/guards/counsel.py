"""Safeguards of the defence (R17, R18)."""

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
from egret.cases import queries
from egret.cases.models import NoticeKind
from egret.intake.models import Role


@guard("cases.conclude")
def counsel_where_the_law_wants_it(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R17: who must have counsel has one, or legal aid was told: minors, the blind and deaf, whoever the file names."""
    today = by.at.astimezone(LOCAL).date()
    adult = ports.rules.amount("adult_age", today)
    waiting = {one.about for one in running_on(case, "C50")}
    defended = {one.of_id for one in queries.people_now(case) if one.role == Role.LAWYER}
    for person in queries.suspected(case):
        age = person.age_on(today)
        minor = age is not None and age < adult
        told = queries.was_told(case, person, NoticeKind.LEGAL_AID)
        senses = {"deaf", "blind", "mental"} & set(person.flags)
        if (minor or senses or person.key in waiting) and not told and person.pk not in defended:
            yield Refusal(
                _("%(name)s应当有辩护律师，还没有通知法律援助机构") % {"name": person.name},
                _("办理“通知法律援助机构指派律师”，或者登记已委托的律师"),
                "公安机关办理刑事案件程序规定#46",
                "R17",
            )


@guard("cases.answer_counsel_request")
def nobody_listens(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R18: a meeting is neither listened to nor attended."""
    if not given.get("listened"):
        return None
    return Refusal(
        _("辩护律师会见不得监听，不得派员在场"),
        _("另行安排会见"),
        "公安机关办理刑事案件程序规定#55",
        "R18",
    )
