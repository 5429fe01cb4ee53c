"""People of a case: entered with checked IDs, told their rights before the first question."""

from __future__ import annotations

from typing import Annotated

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.ports import Paper
from egret.cases import queries
from egret.cases.models import CaseFacts, Notice, NoticeKind
from egret.intake.models import Person
from egret.intake.papers import person_fact, staff_fact
from egret.intake.persons import PersonFacts, person_row, without_minors

OPEN = (
    "filed",
    "filing_review",
    "investigating",
    "suspect_in",
    "fast",
    "mediation",
    "review",
    "noticed",
    "returned",
)
"""Stages of either kind of case at which facts are still gathered."""


@act(
    "cases.add_person",
    "登记涉案人员",
    "Add a person",
    subject=CaseFacts,
    basis=("公安机关办理行政案件程序规定#60", "公安机关办理刑事案件程序规定#169"),
    at=OPEN,
    asks={"of": Ask("关系人", "Whose", help=_("监护人、律师、翻译人员须选明是谁的"), choices=queries.everyone)},
    checklist=(("当面核对证件，拍照存档", "Check the ID face to face and keep a picture"),),
    errors=(("年龄临界未查实出生日期", "Birth date not verified near an age limit"),),
    order=200,
)
def add_person(
    case: CaseFacts,
    by: By,
    *,
    person: Annotated[PersonFacts, Ask("人员", "Person", personal=True)],
    of: Person | None = None,
) -> Done:
    """Enter a suspect, victim, witness, guardian, lawyer or interpreter; a minor's name leaves the title (R24)."""
    row = person_row(person, case, of)
    case.title = without_minors(case.title, [row], by.at)
    return Done(rows=[row])


class DeputyStep(models.TextChoices):
    """What the standing of a deputy or member asks for (程序规定 刑事 164-168; 行政 174)."""

    PERMISSION = "permission", _("人大主席团或者常委会许可")
    REPORT = "report", _("向人民代表大会报告")
    NOTICE = "notice", _("向政协组织通报")


@act(
    "cases.record_deputy_step",
    "代表、委员：许可、报告、通报",
    "Permission, report or notice for a deputy",
    subject=CaseFacts,
    basis=(
        "公安机关办理刑事案件程序规定#164",
        "公安机关办理刑事案件程序规定#166",
        "公安机关办理刑事案件程序规定#167",
        "公安机关办理行政案件程序规定#174",
    ),
    at=(*OPEN, "concluded", "decided", "served", "executing"),
    asks={"person": Ask("代表、委员", "Deputy or member", choices=queries.suspects)},
    order=210,
)
def record_deputy_step(
    case: CaseFacts,
    by: By,
    *,
    person: Person,
    step: Annotated[DeputyStep, Ask("事项", "What")],
    organ: Annotated[str, Ask("人大、政协组织", "Assembly or conference")],
    number: Annotated[str, Ask("文书、文号", "Paper and number")],
) -> Done:
    """The assembly gave leave, was told, or the conference was informed."""
    notice = Notice(
        subject=case,
        person=person,
        kind=NoticeKind.DEPUTY,
        at=by.at,
        way=str(DeputyStep(step).value),
        content=f"{organ}，{number}",
    )
    return Done(rows=[notice])


@act(
    "cases.tell_rights",
    "告知权利义务",
    "Tell rights and duties",
    subject=CaseFacts,
    basis=("公安机关办理行政案件程序规定#73", "刑事诉讼法#120"),
    at=OPEN,
    documents=("行政案件权利义务告知书?", "诉讼权利义务告知书?"),
    asks={"person": Ask("被告知人", "Person told", choices=queries.everyone)},
    checklist=(("第一次询问、讯问前告知，并由本人签名", "Before the first question, signed by the person"),),
    order=110,
)
def tell_rights(case: CaseFacts, by: By, *, person: Person) -> Done:
    """Tell a person their rights and duties, before the first question, on paper."""
    told = {"rights": rights_of(case.case_kind), "officers": staff_fact(queries.team(case))}
    if case.case_kind == "admin":
        paper = Paper("行政案件权利义务告知书", {"party": person_fact(person), "cause": case.cause, **told}, person.key)
    else:
        paper = Paper("诉讼权利义务告知书", {"suspect": person_fact(person), "charge": case.cause, **told}, person.key)
    notice = Notice(subject=case, person=person, kind=NoticeKind.RIGHTS, at=by.at, way=str(_("书面")))
    return Done(rows=[notice], papers=[paper])


def rights_of(case_kind: str) -> list[str]:
    """Rights and duties in own words; the articles stand on the document's kind."""
    common = [
        "有权申请办案人员回避。",
        "有权使用本民族语言文字，聋哑人和不通晓当地语言的人有权获得翻译。",
        "对与案件无关的问题，有权拒绝回答。",
        "有权核对笔录，要求补充或者更正。",
        "对侵犯权利的行为有权申诉、控告。",
    ]
    if case_kind == "admin":
        return [*common, "有权陈述和申辩，提出事实、理由和证据。", "应当如实回答询问。"]
    return [
        *common,
        "有权辩护；自第一次讯问或者采取强制措施之日起，有权委托律师。",
        "经济困难的可以申请法律援助，可以约见值班律师。",
        "如实供述可以从宽处理，自愿认罪认罚依法从宽。",
    ]
