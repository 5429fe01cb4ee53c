"""Safeguards of people in the case area (R13, R14, R28, R31, R32, R36, R54)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from egret.cases.acts.case_area import ImplementGround, Restraint, restrained
from egret.cases.models import StayEntry, StayKind
from egret.cases.models.records import StatementPlace
from egret.intake.models import Person, Role, Sex
from egret.org.models import Sex as StaffSex

ARRIVALS = (
    "cases.record_arrival",
    "cases.record_suspect_arrival",
    "cases.compel_appearance",
    "cases.accept_surrender",
)
DEPARTURES = ("cases.record_departure", "cases.record_suspect_departure", "cases.end_compelled_appearance")
EXTENSIONS = ("cases.extend_inquiry", "cases.extend_summons", "cases.extend_compelled_appearance")
ADMIN, CRIMINAL = "公安机关办理行政案件程序规定", "公安机关办理刑事案件程序规定"


@guard("cases.check_person")
def checked_by_their_own_sex(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R28: a woman's body is checked by a woman, or by a doctor."""
    person, checker = given.get("person"), given.get("checker")
    if person is None or checker is None or person.sex != Sex.FEMALE:
        return None
    if checker.sex == StaffSex.FEMALE or given.get("doctor"):
        return None
    return Refusal(_("检查女性的人身，应当由女性工作人员或者医师进行"), _("换由女民警检查"), f"{ADMIN}#53", "R28")


@guard("cases.record_statement")
def checked_before_the_rooms(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R32: who was brought in is checked for safety, with a list of belongings, before any room of the case area."""
    person = given.get("person")
    if person is None or given.get("place") != StatementPlace.CASE_AREA or person.role != Role.SUSPECT:
        return None
    since = queries.here_since(case, person, given["started"])
    if since is None:
        return None
    done = StayEntry.objects.filter(subject_id=case.pk, person=person, kind=StayKind.SAFETY_CHECK)
    if done.filter(started__gte=since, started__lte=given["started"]).exists():
        return None
    return Refusal(
        _("%(name)s到案后没有人身安全检查和随身物品登记") % {"name": person.name},
        _("先办“人身安全检查”，再带入办案区询问、讯问"),
        f"{ADMIN}#53",
        "R32",
    )


@guard("cases.deliver_to_house")
def looked_at_by_a_doctor(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R31: body and health are checked and written down when somebody enters the detention house."""
    measure = given.get("measure")
    if measure is None:
        return None
    since = queries.here_since(case, measure.person, measure.started) or measure.started
    done = StayEntry.objects.filter(subject_id=case.pk, person=measure.person, kind=StayKind.HEALTH_CHECK)
    if done.filter(started__gte=since).exists():
        return None
    return Refusal(
        _("没有%(name)s的健康和体表检查记录") % {"name": measure.person.name},
        _("先办“健康和体表检查”，再送看守所"),
        f"{CRIMINAL}#154",
        "R31",
    )


@guard(*DEPARTURES, *EXTENSIONS)
def fed_and_rested(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R13: after some hours a meal is on record, and in every full day an unbroken rest (both are proposals)."""
    measure = given.get("measure")
    if measure is None:
        return
    since, until = measure.started, given.get("left_at") or by.at
    day = by.at.astimezone(LOCAL).date()
    meal_after, rest = (
        timedelta(hours=int(ports.rules.amount(name, day))) for name in ("custody_meal_after", "custody_rest_block")
    )
    logged = StayEntry.objects.filter(subject_id=case.pk, person=measure.person, started__gte=since, started__lte=until)
    if until - since > meal_after and not logged.filter(kind=StayKind.MEAL).exists():
        yield Refusal(
            _("%(name)s在案已久，没有饮食记录") % {"name": measure.person.name},
            _("保证饮食并办理“登记饮食、休息”"),
            f"{CRIMINAL}#201",
            "R13",
            severity="warn",
        )
    days, rests = (until - since) // timedelta(hours=24), logged.filter(kind=StayKind.REST)
    if sum(one.lasted >= rest for one in rests) < days:
        yield Refusal(
            _("%(name)s在案每满一昼夜，应当有一次连续休息") % {"name": measure.person.name},
            _("安排休息并办理“登记饮食、休息”"),
            f"{CRIMINAL}#201",
            "R13",
            severity="warn",
        )


@guard(*ARRIVALS, *DEPARTURES)
def times_are_signed_for(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R14: the person fills in and signs when they came and when they left, or the refusal is noted."""
    if given.get("signed", True) or given.get("refusal_note"):
        return None
    criminal = getattr(case, "case_kind", "") == "criminal"
    return Refusal(
        _("到案、离开时间没有本人签名，也没有注明拒签"),
        _("由本人在传唤证上填写并签名；拒绝的，填写拒签说明"),
        f"{CRIMINAL}#79" if criminal else f"{ADMIN}#68",
        "R14",
    )


@guard("cases.restrain_drunk")
def no_irons_on_the_drunk(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R36: a drunk person is held by belt or rope and watched, never by handcuffs or leg irons."""
    if given.get("means") != Restraint.CUFFS:
        return None
    return Refusal(
        _("约束醉酒的人不得使用手铐、脚镣等警械"),
        _("改用约束带、警绳，并指定专人看护"),
        f"{ADMIN}#58",
        "R36",
        severity="warn",
    )


@guard("cases.record_statement", *DEPARTURES, *EXTENSIONS)
def sober_first(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R36: restraint ends at sobering, and only then is anybody questioned or let go."""
    person: Person | None = given.get("person") or getattr(given.get("measure"), "person", None)
    if person is None or not restrained(case).filter(person=person).exists():
        return None
    return Refusal(
        _("%(name)s还在醉酒约束中") % {"name": person.name},
        _("确认酒醒后先办“解除醉酒约束”"),
        f"{ADMIN}#58",
        "R36",
        severity="warn",
    )


@guard("cases.log_equipment")
def implements_have_a_ground(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R54: implements are used only in the situations of the regulations, above all on who is only being asked."""
    if given.get("ground") != ImplementGround.NONE:
        return None
    return Refusal(
        _("没有法定情形，不得使用警械"),
        _("立即停止使用，报告负责人并如实登记"),
        "人民警察使用警械和武器条例#8",
        "R54",
        severity="warn",
    )
