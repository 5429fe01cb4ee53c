"""While a page asks what may be done with a subject, and nothing is written, the same question is asked once.

Only `looking_at` opens such a look; an act never has one, so what decides an act is always read under its lock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.apps import apps
from django.db import connection
from django.db.models import Model, QuerySet

from egret.acts.models import Subject

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=Model)

_LOOK = "_answers_of_this_look"


@contextmanager
def looking_at(subject: Subject) -> Iterator[None]:
    """Keep answers about this very object until the look ends; a look within a look is the same one."""
    if _LOOK in subject.__dict__:
        yield
        return
    subject.__dict__[_LOOK] = {}
    try:
        yield
    finally:
        subject.__dict__.pop(_LOOK, None)


def once(question: Callable[Concatenate[Any, P], R]) -> Callable[Concatenate[Any, P], R]:
    """Let a question about a subject be answered once for each set of arguments while somebody looks at it.

    A query set that was read stays read; whoever narrows it further asks anew.
    """

    @wraps(question)
    def asked(subject: Any, /, *args: P.args, **kwargs: P.kwargs) -> R:
        kept: dict[Any, R] | None = subject.__dict__.get(_LOOK)
        if kept is None:
            return question(subject, *args, **kwargs)
        key = (question, args, tuple(sorted(kwargs.items())))
        if key not in kept:
            kept[key] = question(subject, *args, **kwargs)
        return kept[key]

    return asked


@once
def tables_with_rows(subject: Subject) -> frozenset[str]:
    """Which of the tables that hang on subjects have any row of this one; all are asked together."""
    count, statement = _asks()
    with connection.cursor() as cursor:
        cursor.execute(statement, [subject.pk] * count)
        return frozenset(name for (name,) in cursor.fetchall())


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


def rows_of(subject: Subject, model: type[M], link: str = "subject") -> QuerySet[M]:
    """The rows of a table that hang on a subject by `link`; a look asks nothing of a table that has none."""
    rows = model._default_manager.all()
    if _LOOK in subject.__dict__ and model._meta.db_table not in tables_with_rows(subject):
        return rows.none()
    return rows.filter(**{f"{link}_id": subject.pk})
