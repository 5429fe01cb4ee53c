"""A home that has measures from before they were subjects keeps each of them, and its journal stays whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from egret.acts.images import image_of_table
from egret.acts.models import Subject
from egret.acts.queries import as_of
from egret.cases.models import AdministrativeCase, Measure
from egret.intake.models import Person
from egret.journal import audit, pen
from tests.building import cases
from tests.building.org import NOON, police_city

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
BEFORE = ("cases", "0001_cases_and_records")


def migrated(*targets: tuple[str, str]) -> Any:
    """The models as they stood at the targets; without one, as they stand now."""
    executor = MigrationExecutor(connection)
    return executor.migrate(targets or executor.loader.graph.leaf_nodes()).apps


@pytest.fixture
def now() -> Iterator[None]:
    yield
    migrated()


def written(apps: Any, case: AdministrativeCase, person: Person, **more: Any) -> None:
    """A measure as it was written then: a row beside the case, imaged in an entry of the case."""
    old = apps.get_model("cases", "Measure")
    with transaction.atomic():
        row = old.objects.create(subject_id=case.pk, person_id=person.pk, started=NOON, **more)
        base = Subject._base_manager.get(pk=case.pk)
        images = [image_of_table(row, old), image_of_table(base, Subject)]
        prev = bytes.fromhex(base.chain_head)
        draft = pen.Draft("cases.record_arrival", "o:1", "x", case.obj, NOON, prev, fields={"rows": images})
        (entry,) = pen.write([draft])
        apps.get_model("acts", "Subject").objects.filter(pk=case.pk).update(chain_head=entry.leaf.hex())


def test_rows_become_subjects_and_every_row_still_has_its_author(now: None) -> None:
    case = cases.accepted(police_city())
    person = cases.suspect_of(case)
    apps = migrated(BEFORE)
    written(apps, case, person, kind="summons", due=NOON + timedelta(hours=8), ended=NOON + timedelta(hours=2))
    written(apps, case, person, kind="admin_detention", due=NOON + timedelta(days=5), facts={"days": 5})
    migrated()

    over, running = Measure.objects.filter(case_id=case.pk).order_by("pk")
    assert (over.stage, over.measure_kind, over.ended) == ("ended", "summons", NOON + timedelta(hours=2))
    assert (running.stage, running.due, running.facts) == ("in_force", NOON + timedelta(days=5), {"days": 5})
    assert running.number == f"{case.number}-CS02" and running.unit == case.unit and running.person == person
    assert [(one.since, one.until) for one in running.terms] == [(NOON, NOON + timedelta(days=5))]
    assert as_of(running, running.changed).rows["cases_measure"][running.pk]["measure_kind"] == "admin_detention"

    report = audit.run(with_files=False)
    assert report.rows and [str(one) for one in report.faults] == []
