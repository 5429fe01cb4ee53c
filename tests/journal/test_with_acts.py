"""The auditor over the rows that real acts wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, models

from egret.acts.done import By
from egret.acts.images import image_of_table
from egret.acts.models import Journalled, Subject
from egret.intake import acts
from egret.intake.models import Incident, Person
from egret.intake.persons import PersonFacts
from egret.journal import audit, sequencer
from egret.journal.audit import rows, whole
from tests.acts.conftest import AT, HERE, by, desks

__all__ = ["by", "desks"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desks")]


def journalled() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if issubclass(model, Journalled)]


def heads(head: Callable[[str], tuple[bytes, str] | None]) -> Iterator[audit.Fault]:
    """Every subject holds the chain head the journal holds."""
    for subject in Subject.objects.iterator():
        known = head(subject.obj)
        if known is None or known[0].hex() != subject.chain_head:
            yield audit.Fault("", None, known[1] if known else "", "subject", f"{subject.obj}: chain head differs")


@pytest.fixture(autouse=True)
def registration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_registered", [(journalled, image_of_table)])
    monkeypatch.setattr(whole, "_checks", {"subjects": heads})


@pytest.fixture
def incident(by: By) -> Incident:
    facts = {"channel": "walk_in", "sort": "crime", "title": "入户盗窃", "account": "昨夜家中被盗"}
    outcome = acts.register(HERE, by, reporter=PersonFacts("张三", phone="13800000000"), **facts)
    incident = Incident.objects.get(pk=outcome.subject.pk)
    acts.add_person(incident, replace(by, at=AT + timedelta(minutes=1)), person=PersonFacts("李四", role="witness"))
    sequencer.run_once(AT)
    return incident


def test_rows_written_by_acts_are_as_the_journal_says(incident: Incident) -> None:
    report = audit.run()
    assert report.is_good, [str(fault) for fault in report.faults]
    assert report.rows >= 5 and not report.unchecked


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE acts_subject SET stage = 'closed'",
        "UPDATE acts_subject SET chain_head = ''",
        "UPDATE intake_incident SET account = '无事发生'",
        "DELETE FROM intake_person WHERE name = '李四'",
        "UPDATE acts_clock SET guard_due = legal_due, legal_due = started",
    ],
)
def test_a_row_changed_by_sql_is_found(incident: Incident, statement: str) -> None:
    Person.objects.get(subject_id=incident.pk, name="李四")
    with connection.cursor() as cursor:
        cursor.execute(statement)
    report = audit.run()
    assert not report.is_good
    assert report.first is not None and report.first.uid
