"""The sequencer: gives waiting entries their index, grows the tree, signs and publishes. There is one at a time."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from egret.journal import bulk, keys, memory, objects, published, stored
from egret.journal.formats import entries
from egret.journal.formats.notes import Checkpoint, Note
from egret.journal.models import Head, SignedCheckpoint
from egret.journal.tree.edge import Edge
from egret.journal.tree.hashing import SHA256
from egret.journal.tree.proofs import BrokenTree
from egret.journal.tree.tiles import Tile, Tiler, edge_places
from egret.kit.ulid import ulid

BATCH = 1000
BATCHES = 20
"""A run takes at most this many batches, so that the worker's other parts have their turn."""
SIGN_SECONDS = 1
_CITY = ZoneInfo("Asia/Shanghai")
_ADVISORY = 0x6567726574  # "egret"
_ORG = "system"

Row = tuple[str, str, str, str, Any, bytes, bytes]
"""uid, obj, act, actor, at as the driver gives it, entry, leaf"""


class Damaged(RuntimeError):
    """What waits or what stands was changed behind the journal's back; nothing more is added to it."""


class Ran(NamedTuple):
    """What a run did; true when it did anything."""

    integrated: int
    signed: bool

    def __bool__(self) -> bool:
        return bool(self.integrated) or self.signed


def log_for(at: datetime) -> str:
    """Name of the log of that moment: the year in the city."""
    return f"{at.astimezone(_CITY).year:04d}"


@contextmanager
def _leadership() -> Iterator[bool]:
    """One sequencer on this machine; PostgreSQL's own lock, taken in each transaction, sees to other machines."""
    path = memory.home() / "sequencer.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


