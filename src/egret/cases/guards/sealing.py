"""Safeguards of sealed records and of what leaves a file (R24, R27, R55)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.refusals import Refusal
from egret.cases import queries
from egret.cases.acts.minors import under_age
from egret.cases.acts.sealing import DataUse, Purpose
from egret.cases.models import AdministrativeCase, CriminalCase
from egret.cases.models.base import SEALED
from egret.documents.models import Document


@guard("cases.archive")
def offences_are_sealed(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R27: every record of a public-security offence is sealed before the file is put away."""
    if not isinstance(case, AdministrativeCase) or case.sensitivity >= SEALED:
        return None
    if not case.cause_cite.startswith("治安管理处罚法"):
        return None
    return Refusal(_("违反治安管理的记录还没有封存"), _("先办“封存记录”，再归档"), "治安管理处罚法(2025)#136", "R27")


@guard("cases.archive_criminal")
def crimes_of_minors_are_sealed(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R27: who was under age at the act is sealed, unless the sentence is beyond what the law seals."""
    if not isinstance(case, CriminalCase) or case.sensitivity >= SEALED or given.get("unsealed_ground"):
        return None
    if not any(under_age(person, case.conduct_day) for person in queries.suspects(case)):
        return None
    return Refusal(
        _("嫌疑人行为时不满十八周岁，记录还没有封存"),
        _("先办“封存记录”；判处五年有期徒刑以上刑罚、依法不封存的，写明理由"),
        "刑事诉讼法#286",
        "R27",
    )


@guard("cases.open_sealed_record")
def opened_for_a_lawful_purpose(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R27: a sealed record is opened for cases and for what the State's rules name, to nobody else."""
    if given.get("purpose") != Purpose.OTHER:
        return None
    return Refusal(_("封存的记录不得向其他任何单位和个人提供"), _("告知申请人依法不予提供"), "刑事诉讼法#286", "R27")


@guard("cases.give_out_data")
def serves_cases_only(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R55: data and samples serve cases; they are not sold and not given to others."""
    if given.get("use") != DataUse.UNRELATED and given.get("police", True):
        return None
    return Refusal(
        _("办案中获得的信息、样本不得用于无关的用途，不得提供给其他单位或者个人"),
        _("不予提供；确属办案需要的，由办案机关凭法律手续调取"),
        "治安管理处罚法(2025)#138",
        "R55",
    )


@guard("documents.publish")
def no_child_is_served_by_announcement(paper: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R24: an announcement names whom a paper is for; a child's paper goes to the guardian."""
    if not isinstance(paper, Document) or not paper.about.startswith("person:"):
        return None
    person = queries.people(paper.matter).filter(pk=int(paper.about.partition(":")[2])).first()
    if person is None or not under_age(person, by.at.astimezone(LOCAL).date()):
        return None
    return Refusal(
        _("公告会公开未成年人的姓名"),
        _("送达其监护人，或者采用邮寄、委托等不公开的方式"),
        "未成年人保护法#103",
        "R24",
    )


@guard("cases.offer_reward", "cases.publish_wanted_order")
def no_child_is_named_in_public(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R24: what is published names no minor of the case."""
    said = "".join(str(given.get(name, "")) for name in ("told", "sought", "looks"))
    wanted = given.get("person")
    for person in queries.people(case):
        if person == wanted:
            continue
        if len(person.name) > 1 and person.name in said and under_age(person, by.at.astimezone(LOCAL).date()):
            return Refusal(
                _("公布的内容里有未成年人的姓名"),
                _("隐去姓名、住所、学校等能够识别其身份的信息"),
                "未成年人保护法#103",
                "R24",
            )
    return None
