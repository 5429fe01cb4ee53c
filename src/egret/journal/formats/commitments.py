"""Salted commitments: the entry proves a value without holding it (journal.md section 3)."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from egret.journal.formats.canonical import canonical

SALT_BYTES = 32
_CONTEXT = b"egret/commit/v1\x00"


def opening(field: str, value: Any) -> bytes:
    """What is committed to: the field's name and its value, as canonical JSON. Text is not normalised."""
    return canonical([field, value])


def commit_text(salt: bytes, text: bytes) -> str:
    """The commitment to an opening already written as canonical JSON."""
    return hashlib.sha256(_CONTEXT + salt + text).hexdigest()


def commit(salt: bytes, field: str, value: Any) -> str:
    """The commitment to a field's value under a salt of 32 bytes."""
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 32 bytes")
    return commit_text(salt, opening(field, value))


def opens(commitment: str, salt: bytes, field: str, value: Any) -> bool:
    """Whether salt and value are what was committed to."""
    return hmac.compare_digest(commitment, commit(salt, field, value))
