"""The list of a running case, filled from its records: what is there, what is missing before review.

One function for everybody: the case file, the reviewer's desk and supervision read the same list. It proposes, by the
kind of paper and by words in what a piece of evidence is called; an officer confirms what the words do not show.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from egret.acts.machine import place_of
from egret.acts.ports import Place
from egret.cases.models import CaseFacts, Evidence, Examination, Statement
from egret.documents.models import Document
from egret.guidance import books, guides
from egret.guidance.books import Book, Item
from egret.guidance.guides import Guide
from egret.guidance.models import ChecklistMark
from egret.intake.models import Person, Role

State = Literal["there", "check", "part", "asked", "missing", "waived"]
SEIZURE_LISTS = ("扣押清单", "证据保全清单")
"""Issued on the measure, not on the case: a seized thing among the evidence shows them."""
WHO: Mapping[str, str] = {"victim": Role.VICTIM, "suspect": Role.SUSPECT}


@dataclass(frozen=True, slots=True)
class Line:
    """An item of the list: how it stands, and what shows it."""

    item: Item
    state: State
    shown: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_missing(self) -> bool:
        return self.state in ("missing", "part", "asked")

    @property
    def proves(self) -> bool:
        return self.state == "there"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact to be proved, and whether anything proves it: surely, perhaps, or nothing."""

    id: str
    text: str
    by: tuple[Line, ...]

    @property
    def proved(self) -> bool:
        return any(one.proves for one in self.by)

    @property
    def perhaps(self) -> bool:
        """Somebody must look; or only what is needed in some cases could prove it."""
        return any(one.state in ("check", "part", "waived") for one in self.by) or all(one.item.when for one in self.by)


