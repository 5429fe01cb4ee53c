"""What the patrol does when others have acted, and by the clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from egret.acts.models import Subject
from egret.jobs.registry import Work, handler
from egret.journal.reading import Recorded
from egret.supervision.look import detectors
from egret.supervision.models import Finding
from egret.supervision.patrol import clock_rules, patrol
from egret.supervision.rulebook import all_rules


def look_after_acts(entries: Sequence[Recorded]) -> None:
    """After acts, only the rules that read what they wrote, and only for the subjects they concern."""
    told = [entry for entry in entries if not entry.obj.startswith(f"{Finding.KIND}:")]
    images = [image for entry in told for image in entry.fields.get("rows", ())]
    subjects = {key for image in images for key in _subjects_of(image)}
    names = rules_reading({table for table, _key, _columns in images})
    if subjects and names:
        patrol(max(entry.at for entry in told), only=subjects, names=names)


def rules_reading(tables: Iterable[str]) -> list[str]:
    """The rules that look at one of these tables."""
    written = set(tables)
    return [name for name in detectors() if written & _tables_read()[name]]


@cache
def _tables_read() -> Mapping[str, frozenset[str]]:
    return {
        name: frozenset(apps.get_model(label)._meta.db_table for label in rule.reads)
        for name, rule in all_rules().items()
    }


@cache
def _columns_of(table: str) -> tuple[str, ...]:
    """Columns of a table that name a subject a finding may be about."""
    for model in apps.get_models():
        if model._meta.db_table == table:
            fields = [f for f in model._meta.local_concrete_fields if isinstance(f, models.ForeignKey)]
            leads = [f for f in fields if isinstance(f.related_model, type) and issubclass(f.related_model, Subject)]
            return tuple(f.attname for f in leads)
    return ()


def _subjects_of(image: Sequence[Any]) -> list[int]:
    table, key, columns = image
    own = [key] if table == Subject._meta.db_table else []
    return own + [columns[name] for name in _columns_of(table) if columns and columns.get(name)]


@handler("supervision.sweep")
def sweep(work: Work) -> None:
    """What time alone has made true since the last minute."""
    patrol(work.at, names=clock_rules())


@handler("supervision.patrol")
def whole(work: Work) -> None:
    """Everything, once a night."""
    patrol(work.at)
