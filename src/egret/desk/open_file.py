"""A subject whose page is being drawn: what several parts of the page need is asked of the database once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.db import connection

from egret.acts.models import Subject
from egret.cases.models import AdministrativeProperty, CriminalProperty, Measure
from egret.cases.queries import property_of
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
        found = Person.objects.filter(subject_id=self.subject.pk).order_by("role", "pk")
        return {one.pk: one for one in found}

    @cached_property
    def measures(self) -> Sequence[Measure]:
        """Measures on persons taken in the case, in the order they were taken."""
        if not self.has(Measure):
            return []
        return list(Measure.objects.filter(case_id=self.subject.pk).select_related("person").order_by("opened", "pk"))

    @cached_property
    def _present(self) -> frozenset[str]:
        count, statement = _asks()
        with connection.cursor() as cursor:
            cursor.execute(statement, [self.subject.pk] * count)
            return frozenset(name for (name,) in cursor.fetchall())

    def has(self, model: type[Any]) -> bool:
        """Whether a table that hangs on subjects has any row of this one; all tables are asked together."""
        return model._meta.db_table in self._present


@cache
def _asks() -> tuple[int, str]:
    """How many tables hang on subjects, and one question about all of them."""
    quoted = connection.ops.quote_name
    parts = [
        f"SELECT '{model._meta.db_table}' "
        f"WHERE EXISTS (SELECT 1 FROM {quoted(model._meta.db_table)} WHERE {quoted(str(field.column))} = %s)"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.many_to_one and field.related_model is Subject
    ]
    return len(parts), " UNION ALL ".join(parts)
