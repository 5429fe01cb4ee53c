"""What is typed about a person, checked before it becomes a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from egret.acts.cards import Ask
from egret.acts.clocks import LOCAL
from egret.acts.models import Subject
from egret.acts.personal import index_of
from egret.acts.ports import ports
from egret.acts.refusals import Refusal, Refused
from egret.acts.scrubbing import masked
from egret.intake.models import IdKind, Person, Role, Sex

FLAGS: tuple[tuple[str, Promise], ...] = (
    ("pregnant", _("怀孕")),
    ("nursing", _("哺乳不满一周岁婴儿")),
    ("deaf", _("聋哑")),
    ("blind", _("盲人")),
    ("ill", _("患严重疾病")),
    ("mental", _("疑似精神障碍")),
    ("deputy", _("人大代表")),
    ("township_deputy", _("乡镇人大代表")),
    ("consultative", _("政协委员")),
    ("official", _("公职人员")),
    ("foreigner", _("外国人")),
    ("no_chinese", _("不通晓当地语言")),
    ("unknown_identity", _("身份不明")),
)
"""Circumstances the safeguards ask for."""


def flag_choices(_subject: Any, _by: Any) -> tuple[tuple[str, Promise], ...]:
    return FLAGS


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person as entered: the form's and the import's common shape."""

    name: Annotated[str, Ask("姓名", "Name")]
    role: Annotated[Role, Ask("身份", "Role")] = Role.REPORTER
    id_kind: Annotated[IdKind, Ask("证件种类", "Kind of ID")] = IdKind.NONE
    id_number: Annotated[str, Ask("证件号码", "ID number")] = ""
    sex: Annotated[Sex, Ask("性别", "Sex")] = Sex.UNKNOWN
    born: Annotated[date | None, Ask("出生日期", "Born", help=_("居民身份证可自动读出"))] = None
    phone: Annotated[str, Ask("电话", "Phone")] = ""
    address: Annotated[str, Ask("住址", "Address")] = ""
    nationality: Annotated[str, Ask("国籍", "Nationality")] = "中国"
    relation: Annotated[str, Ask("与当事人关系", "Relation")] = ""
    flags: Annotated[tuple[str, ...], Ask("特殊情况", "Special", choices=flag_choices)] = ()


def id_fault(facts: PersonFacts) -> str:
    """Why the ID number cannot be right, or nothing. A resident number holds birth date, sex and a check digit."""
    if facts.id_kind != IdKind.RESIDENT or not facts.id_number:
        return ""
    try:
        number = ric.validate(facts.id_number)
    except ValidationError:
        return str(_("身份证号码有误：请核对位数、出生日期和末位校验码"))
    if facts.born and ric.get_birth_date(number) != facts.born:
        return str(_("身份证号码与出生日期不一致，请核对"))
    if facts.sex in (Sex.MALE, Sex.FEMALE) and (facts.sex == Sex.MALE) != bool(int(number[16]) % 2):
        return str(_("身份证号码与性别不一致，请核对"))
    return ""


def person_row(facts: PersonFacts, subject: Subject, of: Person | None = None) -> Person:
    """An unsaved row of the person. Raises Refused when the ID number cannot be right."""
    fault = id_fault(facts)
    if fault:
        raise Refused([Refusal(fault, _("当面核对证件；确实查不清的，证件种类选“未查明”"), code="id_number")])
    born, sex = facts.born, facts.sex
    if facts.id_kind == IdKind.RESIDENT and facts.id_number:
        number = ric.compact(facts.id_number)
        born = born or ric.get_birth_date(number)
        sex = sex if sex != Sex.UNKNOWN else (Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)
    return Person(
        subject=subject,
        of=of,
        role=facts.role,
        name=facts.name.strip(),
        sex=sex,
        born=born,
        id_kind=facts.id_kind,
        id_number=facts.id_number.strip().upper(),
        id_index=index_of(facts.id_number),
        phone=facts.phone.strip(),
        address=facts.address.strip(),
        nationality=facts.nationality or "中国",
        relation=facts.relation,
        flags=list(facts.flags),
    )


def without_minors(title: str, people: Iterable[Person], at: datetime) -> str:
    """A title that tells nobody which child it is about: lists, search and notices show titles (未成年人保护法 103)."""
    day = at.astimezone(LOCAL).date()
    for person in people:
        age = person.age_on(day)
        if age is not None and age < ports.rules.amount("adult_age", day) and len(person.name) > 1:
            title = title.replace(person.name, masked(person.name))
    return title


def copy_of(person: Person, subject: Subject) -> Person:
    """The same person in another subject: when an incident becomes a case."""
    left_out = {"id", "of_id", "subject_id"}
    fields = [f.attname for f in Person._meta.concrete_fields if f.attname not in left_out]
    return Person(**{name: getattr(person, name) for name in fields}, subject=subject)
