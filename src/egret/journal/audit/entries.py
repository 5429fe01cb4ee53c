"""Entry by entry: bytes, columns, chains, commitments, and the images of the rows an act wrote."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection

from egret.journal import bulk, erasing
from egret.journal.audit.findings import Fault, Report
from egret.journal.audit.scratch import ImageNote, Scratch
from egret.journal.formats import commitments
from egret.journal.formats.canonical import NotCanonical, canonical
from egret.journal.formats.entries import NO_PREVIOUS, BadEntry, Entry, parse
from egret.journal.tree.hashing import SHA256
from egret.journal.vault import Unreadable, Vault

ROWS = "rows"


class Stored(NamedTuple):
    """A row as stored, pending or in a log."""

    log: str
    idx: int
    uid: str
    obj: str
    act: str
    actor: str
    at: Any
    raw: bytes
    leaf: bytes
    chain: bytes

    @classmethod
    def of(cls, row: Sequence[Any]) -> Stored:
        log, idx, uid, obj, act, actor, at, raw, leaf, chain = row
        return cls(log, idx, uid, obj, act, actor, at, bytes(raw), bytes(leaf), bytes(chain or b""))


class Sealed(NamedTuple):
    """A payload row with its key's row."""

    field: str
    sealed: bytes
    key_id: str
    obj: str
    wrapped: bytes


class Erasure(NamedTuple):
    """What a lawful tombstone took away, and the bare images that stand in for the rows."""

    fields: frozenset[str]
    kept: Sequence[Any]


def sealed_payloads(uids: Sequence[str]) -> dict[str, list[Sealed]]:
    found: dict[str, list[Sealed]] = {}
    rows = bulk.select_in(
        "p.uid, p.field, p.sealed, p.dek_id, k.obj, k.wrapped",
        "journal_payload p LEFT JOIN journal_data_key k ON k.id = p.dek_id",
        "p.uid",
        uids,
    )
    for uid, name, sealed, key_id, obj, wrapped in rows:
        found.setdefault(uid, []).append(Sealed(name, bytes(sealed), key_id, obj or "", bytes(wrapped or b"")))
    return found


def erasures(vault: Vault) -> dict[str, list[Erasure]]:
    """What tombstones account for, by the uid they name. The tombstones themselves are audited like any entry."""
    found: dict[str, list[Erasure]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry FROM journal_entry WHERE act = %s UNION ALL SELECT entry FROM journal_pending WHERE act = %s",
            [erasing.ACT, erasing.ACT],
        )
        raws = [bytes(raw) for (raw,) in cursor.fetchall()]
    for raw in raws:
        try:
            stone = parse(raw)
        except BadEntry:
            continue
        if not erasing.is_lawful(stone):
            continue
        kept: Sequence[Any] = ()
        for sealed in sealed_payloads([stone.uid]).get(stone.uid, []):
            try:
                _, text = vault.unwrap(*sealed[2:]).open(stone.uid, sealed.field, sealed.sealed)
                kept = json.loads(text)[1] if sealed.field == "kept" else kept
            except (Unreadable, ValueError):
                continue
        found.setdefault(stone.on, []).append(Erasure(erasing.fields_erased_by(stone), kept))
    return found


def is_same_moment(column: Any, at: datetime) -> bool:
    """Whether a column, as a raw query gives it, holds that moment; SQLite's come without a zone and mean UTC."""
    if not isinstance(column, datetime):
        return False
    return (column if column.tzinfo else column.replace(tzinfo=UTC)) == at


