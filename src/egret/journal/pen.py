"""The pen: the one way into the journal, in the transaction of the act itself."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.transaction import TransactionManagementError

from egret.journal import bulk, objects
from egret.journal.formats import commitments, entries
from egret.journal.tree.hashing import SHA256, ZERO
from egret.journal.vault import ObjectKey, Vault
from egret.kit.ulid import ulid


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be recorded of one act. `fields` are committed to and kept encrypted; the rest is open to all."""

    act: str
    actor: str
    org: str
    obj: str
    at: datetime
    prev: bytes | None
    """Leaf of the object's last entry, zeros if none; None when its chain is kept in `journal_object`.

    A later draft about the same object in the same call follows the earlier one by itself.
    """
    rel: tuple[str, ...] = ()
    doc: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    on: str = ""
    why: str = ""


class Written(NamedTuple):
    """An entry as it was written: its name, and the leaf its object's next entry must name."""

    uid: str
    leaf: bytes


def write(drafts: Sequence[Draft]) -> list[Written]:
    """Write entries and payloads inside the running transaction; they stand or fall with what it changes.

    Raises BadEntry when a draft carries what an entry must not hold, TransactionManagementError outside atomic().
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("an act and its entry share one transaction; write inside atomic()")
    kept = {draft.obj for draft in drafts if draft.prev is None}
    heads = objects.locked_heads(kept) if kept else {}
    ring = _KeyRing(drafts)
    pending: list[tuple[Any, ...]] = []
    payloads: list[tuple[Any, ...]] = []
    written: list[Written] = []
    for draft in drafts:
        uid = ulid(draft.at)
        commits = _commit(draft, uid, ring, payloads) if draft.fields else None
        raw = entries.encode(
            uid=uid,
            ts=entries.stamp(draft.at),
            act=draft.act,
            actor=draft.actor,
            org=draft.org,
            obj=draft.obj,
            prev=(heads.get(draft.obj) or draft.prev or ZERO).hex(),
            rel=draft.rel,
            doc=draft.doc,
            c=commits,
            on=draft.on,
            why=draft.why,
        )
        leaf = SHA256.leaf(raw)
        heads[draft.obj] = leaf
        at = connection.ops.adapt_datetimefield_value(draft.at)
        pending.append((uid, draft.obj, draft.act, draft.actor, at, raw, leaf))
        written.append(Written(uid, leaf))
    bulk.insert("journal_data_key", ("id", "obj", "wrapped"), ring.made)
    bulk.insert("journal_pending", ("uid", "obj", "act", "actor", "at", "entry", "leaf"), pending)
    bulk.insert("journal_payload", ("uid", "field", "sealed", "dek_id"), payloads)
    if kept:
        objects.set_heads({obj: heads[obj] for obj in kept})
    return written


def _commit(draft: Draft, uid: str, ring: _KeyRing, payloads: list[tuple[Any, ...]]) -> dict[str, str]:
    key = ring.key(draft)
    commits: dict[str, str] = {}
    for name, value in draft.fields.items():
        salt, text = os.urandom(commitments.SALT_BYTES), commitments.opening(name, value)
        commits[name] = commitments.commit_text(salt, text)
        payloads.append((uid, name, key.seal(uid, name, salt, text), key.id))
    return commits


class _KeyRing:
    """Keys of the objects at hand: those that exist are read in one statement, the others made and inserted in one."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._vault = Vault()
        known = {draft.obj for draft in drafts if draft.fields and draft.prev != ZERO}
        self._keys: dict[str, ObjectKey] = self._vault.present(known) if known else {}
        self.made: list[tuple[str, str, bytes]] = []

    def key(self, draft: Draft) -> ObjectKey:
        found = self._keys.get(draft.obj)
        if found is None:
            found, row = self._vault.make(draft.obj, draft.at)
            self._keys[draft.obj] = found
            self.made.append(row)
        return found
