"""How fast the journal is, each figure beside a plain insert or look-up timed in the same run."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection, transaction
from django.test.utils import override_settings

from egret.journal import bulk, pen, stored
from egret.journal.models import Head
from egret.journal.sequencer import BATCH, Row, append
from egret.journal.tree.hashing import SHA256, ZERO
from egret.journal.tree.proofs import root_from_path
from egret.kit.figures import Figure, register

_AT = datetime(2026, 11, 23, tzinfo=UTC)
_ROWS = {"rows": [["bench", 1, {f"column_{i}": "涉案财物移送清单" for i in range(12)}]]}
_LOG = "bench"


def figures(scale: int) -> Iterator[Figure]:
    """Append, sequencing and proofs, in a log of `scale` entries; all of it is rolled back at the end."""
    with tempfile.TemporaryDirectory() as home, override_settings(HOME=Path(home)), transaction.atomic():
        _make_scratch_table()
        yield from _appending(scale)
        yield from _sequencing(scale)
        yield from _proving(scale)
        transaction.set_rollback(True)


def _make_scratch_table() -> None:
    kind = "BYTEA" if connection.vendor == "postgresql" else "BLOB"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE journal_bench (uid VARCHAR(26) PRIMARY KEY, body {kind})")


def _rate(count: int, work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return count / (time.perf_counter() - start)


def _draft(obj: str, prev: bytes = ZERO) -> pen.Draft:
    return pen.Draft("cases.note", "o:1", "350211", obj, _AT, prev, fields=_ROWS)


def _plain(prefix: str, count: int) -> list[tuple[str, bytes]]:
    """Rows of the size an entry and its payload have together."""
    return [(f"{prefix}{i}", bytes(900)) for i in range(count)]


def _appending(scale: int) -> Iterator[Figure]:
    one = min(scale, 1_000)

    def singly() -> None:
        leaf = ZERO
        for _ in range(one):
            (written,) = pen.write([_draft("bench:one", leaf)])
            leaf = written.leaf

    def plain_singly() -> None:
        for row in _plain("s", one):
            bulk.insert("journal_bench", ("uid", "body"), [row])

    plain, value = _rate(one, plain_singly), _rate(one, singly)
    yield Figure("append", value, "entries/s", "plain insert of one row", plain)
    many = min(scale, 10_000)
    drafts = [_draft(f"bench:{i}") for i in range(many)]
    plain = _rate(many, lambda: bulk.insert("journal_bench", ("uid", "body"), _plain("m", many)))
    value = _rate(many, lambda: pen.write(drafts))
    yield Figure("append.bulk", value, "entries/s", "plain bulk insert", plain)


def _rows(count: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT uid, obj, act, actor, at, entry, leaf FROM journal_pending ORDER BY id DESC LIMIT 1")
        uid, obj, act, actor, at, entry, _ = cursor.fetchone()
    raws = [bytes(entry).replace(uid.encode(), f"{i:026d}".encode()) for i in range(count)]
    return [(f"{i:026d}", obj, act, actor, at, raw, SHA256.leaf(raw)) for i, raw in enumerate(raws)]


def _sequencing(scale: int) -> Iterator[Figure]:
    rows = _rows(scale)
    head = Head.objects.create(log=_LOG, origin="bench")

    def sequence() -> None:
        for part in bulk.chunks(rows, BATCH):
            append(head, part)

    def plainly() -> None:
        for part in bulk.chunks([(f"p{row[0][1:]}", row[5]) for row in rows], BATCH):
            bulk.insert("journal_bench", ("uid", "body"), part)

    plain, value = _rate(scale, plainly), _rate(scale, sequence)
    yield Figure("sequence", value, "entries/s", f"plain insert, {BATCH} rows at once", plain)


def _proving(scale: int) -> Iterator[Figure]:
    places: Sequence[int] = range(0, scale, max(scale // 200, 1))
    root = stored.tree(_LOG, scale).root()
    paths: dict[int, tuple[bytes, list[bytes]]] = {}

    def look_up() -> None:
        with connection.cursor() as cursor:
            for idx in places:
                cursor.execute("SELECT leaf FROM journal_entry WHERE uid = %s", [f"{idx:026d}"])
                paths[idx] = (bytes(cursor.fetchone()[0]), [])

    def prove() -> None:
        for idx in places:
            paths[idx] = (paths[idx][0], stored.tree(_LOG, scale).inclusion(idx))

    def verify() -> None:
        for idx, (leaf, path) in paths.items():
            if root_from_path(leaf, idx, scale, path) != root:
                raise AssertionError(f"entry {idx} is not in the tree")

    plain, value = _rate(len(places), look_up), _rate(len(places), prove)
    yield Figure("proof", value, "proofs/s", "look-up of one entry by its uid", plain)
    value = _rate(len(places), verify)
    yield Figure("proof.verify", value, "proofs/s", "look-up of one entry by its uid", plain)


register("journal", figures)
