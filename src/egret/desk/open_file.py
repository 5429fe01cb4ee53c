"""A subject whose page is being drawn: what several parts of the page need is asked of the database once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from egret.acts.looking import tables_with_rows
from egret.acts.models import Subject
from egret.cases.models import AdministrativeProperty, CriminalProperty, Measure
from egret.cases.queries import measures_taken, people_now, property_of
from egret.documents.models import Document
from egret.documents.queries import documents_of, documents_of_all
from egret.intake.models import Person

UNREAD = ("content", "sealed", "seal")
"""Columns of a paper that a list of papers does not show; opening them costs more than all others."""


class OpenFile:
    """One subject, and what stands beside it, each read when first asked for."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject

    @cached_property
    def papers(self) -> Sequence[Document]:
        """Papers issued on the subject itself, in order; what is written in them is not read."""
        return list(documents_of(self.subject).defer(*UNREAD))

    @cached_property
    def property(self) -> Sequence[Any]:
        """Measures on property in the case."""
        there = self.has(CriminalProperty) or self.has(AdministrativeProperty)
        return list(property_of(self.subject)) if there else []

    @cached_property
    def all_papers(self) -> Sequence[Document]:
        """Papers of the case and of the measures on property in it, in order."""
        if not self.property:
            return self.papers
        others = documents_of_all([one.pk for one in self.property]).defer(*UNREAD)
        return sorted([*self.papers, *others], key=lambda one: (one.opened, one.pk))

    @cached_property
    def people(self) -> Mapping[int, Person]:
        """The people of the subject by key, in the order of their roles."""
        found = sorted(people_now(self.subject), key=lambda one: (one.role, one.pk))
        return {one.pk: one for one in found}

    @cached_property
    def measures(self) -> Sequence[Measure]:
        """Measures on persons taken in the case, in the order they were taken."""
        return measures_taken(self.subject)

    def has(self, model: type[Any]) -> bool:
        """Whether a table that hangs on subjects has any row of this one; all tables are asked together."""
        return model._meta.db_table in tables_with_rows(self.subject)
