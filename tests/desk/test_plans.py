"""Lists walk the composite index whether the unit is empty, small or big (a subquery would read the whole table)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from egret.acts.models import Subject
from egret.desk import finding, queries, word_index
from egret.intake.models import Incident
from egret.org.models import Staff, UnitLevel
from tests.building.org import NOON, District, enrol, found_unit

BIG, SMALL = 20_000, 30


def fill(city: District, count: int, unit: Any, first: int) -> None:
    """Rows of the shared table as many incidents would leave them, past the journal: only plans are looked at."""
    columns = [f.column for f in Subject._meta.concrete_fields]
    rows = [
        Subject(
            id=first + n, kind=Incident.KIND, number=f"X{first + n}", title="便利店门前争吵", stage="registered",
            unit=unit.pk, district=city.branch.pk, city=city.city.pk, agency=city.agency.pk,
            opened=NOON - timedelta(minutes=n), changed=NOON, due=NOON + timedelta(minutes=n) if n % 3 else None,
        )
        for n in range(count)
    ]  # fmt: skip
    marks = ", ".join(["%s"] * len(columns))
    values = [
        [f.get_db_prep_save(getattr(row, f.attname), connection) for f in Subject._meta.concrete_fields] for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO acts_subject ({', '.join(columns)}) VALUES ({marks})", values)


@pytest.fixture
def crowded(city: District) -> District:
    fill(city, BIG, city.station, 1_000_000)
    fill(city, SMALL, city.other_station, 2_000_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE acts_subject")
    return city


def newcomer(city: District) -> Staff:
    """An officer of a station that was founded yesterday."""
    station = found_unit(city.branch.place, UnitLevel.STATION, "350298599", "新设派出所", "新设")
    return enrol(station, "599001", "丁一", "officer")


def plan(rows: QuerySet[Any]) -> str:
    return rows.explain()


def test_lists_walk_the_composite_index(crowded: District) -> None:
    people = {"big": crowded["officer"], "small": crowded.stranger, "district": crowded["legal_reviewer"]}
    people["empty"] = newcomer(crowded)
    for name, staff in people.items():
        rows = queries.incidents(Staff.objects.get(pk=staff.pk), NOON)
        told = plan(rows.order_by("-opened", "-pk")[:26])
        index = "subject_district_kind" if name == "district" else "subject_unit_kind"
        assert index in told, f"{name}\n{told}"
        assert "SCAN acts_subject" not in told and "Seq Scan on acts_subject" not in told, told


def test_search_costs_the_same_for_a_unit_without_rows(crowded: District) -> None:
    words = dict.fromkeys(range(1000000, 1000000 + 2000), f"盗窃 zall zu{crowded.station.pk}")
    word_index.put(words)
    assert len(word_index.find([(("盗窃",),), ((f"zu{crowded.station.pk}",),)], limit=60)) == 60
    assert word_index.find([(("盗窃",),), ((f"zu{crowded.other_station.pk}",),)], limit=60) == []
    assert finding.found_by(crowded.stranger, NOON, finding.read("盗窃")) == []
