"""One log: its entries against tiles, head, every checkpoint ever signed, the file of what was last signed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection

from egret.journal import keys, memory, stored
from egret.journal.audit.entries import EntryAuditor, Stored, is_same_moment
from egret.journal.audit.findings import Fault, Report
from egret.journal.formats import notes
from egret.journal.tree.edge import Edge
from egret.journal.tree.hashing import SHA256, ZERO
from egret.journal.tree.tiles import WIDTH, Tile, Tiler

CHUNK = 2000
_COLUMNS = "log, idx, uid, obj, act, actor, at, entry, leaf, chain"


class Head(NamedTuple):
    origin: str
    size: int
    stack: bytes
    chain: bytes
    is_closed: bool


class Signed(NamedTuple):
    """A checkpoint row as stored."""

    n: int
    size: int
    root: bytes
    note: str
    cosigned: str
    at: Any


def all_logs() -> list[str]:
    """Every log that any table speaks of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT log FROM journal_head UNION SELECT DISTINCT log FROM journal_entry "
            "UNION SELECT DISTINCT log FROM journal_tile UNION SELECT DISTINCT log FROM journal_checkpoint"
        )
        return sorted(log for (log,) in cursor.fetchall())


def head_of(log: str) -> Head | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT origin, size, stack, chain, is_closed FROM journal_head WHERE log = %s", [log])
        row = cursor.fetchone()
    return Head(row[0], row[1], bytes(row[2]), bytes(row[3]), bool(row[4])) if row else None


def _rows(log: str) -> Iterator[list[Stored]]:
    last = -1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {_COLUMNS} FROM journal_entry WHERE log = %s AND idx > %s ORDER BY idx LIMIT %s",
                [log, last, CHUNK],
            )
            rows = [Stored.of(row) for row in cursor.fetchall()]
        if not rows:
            return
        last = rows[-1].idx
        yield rows


def _checkpoints(log: str) -> Iterator[Signed]:
    last = -(2**62)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT n, size, root, note, cosigned, at FROM journal_checkpoint WHERE log = %s AND n > %s "
                "ORDER BY n LIMIT %s",
                [log, last, CHUNK],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        for n, size, root, note, cosigned, at in rows:
            yield Signed(n, size, bytes(root), note, cosigned, at)


