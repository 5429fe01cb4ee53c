"""Real acts, killed again and again; its own process, `python -m tests.acts.crashing ROUNDS SEED`.

This process handles one case itself, so that all the house reads once is read, and closes its connection. Then it
forks a station at work and a sequencer, kills both without warning at a random moment after the station's first act,
and forks a judge.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from tests.journal.crashing import _in_child, _wait_for

WHOLE = 25
"""Rounds between two whole audits."""


def prepare() -> None:
    from django.core.management import call_command
    from django.db import connection, connections

    from egret.journal import sequencer
    from tests.building.org import police_city

    call_command("migrate", verbosity=0)
    police_city()
    handle_one()
    sequencer.run_once(datetime.now(UTC))
    connections.close_all()
    if hasattr(connection, "close_pool"):
        connection.close_pool()


def work_for_ever(begun: int) -> None:
    """One report after another becomes a case; the first act is told through a pipe."""
    handle_one(lambda: os.write(begun, b"."))
    while True:
        handle_one()


def handle_one(registered: Callable[[], object] = lambda: None) -> None:
    """A report, then another that becomes a case: receipts, signatures, handlers, suspects, rights, a statement."""
    from egret.demo import offences
    from egret.demo.district import Squad
    from egret.demo.matters import ASSAULT
    from egret.intake.models import Incident
    from egret.org.models import Staff, Unit
    from tests.building.org import NOON

    held = {one.police_number: one for one in Staff.objects.all()}
    officer = held["520101"]
    squad = Squad(Unit.objects.get(pk=officer.unit), officer, held["520107"], held["520105"], held["520201"])
    at = NOON + timedelta(hours=Incident.objects.count() + 1)
    offences.reported(squad, ASSAULT, at)
    registered()
    case = offences.assigned(squad, ASSAULT, at)
    offences.questioned(squad, case, offences.suspect_of(case), at + timedelta(minutes=40), ASSAULT.said)


def sequence_for_ever() -> None:
    from egret.journal import sequencer

    while True:
        sequencer.run_once(datetime.now(UTC))


def judge_quickly() -> None:
    """Each subject has as many entries as its version says, ends in the last of them, and no number is missing."""
    from collections import defaultdict

    from django.db import connection

    from egret.acts.models import NumberSeries, SubmittedForm
    from egret.documents.models import Document
    from egret.intake.models import Incident

    union = "SELECT uid, obj, leaf FROM journal_entry UNION ALL SELECT uid, obj, leaf FROM journal_pending"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT uid, obj, leaf FROM ({union}) e")
        entries = cursor.fetchall()
        cursor.execute("SELECT kind, id, version, chain_head FROM acts_subject")
        subjects = cursor.fetchall()
    leaves = defaultdict(set)
    for _, obj, leaf in entries:
        leaves[obj].add(bytes(leaf).hex())
    for kind, key, version, head in subjects:
        of_it = leaves.pop(f"{kind}:{key}", set())
        if kind == "document" and not of_it:
            continue
        assert len(of_it) == version and head in of_it, f"{kind}:{key}: version {version}, {len(of_it)} entries"
    strays = [obj for obj in leaves if not obj.startswith(("journal:", "system:"))]
    assert not strays, f"entries without a subject: {strays}"
    told = {uid for uid, _, _ in entries}
    assert not [form.key for form in SubmittedForm.objects.all() if form.uid not in told]
    for key, last in NumberSeries.objects.filter(key__startswith="J").values_list("key", "last"):
        numbers = Incident.objects.filter(number__startswith=key).values_list("number", flat=True)
        assert sorted(int(number[-5:]) for number in numbers) == list(range(1, last + 1)), key
    series = defaultdict(list)
    for unit, code, year, seq in Document.objects.values_list("issuing_unit", "series_code", "year", "seq"):
        series[unit, code, year].append(seq)
    for key, numbers in series.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), f"{key}: {sorted(numbers)}"


def judge_wholly() -> None:
    """The journal verifies just as the crash left it, rows and all, and again after it has recovered."""
    from egret.journal import audit, sequencer

    for _ in range(2):
        report = audit.run()
        assert report.is_good, [str(fault) for fault in report.faults[:5]]
        assert not report.unchecked, report.unchecked
        while True:
            before = audit_size()
            sequencer.run_once(datetime.now(UTC))
            if audit_size() == before:
                break
    sys.stdout.write(f"{report.entries} entries, {report.rows} rows, {report.checkpoints} checkpoints\n")
    sys.stdout.flush()


def audit_size() -> int:
    from egret.journal.models import Pending

    return Pending.objects.count()


def main(rounds: int, seed: int) -> None:
    import django

    django.setup()
    # Imported before forking, so that a child's short life is spent at work.
    import egret.journal.audit  # noqa: F401

    chance = random.Random(seed)
    prepare()
    _wait_for(judge_wholly)
    for turn in range(rounds):
        told, begun = os.pipe()
        children = [_in_child(partial(work_for_ever, begun))]
        os.close(begun)
        children.append(_in_child(sequence_for_ever))
        if not os.read(told, 1):
            raise SystemExit("the station did nothing")
        os.close(told)
        time.sleep(chance.random() * 0.3)
        for child in children:
            os.kill(child, signal.SIGKILL)
        for child in children:
            _, status = os.waitpid(child, 0)
            if os.WIFEXITED(status):
                raise SystemExit("a child ended by itself")
        _wait_for(judge_quickly)
        if turn % WHOLE == WHOLE - 1 or turn == rounds - 1:
            _wait_for(judge_wholly)
    sys.stdout.write(f"killed {rounds} times\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
