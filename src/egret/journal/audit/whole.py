"""The whole audit, over one unmoving picture of the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

from egret.journal import memory, objects
from egret.journal.audit.entries import EntryAuditor, Stored
from egret.journal.audit.files import FileAuditor
from egret.journal.audit.findings import Fault, Report
from egret.journal.audit.logs import LogAuditor, all_logs
from egret.journal.audit.rows import audit_rows
from egret.journal.audit.scratch import Scratch
from egret.journal.keys import KeyLost

ChainHead = Callable[[str], tuple[bytes, str] | None]
"""Last leaf of an object and the uid of that entry; None when the journal knows no such object"""
Check = Callable[[ChainHead], Iterable[Fault]]

_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Add a room's own check to every audit, e.g. that subjects hold the chain head the journal holds."""
    _checks[name] = check


@contextmanager
def _one_picture() -> Iterator[None]:
    """A read transaction that holds up nobody; Django's own would take SQLite's write lock."""
    if connection.in_atomic_block:
        yield
        return
    begin = "BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def _recall(report: Report) -> dict[str, memory.Signed]:
    try:
        return memory.recall()
    except memory.RolledBack as error:
        report.add([Fault("", None, "", "memory", str(error))])
        return {}


def run(*, with_files: bool = True, with_rows: bool = True) -> Report:
    """Re-derive the journal from its bytes and compare it with everything that is stored."""
    report, scratch = Report(), Scratch()
    before = _recall(report)
    try:
        with _one_picture():
            entries = EntryAuditor(scratch, report)
            last: dict[str, int] = {}
            for log in all_logs():
                auditor = LogAuditor(log, entries, report, before.get(log))
                auditor.run()
                last[log] = auditor.last_n
                report.logs.append(log)
                if with_files:
                    signed = before.get(log)
                    FileAuditor(log, report, signed.n if signed else None).run()
            _pending(entries, report)
            _objects(scratch, report)
            _loose_ends(entries, report)
            _memory(before, _recall(report), last, report)
            if with_rows:
                audit_rows(scratch, report)
            for check in _checks.values():
                report.add(check(scratch.head))
    except KeyLost as error:
        report.add([Fault("", None, "", "key", str(error))])
    finally:
        scratch.close()
    return report


def _pending(entries: EntryAuditor, report: Report) -> None:
    last = -(2**62)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT '', id, uid, obj, act, actor, at, entry, leaf, '' FROM journal_pending "
                "WHERE id > %s ORDER BY id LIMIT 2000",
                [last],
            )
            rows = [Stored.of(row) for row in cursor.fetchall()]
        if not rows:
            break
        last = rows[-1].idx
        report.pending += len(rows)
        entries.check(rows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT p.uid, e.log, e.idx FROM journal_pending p JOIN journal_entry e ON e.uid = p.uid")
        twice = cursor.fetchall()
    report.add(Fault(log, idx, uid, "pending", "the entry waits although it is in the log") for uid, log, idx in twice)


def _objects(scratch: Scratch, report: Report) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj, last_leaf FROM journal_object")
        heads = {obj: bytes(leaf) for obj, leaf in cursor.fetchall()}
    for obj, leaf in heads.items():
        known = scratch.head(obj)
        if known is None or known[0] != leaf:
            report.add([_of_uid(known[1] if known else "", "object", f"{obj}: its head is not its last entry")])
    for kind in objects.kinds():
        for obj, _, uid in scratch.heads_of_kind(kind):
            if obj not in heads:
                report.add([_of_uid(uid, "object", f"{obj}: its head is gone")])


def _of_uid(uid: str, kind: str, detail: str) -> Fault:
    with connection.cursor() as cursor:
        cursor.execute("SELECT log, idx FROM journal_entry WHERE uid = %s", [uid])
        row = cursor.fetchone()
    return Fault(row[0], row[1], uid, kind, detail) if row else Fault("", None, uid, kind, detail)


def _loose_ends(entries: EntryAuditor, report: Report) -> None:
    """Payloads of no entry, and keys of no payload."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM journal_payload")
        (count,) = cursor.fetchone()
        if count != entries.seen_payloads:
            cursor.execute(
                "SELECT uid, field FROM journal_payload p WHERE NOT EXISTS (SELECT 1 FROM journal_entry e "
                "WHERE e.uid = p.uid) AND NOT EXISTS (SELECT 1 FROM journal_pending w WHERE w.uid = p.uid) ORDER BY uid"
            )
            report.add(Fault("", None, u, "payload", f"{f}: its entry is gone") for u, f in cursor.fetchall())
        cursor.execute(
            "SELECT obj FROM journal_data_key k "
            "WHERE NOT EXISTS (SELECT 1 FROM journal_payload p WHERE p.dek_id = k.id)"
        )
        report.add(Fault("", None, "", "key", f"{obj}: a key that seals nothing") for (obj,) in cursor.fetchall())


def _memory(
    before: dict[str, memory.Signed], after: dict[str, memory.Signed], last: dict[str, int], report: Report
) -> None:
    """The file outside is never ahead of the database, and at most one signature behind it."""
    for log, signed in before.items():
        if signed.n > last.get(log, -1):
            detail = f"{signed.size} entries were signed as checkpoint {signed.n}, which is gone: rolled back?"
            report.add([Fault(log, max(signed.size - 1, 0), "", "memory", detail)])
            continue
        with connection.cursor() as cursor:
            cursor.execute("SELECT size, root, note FROM journal_checkpoint WHERE log = %s AND n = %s", [log, signed.n])
            row = cursor.fetchone()
        stored = (row[0], bytes(row[1]).hex(), row[2].split("\n", 1)[0]) if row else None
        if stored != (signed.size, signed.root, signed.origin):
            detail = "the file of what was last signed and the checkpoint of that number differ"
            report.add([Fault(log, max(signed.size - 1, 0), "", "memory", detail)])
    for log, n in last.items():
        known = after.get(log)
        if n > 0 and (known is None or known.n < n - 1):
            report.add([Fault(log, None, "", "memory", "the file of what was last signed is missing or old")])
