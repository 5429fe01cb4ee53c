"""Many rows in one statement: `executemany` on SQLite, COPY on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")
_FEW = 8


def insert(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows in their order; values are as the driver takes them."""
    if not rows:
        return
    names = ", ".join(columns)
    slots = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({slots})", rows[0])
        elif connection.vendor != "postgresql" or len(rows) < _FEW:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({slots})", rows)
        else:
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


def select_in(
    columns: str, table: str, key: str, values: Iterable[Any], tail: str = "", chunk: int = 500
) -> Iterator[tuple[Any, ...]]:
    """Rows whose key is among the values, however many."""
    source = iter(values)
    with connection.cursor() as cursor:
        while part := list(islice(source, chunk)):
            slots = ", ".join(["%s"] * len(part))
            cursor.execute(f"SELECT {columns} FROM {table} WHERE {key} IN ({slots}) {tail}", part)
            yield from cursor.fetchall()


def chunks(source: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(source)
    while part := list(islice(iterator, size)):
        yield part
