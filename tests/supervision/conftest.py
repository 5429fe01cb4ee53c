"""A small world for the findings: some lawful cases, built by acts alone, and a back door for what no act would do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import models
from pytest_django import DjangoDbBlocker

from egret.acts.models import Clock, ClockState, Subject
from egret.cases.models import AdministrativeCase, CriminalCase
from egret.demo import crimes, offences
from egret.demo.matters import ASSAULT, BURGLARY
from egret.intake.models import Incident
from tests.building.org import NOON, District, later, police_city
from tests.cases.conftest import undone

THEFT = replace(BURGLARY, goods=("手机，9部，未拆封", "撬棍，1根，长约60厘米"))
LATER = later(days=60)
"""A moment by which every act of the world is done."""


class World:
    """Each case on days of its own, so that nobody sits in two records at one time."""

    def __init__(self, city: District) -> None:
        self.city, squad = city, city.squad
        self.report: Incident = offences.reported(squad, ASSAULT, later(days=57))
        self.fresh: AdministrativeCase = offences.assigned(squad, ASSAULT, later(days=56))
        self.heard: AdministrativeCase = offences.heard(squad, ASSAULT, later(days=49))
        self.executing: AdministrativeCase = offences.executing(squad, ASSAULT, later(days=42))
        self.closed: AdministrativeCase = offences.closed(squad, ASSAULT, NOON)
        self.detained: CriminalCase = crimes.detained(squad, THEFT, later(days=14))
        self.sent: CriminalCase = crimes.sent(squad, THEFT, later(days=21))
        self.bailed: CriminalCase = crimes.bailed(squad, BURGLARY, later(days=35))

    def by(self, at: datetime) -> Any:
        return self.city.squad.by(at)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), undone():
        yield World(police_city())


def planted(row: Any) -> Any:
    """Save a row past the acts: the back door for faults whose acts are guarded, so that no act can make them."""
    models.Model.save(row)
    return row


def spoiled(row: Any, **values: Any) -> Any:
    """Change a row past the acts, for the same reason."""
    models.QuerySet(type(row)).filter(pk=row.pk).update(**values)
    row.refresh_from_db()
    return row


def lost(rows: Any) -> None:
    """Take rows away past the acts: a paper or a notice that should be there and is not."""
    table = rows.model._meta.db_table
    keys = list(rows.values_list("pk", flat=True))
    with models_cursor() as cursor:
        cursor.executemany(f"DELETE FROM {table} WHERE {rows.model._meta.pk.column} = %s", [(key,) for key in keys])


def models_cursor() -> Any:
    from django.db import connection

    return connection.cursor()


def late_clock(subject: Subject, rule: str, started: datetime, due: datetime, about: str = "", **more: Any) -> Clock:
    """A limit that ran out, past the acts: for limits whose start no room enters yet."""
    state = ClockState.STOPPED if more.get("ended") else ClockState.RUNNING
    return planted(
        Clock(
            subject_id=subject.pk,
            rule=rule,
            about=about,
            started=started,
            guard_due=due,
            legal_due=due,
            state=state,
            **more,
        )
    )
