"""Safeguards of minors (R20-R23, R25, R26): an adult beside them, women for girls, their age proved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.ports import ports
from egret.acts.refusals import Refusal
from egret.cases import queries
from egret.cases.acts.minors import PROVED
from egret.cases.guards.statements import is_minor
from egret.cases.models import CaseFacts
from egret.intake.models import Person, Role, Sex
from egret.org.models import Sex as StaffSex
from egret.org.models import Staff

GUARDIANS = ("父", "母", "监护", "祖", "外公", "外婆", "爷爷", "奶奶", "养")
"""Words of a relation that make a guardian; anybody else who sits beside a minor stands in for one."""
PROTECTION = "未成年人保护法#112"


def stands_in(adult: Person) -> bool:
    """Whether the adult is not the guardian but another suitable adult."""
    return bool(adult.relation) and not any(word in adult.relation for word in GUARDIANS)


def _guardian_article(person: Person, asked: datetime) -> str:
    """The Act itself where its own age covers the person that day; above it the rules of procedure say the same."""
    day = asked.astimezone(LOCAL).date()
    age = person.age_on(day)
    if age is not None and age < ports.rules.amount("guardian_present_age", day):
        return ports.rules.article("guardian", day)
    return "公安机关办理行政案件程序规定#75"


@guard("cases.record_statement")
def adult_beside_minor(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R20, R21, R22: an adult who may be trusted sits beside a minor; a girl has a woman officer."""
    person = given.get("person")
    if person is None or "started" not in given or not is_minor(person, given["started"]):
        return
    criminal = getattr(case, "case_kind", "") == "criminal"
    cite = "刑事诉讼法#281" if criminal else _guardian_article(person, given["started"])
    adult, officers = given.get("adult"), given.get("officers", ())
    if adult is None:
        yield Refusal(
            _("%(name)s是未成年人，没有法定代理人或者合适成年人到场") % {"name": person.name},
            _("通知法定代理人到场；不能到场的，通知其他成年亲属或者学校、居委会代表，并登记为监护人后选择"),
            cite,
            "R20",
        )
    else:
        yield from _may_sit_there(case, adult, given, cite)
    if person.sex == Sex.FEMALE and not any(officer.sex == StaffSex.FEMALE for officer in officers):
        yield Refusal(_("询问、讯问女性未成年人，应当有女性工作人员参加"), _("增加一名女民警"), cite, "R22")


def _may_sit_there(case: Subject, adult: Person, given: Mapping[str, Any], cite: str) -> Iterator[Refusal]:
    """The adult is no suspect and no officer of the case; for who stands in, it is written why the guardian is not."""
    suspects = Person.objects.filter(subject_id=case.pk, role=Role.SUSPECT)
    if suspects.filter(name=adult.name, id_index=adult.id_index).exists():
        yield Refusal(_("到场成年人是本案嫌疑人"), _("另行通知合适成年人到场"), cite, "R21")
    team = queries.team(case) if isinstance(case, CaseFacts) else ()
    names = {officer.name for officer in given.get("officers", ())}
    names |= set(Staff.objects.filter(pk__in=list(team)).values_list("name", flat=True))
    if adult.name in names:
        yield Refusal(
            _("到场成年人是本案办案人员"),
            _("另行通知合适成年人到场；同名的核对身份"),
            "公安机关办理刑事案件程序规定#323",
            "R21",
        )
    if stands_in(adult) and not given.get("guardian_absent"):
        yield Refusal(
            _("到场的不是法定代理人，没有写明法定代理人为什么不能到场"),
            _("填写“法定代理人未到场的原因”"),
            cite,
            "R20",
        )


@guard("cases.record_statement")
def birth_date_known(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R26: whether somebody is a minor cannot be told without a birth date."""
    person = given.get("person")
    if person is None or person.role != Role.SUSPECT or person.born is not None:
        return None
    return Refusal(
        _("嫌疑人出生日期未查明，无法确认是否成年"),
        _("查实出生日期；年龄临界的调取出生证明、户籍底册"),
        "公安机关办理刑事案件程序规定#321",
        "R26",
        severity="warn",
    )


@guard("cases.request_arrest", "cases.conclude", "cases.submit_for_review")
def age_near_a_limit_is_proved(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R26: whose age at the act lies near 12, 14, 16 or 18 has it proved by papers (how near is a proposal)."""
    if not isinstance(case, CaseFacts):
        return
    single = [given["person"]] if given.get("person") else []
    for person in given.get("persons") or single or queries.suspected(case):
        today = by.at.astimezone(LOCAL).date()
        if person.born is None or PROVED in person.flags or not _near(person.born, case.conduct_day, today):
            continue
        yield Refusal(
            _("%(name)s行为时的年龄临界，没有查实出生日期的证明材料") % {"name": person.name},
            _("调取出生证明、户籍底册等，办理“查实年龄”"),
            "公安机关办理刑事案件程序规定#321",
            "R26",
        )


def _near(born: date, conduct: date, today: date) -> bool:
    """Whether one of the critical ages was reached, or was to be, within the margin of the day of the conduct.

    Which ages are to be proved, and how far around them, is procedure: asked on the day of the act.
    """
    margin = int(ports.rules.amount("critical_age_margin", today))
    for age in ports.rules.listed("critical_ages", today):
        year = born.year + int(age)
        reached = date(year, 3, 1) if (born.month, born.day) == (2, 29) and year % 4 else born.replace(year=year)
        if abs((conduct - reached).days) <= margin:
            return True
    return False


@guard("cases.record_statement", "cases.conclude", "cases.submit_for_review")
def handled_by_who_knows_children(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R25: among those who handle a minor's case is one trained for it."""
    if not isinstance(case, CaseFacts):
        return None
    day = by.at.astimezone(LOCAL).date()
    sides = [one for one in queries.people_now(case) if one.role in (Role.SUSPECT, Role.VICTIM)]
    people = [given["person"]] if given.get("person") else sides
    if not any(is_minor(person, case.conduct_at) or is_minor(person, by.at) for person in people):
        return None
    if any(officer.trained_for_minors(day) for officer in (*given.get("officers", ()), *queries.handlers(case))):
        return None
    return Refusal(
        _("办理未成年人案件的民警没有受过专门培训"),
        _("指定受过未成年人案件专门培训的民警办理；已受过培训的先登记"),
        "未成年人保护法#101",
        "R25",
        severity="warn",
    )


@guard("cases.record_statement")
def child_victims_once_and_recorded(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R23: a child victim is recorded, asked once if at all possible, a girl by women."""
    person = given.get("person")
    if person is None or "started" not in given or person.role != Role.VICTIM:
        return
    if not is_minor(person, given["started"]):
        return
    if not given.get("recording"):
        yield Refusal(_("询问未成年被害人应当同步录音录像"), _("录制后再询问，填写录音录像编号"), PROTECTION, "R23")
    officers = given.get("officers", ())
    if person.sex == Sex.FEMALE and not any(officer.sex == StaffSex.FEMALE for officer in officers):
        yield Refusal(_("询问女性未成年被害人，应当由女性工作人员进行"), _("换由女民警询问"), PROTECTION, "R23")
    if queries.statements_of(case, person).exists():
        yield Refusal(
            _("%(name)s已经询问过，未成年被害人应当尽量一次询问完成") % {"name": person.name},
            _("确有必要再次询问的，只问必须查清的事项"),
            PROTECTION,
            "R23",
            severity="warn",
        )
