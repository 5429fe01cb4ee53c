"""Scrubbing: what is left of a row when the purpose of its personal data is achieved (个人信息保护法 47).

Each model states in `PERSONAL` what happens to each of its personal fields; this module does it, and nothing else does.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from egret.acts.images import Image
from egret.acts.models import Journalled

GONE = "（已删除）"


def policy(model: type[models.Model]) -> dict[str, str]:
    """Field -> how it is scrubbed, over all tables of a noun."""
    found: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        found |= vars(kind).get("PERSONAL", {})
    return found


def masked(text: str) -> str:
    """The first character and 某: enough to read the file, not enough to know the person."""
    return f"{text[:1]}某" if text else ""


def empty(field: models.Field[Any, Any]) -> Any:
    """The value that says nothing any more."""
    if field.null:
        return None
    if isinstance(field, models.JSONField):
        return field.get_default()
    return GONE if isinstance(field, models.TextField) and not field.blank else ""


def scrub(row: Journalled) -> list[str]:
    """Scrub a row in memory by its own statement; the names of the fields that changed."""
    changed = []
    for name, way in policy(type(row)).items():
        field = row._meta.get_field(name)
        value = getattr(row, name)
        if way.startswith("keep") or not isinstance(field, models.Field) or value in (None, "", [], {}):
            continue
        setattr(row, name, masked(str(value)) if way == "mask" else empty(field))
        changed.append(name)
    return changed


def bare_image(image: Image, model: type[models.Model]) -> Image:
    """An image without its personal columns: what may stand in for it when the payload is destroyed."""
    table, key, columns = image
    if columns is None:
        return image
    hidden = {name for name, way in policy(model).items() if not way.startswith("keep")}
    names = {model._meta.get_field(name).attname for name in hidden if _has(model, name)}  # type: ignore[union-attr]
    return [table, key, {name: value for name, value in columns.items() if name not in names}]


def _has(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)
