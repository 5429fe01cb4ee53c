"""What a station seldom meets: each of these ways leads to its stage, holidays or not, and owes nothing to the law."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from egret.acts.models import Clock
from egret.cases import queries
from egret.cases.models import AdministrativeCase, CriminalCase
from egret.demo import crimes, crowd, offences, stories
from egret.demo.district import demo_district
from egret.demo.hands import on
from egret.demo.ways import FIRST, SELDOM, WAYS, Way

NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
LEADS_TO = {
    offences.on_fast_track: "fast",
    offences.in_hearing: "hearing",
    offences.contested: "contested",
    offences.turned_criminal: "to_criminal",
    crimes.charged: "charged",
    stories.sentenced: "judged",
    stories.sentence_served: "executed",
    crimes.not_prosecuted: "not_prosecuted",
    crimes.proceeds_claimed: "confiscation",
    crimes.treatment_asked: "treatment",
    crimes.merged: "merged",
    crimes.passed_on: "transferred",
    crimes.turned_administrative: "to_admin",
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def squads(db: None) -> Any:
    return demo_district(on(NOW - timedelta(days=400), 0, 9)).squads


def told(squads: Any, one: Way, at: datetime) -> Any:
    return [
        one.way(squads[n % len(squads)], crowd.varied(matter, Random(n)), at) for n, matter in enumerate(one.matters)
    ]


@pytest.mark.parametrize("one", SELDOM, ids=lambda one: one.way.__name__)
def test_each_leads_to_its_stage(squads: Any, one: Way) -> None:
    for case in told(squads, one, on(NOW, -int(one.days) - 1, 10, 59)):
        assert case.stage == LEADS_TO[one.way] and not type(case).objects.filter(changed__gt=NOW).exists()
        if case.stage in ("merged", "transferred", "to_admin", "to_criminal", "not_prosecuted", "confiscation"):
            assert not queries.running_measures(case).exists()


def test_what_is_turned_goes_on_in_the_other_procedure(squads: Any) -> None:
    at = on(NOW, -6, 9)
    case = offences.turned_criminal(squads[0], SELDOM[3].matters[0], at)
    assert CriminalCase.objects.get(report=case.report).stage == "filed"
    crime = crimes.turned_administrative(squads[1], SELDOM[-1].matters[0], at)
    assert AdministrativeCase.objects.get(report=crime.report).stage == "filed"


@pytest.mark.parametrize("day", [datetime(2026, 9, 23, 1, tzinfo=UTC), datetime(2026, 2, 10, 1, tzinfo=UTC)])
def test_a_hearing_is_told_early_enough_around_the_long_holidays(squads: Any, day: datetime) -> None:
    case = offences.in_hearing(squads[0], SELDOM[1].matters[0], day)
    assert case.stage == "hearing" and Clock.objects.filter(subject_id=case.pk, rule="A18").exists()


def test_the_fast_track_is_taken_at_any_hour_and_its_hours_still_run(squads: Any) -> None:
    one = SELDOM[0]
    for hour in range(0, 24, 3):
        at = on(NOW, -1, hour)
        case = offences.on_fast_track(squads[hour % len(squads)], one.matters[0], at)
        due = Clock.objects.get(subject_id=case.pk, rule="A07").legal_due
        assert due - at > timedelta(days=one.days + 0.3 + one.within), "however long ago it was told to have begun"


def test_each_way_is_told_once_before_chance_has_a_say() -> None:
    assert len(FIRST) == len(set(FIRST)) == len(SELDOM) + len(WAYS)
    assert {one.way for one in SELDOM} == LEADS_TO.keys()
