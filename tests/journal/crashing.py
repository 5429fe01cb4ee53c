"""A stream of acts that is killed again and again; its own process, `python -m tests.journal.crashing ROUNDS SEED`.

This process never touches the database itself. It forks a writer and a sequencer, kills both without warning at a
random moment, and forks a judge.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime

OBJECTS = 4


def _in_child(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _wait_for(work: Callable[[], None]) -> None:
    _, status = os.waitpid(_in_child(work), 0)
    if status:
        raise SystemExit("a judge found fault")


def prepare() -> None:
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", "journal", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE crash_row (n INTEGER PRIMARY KEY, uid TEXT NOT NULL)")
        cursor.execute("CREATE TABLE crash_subject (obj TEXT PRIMARY KEY, head TEXT NOT NULL)")
        for i in range(OBJECTS):
            cursor.execute("INSERT INTO crash_subject VALUES (%s, %s)", [f"case:{i + 1}", "0" * 64])


def write_for_ever() -> None:
    """Each act: lock its subject, write a business row and its entry, move the subject's chain head."""
    from django.db import connection, transaction

    from egret.journal import pen

    lock = "FOR UPDATE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(n), 0) FROM crash_row")
        (n,) = cursor.fetchone()
    while True:
        n += 1
        obj = f"case:{n % OBJECTS + 1}"
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT head FROM crash_subject WHERE obj = %s {lock}", [obj])
            (head,) = cursor.fetchone()
            draft = pen.Draft(
                "cases.note", "o:1", "350211", obj, datetime.now(UTC), bytes.fromhex(head), fields={"n": n}
            )
            (written,) = pen.write([draft])
            cursor.execute("INSERT INTO crash_row VALUES (%s, %s)", [n, written.uid])
            cursor.execute("UPDATE crash_subject SET head = %s WHERE obj = %s", [written.leaf.hex(), obj])


def sequence_for_ever() -> None:
    from egret.journal import sequencer

    while True:
        sequencer.run_once(datetime.now(UTC))


def judge_quickly() -> None:
    """No row without entry, no entry without row."""
    from django.db import connection

    union = "SELECT uid, act FROM journal_entry UNION ALL SELECT uid, act FROM journal_pending"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM crash_row r WHERE NOT EXISTS (SELECT 1 FROM ({union}) e WHERE e.uid = r.uid)"
        )
        (rows,) = cursor.fetchone()
        cursor.execute(
            f"SELECT COUNT(*) FROM ({union}) e WHERE act = 'cases.note' "
            "AND NOT EXISTS (SELECT 1 FROM crash_row r WHERE r.uid = e.uid)"
        )
        (entries,) = cursor.fetchone()
    assert (rows, entries) == (0, 0), f"{rows} rows without entry, {entries} entries without row"


def judge_wholly() -> None:
    """The log verifies just as the crash left it, and again after it has recovered."""
    from django.db import connection

    from egret.journal import audit, sequencer
    from egret.journal.audit import whole

    whole._checks.clear()  # this database holds the journal's tables alone; rows are judged in tests/acts/crashing.py
    for _ in range(2):
        report = audit.run(with_rows=False)
        assert report.is_good, [str(fault) for fault in report.faults[:5]]
        while sequencer.run_once(datetime.now(UTC)):
            pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM crash_row")
        sys.stdout.write(f"{cursor.fetchone()[0]} acts, {report.checkpoints} checkpoints, {report.files} files\n")
        sys.stdout.flush()


def main(rounds: int, seed: int) -> None:
    import django

    django.setup()
    # Imported before forking, so that a child's short life is spent at work.
    import egret.journal.audit
    import egret.journal.pen
    import egret.journal.sequencer  # noqa: F401

    chance = random.Random(seed)
    _wait_for(prepare)
    for i in range(rounds):
        children = [_in_child(write_for_ever), _in_child(sequence_for_ever)]
        time.sleep(0.02 + chance.random() * 0.2)
        for child in children:
            os.kill(child, signal.SIGKILL)
        for child in children:
            _, status = os.waitpid(child, 0)
            if os.WIFEXITED(status):
                raise SystemExit("a child ended by itself")
        _wait_for(judge_quickly)
        if i % 50 == 49 or i == rounds - 1:
            _wait_for(judge_wholly)
    sys.stdout.write(f"killed {rounds} times\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
