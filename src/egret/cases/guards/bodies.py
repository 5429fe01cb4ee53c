"""Safeguards of examinations of the body and of samples (R02, R28, R39; 治安管理处罚法 102; 程序规定 刑事 217)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.ports import ports
from egret.acts.refusals import Refusal
from egret.cases.acts import bodies
from egret.cases.acts.bodies import Answer, Purpose, Sample
from egret.cases.guards.statements import police
from egret.intake.models import Role, Sex
from egret.org.models import Sex as StaffSex

XS, XZ, LAW = bodies.XS, bodies.XZ, bodies.LAW


def _criminal(case: Subject) -> bool:
    return getattr(case, "case_kind", "") == "criminal"


@guard("cases.examine_person")
def two_officers_examine(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R02, R03: never by one officer."""
    if "officers" not in given:
        return None
    needed = ports.rules.amount("officers_minimum", by.at.astimezone(LOCAL).date())
    if len(police(given["officers"])) >= needed:
        return None
    return Refusal(
        _("执行的民警少于%(needed)d人") % {"needed": needed},
        _("增加一名民警"),
        f"{XS}#215" if _criminal(case) else f"{XZ}#52",
        "R03" if _criminal(case) else "R02",
    )


@guard("cases.examine_person")
def a_woman_is_examined_by_a_woman(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R28: by a woman, or by a doctor; what a drug test takes, by a woman alone (程序规定 行政 94)."""
    person, samples = given.get("person"), given.get("samples") or ()
    if person is None or person.sex != Sex.FEMALE or "samples" not in given:
        return None
    test = given.get("purpose") == Purpose.DRUGS
    if not test and (Sample.BODY not in samples or given.get("doctor")):
        return None
    who = given.get("checker")
    if who is not None and who.sex == StaffSex.FEMALE:
        return None
    if test:
        return Refusal(
            _("采集女性的吸毒检测样本，应当由女性工作人员进行"),
            _("换由女性工作人员，并写明是谁"),
            f"{XZ}#94",
            "R28",
        )
    return Refusal(
        _("检查妇女的身体，应当由女性工作人员或者医师进行"),
        _("换由女性工作人员并写明是谁，或者由医师进行"),
        f"{XS}#217" if _criminal(case) else f"{LAW}#103",
        "R28",
    )


@guard("cases.examine_person", "cases.approve_examination")
def a_victim_agrees(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Nobody examines a victim, or takes anything from one, against their will."""
    person = given.get("person")
    if person is None or person.role == Role.SUSPECT or "answer" not in given:
        return None
    if given["answer"] in (Answer.AGREED, Answer.GUARDIAN):
        return None
    return Refusal(
        _("%(name)s是被侵害人，没有本人或者其监护人同意，不得检查、采集") % {"name": person.name},
        _("征得同意后再办理；不同意的不检查"),
        f"{XS}#217" if _criminal(case) else f"{LAW}#102",
        "consent",
    )


@guard("cases.examine_person")
def allowed_first(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Against a refusal only on the approval the law names; in public security cases on approval in any case."""
    person, answer = given.get("person"), given.get("answer")
    purpose = given.get("purpose", Purpose.FACTS)
    if person is None or "answer" not in given:
        return None
    if _criminal(case):
        if answer != Answer.REFUSED or bodies.allowed(case, person, bodies.COMPELLED):
            return None
        return Refusal(
            _("%(name)s拒绝检查、采样，还没有批准强制") % {"name": person.name},
            _("认为必要的，先呈请强制检查、采样"),
            f"{XS}#217",
            "compelled",
        )
    if purpose == Purpose.DRUGS:
        if answer != Answer.REFUSED or bodies.allowed(case, person, bodies.DRUG_TEST):
            return None
        return Refusal(
            _("%(name)s拒绝吸毒检测，还没有批准强制检测") % {"name": person.name},
            _("先呈请强制吸毒检测"),
            f"{XZ}#94",
            "compelled",
        )
    if purpose == Purpose.DRIVING or not ports.rules.in_force(f"{LAW}#102", by.day):
        return None
    if bodies.allowed(case, person, bodies.PERMITTED):
        return None
    return Refusal(
        _("对%(name)s的人身检查、采样还没有经办案部门负责人批准") % {"name": person.name},
        _("先呈请人身检查、采样"),
        f"{LAW}#102",
        "compelled",
    )


@guard("cases.examine_person", "cases.approve_examination")
def nothing_is_taken_twice(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """What was taken once in an administrative case is not taken again; a body may be looked at again."""
    person = given.get("person")
    if person is None or _criminal(case):
        return None
    again = [
        one
        for one in bodies.worded(tuple(given.get("samples") or ()))
        if one != bodies.WORDS[Sample.BODY] and one in bodies.taken_before(case, person)
    ]
    if not again:
        return None
    return Refusal(
        _("对%(name)s已经%(what)s，不得重复") % {"name": person.name, "what": "、".join(again)},
        _("使用已经提取、采集的信息和样本"),
        f"{LAW}#102",
        "twice",
    )


@guard("cases.examine_person")
def an_examination_is_watched(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R39: in a criminal case a witness signs, or a recording stands in for one."""
    if not _criminal(case) or "course" not in given or given.get("witnesses") or given.get("recording"):
        return None
    return Refusal(_("没有见证人，也没有全程录音录像"), _("选择见证人，或者填写录音录像编号"), f"{XS}#194", "R39")


@guard("cases.compel_examination", "cases.approve_examination", "cases.compel_drug_test")
def not_allowed_afterwards(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Force is allowed before it is used."""
    if not by.urgent:
        return None
    cite = f"{XS}#217" if _criminal(case) else f"{LAW}#102"
    return Refusal(_("检查、采样应当先经批准，不能事后补办"), _("等批准后再进行"), cite, "compelled")


@guard("cases.approve_examination")
def no_approval_under_the_old_text(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Before 2026 the law asked for no approval here."""
    if ports.rules.in_force(f"{LAW}#102", by.day):
        return None
    return Refusal(_("当时的法律没有要求审批"), _("直接办理“人身检查、采样”"), f"{XZ}#83", "old_text")
