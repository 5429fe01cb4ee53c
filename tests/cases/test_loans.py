"""Exhibits on loan: by leave of the head, until a time, and back with a word on their state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from egret.acts.cards import act_named
from egret.cases.acts import keeping, loans
from egret.cases.models import CriminalProperty
from egret.demo.hands import sign_all
from egret.org.posts import post_kind
from tests.cases.conftest import LATER, Standing, refused, undone
from tests.cases.test_property import again, levels, taken

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def kept(standing: Standing) -> CriminalProperty:
    measure = taken(standing)
    keeping.hand_over_seized(measure, standing.by(), keeper="杨木", register="RK-9")
    return again(measure)


def asking(standing: Standing, measure: CriminalProperty, **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"items": tuple(loans.in_store(measure))[:1], "borrower": standing.city["officer"]}
    return {**given, "purpose": loans.LoanPurpose.IDENTIFY, "until": LATER + 24 * HOUR, "state": "完好", **more}


def lent(standing: Standing) -> CriminalProperty:
    measure = kept(standing)
    sign_all(loans.borrow_exhibits(measure, standing.by(), **asking(standing, measure)), LATER)
    return again(measure)


def test_the_head_of_the_unit_lends_until_a_time_and_it_comes_back(standing: Standing) -> None:
    measure = kept(standing)
    assert levels(standing, loans.borrow_exhibits, measure, **asking(standing, measure)) == ["L2"]


def test_what_is_out_is_not_lent_twice_and_is_in_store_again_afterwards(standing: Standing) -> None:
    measure = lent(standing)
    (item,) = loans.out(measure)
    assert item.out_to == standing.city["officer"].name and item.out_until == LATER + 24 * HOUR
    assert item not in loans.in_store(measure)
    given: dict[str, Any] = {"items": (item,), "receiver": "杨木", "state": "完好"}
    loans.return_exhibits(measure, standing.city.by("officer", LATER + HOUR), **given)
    item.refresh_from_db()
    assert not item.out_to and item.out_until is None and item in loans.in_store(again(measure))


def test_a_loan_has_an_end_ahead_and_begins_at_the_store(standing: Standing) -> None:
    measure = kept(standing)
    past = asking(standing, measure, until=LATER - HOUR)
    assert refused("cases.borrow_exhibits", measure, standing.by(), past, "time").article
    fresh = taken(standing, "detained")
    assert refused("cases.borrow_exhibits", fresh, standing.by(), asking(standing, fresh), "unkept").article


def test_late_or_changed_it_comes_back_with_a_warning(standing: Standing) -> None:
    measure = lent(standing)
    given: dict[str, Any] = {
        "items": tuple(loans.out(measure)),
        "receiver": "杨木",
        "state": "断裂",
        "unchanged": False,
    }
    early = standing.city.by("officer", LATER + HOUR)
    assert refused("cases.return_exhibits", measure, early, given, "R45", "warn").article
    late = standing.city.by("officer", LATER + 25 * HOUR)
    assert refused("cases.return_exhibits", measure, late, {**given, "unchanged": True}, "R45", "warn").article
    assert refused("cases.send_for_prosecution", standing.c("suspect_in"), early, {}, "R45", "warn").article
    loans.return_exhibits(measure, late, **given)
    assert not loans.out(again(measure)).exists()


@pytest.mark.parametrize(
    "name",
    [
        "cases.borrow_exhibits",
        "cases.return_exhibits",
        "cases.order_sale",
        "cases.record_sale",
    ],
)
def test_only_who_holds_the_power_lends_or_sells(standing: Standing, name: str) -> None:
    measure = taken(standing)
    barred = [post for post in standing.city.officers if not post_kind(post).holds(act_named(name).card.power)]
    assert "legal_reviewer" in barred
    for post in barred:
        assert "power" in {one.code for one in act_named(name).refusals(measure, standing.by(post), {})}, post
