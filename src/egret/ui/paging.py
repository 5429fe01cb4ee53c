"""Keyset paging: the next page begins after the last row shown, so page 4,000 costs what page 1 costs."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db.models import Field, Model, Q, QuerySet

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Rows of one page, and where the pages beside it begin ("" when there is none)."""

    rows: Sequence[M]
    after: str
    before: str


def keyset_page(rows: QuerySet[M], asked: Mapping[str, str], *, by: str = "-opened", size: int = 25) -> Page[M]:
    """The page of `rows` that `?after=` or `?before=` asks for, ordered by a column that is never null, then by id.

    A mark that cannot be read begins at the first page.
    """
    column, descending = by.lstrip("-"), by.startswith("-")
    backwards = "before" in asked and "after" not in asked
    mark = _read(asked.get("before" if backwards else "after", ""), rows.model, column)
    goes_down = descending != backwards
    if mark is not None:
        value, pk = mark
        way = "lt" if goes_down else "gt"
        # `column <= value` beside the tie-break lets both databases walk the composite index.
        rows = rows.filter(
            Q(**{f"{column}__{way}e": value}) & (Q(**{f"{column}__{way}": value}) | Q(**{f"pk__{way}": pk}))
        )
    sign = "-" if goes_down else ""
    found = list(rows.order_by(sign + column, sign + "pk")[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_next = (backwards and mark is not None) or (not backwards and more)
    has_previous = (backwards and more) or (not backwards and mark is not None)
    return Page(
        found,
        after=_write(found[-1], column) if found and has_next else "",
        before=_write(found[0], column) if found and has_previous else "",
    )


def _write(row: Model, column: str) -> str:
    value = getattr(row, column)
    plain = value.isoformat() if isinstance(value, date) else value
    return urlsafe_b64encode(json.dumps([plain, row.pk]).encode()).decode().rstrip("=")


def _read(mark: str, model: type[Model], column: str) -> tuple[Any, int] | None:
    try:
        value, pk = json.loads(urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        if not isinstance(pk, int) or abs(pk) >= 2**63:
            return None
        of_column = model._meta.get_field(column)
        value = of_column.to_python(value) if isinstance(of_column, Field) else None
        return (value, pk) if value is not None and _is_plain(value) else None
    except Exception:  # a mark is the reader's to mangle: whatever is wrong with it, begin at the first page
        return None


def _is_plain(value: Any) -> bool:
    if isinstance(value, datetime):
        return value.tzinfo is not None
    return abs(value) < 2**63 if isinstance(value, int) else isinstance(value, str | date)
