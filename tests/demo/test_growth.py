"""The district at its full size: told in chunks that a killed worker takes up again, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from structlog.testing import capture_logs

from egret.acts.clocks import LOCAL
from egret.acts.models import Subject
from egret.acts.queries import timeline
from egret.cases.models import AdministrativeCase, CriminalCase, Decision
from egret.cases.models.administrative import ADMINISTRATIVE_STAGES
from egret.cases.models.criminal import CRIMINAL_STAGES
from egret.demo import building, facts, growth, offences
from egret.demo.calls import SORTS
from egret.demo.district import demo_district, standing_squads
from egret.demo.hands import on
from egret.demo.stories import STRADDLING, tell_turn_of_the_law
from egret.demo.ways import WAYS
from egret.desk.governing import governing
from egret.intake.models import INCIDENT_STAGES, Incident
from egret.jobs import worker
from egret.jobs.models import Job
from egret.journal import audit, sequencer
from egret.journal.models import Pending
from egret.supervision.patrol import patrol

NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def founded(db: None) -> Any:
    """The people and units, without the month."""
    return demo_district(on(NOW - timedelta(days=400), 0, 9))


def picture() -> list[tuple[str, str, str, str, datetime]]:
    return sorted(Subject.objects.exclude(kind="document").values_list("kind", "number", "title", "stage", "opened"))


def test_three_stations_and_the_bureau_carry_cases(founded: Any) -> None:
    units = {squad.station.name for squad in standing_squads()}
    assert units == {"白鹭洲派出所", "筼筜派出所", "梧桐派出所", "鹭湖分局刑侦大队"}
    assert [squad.officer for squad in standing_squads()] == [squad.officer for squad in founded.squads]
    assert growth.CHUNKS * growth.CASES + 23 >= 200
    assert 1450 <= growth.CHUNKS * (growth.CALLS + growth.CASES) + 45 <= 1550


def test_a_chunk_tells_the_same_whenever_it_is_told(founded: Any) -> None:
    told = []
    for _turn in range(2):
        with transaction.atomic():
            mark = transaction.savepoint()
            growth.tell_chunk(standing_squads(), NOW, 5, 3)
            told.append(picture())
            transaction.savepoint_rollback(mark)
    assert told[0] == told[1] and len(told[0]) > growth.CALLS
    growth.tell_chunk(standing_squads(), NOW, 6, 3)
    assert picture() != told[0], "another seed, another month"


def test_nothing_is_told_of_the_future_and_the_hours_are_those_of_a_station(founded: Any) -> None:
    for chunk in range(2):
        growth.tell_chunk(standing_squads(), NOW, 1, chunk)
    assert not Subject.objects.filter(changed__gt=NOW).exists()
    hours = {incident.opened.astimezone(LOCAL).hour for incident in Incident.objects.all()}
    assert len(hours) > 10 and min(hours) < 7 and max(hours) > 19


def test_a_worker_killed_between_chunks_goes_on_where_it_was(founded: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "CHUNKS", 3)
    growth.begin(NOW, 2)
    growth.begin(NOW, 2)
    assert Job.objects.filter(name=growth.JOB).count() == 1 and growth.reached() == 0
    done = growth.tell_chunk

    def dies(*arguments: Any) -> None:
        done(*arguments)
        raise RuntimeError("the power went")

    work = worker.claim("one", at=NOW)
    assert work is not None
    monkeypatch.setattr(growth, "tell_chunk", dies)
    entered = Pending.objects.count()
    assert not worker.run(work, lambda: NOW)
    assert growth.reached() == 0 and not Incident.objects.exists(), "a chunk is told whole or not at all"
    assert Pending.objects.count() == entered, "no page that follows the journal shows half of it"
    monkeypatch.setattr(growth, "tell_chunk", done)
    later = NOW + timedelta(hours=1)
    while worker.run_due("two", lambda: later):
        pass
    assert growth.reached() is None
    assert Incident.objects.count() == 3 * (growth.CALLS + growth.CASES) + len(STRADDLING)


@pytest.mark.django_db(transaction=True)
def test_the_worker_says_how_far_the_district_has_grown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "CHUNKS", 5)
    monkeypatch.setattr(growth, "TOLD_EACH", 2)
    monkeypatch.setattr(growth, "standing_squads", tuple)
    monkeypatch.setattr(growth, "tell_chunk", lambda *_given: None)
    growth.begin(NOW, 1)
    with capture_logs() as lines:
        while worker.run_due("one", lambda: NOW):
            pass
    assert [(line["done"], line["of"]) for line in lines if "done" in line] == [(2, 5), (4, 5), (5, 5)]


def test_two_cases_lie_on_both_sides_of_the_change_of_the_law(founded: Any) -> None:
    tell_turn_of_the_law(founded.squads, NOW)
    cases = list(AdministrativeCase.objects.order_by("pk"))
    assert len(cases) == len(STRADDLING) and {case.stage for case in cases} == {"closed"}
    found = [governing(case, timeline(case)) for case in cases]
    assert all(one is not None and one.straddles and len(one.spans) == 2 for one in found)
    cites = list(Decision.objects.order_by("pk").values_list("cite", flat=True))
    assert cites == ["治安管理处罚法(2012)#43", "治安管理处罚法(2025)#58"], "the second rests on the lighter text"
    before = NOW.replace(year=2026, month=1, day=2)
    tell_turn_of_the_law(founded.squads, before)
    assert AdministrativeCase.objects.count() == 2, "not while their way still lies ahead"


def test_calls_differ() -> None:
    assert len(SORTS) >= 12 and len({sort.kind for sort in SORTS}) >= 5
    assert sum(len(sort.things) for sort in SORTS) >= 50


def test_officers_are_given_a_case_when_they_sit_in_no_other_record(founded: Any) -> None:
    way = next(one for one in WAYS if one.way is offences.heard)
    squad, at = founded.squads[0], on(NOW, -9, 9)
    offences.heard(squad, facts.STAIRS, at)
    assert growth._sits_elsewhere(squad, at, way)
    assert growth._sits_elsewhere(founded.squads[2], at, way), "one officer of the two is in both squads"
    assert not growth._sits_elsewhere(founded.squads[1], at, way)
    assert not growth._sits_elsewhere(squad, at, replace(way, hears=()))
    for seed in range(40):
        taken, then = growth._unhurried(founded.squads, way, NOW, Random(seed))
        assert not growth._sits_elsewhere(taken, then, way)


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_the_full_district(settings: Any) -> None:
    """About 1,500 incidents and 200 cases in all their stages, built by acts alone; the journal proves each row."""
    settings.PASSWORD_HASHERS = ["egret.demo.hashing.QuickArgon2"]
    said: list[str] = []
    assert building.build(NOW, scale=building.FULL, say=lambda zh, en: said.append(en))
    assert any("90/90" in line for line in said), "progress is told"
    assert 1450 <= Incident.objects.count() <= 1550
    cases = Counter(AdministrativeCase.objects.values_list("stage", flat=True))
    crimes = Counter(CriminalCase.objects.values_list("stage", flat=True))
    assert 195 <= sum(cases.values()) + sum(crimes.values()) <= 215
    assert cases.keys() == ADMINISTRATIVE_STAGES.stages.keys()
    assert crimes.keys() == CRIMINAL_STAGES.stages.keys()
    assert set(Incident.objects.values_list("stage", flat=True)) == INCIDENT_STAGES.stages.keys()
    assert not Subject.objects.filter(changed__gt=NOW).exists()
    while sequencer.run_once(NOW).integrated:
        pass
    report = audit.run()
    assert report.is_good, report.faults[:3]
    found = Counter(one.rule for one in patrol(NOW).recorded)
    assert not found["F62"], "the fast track stands within its hours"