class LogAuditor:
    def __init__(self, log: str, entries: EntryAuditor, report: Report, signed: memory.Signed | None) -> None:
        self.log, self.entries, self.report = log, entries, report
        self.edge, self.tiler, self.chain = Edge(), Tiler(), ZERO
        self.uids: list[str] = []
        self._last_act = ""
        self._last_uid = ""
        self._stored: tuple[int, bytes] = (-1, b"")
        self._tiles = 0
        self._signed = signed
        self._checkpoints = _checkpoints(log)
        self._next: Signed | None = next(self._checkpoints, None)
        self._expected_n = 0
        self.last_n = -1
        self._verifiers = self._keys()

    def _keys(self) -> tuple[notes.Verifier, notes.Verifier] | None:
        try:
            signer = keys.signer(self.log)
        except (keys.KeyLost, notes.PublicTestKey) as error:
            self._fault(0, "key", str(error))
            return None
        return signer.verifier, signer.cosigner

    def _fault(self, idx: int | None, kind: str, detail: str, uid: str = "") -> None:
        if not uid and idx is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT uid FROM journal_entry WHERE log = %s AND idx = %s", [self.log, idx])
                row = cursor.fetchone()
            uid = row[0] if row else ""
        self.report.add([Fault(self.log, idx, uid, kind, detail)])

    def run(self) -> None:
        expected = 0
        for rows in _rows(self.log):
            leaves, bad = self.entries.check(rows)
            for position, (row, leaf) in enumerate(zip(rows, leaves, strict=True)):
                expected = self._fill(expected, row.idx)
                if expected != row.idx:
                    detail = f"entries {expected} to {row.idx - 1} before it are in no tile"
                    self._fault(row.idx, "missing", detail, row.uid)
                    continue
                self._take(row, leaf, is_bad=position in bad)
                expected = row.idx + 1
        self.report.entries += self.edge.size
        self._fill(expected, None)
        self._rest()

    def _fill(self, expected: int, until: int | None) -> int:
        """Entries that are gone but whose leaf a tile still holds; what comes after stands on its own again."""
        while expected != until and (leaf := self._leaf_in_tile(expected)):
            self._fault(expected, "missing", "the entry is gone")
            self._add(expected, leaf)
            self.chain = b""
            expected += 1
        return expected

    def _take(self, row: Stored, leaf: bytes, *, is_bad: bool) -> None:
        if self.chain and SHA256.chain(self.chain, leaf) != row.chain:
            self._fault(row.idx, "chain", "the chain hash does not follow from the one before", row.uid)
            is_bad = True
        self.chain = row.chain
        in_tile = self._leaf_in_tile(row.idx)
        if in_tile != leaf:
            self._fault(row.idx, "tile", "the tile holds another leaf" if in_tile else "the tile is missing", row.uid)
        # A row already found bad is replaced by what the tile says, so that later faults stand on their own.
        self._add(row.idx, in_tile or leaf if is_bad else leaf)
        self._last_act, self._last_uid = row.act, row.uid

    def _leaf_in_tile(self, idx: int) -> bytes:
        n, offset = divmod(idx, WIDTH)
        if self._stored[0] != n:
            self._stored = (n, stored.tile(self.log, 0, n))
        return self._stored[1][offset * 32 : offset * 32 + 32]

    def _add(self, idx: int, leaf: bytes) -> None:
        self.edge.add(leaf)
        for tile in self.tiler.add(leaf):
            self._compare(tile)
        size = self.edge.size
        if self._signed is not None and self._signed.size == size and self._signed.root != self.edge.root().hex():
            self._fault(
                idx, "memory", "the tree is not the one last signed, according to the file outside the database"
            )
        while self._next is not None and self._next.size <= size:
            self._judge(self._next)

    def _compare(self, tile: Tile) -> None:
        self._tiles += 1
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT width, data FROM journal_tile WHERE log = %s AND level = %s AND n = %s",
                [self.log, tile.level, tile.n],
            )
            row = cursor.fetchone()
        if row is None:
            self._fault(tile.n * WIDTH ** (tile.level + 1), "tile", f"tile {tile.level}/{tile.n} is missing")
            return
        data = bytes(row[1])
        if row[0] != tile.width or data != tile.data:
            pairs = (i for i in range(tile.width) if data[i * 32 : i * 32 + 32] != tile.data[i * 32 : i * 32 + 32])
            offset = next(pairs, tile.width - 1)
            covered = (tile.n * WIDTH + offset + 1) * WIDTH**tile.level - 1
            self._fault(
                min(covered, self.edge.size - 1), "tile", f"tile {tile.level}/{tile.n} is not what the entries give"
            )

    def _judge(self, signed: Signed) -> None:
        """A checkpoint row whose size the tree has just reached, or has passed."""
        self.report.checkpoints += 1
        at = max(min(signed.size, self.edge.size) - 1, 0)
        told = self._checkpoint_faults(signed)
        for detail in told:
            self._fault(at, "checkpoint", f"checkpoint {signed.n}: {detail}")
        self._expected_n = signed.n + 1
        self.last_n = max(self.last_n, signed.n)
        following = next(self._checkpoints, None)
        if following is not None and following.size < signed.size:
            self._fault(at, "checkpoint", f"checkpoint {following.n} is smaller than the one before it")
        self._next = following

    def _checkpoint_faults(self, signed: Signed) -> list[str]:
        faults = []
        if signed.n != self._expected_n:
            faults.append(f"number {self._expected_n} is missing before it")
        if signed.size == self.edge.size and signed.root != self.edge.root():
            faults.append("its root is not that of the entries")
        if signed.size != self.edge.size:
            faults.append(f"its size {signed.size} is not in order")
        try:
            note = notes.Note.parse(signed.note)
            line = notes.parse_signature(signed.cosigned.removesuffix("\n"))
            tree = notes.Checkpoint.parse(note.text)
        except notes.BadNote as error:
            return [*faults, str(error)]
        if (tree.origin, tree.size, tree.root) != (keys.origin(self.log), signed.size, signed.root):
            faults.append("the note says another thing than its columns")
        if self._verifiers is not None:
            log, cosigner = self._verifiers
            if (
                str(note) != signed.note
                or len(note.signatures) != 1
                or not self._is_by(log, note.text, note.signatures[0])
            ):
                faults.append("the signature is not good")
            if line.line() != signed.cosigned or not self._is_by(cosigner, note.text, line):
                faults.append("the timed signature is not good")
            elif not is_same_moment(signed.at, notes.moment(line.time)):
                faults.append("its time is not the signed one")
        return faults

    @staticmethod
    def _is_by(verifier: notes.Verifier, text: str, signature: notes.Signature) -> bool:
        return verifier.owns(signature) and verifier.accepts(text, signature)

    def _rest(self) -> None:
        """What lies beyond the last entry, and the head."""
        size, last = self.edge.size, max(self.edge.size - 1, 0)
        while self._next is not None:
            signed, self._next = self._next, next(self._checkpoints, None)
            self.report.checkpoints += 1
            self.last_n = max(self.last_n, signed.n)
            self._fault(size, "missing", f"checkpoint {signed.n} covers {signed.size} entries, there are {size}")
        for tile in self.tiler.growing():
            self._compare(tile)
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM journal_tile WHERE log = %s", [self.log])
            (count,) = cursor.fetchone()
        if count > self._tiles:
            self._fault(last, "tile", f"{count - self._tiles} tiles belong to no entry")
        head = head_of(self.log)
        if head is None:
            self._fault(last, "head", "the head of the log is gone")
            return
        if head.size > size:
            self._fault(size, "missing", f"the head counts {head.size} entries, there are {size}")
        elif head.size < size:
            self._fault(head.size, "head", f"the head counts {head.size} entries, there are {size}")
        elif head.stack != self.edge.pack() or (self.chain and head.chain != self.chain):
            self._fault(last, "head", "the head is not what the entries give")
        if head.origin != keys.origin(self.log):
            self._fault(0, "head", "the head names another origin")
        if head.is_closed != (self._last_act == "journal.close"):
            self._fault(last, "head", "closed without a closing entry, or open after it")
