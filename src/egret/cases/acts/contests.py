"""要求复议、提请复核: the procuratorate refuses to arrest or prosecute and is held to be wrong (程序规定 141, 294)."""

from __future__ import annotations

from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, ClockEvent, Done, Start, Stop
from egret.acts.machine import act
from egret.acts.ports import Paper
from egret.cases import queries
from egret.cases.acts.custody import HELD, last_organ
from egret.cases.models import CriminalCase, PartnerReply
from egret.intake.models import Person
from egret.intake.papers import people_fact

NOT_ARRESTED, NOT_PROSECUTED, KEPT = "不批准逮捕", "不起诉", "维持原决定"
OPEN = (*HELD, "not_prosecuted")


class Outcome(models.TextChoices):
    KEPT = "kept", _("维持原决定")
    CHANGED = "changed", _("改变原决定")


def _opinion(case: CriminalCase, kind: str, contested: str, persons: list[Person], to_organ: str, reason: str) -> Paper:
    """The paper that contests a decision, naming the last one of that kind by its number."""
    found = PartnerReply.objects.filter(subject_id=case.pk, kind=contested).order_by("-at", "-pk").first()
    facts: dict[str, Any] = {
        "to_organ": to_organ,
        "prior_document": found.number if found else contested,
        "suspects": people_fact(persons),
        "charge": case.cause,
        "reason": reason,
    }
    return Paper(kind, facts)


@act(
    "cases.contest_non_arrest",
    "要求复议（不批准逮捕）",
    "Ask reconsideration of a refused arrest",
    subject=CriminalCase,
    basis=("刑事诉讼法#92", "公安机关办理刑事案件程序规定#141"),
    at=OPEN,
    documents=("要求复议意见书",),
    starts=("C17",),
    stops=("C15",),
    approval="不捕复议",
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    errors=(("不先放人就要求复议", "Contesting before the person is freed"),),
    order=177,
)
def contest_non_arrest(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    to_organ: Annotated[str, Ask("检察院", "Procuratorate", initial=lambda case, by: last_organ(case))],
    reason: Annotated[str, Ask("认为有错误的理由", "Why it is wrong", lines=True)],
) -> Done:
    """The person is free; the same procuratorate is asked to look again."""
    paper = _opinion(case, "要求复议意见书", NOT_ARRESTED, [person], to_organ, reason)
    return Done(papers=[paper], clocks=[Stop("C15", person.key), Start("C17", by.at, person.key)])


@act(
    "cases.review_non_arrest",
    "提请复核（不批准逮捕）",
    "Ask the higher procuratorate about a refused arrest",
    subject=CriminalCase,
    basis=("刑事诉讼法#92", "公安机关办理刑事案件程序规定#141"),
    at=OPEN,
    documents=("提请复核意见书",),
    starts=("C17",),
    stops=("C16",),
    approval="不捕复核",
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    order=178,
)
def review_non_arrest(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    to_organ: Annotated[str, Ask("上一级检察院", "Higher procuratorate")],
    reason: Annotated[str, Ask("认为有错误的理由", "Why it is wrong", lines=True)],
) -> Done:
    """Not accepted below: the higher procuratorate decides for good."""
    paper = _opinion(case, "提请复核意见书", NOT_ARRESTED, [person], to_organ, reason)
    return Done(papers=[paper], clocks=[Stop("C16", person.key), Start("C17", by.at, person.key)])


@act(
    "cases.record_non_arrest_answer",
    "登记不捕复议复核结果",
    "Record the answer on the refused arrest",
    subject=CriminalCase,
    power="cases.contest_non_arrest",
    basis=("公安机关办理刑事案件程序规定#141",),
    at=OPEN,
    starts=("C16",),
    stops=("C17",),
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    order=179,
)
def record_non_arrest_answer(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    organ: Annotated[str, Ask("检察院", "Procuratorate", initial=lambda case, by: last_organ(case))],
    final: Annotated[bool, Ask("是复核决定", "This is the higher one's decision")],
    outcome: Annotated[Outcome, Ask("结果", "Outcome")],
    number: Annotated[str, Ask("决定书文号", "Number")],
) -> Done:
    """Changed: the approval is recorded and carried out on its own. Kept below: the term for the review runs."""
    kept = str(outcome) == Outcome.KEPT
    kind = f"{'复核' if final else '复议'}{KEPT if kept else '改变原决定'}"
    reply = PartnerReply(subject=case, person=person, organ=organ, kind=kind, number=number, at=by.at)
    clocks: list[ClockEvent] = [Stop("C17", person.key)]
    if kept and not final:
        clocks.append(Start("C16", by.at, person.key))
    return Done(rows=[reply], clocks=clocks)


