"""Who may know of a case, carried over to what came about in it: measures against people and on property."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from egret.acts.done import By, Touch
from egret.acts.models import NamedViewer, Subject
from egret.cases import queries
from egret.org.models import Staff


def may_know(subject: Any, _by: By) -> QuerySet[Staff]:
    """People in service of the same branch: they may have to know."""
    found = Staff.objects.filter(agency=subject.agency, closed=None)
    return (found.filter(district=subject.district) if subject.district else found).order_by("police_number")


def named_only(subject: Subject, wanted: set[int]) -> list[NamedViewer]:
    """Rows to add, once those of people no longer named are gone."""
    held = {one.staff: one for one in NamedViewer.objects.filter(subject_id=subject.pk)}
    for staff, row in held.items():
        if staff not in wanted:
            row.delete()
    return [NamedViewer(subject_id=subject.pk, staff=staff) for staff in sorted(wanted - held.keys())]


def named_now(subject: Subject) -> set[int]:
    return set(NamedViewer.objects.filter(subject_id=subject.pk).values_list("staff", flat=True))


def narrowed(case: Subject, wanted: Iterable[int], level: int) -> tuple[list[NamedViewer], list[Touch]]:
    """The case and its parts are sensitive at this level, and known to these people only; it sets the case itself."""
    parts, people = queries.parts_of(case), set(wanted)
    case.sensitivity = level
    rows = [row for one in (case, *parts) for row in named_only(one, people)]
    return rows, [Touch(one, changes={"sensitivity": level}) for one in parts]


def opened(case: Subject) -> list[Touch]:
    """The case and its parts are like any other again; it sets the case itself."""
    _rows, touches = narrowed(case, (), 0)
    return touches
