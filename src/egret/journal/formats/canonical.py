"""Canonical JSON: one value, one text (RFC 8785 for what we allow: no floats, integers within 2^53)."""

from __future__ import annotations

import json
from typing import Any

LARGEST = 2**53
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


class NotCanonical(ValueError):
    """The value has no certain text."""


def _refuse_uncertain(value: Any) -> None:
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return
    if kind is int:
        if -LARGEST <= value <= LARGEST:
            return
        raise NotCanonical(f"integer beyond 2^53: {value}")
    if kind is dict:
        for key, inner in value.items():
            if type(key) is not str:
                raise NotCanonical(f"key is no string: {key!r}")
            _refuse_uncertain(inner)
        return
    if kind is list or kind is tuple:
        for inner in value:
            _refuse_uncertain(inner)
        return
    raise NotCanonical(f"{kind.__name__} has no canonical text: {value!r}")


def canonical(value: Any) -> bytes:
    """The one UTF-8 text of a value."""
    _refuse_uncertain(value)
    try:
        return _encode(value).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("a lone surrogate is no character") from error
