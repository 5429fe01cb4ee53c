"""Row images: what a journalled row held after an act, as plain data.

Images go encrypted into the payload of the act's entry. From them a subject can be shown as it stood at any past
moment, and the
audit finds a row that was changed, removed or added behind the journal's back.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import models

Image = list[Any]
"""[table, primary key, {column: value} or None when the row was deleted]"""

NOT_IMAGED = frozenset({"chain_head"})
"""The chain head is the hash of the entry itself; the audit compares it with the entry instead."""


def plain(field: models.Field[Any, Any], value: Any) -> Any:
    """A column's value as JSON can hold it, the same before writing and after reading on both databases."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.ForeignKey):
        return plain(field.target_field, value)
    value = field.to_python(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(field, models.DecimalField) and isinstance(value, Decimal):
        return str(value.quantize(Decimal(1).scaleb(-field.decimal_places)))
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, int):
        return int(value)
    return str(value)


def _columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [f for f in model._meta.local_concrete_fields if f.attname not in NOT_IMAGED]


def images_of(row: models.Model) -> list[Image]:
    """One image a table: a noun that extends the subject's row has two."""
    chain = [model for model in (*row._meta.get_parent_list(), type(row)) if model._meta.local_concrete_fields]
    return [
        [model._meta.db_table, row.pk, {f.attname: plain(f, getattr(row, f.attname)) for f in _columns(model)}]
        for model in chain
        if not model._meta.abstract
    ]


def image_of_table(row: models.Model, model: type[models.Model]) -> Image:
    """The image of just one table's part of a row, for the audit."""
    return [model._meta.db_table, row.pk, {f.attname: plain(f, getattr(row, f.attname)) for f in _columns(model)}]


def owner_of(row: models.Model) -> int | None:
    """Key of the subject a row belongs to: itself, or what its first reference to a subject names."""
    name = _owner_field(type(row))
    return getattr(row, name) if name else None


@cache
def _owner_field(model: type[models.Model]) -> str | None:
    if any(parent._meta.label == "acts.Subject" for parent in (model, *model._meta.get_parent_list())):
        return "pk"
    for field in model._meta.concrete_fields:
        related = field.related_model
        if isinstance(field, models.ForeignKey) and isinstance(related, type) and _owner_field(related) == "pk":
            return field.attname
    return None
