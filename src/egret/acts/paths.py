"""The path of a subject through its stages, told from its journal: each visit to a stage with what was done there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from egret.acts.models import Subject
from egret.journal.reading import Recorded


@dataclass(frozen=True, slots=True)
class Visit:
    """A stay at a stage, in the order of time: a stage that is come back to is visited again."""

    stage: str
    since: datetime
    entries: tuple[Recorded, ...]


def stage_in(entry: Recorded, pk: int) -> str:
    """The stage in which an entry left the subject; empty when it wrote no image of the subject."""
    for table, key, columns in entry.fields.get("rows", []):
        if table == Subject._meta.db_table and key == pk and columns:
            return str(columns["stage"])
    return ""


def visits(subject: Subject, entries: Iterable[Recorded]) -> list[Visit]:
    """Every stay, oldest first. The act that leads away belongs to the stage it was done at."""
    told: list[tuple[str, datetime, list[Recorded]]] = []
    for entry in entries:
        stage = stage_in(entry, subject.pk)
        if not told:
            told.append((stage or subject.stage, entry.at, [entry]))
            continue
        told[-1][2].append(entry)
        if stage and stage != told[-1][0]:
            told.append((stage, entry.at, []))
    return [Visit(stage, since, tuple(done)) for stage, since, done in told]
