"""Importing a folder of statutes: read, store law by law, and put on record what it brought."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from egret.acts.done import By
from egret.acts.ports import Place
from egret.law.acts import import_collection
from egret.law.importer import collection, store
from egret.law.models import ImportIssue, ImportRun
from egret.org.system import SystemActor

CLERK = SystemActor("s:law")
"""The job that imports from the command line."""
NOWHERE = Place(0, None, None, 0)
"""Statutes belong to no unit."""


def import_folder(folder: Path, *, at: datetime, by: By | None = None) -> store.Stored:
    """Read a folder and bring the database to it; the same folder again changes nothing and leaves no entry."""
    stored = store.store(collection.read(folder))
    last = ImportRun.objects.order_by("-pk").first()
    if stored.changed or stored.broken_anew or last is None or last.digest != stored.digest:
        import_collection(NOWHERE, by or By(CLERK, at), stored=stored, folder=folder.name)
    return stored


def issues() -> list[ImportIssue]:
    """What the held texts and the unreadable files were reported for."""
    return list(ImportIssue.objects.order_by("file", "line", "pk"))
