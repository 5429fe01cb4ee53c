"""Business rows against the newest image the journal holds of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cryptography.exceptions import InvalidTag
from django.core.exceptions import ValidationError
from django.db import models

from egret.journal.audit.findings import Fault, Report
from egret.journal.audit.scratch import Known, Scratch
from egret.journal.formats.canonical import NotCanonical, canonical

CHUNK = 500
UNREADABLE = (ValueError, TypeError, ValidationError, InvalidTag)
"""What reading a row spoilt by hand may raise: no such value, or a secret column that does not open."""
Models = Callable[[], Iterable[type[models.Model]]]
ImageOfTable = Callable[[Any, type[models.Model]], list[Any]]
"""`[table, key, columns]` of one table's part of a row"""

_registered: list[tuple[Models, ImageOfTable]] = []


def register_models(models_of: Models, image_of_table: ImageOfTable) -> None:
    """Hand in the models with a journal duty, and how a row of one looks as an image."""
    _registered.append((models_of, image_of_table))


def journalled_models() -> Iterator[tuple[type[models.Model], ImageOfTable]]:
    """Each concrete model with a journal duty once."""
    seen: set[type[models.Model]] = set()
    for models_of, image_of_table in _registered:
        for model in models_of():
            if model not in seen and not model._meta.abstract and not model._meta.proxy:
                seen.add(model)
                yield model, image_of_table


def _in_chunks(model: type[models.Model], image_of_table: ImageOfTable) -> Iterator[dict[str, Any]]:
    """Columns of each row by key; a row that cannot be read stands with the reason in place of its columns."""
    last: Any = None
    while True:
        rows = model._base_manager.order_by("pk")
        keys = list((rows if last is None else rows.filter(pk__gt=last)).values_list("pk", flat=True)[:CHUNK])
        if not keys:
            return
        last = keys[-1]
        try:
            yield {str(row.pk): image_of_table(row, model)[2] for row in rows.filter(pk__gte=keys[0], pk__lte=last)}
        except UNREADABLE:
            yield {str(key): _alone(model, key, image_of_table) for key in keys}


def _alone(model: type[models.Model], key: Any, image_of_table: ImageOfTable) -> Any:
    try:
        return image_of_table(model._base_manager.get(pk=key), model)[2]
    except UNREADABLE as error:
        return f"the row cannot be read: {type(error).__name__}"


def _differs(columns: dict[str, Any] | str, known: Known) -> str:
    """How the present row is not the image; empty when it is."""
    if isinstance(columns, str):
        return columns
    if known.digest is None and known.some is None:
        return "the row was deleted by an act and is there again"
    try:
        text = canonical(columns)
        some = {name: columns.get(name) for name in json.loads(known.some)} if known.some is not None else None
        partial = canonical(some).decode() if some is not None else None
    except NotCanonical as error:
        return f"the row holds what no image can hold: {error}"
    if partial is not None:
        return "" if partial == known.some else "the row is not what the erasure left of it"
    return "" if hashlib.sha256(text).digest() == known.digest else "the row is not as its last act left it"


def _audit_model(
    model: type[models.Model], image_of_table: ImageOfTable, scratch: Scratch, report: Report
) -> Iterator[Fault]:
    table, matched = model._meta.db_table, 0
    for images in _in_chunks(model, image_of_table):
        known = scratch.images(table, images)
        report.rows += len(images)
        matched += sum(k.digest is not None or k.some is not None for k in known.values())
        for key, columns in images.items():
            if key not in known:
                yield Fault("", None, "", "row", f"{table} {key}: no act wrote this row")
                continue
            detail = _differs(columns, known[key])
            if detail:
                yield _fault(known[key], f"{table} {key}: {detail}")
    if matched == scratch.living(table):
        return
    for key, image in scratch.living_images(table):
        if not model._base_manager.filter(pk=key).exists():
            yield _fault(image, f"{table} {key}: the row is gone without an act")


def _fault(known: Known, detail: str) -> Fault:
    return Fault(known.log, known.idx if known.log else None, known.uid, "row", detail)


def audit_rows(scratch: Scratch, report: Report) -> None:
    """Compare every row of every journalled model; tables of images nobody answers for are named."""
    tables = scratch.tables()
    for model, image_of_table in journalled_models():
        tables.discard(model._meta.db_table)
        report.add(_audit_model(model, image_of_table, scratch, report))
    if tables:
        report.unchecked.append(f"row images of tables no room answers for: {', '.join(sorted(tables))}")
