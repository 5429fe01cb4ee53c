"""Arguments of a proposed act, kept as plain data until the last signature."""

from __future__ import annotations

import enum
import hashlib
import importlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models


def encode(value: Any) -> Any:
    """Plain data for JSON. Raises TypeError for what cannot be kept."""
    if isinstance(value, enum.Enum):
        return encode(value.value)
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, models.Model):
        return {"$row": value._meta.label_lower, "pk": value.pk}
    if isinstance(value, datetime):
        return {"$time": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    if is_dataclass(value) and not isinstance(value, type):
        kind = f"{type(value).__module__}:{type(value).__qualname__}"
        return {"$data": kind, "of": {f.name: encode(getattr(value, f.name)) for f in fields(value)}}
    if isinstance(value, list | tuple | models.QuerySet):
        return [encode(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    raise TypeError(f"{type(value).__name__} cannot be an argument of an act that needs approval")


def decode(value: Any) -> Any:
    """The arguments again; rows are read anew, so the body sees them as they are now."""
    if isinstance(value, list):
        return tuple(decode(item) for item in value)
    if not isinstance(value, dict):
        return value
    if "$row" in value:
        return apps.get_model(value["$row"])._base_manager.get(pk=value["pk"])
    if "$time" in value:
        return datetime.fromisoformat(value["$time"])
    if "$date" in value:
        return date.fromisoformat(value["$date"])
    if "$decimal" in value:
        return Decimal(value["$decimal"])
    if "$data" in value:
        module, _, name = value["$data"].partition(":")
        if not module.startswith("egret."):
            raise ValueError(f"{module} is no room of the house")
        kind = getattr(importlib.import_module(module), name)
        return kind(**{key: decode(item) for key, item in value["of"].items()})
    return {key: decode(item) for key, item in value.items()}


def digest(value: Any) -> str:
    """`sha256:<hex>` of plain data in canonical form: what a signature of an approval step signs."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
