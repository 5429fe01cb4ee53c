"""What a model dossier takes over from a case, and the sieve everything passes: what the case knows of anybody."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import act_named
from egret.acts.clocks import LOCAL
from egret.acts.queries import timeline
from egret.cases.acts.evidence import dialogue
from egret.cases.models import (
    CaseFacts,
    Decision,
    Evidence,
    EvidenceKind,
    Examination,
    PartnerReply,
    Statement,
    StatementKind,
)
from egret.documents.models import Document
from egret.guidance import anonymising, checklists
from egret.guidance.anonymising import Anonymiser, Known
from egret.intake.models import Person, Role
from egret.org.models import Staff, Unit

KINDS = {
    "name": _("姓名"),
    "id": _("证件号码"),
    "phone": _("电话"),
    "place": _("地点"),
    "born": _("出生日期"),
    "officer": _("民警姓名、警号"),
    "unit": _("单位名称"),
    "agency": _("机构名称"),
    "number": _("案号、文号"),
    "date": _("日期"),
    "card": _("账号"),
    "plate": _("车牌"),
    "url": _("网络地址"),
    "account": _("网络账号"),
    "house": _("门牌号"),
    "other": _("另外指定的名称"),
}
ROLES = {
    Role.SUSPECT: "嫌疑人",
    Role.VICTIM: "被害人",
    Role.WITNESS: "证人",
    Role.REPORTER: "报案人",
    Role.GUARDIAN: "监护人",
    Role.LAWYER: "律师",
    Role.INTERPRETER: "翻译人员",
}
QUESTIONS = 40
"""So many questions of a statement are shown."""
ADULT, BAND = 18, 10
LONG_ENOUGH = 4
"""A shorter name of a unit is a word like others."""


def kind_label(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def sieve(case: CaseFacts, others: Iterable[str] = ()) -> Anonymiser:
    """Everything the case and its report know of anybody, ready to be replaced."""
    keys = [case.pk, *([case.report_id] if case.report_id else [])]
    people = list(Person.objects.filter(subject_id__in=keys).order_by("subject_id", "role", "pk"))
    # Somebody is in the report and in the case; the role in the case tells more.
    by_case = sorted(people, key=lambda one: one.subject_id != case.pk)
    known = anonymising.people((one.name, ROLES[Role(one.role)]) for one in by_case)
    for one in people:
        known += [
            Known(one.id_number, "id", "〔证件号码〕"),
            Known(one.phone, "phone", "〔电话〕"),
            *((Known(one.born.isoformat(), "born", "〔出生日期〕"),) if one.born else ()),
        ]
    addresses = [one.address for one in people]
    report = case.report
    addresses += [case.place, *([report.place] if report else [])]
    known += anonymising.places(addresses)
    known += _of_force(case)
    known += [Known(text.strip(), "other", f"某{at}") for at, text in enumerate(filter(str.strip, others), start=1)]
    return Anonymiser(tuple(known), case.conduct_day)


def _of_force(case: CaseFacts) -> Iterator[Known]:
    """Officers, units, agencies and numbers that stand in a case's papers."""
    for name, number in Staff.objects.filter(agency=case.agency).values_list("name", "police_number"):
        yield Known(name, "officer", "民警")
        yield Known(number, "officer", "〔警号〕")
    for name, short in Unit.objects.filter(agency=case.agency).values_list("name", "short"):
        yield Known(name, "unit", "某公安机关")
        if len(short) >= LONG_ENOUGH:
            yield Known(short, "unit", "某单位")
    for name in Examination.objects.filter(subject_id=case.pk).values_list("agency", flat=True):
        yield Known(name, "agency", "某鉴定机构")
    for name, number in PartnerReply.objects.filter(subject_id=case.pk).values_list("organ", "number"):
        yield Known(name, "agency", "某机关")
        yield Known(number, "number", "〔文号〕")
    yield Known(case.number, "number", "〔案号〕")
    if case.report:
        yield Known(case.report.number, "number", "〔警情编号〕")
    for number in Document.objects.filter(matter_id=case.pk).values_list("number", flat=True):
        yield Known(number, "number", "〔文号〕")


def content_of(case: CaseFacts, sieve: Anonymiser, on: date, story: str) -> dict[str, Any]:
    """How the case was done: people by role, evidence by item, questions asked, steps by day, papers, outcome."""
    since = case.conduct_day

    def day(at: datetime | None) -> str:
        return anonymising.day_word(at.astimezone(LOCAL).date(), since) if at else ""

    listed = checklists.checklist(case, on)
    evidence = list(Evidence.objects.filter(subject_id=case.pk, excluded_at=None).order_by("taken_at", "pk"))
    statements = Statement.objects.filter(subject_id=case.pk).select_related("person").order_by("started", "pk")
    papers = Document.objects.filter(matter_id=case.pk).exclude(stage="voided").order_by("opened", "pk")
    return {
        "story": sieve.text(story),
        "cause": case.cause,
        "people": [sieve.text(f"{one.name}：{_age(one, since)}") for one in _parties(case)],
        "list": [[one.item.id, one.item.text, one.state] for one in listed.lines] if listed else [],
        "evidence": [[str(EvidenceKind(one.kind).label), day(one.taken_at)] for one in evidence],
        "statements": [
            {
                "who": sieve.text(one.person.name),
                "kind": str(StatementKind(one.kind).label),
                "day": day(one.started),
                "minutes": round((one.ended - one.started).total_seconds() / 60),
                "asked": [sieve.text(turn["ask"]) for turn in dialogue(one.text) if turn["ask"]][:QUESTIONS],
            }
            for one in statements
        ],
        "steps": [[day(at), title] for at, title in _steps(case)],
        "papers": [[kind, count] for kind, count in Counter(one.document_kind for one in papers).items()],
        "outcome": [_outcome(one) for one in Decision.objects.filter(subject_id=case.pk).exclude(decided_at=None)],
    }


OF_PEOPLE = ("name", "id", "phone", "place", "born", "number", "other")
"""What may stand nowhere in the result; names of units are also words of the law (法制), so they are looked for only in
what somebody wrote."""


def left(sieve: Anonymiser, content: dict[str, Any], lesson: str) -> list[str]:
    """Kinds of what would still tell somebody apart; nothing is the proof."""
    asked = [ask for one in content["statements"] for ask in one["asked"]]
    written = [content["story"], lesson, *content["people"], *asked]
    whole = json.dumps([content, lesson], ensure_ascii=False)
    return list(dict.fromkeys([*sieve.left("\n".join(written)), *sieve.left(whole, OF_PEOPLE)]))


def _parties(case: CaseFacts) -> list[Person]:
    return list(Person.objects.filter(subject_id=case.pk, role__in=(Role.SUSPECT, Role.VICTIM)).order_by("role", "pk"))


def _age(one: Person, on: date) -> str:
    """An age by its decade: enough for the lesson, too little to find somebody by."""
    age = one.age_on(on)
    if age is None:
        return "年龄不详"
    return "未成年人" if age < ADULT else f"{age // BAND * BAND}余岁"


def _outcome(one: Decision) -> list[str]:
    return ["、".join(one.penalties) or one.kind, one.cite]


def _steps(case: CaseFacts) -> Iterator[tuple[datetime, str]]:
    """What was done in the case, oldest first; looks at it are nobody's lesson."""
    for one in timeline(case, opened=False):
        try:
            card = act_named(one.act).card
        except LookupError:
            continue
        if not card.quiet:
            yield one.at, card.title