class EntryAuditor:
    """Takes rows in the order of the log, a chunk at a time."""

    def __init__(self, scratch: Scratch, report: Report) -> None:
        self.scratch, self.report = scratch, report
        self.vault = Vault()
        self.erasures = erasures(self.vault)
        self.seen_payloads = 0

    def check(self, rows: Sequence[Stored]) -> tuple[list[bytes], set[int]]:
        """Leaves computed from the bytes, and the positions in `rows` of the rows found bad."""
        payloads = sealed_payloads([row.uid for row in rows])
        heads = self.scratch.heads(row.obj for row in rows)
        touched: dict[str, tuple[str, bytes, str]] = {}
        images: dict[tuple[str, str], ImageNote] = {}
        leaves, bad = [], set()
        for position, row in enumerate(rows):
            leaf = SHA256.leaf(row.raw)
            faults = list(self._faults(row, leaf, heads, payloads.get(row.uid, []), images))
            if faults:
                bad.add(position)
                self.report.add(Fault(row.log, row.idx if row.log else None, row.uid, *fault) for fault in faults)
            heads[row.obj] = leaf
            touched[row.obj] = (row.obj, leaf, row.uid)
            leaves.append(leaf)
        self.scratch.set_heads(touched.values())
        self.scratch.note_images(images.values())
        return leaves, bad

    def _faults(
        self,
        row: Stored,
        leaf: bytes,
        heads: Mapping[str, bytes],
        payloads: Sequence[Sealed],
        images: dict[tuple[str, str], ImageNote],
    ) -> Iterator[tuple[str, str]]:
        if leaf != row.leaf:
            yield "leaf", "the leaf is not the hash of the entry"
        try:
            entry = parse(row.raw)
        except BadEntry as error:
            yield "entry", str(error)
            return
        if (entry.uid, entry.obj, entry.act, entry.actor) != (row.uid, row.obj, row.act, row.actor):
            yield "columns", "the columns are not what the entry says"
        if not is_same_moment(row.at, entry.at):
            yield "columns", "the time is not what the entry says"
        previous = heads.get(entry.obj)
        if entry.prev != (previous.hex() if previous else NO_PREVIOUS):
            yield "prev", f"does not follow the entry before it about {entry.obj}"
        yield from self._payload_faults(row, entry, payloads, images)

    def _payload_faults(
        self, row: Stored, entry: Entry, payloads: Sequence[Sealed], images: dict[tuple[str, str], ImageNote]
    ) -> Iterator[tuple[str, str]]:
        commits = dict(entry.c or {})
        erased = self.erasures.get(entry.uid, [])
        gone = {name for erasure in erased for name in erasure.fields}
        self.seen_payloads += len(payloads)
        for sealed in payloads:
            commitment = commits.pop(sealed.field, None)
            if commitment is None:
                yield "payload", f"{sealed.field}: a payload the entry does not commit to"
                continue
            if sealed.field in gone:
                yield "payload", f"{sealed.field}: still there after its erasure"
            try:
                if sealed.obj != entry.obj:
                    raise Unreadable(f"{sealed.field}: sealed under the key of {sealed.obj or 'nobody'}")
                salt, text = self.vault.unwrap(*sealed[2:]).open(entry.uid, sealed.field, sealed.sealed)
            except Unreadable as error:
                yield "payload", str(error)
                continue
            self.report.payloads += 1
            if commitments.commit_text(salt, text) != commitment:
                yield "payload", f"{sealed.field}: does not open its commitment"
            elif sealed.field == ROWS:
                yield from self._note(row, json.loads(text)[1], images, is_whole=True)
        for name in commits:
            if name not in gone:
                yield "payload", f"{name}: missing without an erasure"
            else:
                self.report.erased += 1
        if ROWS in commits and ROWS in gone:
            for erasure in erased:
                yield from self._note(row, erasure.kept, images, is_whole=False)

    def _note(
        self, row: Stored, told: Any, images: dict[tuple[str, str], ImageNote], *, is_whole: bool
    ) -> Iterator[tuple[str, str]]:
        try:
            for table, key, columns in told:
                text = None if columns is None else canonical(columns)
                digest = hashlib.sha256(text).digest() if text is not None and is_whole else None
                some = text.decode() if text is not None and not is_whole else None
                images[table, str(key)] = (table, str(key), row.log, row.idx, row.uid, digest, some)
        except (TypeError, ValueError, NotCanonical) as error:
            yield "rows", f"the row images cannot be read: {error}"