@act(
    "cases.leave_non_arrest",
    "不再要求复议复核",
    "Leave the refused arrest as it is",
    subject=CriminalCase,
    power="cases.contest_non_arrest",
    basis=("公安机关办理刑事案件程序规定#141",),
    at=OPEN,
    stops=("C15", "C16"),
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    order=179,
)
def leave_non_arrest(
    case: CriminalCase, by: By, *, person: Person, reason: Annotated[str, Ask("理由", "Reason", lines=True)]
) -> Done:
    """The refusal is accepted, or the right has lapsed."""
    return Done(clocks=[Stop("C15", person.key), Stop("C16", person.key)], fields={"reason": reason})


@act(
    "cases.contest_non_prosecution",
    "要求复议（不起诉）",
    "Ask reconsideration of a non-prosecution",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#294",),
    at=("not_prosecuted",),
    documents=("要求复议意见书",),
    stops=("C38",),
    approval="不起诉复议",
    order=20,
)
def contest_non_prosecution(
    case: CriminalCase,
    by: By,
    *,
    to_organ: Annotated[str, Ask("检察院", "Procuratorate", initial=lambda case, by: last_organ(case))],
    reason: Annotated[str, Ask("认为有错误的理由", "Why it is wrong", lines=True)],
) -> Done:
    """The same procuratorate is asked to look again; a person in custody was freed at once."""
    paper = _opinion(case, "要求复议意见书", NOT_PROSECUTED, list(queries.suspects(case)), to_organ, reason)
    return Done(papers=[paper], clocks=[Stop("C38")])


@act(
    "cases.record_non_prosecution_answer",
    "登记不起诉复议结果",
    "Record the answer on the non-prosecution",
    subject=CriminalCase,
    power="cases.contest_non_prosecution",
    basis=("公安机关办理刑事案件程序规定#294",),
    at=("not_prosecuted",),
    starts=("C38",),
    stops=("C38",),
    order=22,
)
def record_non_prosecution_answer(
    case: CriminalCase,
    by: By,
    *,
    organ: Annotated[str, Ask("检察院", "Procuratorate", initial=lambda case, by: last_organ(case))],
    final: Annotated[bool, Ask("是复核决定", "This is the higher one's decision")],
    outcome: Annotated[Outcome, Ask("结果", "Outcome")],
    number: Annotated[str, Ask("决定书文号", "Number")],
) -> Done:
    """Kept below: as many days again to ask the higher procuratorate. Changed: the charge is recorded on its own."""
    kept = str(outcome) == Outcome.KEPT
    kind = f"{'复核' if final else '复议'}{KEPT if kept else '改变原决定'}"
    reply = PartnerReply(subject=case, organ=organ, kind=kind, number=number, at=by.at)
    return Done(rows=[reply], clocks=[Stop("C38"), *([Start("C38", by.at)] if kept and not final else [])])


@act(
    "cases.review_non_prosecution",
    "提请复核（不起诉）",
    "Ask the higher procuratorate about a non-prosecution",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#294",),
    at=("not_prosecuted",),
    documents=("提请复核意见书",),
    stops=("C38",),
    approval="不起诉复核",
    order=24,
)
def review_non_prosecution(
    case: CriminalCase,
    by: By,
    *,
    to_organ: Annotated[str, Ask("上一级检察院", "Higher procuratorate")],
    reason: Annotated[str, Ask("认为有错误的理由", "Why it is wrong", lines=True)],
) -> Done:
    """Not accepted below: the higher procuratorate decides."""
    paper = _opinion(case, "提请复核意见书", NOT_PROSECUTED, list(queries.suspects(case)), to_organ, reason)
    return Done(papers=[paper], clocks=[Stop("C38")])