@contextmanager
def _durable() -> Iterator[None]:
    """Full sync on SQLite: it also makes earlier commits of the write-ahead log durable, before anything is signed."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        (before,) = cursor.fetchone()
        cursor.execute("PRAGMA synchronous=FULL")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA synchronous={int(before)}")


def _leads_database() -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ADVISORY])
        return bool(cursor.fetchone()[0])


def run_once(at: datetime) -> Ran:
    """Integrate what waits, sign when there is something new, publish it. Does nothing while another one runs.

    Raises RolledBack when the database does not hold what was signed, Damaged when a waiting entry was changed, and
    TransactionManagementError inside a transaction: what is signed must never be undone.
    """
    if any(not getattr(block, "_from_testcase", False) for block in getattr(connection, "atomic_blocks", ())):
        raise TransactionManagementError("the sequencer signs, so it runs outside every transaction")
    keys.refuse_public_test_keys()
    with _leadership() as leads:
        if not leads:
            return Ran(0, False)
        with _durable():
            log = _log_of_today(at)
            if log is None:
                return Ran(0, False)
            taken, is_drained = 0, False
            for _ in range(BATCHES):
                count = _take_batch(log)
                taken += count
                is_drained = count < BATCH
                if is_drained:
                    break
            return Ran(taken, _sign_if_new(log, at, is_drained))


def _take_batch(log: str) -> int:
    with transaction.atomic():
        if not _leads_database():
            return 0
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, uid, obj, act, actor, at, entry, leaf FROM journal_pending ORDER BY id LIMIT %s", [BATCH]
            )
            waiting = cursor.fetchall()
            if not waiting:
                return 0
            append(Head.objects.select_for_update().get(log=log), [_checked(row[1:]) for row in waiting])
            slots = ", ".join(["%s"] * len(waiting))
            cursor.execute(f"DELETE FROM journal_pending WHERE id IN ({slots})", [row[0] for row in waiting])
        return len(waiting)


def _checked(row: Sequence[Any]) -> Row:
    uid, obj, act, actor, at, raw, leaf = row
    raw, leaf = bytes(raw), bytes(leaf)
    if SHA256.leaf(raw) != leaf:
        raise Damaged(f"the waiting entry {uid} was changed")
    return uid, obj, act, actor, at, raw, leaf


def append(head: Head, rows: Sequence[Row]) -> None:
    """Add entries to the head's log, inside the caller's transaction."""
    log, size, chain = head.log, head.size, bytes(head.chain)
    edge = Edge.unpack(size, bytes(head.stack))
    before = {level: (n, width) for level, n, width in edge_places(size)}
    tiler = Tiler(size, [Tile(level, n, stored.tile(log, level, n)) for level, (n, _) in before.items()])
    placed, tiles = [], []
    for idx, (uid, obj, act, actor, at, raw, leaf) in enumerate(rows, size):
        chain = SHA256.chain(chain, leaf)
        edge.add(leaf)
        tiles += tiler.add(leaf)
        placed.append((log, idx, uid, obj, act, actor, at, raw, leaf, chain))
    columns = ("log", "idx", "uid", "obj", "act", "actor", "at", "entry", "leaf", "chain")
    bulk.insert("journal_entry", columns, placed)
    _keep_tiles(log, before, [*tiles, *tiler.growing()])
    head.size, head.stack, head.chain = edge.size, edge.pack(), chain
    head.save()


def _keep_tiles(log: str, before: dict[int, tuple[int, int]], tiles: Sequence[Tile]) -> None:
    """New tiles are inserted; those that were growing grow."""
    grown = [t for t in tiles if before.get(t.level, (-1, 0))[0] == t.n]
    fresh = [(log, t.level, t.n, t.width, t.data) for t in tiles if t not in grown]
    bulk.insert("journal_tile", ("log", "level", "n", "width", "data"), fresh)
    with connection.cursor() as cursor:
        for t in grown:
            if t.width > before[t.level][1]:
                cursor.execute(
                    "UPDATE journal_tile SET width = %s, data = %s WHERE log = %s AND level = %s AND n = %s",
                    [t.width, t.data, log, t.level, t.n],
                )


def _own_row(log: str, act: str, at: datetime, rel: Sequence[str] = (), doc: Sequence[str] = ()) -> Row:
    """An entry of the log about itself."""
    obj = f"journal:{log}"
    uid, prev = ulid(at), objects.locked_heads([obj])[obj].hex()
    raw = entries.encode(
        uid=uid, ts=entries.stamp(at), act=act, actor="s:sequencer", org=_ORG, obj=obj, prev=prev, rel=rel, doc=doc
    )
    leaf = SHA256.leaf(raw)
    objects.set_heads({obj: leaf})
    return uid, obj, act, "s:sequencer", connection.ops.adapt_datetimefield_value(at), raw, leaf


def _log_of_today(at: datetime) -> str | None:
    """The open log of the year, closing the last year's and opening this one's when the year has turned."""
    today = log_for(at)
    last = Head.objects.order_by("-log").first()
    if last is None:
        if memory.recall():
            raise memory.RolledBack("the database holds no log, yet one was signed: an emptied or older database")
        return _open(today, at, None)
    _refuse_rollback(last, stored.last_checkpoint(last.log))
    if last.log[:4] >= today and not last.is_closed:
        return last.log
    if not last.is_closed:
        _close(last.log, at)
    return _open(max(today, _after(last.log)) if last.log >= today else today, at, last.log)


def _after(log: str) -> str:
    """Name of a second log within a year: `2026` -> `2026b` -> `2026c`."""
    return f"{log[:4]}{chr(ord(log[4:] or 'a') + 1)}"


def _open(log: str, at: datetime, closed: str | None) -> str | None:
    signer = keys.signer(log, make=True)
    rel, doc = [f"origin:{signer.name}"], []
    if closed is not None:
        head = Head.objects.get(log=closed)
        rel += [f"journal:{closed}", f"size:{head.size}"]
        doc.append("sha256:" + Edge.unpack(head.size, bytes(head.stack)).root().hex())
    with transaction.atomic():
        if not _leads_database():
            return None
        head = Head.objects.create(log=log, origin=signer.name)
        append(head, [_own_row(log, "journal.open", at, rel, doc)])
    return log


def _close(log: str, at: datetime) -> None:
    with transaction.atomic():
        if not _leads_database():
            return
        head = Head.objects.select_for_update().get(log=log)
        append(head, [_own_row(log, "journal.close", at)])
        head.is_closed = True
        head.save()
    _sign_if_new(log, at, True)


def _refuse_rollback(head: Head, last: SignedCheckpoint | None) -> None:
    """Whether the database still holds what was signed. Reads a handful of tiles."""
    signed = memory.recall().get(head.log)
    if signed is None:
        if last is not None and last.n > 0:
            raise memory.RolledBack(f"{head.log}: the file of what was last signed is gone")
        return
    if signed.origin != head.origin or last is None or last.n < signed.n or head.size < signed.size:
        raise memory.RolledBack(f"{head.log}: {signed.size} entries were signed, the database is behind")
    try:
        root = stored.tree(head.log, head.size).root(signed.size)
    except BrokenTree as error:
        raise Damaged(f"{head.log}: {error}") from error
    if root.hex() != signed.root:
        raise memory.RolledBack(f"{head.log}: the database holds another history than the one signed")


def _sign_if_new(log: str, at: datetime, is_drained: bool) -> bool:
    head = Head.objects.get(log=log)
    last = stored.last_checkpoint(log)
    if last is not None and last.size == head.size:
        _finish(log, last)
        return False
    if last is not None and not is_drained and (at - last.at).total_seconds() < SIGN_SECONDS:
        return False
    _finish(log, last)
    signer, root = keys.signer(log), Edge.unpack(head.size, bytes(head.stack)).root()
    text = Checkpoint(head.origin, head.size, root).text
    when = int(at.timestamp())
    fresh = SignedCheckpoint(
        log=log,
        n=last.n + 1 if last else 0,
        size=head.size,
        root=root,
        note=str(Note(text).plus(signer.sign(text))),
        cosigned=signer.cosign(text, when).line(),
        at=datetime.fromtimestamp(when, UTC),
    )
    with transaction.atomic():
        if not _leads_database():
            return False
        fresh.save(force_insert=True)
    _finish(log, fresh)
    return True


def _finish(log: str, last: SignedCheckpoint | None) -> None:
    """Remember, then publish: what is outside never runs ahead of the memory, nor the memory of the database."""
    if last is None:
        return
    signed = memory.recall().get(log)
    if signed is None or signed.n < last.n:
        origin = Checkpoint.parse(Note.parse(last.note).text).origin
        memory.remember(log, memory.Signed(origin, last.n, last.size, bytes(last.root).hex()))
    if published.size_on_disk(log) < last.size:
        published.publish(log, last.note + last.cosigned, last.size)


def wait_integrated(
    uid: str, clock: Callable[[], datetime], timeout: float = 3.0, pause: float = 0.05
) -> tuple[str, int] | None:
    """Log and index of an entry once it has them under a signed checkpoint; None when that takes too long.

    Helps along: whoever waits runs the sequencer when nobody else does.
    """
    end = time.monotonic() + timeout
    while True:
        run_once(clock())
        place = signed_place(uid)
        if place is not None or time.monotonic() >= end:
            return place
        time.sleep(pause)


def signed_place(uid: str) -> tuple[str, int] | None:
    """Log and index of an entry that a checkpoint covers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.log, e.idx FROM journal_entry e WHERE e.uid = %s AND EXISTS "
            "(SELECT 1 FROM journal_checkpoint c WHERE c.log = e.log AND c.size > e.idx)",
            [uid],
        )
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None
