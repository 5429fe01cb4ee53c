"""Erasure (个人信息保护法 Art. 47): salt and value are destroyed, the commitment and every proof remain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from egret.journal import bulk, pen, reading
from egret.journal.formats.entries import Entry
from egret.journal.vault import Vault

ACT = "journal.erase"
TOMBSTONES = "journal:erasures"
_FIELD, _BY = "field:", "approved:"

Image = list[Any]


class ErasureRefused(ValueError):
    """Why nothing was erased."""


def erase(
    uid: str,
    fields: Iterable[str],
    *,
    ground: str,
    approvals: Sequence[str],
    actor: str,
    org: str,
    at: datetime,
    kept: Sequence[Image] | None = None,
) -> str:
    """Destroy fields of an entry and record that; returns the uid of the tombstone.

    Two persons must have approved. When `rows` goes, `kept` gives the images without personal columns that stand in for
    it in the audit; by default only which rows they were.
    """
    names = sorted(set(fields))
    if len(set(approvals)) < 2:
        raise ErasureRefused("erasure needs two persons")
    with transaction.atomic():
        recorded = reading.entry(uid)
        if recorded is None:
            raise ErasureRefused(f"no entry {uid}")
        opened = reading.openings([uid]).get(uid, {})
        missing = [name for name in names if name not in opened]
        if missing or not names:
            raise ErasureRefused(f"not there to erase: {', '.join(missing) or 'nothing named'}")
        stand_in = {}
        if "rows" in names:
            bare = [[table, key, None if columns is None else {}] for table, key, columns in opened["rows"][1]]
            stand_in = {"kept": list(kept) if kept is not None else bare}
        tombstone = pen.Draft(
            act=ACT,
            actor=actor,
            org=org,
            obj=TOMBSTONES,
            at=at,
            prev=None,
            rel=(recorded.obj, *(_FIELD + name for name in names), *(_BY + who for who in sorted(set(approvals)))),
            fields=stand_in,
            on=uid,
            why=ground,
        )
        (written,) = pen.write([tombstone])
        _destroy(uid, names, recorded.obj, at)
    return written.uid


def _destroy(uid: str, names: Sequence[str], obj: str, at: datetime) -> None:
    """Delete the payloads, and renew the object's key so that no copy of the old rows can be opened with the new."""
    vault = Vault()
    lock = "FOR UPDATE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        slots = ", ".join(["%s"] * len(names))
        cursor.execute(f"DELETE FROM journal_payload WHERE uid = %s AND field IN ({slots})", [uid, *names])
        cursor.execute(f"SELECT id, wrapped FROM journal_data_key WHERE obj = %s {lock}", [obj])
        old_id, wrapped = cursor.fetchone()
        old = vault.unwrap(old_id, obj, wrapped)
        cursor.execute("SELECT uid, field, sealed FROM journal_payload WHERE dek_id = %s", [old_id])
        rest = [(other, name, *old.open(other, name, bytes(sealed))) for other, name, sealed in cursor.fetchall()]
        if rest:
            fresh, row = vault.make(obj, at)
            cursor.execute("UPDATE journal_data_key SET obj = %s WHERE id = %s", [f"old:{old_id}", old_id])
            bulk.insert("journal_data_key", ("id", "obj", "wrapped"), [row])
            cursor.executemany(
                "UPDATE journal_payload SET sealed = %s, dek_id = %s WHERE uid = %s AND field = %s",
                [(fresh.seal(other, name, salt, text), fresh.id, other, name) for other, name, salt, text in rest],
            )
        cursor.execute("DELETE FROM journal_data_key WHERE id = %s", [old_id])


def fields_erased_by(tombstone: Entry) -> frozenset[str]:
    return frozenset(name.removeprefix(_FIELD) for name in tombstone.rel if name.startswith(_FIELD))


def is_lawful(tombstone: Entry) -> bool:
    """Whether a tombstone names its entry, its ground and two persons."""
    approvers = {name for name in tombstone.rel if name.startswith(_BY)}
    return tombstone.act == ACT and bool(tombstone.on) and bool(tombstone.why) and len(approvers) >= 2
