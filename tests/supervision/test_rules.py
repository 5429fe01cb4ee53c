"""Promise: every finding of the list is registered; each that can be found is, when its fault is planted, only then."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from egret.law.rulebook import THRESHOLD_UNITS
from egret.supervision.look import Look, ask, detectors
from egret.supervision.models import Severity
from egret.supervision.rulebook import BANNED, all_rules, groups
from tests.building.org import later
from tests.cases.conftest import undone
from tests.supervision.conftest import World
from tests.supervision.plants import PLANTS, Planted

pytestmark = pytest.mark.django_db

LIST = [f"F{number:02d}" for number in range(1, 90)]
A_YEAR_ON = later(days=420)
COMMON = {"acts_subject", "cases_administrativecase", "cases_criminalcase"}
"""A subject's own tables say where it stands; they are written by every act on it."""


def test_all_eighty_eight_and_our_own_are_registered() -> None:
    assert list(all_rules()) == LIST
    assert sum(len(group.rules) for group in groups()) == len(LIST)
    assert {rule.severity for rule in all_rules().values()} <= set(Severity.values)


@pytest.mark.parametrize("name", LIST)
def test_it_detects_or_says_what_it_waits_for(name: str) -> None:
    rule = all_rules()[name]
    assert (name in detectors()) != bool(rule.waits_for), "a function, or the records it waits for"
    assert rule.waits_for not in apps.app_configs, f"{rule.waits_for} is there now: let {name} read it"
    assert rule.title and rule.title_en and rule.condition and rule.condition_en
    assert not any(word in rule.title + rule.condition for word in BANNED)
    for timeline in rule.thresholds.values():
        assert all(value.unit in THRESHOLD_UNITS for _day, value in timeline)


def test_each_that_detects_has_its_fault_planted() -> None:
    assert {plant.rule for plant in PLANTS} == set(detectors())


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.rule)
def test_the_fault_is_found_and_the_lawful_run_is_not(world: World, plant: Planted) -> None:
    with undone():
        lawful = set(ask(plant.rule, Look(plant.calm)))
        subject = plant.plant(world)
        found = ask(plant.rule, Look(plant.at))
        fresh = {key: one for key, one in found.items() if key not in lawful and key[0] == subject.pk}
        assert fresh, f"{plant.rule} {all_rules()[plant.rule].title}: not found"
        assert not [key for key in lawful if key[0] == subject.pk], "found before its fault was there"
        assert all(one.shown and one.since <= plant.at for one in fresh.values()), "since when, and what shows it"
        alone = ask(plant.rule, Look(plant.at, frozenset({subject.pk})))
        assert {key: alone.get(key) for key in fresh} == fresh, "looked at alone, it is found all the same"
        assert {key[0] for key in alone} == {subject.pk}, "looked at alone, nothing else is found"


@pytest.mark.parametrize("name", sorted(detectors()))
def test_finished_work_done_by_the_book_is_held_against_nobody(world: World, name: str) -> None:
    """A case closed in order stays so however long one waits; its report too."""
    keys = frozenset({world.closed.pk, world.closed.report_id})
    assert not ask(name, Look(A_YEAR_ON, keys))


@pytest.mark.parametrize("name", sorted(detectors()))
def test_it_reads_what_it_says(world: World, name: str) -> None:
    """After an act only rules that read what it wrote are asked: a table left out of `reads` would be overlooked."""
    tables = {model._meta.db_table for model in apps.get_models() if model._meta.app_label not in ("auth",)}
    said = {apps.get_model(label)._meta.db_table for label in all_rules()[name].reads}
    with CaptureQueriesContext(
        connection,
    ) as queries:
        ask(name, Look(A_YEAR_ON))
    touched = {table for table in tables for query in queries if f'"{table}"' in query["sql"]}
    assert not touched - said - COMMON, f"{name} also reads {sorted(touched - said - COMMON)}"
