"""The auditor's own notes, on disk so that a million rows need little memory: chain heads and newest row images."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

ImageNote = tuple[str, str, str, int, str, bytes | None, str | None]
"""table, key, log, idx, uid, digest of the columns (None: deleted), the columns themselves when only some are known"""


class Known(NamedTuple):
    """The newest image of a row."""

    log: str
    idx: int
    uid: str
    digest: bytes | None
    some: str | None


class Scratch:
    def __init__(self) -> None:
        # An empty name is a database of SQLite's own on disk, gone when it is closed.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA cache_size=-64000")
        self._db.execute("CREATE TABLE chain (obj TEXT PRIMARY KEY, leaf BLOB, uid TEXT) WITHOUT ROWID")
        self._db.execute(
            "CREATE TABLE image (tbl TEXT, key TEXT, log TEXT, idx INTEGER, uid TEXT, digest BLOB, some TEXT, "
            "PRIMARY KEY (tbl, key)) WITHOUT ROWID"
        )
        self._db.execute("BEGIN")

    def close(self) -> None:
        self._db.close()

    def _in(self, statement: str, fixed: list[str], values: Iterable[str]) -> Iterator[tuple[object, ...]]:
        names = list(values)
        for start in range(0, len(names), 500):
            part = names[start : start + 500]
            yield from self._db.execute(statement.format(", ".join("?" * len(part))), [*fixed, *part])

    def heads(self, objs: Iterable[str]) -> dict[str, bytes]:
        rows = self._in("SELECT obj, leaf FROM chain WHERE obj IN ({})", [], set(objs))
        return {str(obj): bytes(leaf) for obj, leaf in rows}  # type: ignore[call-overload]

    def set_heads(self, heads: Iterable[tuple[str, bytes, str]]) -> None:
        self._db.executemany("INSERT OR REPLACE INTO chain VALUES (?, ?, ?)", heads)

    def head(self, obj: str) -> tuple[bytes, str] | None:
        """Last leaf of an object, and the uid of that entry."""
        row = self._db.execute("SELECT leaf, uid FROM chain WHERE obj = ?", [obj]).fetchone()
        return (bytes(row[0]), row[1]) if row else None

    def heads_of_kind(self, kind: str) -> list[tuple[str, bytes, str]]:
        rows = self._db.execute("SELECT obj, leaf, uid FROM chain WHERE obj >= ? AND obj < ?", [f"{kind}:", f"{kind};"])
        return list(rows)

    def note_images(self, notes: Iterable[ImageNote]) -> None:
        self._db.executemany("INSERT OR REPLACE INTO image VALUES (?, ?, ?, ?, ?, ?, ?)", notes)

    def images(self, table: str, keys: Iterable[str]) -> dict[str, Known]:
        statement = "SELECT key, log, idx, uid, digest, some FROM image WHERE tbl = ? AND key IN ({})"
        return {str(row[0]): Known(*row[1:]) for row in self._in(statement, [table], keys)}  # type: ignore[arg-type]

    def tables(self) -> set[str]:
        return {name for (name,) in self._db.execute("SELECT DISTINCT tbl FROM image")}

    def living(self, table: str) -> int:
        statement = "SELECT COUNT(*) FROM image WHERE tbl = ? AND (digest IS NOT NULL OR some IS NOT NULL)"
        return int(self._db.execute(statement, [table]).fetchone()[0])

    def living_images(self, table: str) -> Iterator[tuple[str, Known]]:
        statement = (
            "SELECT key, log, idx, uid, digest, some FROM image "
            "WHERE tbl = ? AND (digest IS NOT NULL OR some IS NOT NULL) ORDER BY key"
        )
        for row in self._db.execute(statement, [table]):
            yield row[0], Known(*row[1:])
