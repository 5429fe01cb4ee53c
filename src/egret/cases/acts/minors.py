"""未成年人: proof of the age, a report on their life (刑事诉讼法 277-287; 程序规定 319-331)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.clocks import LOCAL
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.ports import ports
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.people import OPEN
from egret.cases.models import CaseFacts, CriminalCase, Evidence, EvidenceKind
from egret.intake.models import Person
from egret.intake.persons import without_minors
from egret.org.models import Staff

PROVED = "age_proved"
"""Flag of a person whose birth date was proved by papers; only the act sets it."""


@act(
    "cases.prove_age",
    "查实年龄",
    "Prove the age",
    subject=CaseFacts,
    basis=("公安机关办理刑事案件程序规定#321",),
    at=OPEN,
    asks={
        "person": Ask("被查实人", "Person", choices=queries.everyone),
        "officers": Ask("取证人员", "Officers", choices=queries.colleagues),
    },
    checklist=(("出生医学证明、户籍底册、学籍、证人证言等相互印证", "Certificate, register, school, witnesses agree"),),
    errors=(("只凭本人自报认定年龄", "Taking the person's own word"),),
    order=205,
)
def prove_age(
    case: CaseFacts,
    by: By,
    *,
    person: Person,
    born: Annotated[date, Ask("查实的出生日期", "Birth date found")],
    papers: Annotated[str, Ask("证明材料", "Papers that prove it", lines=True)],
    officers: tuple[Staff, ...],
) -> Done:
    """The birth date is proved; the papers stand in the file."""
    if born > by.at.astimezone(LOCAL).date():
        raise refuse(_("出生日期晚于现在"), _("请核对日期"), code="time")
    person.born = born
    case.title = without_minors(case.title, [person], by.at)
    person.flags = [*(flag for flag in person.flags if flag != PROVED), PROVED]
    item = Evidence(
        subject=case,
        kind=EvidenceKind.DOCUMENTARY,
        title=f"{person.name}年龄证明材料",
        description=papers,
        source="年龄查证",
        taken_at=by.at,
        taken_by=[officer.pk for officer in officers],
        person=person,
    )
    return Done(rows=[person, item])


@act(
    "cases.report_on_minor",
    "未成年人社会调查",
    "Report on a minor's life",
    subject=CriminalCase,
    basis=("刑事诉讼法#279", "公安机关办理刑事案件程序规定#322", "预防未成年人犯罪法#51"),
    at=("investigating", "suspect_in", "returned"),
    asks={"person": Ask("未成年犯罪嫌疑人", "Minor suspect", choices=queries.suspects)},
    order=206,
)
def report_on_minor(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    childhood: Annotated[str, Ask("成长经历", "How they grew up", lines=True)],
    causes: Annotated[str, Ask("犯罪原因", "What led to it", lines=True)],
    care: Annotated[str, Ask("监护教育情况", "Care and schooling", lines=True)],
) -> Done:
    """How the child grew up and why it came to this; it goes with the file to the procuratorate."""
    item = Evidence(
        subject=case,
        kind=EvidenceKind.DOCUMENTARY,
        title=f"{person.name}社会调查报告",
        description=f"成长经历：{childhood}\n犯罪原因：{causes}\n监护教育：{care}",
        source="社会调查",
        taken_at=by.at,
        taken_by=list(queries.team(case)),
        person=person,
    )
    return Done(rows=[item])


def under_age(person: Person, day: date) -> bool:
    age = person.age_on(day)
    return age is not None and age < ports.rules.amount("adult_age", day)