@dataclass(frozen=True, slots=True)
class Checklist:
    """The whole list of one case."""

    guide: Guide
    common: tuple[Line, ...]
    must: tuple[Line, ...]
    when: tuple[Line, ...]
    facts: tuple[Fact, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return (*self.common, *self.must)

    @property
    def missing(self) -> tuple[Line, ...]:
        return tuple(one for one in self.lines if one.is_missing)

    @property
    def to_check(self) -> tuple[Line, ...]:
        return tuple(one for one in self.lines if one.state == "check")

    @property
    def settled(self) -> int:
        return sum(one.state in ("there", "waived") for one in self.lines)

    @property
    def unproved(self) -> tuple[Fact, ...]:
        return tuple(one for one in self.facts if not one.proved and not one.perhaps)


@dataclass
class Records:
    """What stands in one case and could show an item."""

    evidence: list[Evidence] = field(default_factory=list)
    papers: set[str] = field(default_factory=set)
    examinations: list[Examination] = field(default_factory=list)
    people: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    spoke: set[int] = field(default_factory=set)
    """People who made a statement."""
    marks: dict[tuple[str, str], ChecklistMark] = field(default_factory=dict)


def book_of(case: CaseFacts) -> Book | None:
    """The kind a case is of; asks the database nothing."""
    return books.book_for(case.cause, f"{case.title} {case.summary}")


def checklists(cases: Iterable[CaseFacts], on: date) -> dict[int, Checklist]:
    """The lists of those cases that are of some kind, in seven questions however many they are."""
    kinds = {case.pk: (case, book) for case in cases if (book := book_of(case)) is not None}
    if not kinds:
        return {}
    records = _records([case for case, _book in kinds.values()])
    found: dict[Place, Mapping[str, Guide]] = {}
    lists = {}
    for key, (case, book) in kinds.items():
        place = place_of(case)
        force = Place(0, place.district, place.city, 0)
        if force not in found:
            found[force] = guides.in_force(force, on)
        lists[key] = fill(found[force][book.number], records[key])
    return lists


def checklist(case: CaseFacts, on: date) -> Checklist | None:
    """The list of one case; None when it is of no kind."""
    return checklists([case], on).get(case.pk)


def fill(guide: Guide, records: Records) -> Checklist:
    """The list of a guide, filled from what stands in a case."""
    content = guide.content
    common, must, when = (
        tuple(_line(one, records, guide.book.number) for one in items)
        for items in (books.common().must, content.must, content.when)
    )
    facts = tuple(
        Fact(key, text, tuple(one for one in (*must, *when) if key in one.item.proves))
        for key, text in content.facts.items()
    )
    return Checklist(guide, common, must, when, facts)


def _line(item: Item, records: Records, number: str) -> Line:
    mark = records.marks.get((number, item.id))
    if mark is not None and mark.evidence_id is None:
        return Line(item, "waived", note=mark.note)
    if mark is not None:
        known = [one for one in records.evidence if one.pk == mark.evidence_id]
        if known:
            return Line(item, "there", (known[0].title,), mark.note)
    if item.kind in WHO and not item.papers and not item.words:
        return _spoken(item, records)
    of_kind = [one for one in records.evidence if one.kind == item.kind]
    shown = [*(paper for paper in item.papers if paper in records.papers), *_named(item, of_kind)]
    if shown:
        return Line(item, "there", tuple(dict.fromkeys(shown)))
    waiting = [one.kind for one in records.examinations if item.kind == "expert" and _speaks(item, one.kind)]
    if waiting:
        return Line(item, "asked", tuple(waiting))
    return Line(item, "check", tuple(one.title for one in of_kind[:3])) if of_kind else Line(item, "missing")


def _named(item: Item, evidence: Sequence[Evidence]) -> list[str]:
    """What the evidence that shows an item is called."""
    lists = set(SEIZURE_LISTS) & set(item.papers)
    return [
        one.title
        for one in evidence
        if _speaks(item, f"{one.title} {one.description}") or (lists and one.seized and not item.words)
    ]


def _speaks(item: Item, text: str) -> bool:
    return (not item.words and not item.papers) or any(word in text for word in item.words)


def _spoken(item: Item, records: Records) -> Line:
    """Everybody of that role must have spoken; one who has not leaves the item in part."""
    people = records.people.get(WHO[item.kind], set())
    heard = people & records.spoke
    shown = tuple(one.title for one in records.evidence if one.kind == item.kind)
    if not people:
        return Line(item, "there" if shown else "missing", shown)
    if heard == people:
        return Line(item, "there", shown or (f"{len(heard)}/{len(people)}",))
    return Line(item, "part" if heard else "missing", (f"{len(heard)}/{len(people)}",))


def _records(cases: Sequence[CaseFacts]) -> dict[int, Records]:
    found: dict[int, Records] = defaultdict(Records)
    keys = [case.pk for case in cases]
    # Papers of the report (处警记录) belong to every case it led to.
    leads: dict[int, list[int]] = defaultdict(list)
    for case in cases:
        leads[case.pk].append(case.pk)
        if case.report_id:
            leads[case.report_id].append(case.pk)

    def of(model: Any, *columns: str, **like: Any) -> Any:
        return model.objects.filter(subject_id__in=keys, **like).only("subject_id", *columns).order_by("pk")

    for one in of(Evidence, "kind", "title", "description", "seized", excluded_at=None):
        found[one.subject_id].evidence.append(one)
    for subject, person in Statement.objects.filter(subject_id__in=keys).values_list("subject_id", "person_id"):
        found[subject].spoke.add(person)
    for subject, role, person in Person.objects.filter(subject_id__in=keys, role__in=WHO.values()).values_list(
        "subject_id", "role", "pk"
    ):
        found[subject].people[role].add(person)
    papers = Document.objects.filter(matter_id__in=list(leads)).exclude(stage="voided")
    for matter, kind in papers.values_list("matter_id", "document_kind").distinct():
        for key in leads[matter]:
            found[key].papers.add(kind)
    for one in of(Examination, "kind", received_at=None):
        found[one.subject_id].examinations.append(one)
    for one in of(ChecklistMark, "guide", "item", "evidence_id", "note"):
        found[one.subject_id].marks[one.guide, one.item] = one
    return found
