"""Panels of the case file, by name and in order: a room that adds a panel adds a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from egret.cases.models import (
    AdministrativeCase,
    AdministrativeProperty,
    CriminalCase,
    CriminalProperty,
    Decision,
    Evidence,
    EvidenceKind,
    Examination,
    Notice,
    PartnerReply,
    PropertyItem,
    Questioning,
    Review,
    Statement,
    StayEntry,
)
from egret.desk.open_file import OpenFile
from egret.intake.models import Incident, Person
from egret.review.models import AgendaItem, CentreGroup, Committee, Flag, ReviewItem, Seat, Urging
from egret.review.queries import acceptance, committee
from egret.review.queries import items as review_items
from egret.supervision.models import Finding
from egret.supervision.queries import held_against


@dataclass(frozen=True, slots=True)
class Panel:
    """A card of the case file: what it is called, how it is drawn, what it shows."""

    key: str
    title: str | Promise
    template: str
    load: Callable[[OpenFile], Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A panel with what it shows now; empty ones are left out."""

    panel: Panel
    rows: Any


def _people(file: OpenFile) -> Sequence[Person]:
    return list(file.people.values())


def _rows_of(model: Any, order: str) -> Callable[[OpenFile], Sequence[Any]]:
    links = [field for field in model._meta.fields if field.name in ("person", "adult", "interpreter")]

    def load(file: OpenFile) -> Sequence[Any]:
        if not file.has(model):
            return []
        rows = list(model.objects.filter(subject_id=file.subject.pk).order_by(order, "pk"))
        for row, link in product(rows, links):
            key = getattr(row, link.attname)
            if key in file.people:
                setattr(row, link.name, file.people[key])
        return rows

    return load


def _evidence(file: OpenFile) -> Sequence[tuple[str, Sequence[Evidence]]]:
    """The eight kinds in the order of the law, each with what there is."""
    if not file.has(Evidence):
        return []
    found = list(Evidence.objects.filter(subject_id=file.subject.pk).order_by("taken_at", "pk"))
    return [(str(kind.label), [one for one in found if one.kind == kind]) for kind in EvidenceKind]


def _cases(file: OpenFile) -> Sequence[Any]:
    report = file.subject.pk
    return [*AdministrativeCase.objects.filter(report_id=report), *CriminalCase.objects.filter(report_id=report)]


def _papers(file: OpenFile) -> Sequence[Any]:
    return file.papers


def _findings(file: OpenFile) -> Sequence[Any]:
    return held_against(file.subject) if file.has(Finding) else []


def _ballots(file: OpenFile) -> Sequence[Any]:
    return list(committee.ballots(file.subject))


def _seats(file: OpenFile) -> Sequence[Seat]:
    return list(committee.all_seats(file.subject))


def _agenda(file: OpenFile) -> Sequence[Any]:
    return list(committee.agenda_of(file.subject)) if file.has(AgendaItem) else []


def _urgings(file: OpenFile) -> Sequence[Any]:
    return list(acceptance.urgings_of(file.subject)) if file.has(Urging) else []


def _review_steps(file: OpenFile) -> Sequence[Any]:
    return list(review_items.steps_of(file.subject))


def _items(file: OpenFile) -> Sequence[PropertyItem]:
    return list(PropertyItem.objects.filter(subject_id=file.subject.pk).order_by("pk"))


PEOPLE = Panel("people", _("人员"), "desk/panels/people.html", _people)
URGINGS = Panel("urgings", _("督办"), "desk/panels/urgings.html", _urgings)
PAPERS = Panel("documents", _("文书"), "desk/panels/documents.html", _papers)
STAYS = Panel("stays", _("在场登记"), "desk/panels/stays.html", _rows_of(StayEntry, "started"))
NOTICES = Panel("notices", _("告知"), "desk/panels/notices.html", _rows_of(Notice, "at"))
FINDINGS = Panel("findings", _("监督问题"), "supervision/panels/findings.html", _findings)
BORN = Panel("cases", _("由此立的案件"), "desk/panels/cases.html", _cases)
CASE = (
    FINDINGS,
    PEOPLE,
    URGINGS,
    Panel("flags", _("敏感案件"), "desk/panels/flags.html", _rows_of(Flag, "at")),
    Panel("agenda", _("集体审议"), "desk/panels/agenda_items.html", _agenda),
    Panel("measures", _("措施"), "desk/panels/measures.html", lambda file: file.measures),
    STAYS,
    Panel("property", _("涉案财物措施"), "desk/panels/property.html", lambda file: file.property),
    Panel("evidence", _("证据（按法定种类）"), "desk/panels/evidence.html", _evidence),
    Panel("statements", _("笔录"), "desk/panels/statements.html", _rows_of(Statement, "started")),
    Panel("examinations", _("鉴定"), "desk/panels/examinations.html", _rows_of(Examination, "asked_at")),
    NOTICES,
    Panel("reviews", _("审核"), "desk/panels/reviews.html", _rows_of(Review, "at")),
    Panel("decisions", _("处理决定"), "desk/panels/decisions.html", _rows_of(Decision, "decided_at")),
    Panel("replies", _("检察院、法院的决定"), "desk/panels/replies.html", _rows_of(PartnerReply, "at")),
    Panel("documents", _("文书"), "desk/panels/documents.html", lambda file: file.all_papers),
)
PROPERTY = (Panel("items", _("财物"), "desk/panels/property_items.html", _items), PAPERS)
PANELS: Mapping[str, Sequence[Panel]] = {
    Incident.KIND: (FINDINGS, PEOPLE, URGINGS, BORN, PAPERS),
    AdministrativeCase.KIND: CASE,
    CriminalCase.KIND: CASE,
    AgendaItem.KIND: (Panel("ballots", _("表决"), "desk/panels/ballots.html", _ballots), PAPERS),
    CentreGroup.KIND: (Panel("seats", _("组员"), "desk/panels/seats.html", _seats),),
    Committee.KIND: (Panel("seats", _("委员"), "desk/panels/seats.html", _seats),),
    ReviewItem.KIND: (Panel("steps", _("审核环节"), "desk/panels/review_steps.html", _review_steps),),
    Questioning.KIND: (PEOPLE, STAYS, NOTICES, PAPERS),
    AdministrativeProperty.KIND: PROPERTY,
    CriminalProperty.KIND: PROPERTY,
}


def of(file: OpenFile) -> list[Shown]:
    """The panels of a subject that have something to show."""
    shown = [Shown(panel, panel.load(file)) for panel in PANELS.get(file.subject.kind, (PAPERS,))]
    return [one for one in shown if one.rows]
