"""Promise: every finding of the list is registered; each that can be found is, when its fault is planted, only then."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from egret.cases.models import Review, Statement
from egret.documents.models import Document
from egret.law.rulebook import THRESHOLD_UNITS
from egret.supervision.look import Look, ask, detectors
from egret.supervision.models import Severity
from egret.supervision.rulebook import BANNED, all_rules, groups
from tests.building.org import later
from tests.cases.conftest import undone
from tests.supervision.conftest import LATER, World, planted, spoiled
from tests.supervision.plants import DAY, PLANTS, Planted

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


@pytest.mark.parametrize(("cause", "amount"), [("盗窃", "2999"), ("诈骗", "4999"), ("殴打他人", "900000")])
def test_a_sum_below_the_local_line_is_an_offence(world: World, cause: str, amount: str) -> None:
    with undone():
        for case, rule in ((world.heard, "F06"), (world.closed, "F71")):
            spoiled(case, cause=cause, amount=Decimal(amount))
            assert (case.pk, "amount") not in ask(rule, Look(LATER)), "the province set its own line"


def test_a_sum_with_its_criminal_case_is_held_against_nobody(world: World) -> None:
    with undone():
        spoiled(world.heard, cause="盗窃", amount=Decimal("90000"))
        assert (world.heard.pk, "amount") in ask("F06", Look(LATER))
        assert (world.heard.pk, "amount") not in ask("F71", Look(LATER)), "nothing is decided yet"
        spoiled(world.bailed, report_id=world.heard.report_id)
        assert (world.heard.pk, "amount") not in ask("F06", Look(LATER))


@pytest.mark.parametrize(
    ("fault", "lacking"),
    [
        ({"number": ""}, "文号"),
        ({"seal": {}}, "用印"),
        ({"seal": {"organ": ""}, "series_code": ""}, "发文字号、用印"),
    ],
)
def test_a_flawed_paper_is_named_with_what_it_lacks(world: World, fault: dict[str, Any], lacking: str) -> None:
    with undone():
        paper = Document.objects.filter(matter_id=world.closed.pk)[0]
        spoiled(paper, **fault)
        found = dict(ask("F88", Look(LATER))[world.closed.pk, f"document:{paper.pk}"].shown)
        assert found["文书"].startswith(paper.title) and found["缺少"] == lacking


def test_a_statement_before_the_recusal_is_held_against_nobody(world: World) -> None:
    with undone():
        officer = world.city["officer"].pk
        last = Statement.objects.filter(subject_id=world.heard.pk).latest("started").started
        given = {"kind": "回避", "reviewer": officer, "at": last + DAY, "opinion": "系近亲属"}
        planted(Review(subject_id=world.heard.pk, passed=True, **given))
        assert not [key for key in ask("F11", Look(LATER)) if key[0] == world.heard.pk]
