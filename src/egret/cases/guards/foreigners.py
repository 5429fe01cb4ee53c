"""Safeguards of foreigners (R38; A40, A41)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import running_on
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.refusals import Refusal
from egret.cases import queries
from egret.cases.acts.foreigners import LAW, RULES, ConsularStep
from egret.cases.acts.questioning import short_limit
from egret.cases.models import CaseFacts, MeasureKind, NoticeKind

LIGHT = (MeasureKind.SUMMONS, MeasureKind.COMPELLED)


@guard("cases.conclude", "cases.close", "cases.terminate", "cases.transfer", "cases.dismiss")
def province_and_consulate_know(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R38: a measure on a foreigner was reported upward and the consulate told, or the person declined in writing."""
    if not isinstance(case, CaseFacts):
        return
    criminal = case.case_kind == "criminal"
    if running_on(case, "C58", "A42"):
        yield Refusal(
            _("对外国人采取措施后还没有层报"),
            _("办理“涉外案件层报”"),
            "公安机关办理刑事案件程序规定#367" if criminal else f"{RULES}#254",
            "R38",
        )
    held = {one.person for one in queries.measures_taken(case) if one.measure_kind not in LIGHT}
    told = {who for who, kind, _at in queries.notices(case) if kind == NoticeKind.CONSULAR}
    for person in held:
        if queries.foreign(person) and person.pk not in told:
            yield Refusal(
                _("%(name)s是外国人，没有领事通知或者本人书面请求的记录") % {"name": person.name},
                _("办理“领事通知、探视”"),
                "公安机关办理刑事案件程序规定#368" if criminal else f"{RULES}#254",
                "R38",
            )


@guard("cases.record_consular_step")
def declined_in_writing(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R38: who wants no notice or no visit says so in writing."""
    if given.get("step") not in (ConsularStep.NO_NOTICE, ConsularStep.NO_VISIT) or given.get("written"):
        return None
    criminal = getattr(case, "case_kind", "") == "criminal"
    return Refusal(
        _("不通知、不接受探视，应当由本人提出书面请求或者声明"),
        _("由本人书写并附卷后再登记"),
        "公安机关办理刑事案件程序规定#370" if criminal else f"{RULES}#256",
        "R38",
    )


@guard("cases.examine_foreigner", "cases.restrict_foreigner")
def only_foreigners(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Examination detention and a restricted area are for foreigners alone."""
    person = given.get("person")
    if person is None or queries.foreign(person):
        return None
    return Refusal(_("拘留审查、限制活动范围只适用于外国人"), _("核对国籍"), f"{LAW}#60", "A40")


@guard("cases.examine_foreigner")
def not_the_ill_young_and_old(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """The ill, the pregnant and nursing, the young and the old are restricted to an area instead."""
    person = given.get("person")
    if person is None or not ("ill" in person.flags or short_limit(person, by.at)):
        return None
    return Refusal(
        _("患重病、怀孕、哺乳、未满十六周岁、已满七十周岁的外国人不适用拘留审查"),
        _("办理“限制活动范围”"),
        f"{LAW}#61",
        "A41",
    )
