"""Two signers at the same moment: one signature a step, one carrying-out, on both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections

from egret.acts.done import By
from egret.acts.queries import timeline
from egret.acts.refusals import Refused
from egret.approvals import acts
from egret.approvals.models import Approval
from egret.intake.models import Incident
from tests.acts.conftest import Papers
from tests.approvals.conftest import Office, Table
from tests.building.org import NOON, enrol, later, police_city

Run = Callable[..., list[Any]]


@pytest.fixture
def at_once(transactional_db: None, tmp_path: Path) -> Iterator[Run]:
    """Run functions in threads that start together, each with a connection of its own.

    The test database of SQLite lives in memory, where two connections cannot wait for each other; the threads get a
    copy of it in a file, as in service.
    """
    kept = connections.settings["default"]["NAME"]

    def run(*functions: Callable[[], Any]) -> list[Any]:
        file = tmp_path / "race.sqlite3"
        if connection.vendor == "sqlite" and not file.exists():
            with sqlite3.connect(file) as copy:
                connection.connection.backup(copy)
        if connection.vendor == "sqlite":
            connections.settings["default"]["NAME"] = str(file)
        barrier, answers = Barrier(len(functions)), [None] * len(functions)

        def one(place: int) -> None:
            barrier.wait()
            try:
                answers[place] = functions[place]()
            except Exception as error:
                answers[place] = error  # type: ignore[call-overload]
            finally:
                connection.close()

        threads = [Thread(target=one, args=(place,)) for place in range(len(functions))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        connections.settings["default"]["NAME"] = kept
        return answers

    yield run
    connections.settings["default"]["NAME"] = kept


@pytest.fixture
def busy(transactional_db: None, stand_ins: Papers, table: Table) -> Office:
    return Office(police_city(), table, stand_ins)


def signing(approval: Approval, who: Any, digest: str, key: str = "") -> Callable[[], Any]:
    return lambda: acts.sign(Approval.objects.get(pk=approval.pk), By(who, later(hours=1), key=key), digest=digest)


def standing(approval: Approval) -> tuple[str, list[str], int, str]:
    fresh = Approval.objects.get(pk=approval.pk)
    entries = timeline(Incident.objects.get(pk=approval.target_id))
    return (
        fresh.stage,
        [one.state for one in fresh.steps.all()],
        sum(one.act == "intake.transfer" for one in entries),
        Incident.objects.get(pk=approval.target_id).stage,
    )


def test_two_heads_sign_one_step(busy: Office, at_once: Run) -> None:
    busy.chains.set("L2")
    deputy = enrol(busy.city.station, "520199", "副所长", "unit_head")
    approval = busy.propose(at=NOON)
    answers = at_once(*(signing(approval, who, approval.digest) for who in (busy.city["unit_head"], deputy)))
    assert sorted(isinstance(one, Refused) for one in answers) == [False, True], answers
    (found,) = at_once(lambda: standing(approval))
    assert found == ("carried_out", ["signed"], 1, "transferred")


def test_the_last_two_parallel_signatures(busy: Office, at_once: Run) -> None:
    busy.chains.set("L2|L3")
    approval = busy.propose()
    people = (busy.city["unit_head"], busy.city["legal_reviewer"])
    answers = at_once(*(signing(approval, who, approval.digest) for who in people))
    assert not any(isinstance(one, Exception) for one in answers), answers
    (found,) = at_once(lambda: standing(approval))
    assert found == ("carried_out", ["signed", "signed"], 1, "transferred")


def test_one_form_sent_twice(busy: Office, at_once: Run) -> None:
    busy.chains.set("L2")
    approval = busy.propose()
    head = busy.city["unit_head"]
    answers = at_once(*(signing(approval, head, approval.digest, "same") for _ in range(2)))
    kinds = [type(one).__name__ for one in answers]
    assert kinds.count("Outcome") >= 1, answers
    (found,) = at_once(lambda: standing(approval))
    assert found == ("carried_out", ["signed"], 1, "transferred")


def test_withdrawn_while_it_is_signed(busy: Office, at_once: Run) -> None:
    busy.chains.set("L2")
    approval = busy.propose()
    answers = at_once(
        signing(approval, busy.city["unit_head"], approval.digest),
        lambda: acts.withdraw(Approval.objects.get(pk=approval.pk), By(busy.city["officer"], later(hours=1))),
    )
    assert sorted(isinstance(one, Refused) for one in answers) == [False, True], answers
    (found,) = at_once(lambda: standing(approval))
    assert found in (("carried_out", ["signed"], 1, "transferred"), ("withdrawn", ["void"], 0, "registered"))


def test_the_same_thing_is_proposed_twice_at_once(busy: Office, at_once: Run) -> None:
    incident = busy.incident()
    answers = at_once(*(lambda: busy.propose(Incident.objects.get(pk=incident.pk)) for _ in range(2)))
    assert sorted(isinstance(one, Refused) for one in answers) == [False, True], answers
    (count,) = at_once(lambda: Approval.objects.count())
    assert count == 1
