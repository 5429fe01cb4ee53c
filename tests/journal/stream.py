"""Small streams of entries for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from egret.journal import pen, reading
from egret.journal.tree.hashing import ZERO

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def draft(obj: str = "case:1", *, prev: bytes | None = ZERO, at: datetime = AT, **more: Any) -> pen.Draft:
    values: dict[str, Any] = {
        "act": "cases.note",
        "actor": "o:1001",
        "org": "350211",
        "fields": {"rows": [["case", 1, {"title": "盗窃案", "closed": None}]], "name": "张三"},
        **more,
    }
    return pen.Draft(obj=obj, at=at, prev=prev, **values)


def last_leaf(obj: str) -> bytes:
    told = reading.history(obj)
    return told[-1].leaf if told else ZERO


def write(obj: str = "case:1", **more: Any) -> pen.Written:
    """One entry that follows the object's last."""
    with transaction.atomic():
        (written,) = pen.write([draft(obj, prev=last_leaf(obj), **more)])
    return written


def write_many(count: int, objects: int = 5, start: int = 0) -> list[pen.Written]:
    """Entries about a few objects in turn, each bound to the one before."""
    leaves: dict[str, bytes] = {}
    made: list[pen.Written] = []
    for i in range(start, start + count):
        obj = f"case:{i % objects + 1}"
        leaves.setdefault(obj, last_leaf(obj))
        with transaction.atomic():
            (written,) = pen.write([draft(obj, prev=leaves[obj], at=AT + timedelta(seconds=i))])
        leaves[obj] = written.leaf
        made.append(written)
    return made
