"""Several crimes and violations together; old law, new law, or a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from egret.guidance import lighter
from egret.guidance.merging import several_crimes, several_violations
from egret.guidance.tables import charges, violations

ON = date(2026, 3, 1)


def test_eight_and_fourteen_months_with_five_of_detention() -> None:
    found = several_crimes(ON, terms=[8, 14], detentions=[5], controls=[6])
    assert (found.term, found.detention, found.absorbed, found.control) == ((14, 22), None, True, (6, 6))


@pytest.mark.parametrize(
    ("terms", "cap"), [([180, 180], 240), ([180, 180, 60], 300), ([150, 150, 119], 240), ([150, 150, 120], 300)]
)
def test_the_total_decides_the_cap(terms: list[int], cap: int) -> None:
    found = several_crimes(ON, terms=terms)
    assert found.term == (max(terms), cap) and found.capped


def test_detention_and_control_have_caps_of_their_own() -> None:
    assert several_crimes(ON, detentions=[6, 6, 6]).detention == (6, 12)
    assert several_crimes(ON, controls=[24, 24]).control == (24, 36)
    assert several_crimes(ON).term is None


def test_violations_are_decided_apart_and_executed_up_to_twenty_days() -> None:
    assert several_violations(ON, [(5, 10), (10, 15)]) == (15, 20)
    assert several_violations(ON, [(1, 5)]) == (1, 5)
    assert several_violations(ON, []) is None


def answer(old: str, new: str, number: int = 1) -> str:
    texts = violations()
    before, after = texts["2012"][old][number - 1], texts["2025"][new][number - 1]
    return lighter.of_violation(before, after)


@pytest.mark.parametrize(
    ("violation", "number", "expected"),
    [
        ("殴打他人", 1, "old"),  # the fine rose, detention did not change
        ("盗窃", 1, "person"),  # detention need no longer be given, but the fine may be higher
        ("故意损毁财物", 1, "person"),  # detention lower, fine higher
        ("赌博", 2, "old"),
    ],
)
def test_the_two_texts_compared(violation: str, number: int, expected: str) -> None:
    assert answer(violation, violation, number) == expected


def test_a_text_that_is_lighter_in_every_respect_is_taken() -> None:
    old = violations()["2025"]["殴打他人"][0]
    assert lighter.of_violation(old, replace(old, fine=(200, 500))) == "new"
    assert lighter.of_violation(old, replace(old, detention=(5, 8), fine=(500, 3000))) == "person"
    assert lighter.of_violation(old, old) == "old"


def test_a_fine_without_a_stated_bound_is_never_compared() -> None:
    old = next(tier for held in violations()["2025"].values() for tier in held if tier.mode == "refers")
    assert lighter.of_violation(old, old) == "person"


def test_the_lower_maximum_then_the_lower_minimum_is_lighter() -> None:
    tier = next(one for one in charges()["抢劫罪"] if one.number == 1)
    milder = replace(tier, term=(36, 84), custody=(36, 84))
    assert lighter.of_crime(tier, milder) == "new"
    assert lighter.of_crime(milder, tier) == "old"
    assert lighter.of_crime(tier, replace(tier, term=(24, 120), custody=(24, 120))) == "new"
    assert lighter.of_crime(tier, tier) == "old"


def test_death_alone_weighs_more_than_death_or_a_term() -> None:
    tier = next(one for one in charges()["故意伤害罪"] if one.number == 3)
    alone = replace(tier, term=None, custody=None, life=False)
    assert lighter.of_crime(alone, tier) == "new"


def test_what_is_not_held_or_differs_in_property_alone_needs_a_person() -> None:
    tier = charges()["盗窃罪"][0]
    assert lighter.of_crime(None, tier) == "person"
    assert lighter.of_crime(tier, None) == "new"
    assert lighter.of_crime(tier, replace(tier, fine_range="yuan:1000-2000")) == "person"
