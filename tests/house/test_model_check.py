"""Model check of the stage tables with their clocks: what starts can be stopped, and what ends leaves nothing running.

The way of a noun is walked on its table and the cards alone, no row is written. A clock either is stopped by an act
that can still be done from where it started, or lapses by its rule: a right of the party, another organ's term.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from egret.acts.cards import Card, all_acts
from egret.acts.lapsing import RIGHTS
from egret.acts.models import Subject, all_nouns
from egret.cases.models import (
    AdministrativeCase,
    AdministrativeProperty,
    CriminalCase,
    CriminalProperty,
    Questioning,
)
from egret.law import deadlines

CARDS: dict[str, Card] = {entry.card.name: entry.card for entry in all_acts()}
NOUNS = [model for model in all_nouns() if model.STAGES.steps]
BEGETS: dict[str, type[Subject]] = {
    "cases.accept_administrative": AdministrativeCase,
    "cases.bring_in_for_questioning": Questioning,
    "cases.open_filing_review": CriminalCase,
    "cases.turn_administrative": AdministrativeCase,
    "cases.punish_after_non_prosecution": AdministrativeCase,
    "cases.turn_criminal": CriminalCase,
    "cases.seize": CriminalProperty,
    "cases.freeze": CriminalProperty,
    "cases.preserve_evidence": AdministrativeProperty,
    "cases.register_evidence": AdministrativeProperty,
    "cases.sample_evidence": AdministrativeProperty,
    "cases.seize_registered": AdministrativeProperty,
    "cases.seize_from_administrative": CriminalProperty,
    "cases.preserve_from_criminal": AdministrativeProperty,
}
"""Acts whose clocks run on the case they beget."""

HELD_BY_GUARDS = frozenset({"A01", "A02", "A03", "A39", "A40", "A41", "A50", "C46"})
"""Guards keep the endings shut before: an inquiry ends with the person's leaving on record (nobody_is_left_behind,
all_executed), so does what keeps a foreigner, a treatment with its end (no_treatment_runs), a technical measure
when it is lifted (nobody_is_listened_to_any_more). Each is tested beside its room."""

GUARDED = frozenset({"archived"})
"""Ends that a guard opens only when nothing of the police runs any more."""


def lapses(rule: str) -> bool:
    """Whether a limit ends by itself: the party's, another organ's, or a right not used."""
    known = deadlines.rule(rule)
    return known.party or known.external or rule in RIGHTS


def places(card: Card, model: type[Subject]) -> set[str]:
    """Stages at which the act may be done."""
    stated = card.stages_of(model)
    return {stage.key for stage in model.STAGES if (stage.key in stated if stated else not stage.final)}


def after(card: Card, model: type[Subject]) -> set[str]:
    """Stages where the noun may stand when the act is done."""
    if card.creates or card.name in BEGETS:
        return {model.STAGES.first}
    moved = {step.to for step in model.STAGES.steps if step.act == card.name}
    stays = set(card.at) & set(model.STAGES.stages)
    return moved | stays or places(card, model)


def ahead(model: type[Subject], start: set[str], without: str = "") -> set[str]:
    """Stages reached from there by enrolled acts, if asked by none that stops a clock of that rule."""
    seen, queue = set(start), list(start)
    while queue:
        here = queue.pop()
        for step in model.STAGES.steps:
            card = CARDS.get(step.act)
            if here in step.frm and card is not None and without not in card.stops and step.to not in seen:
                seen.add(step.to)
                queue.append(step.to)
    return seen


def started() -> list[Any]:
    return list(_started())


def _started() -> Iterator[Any]:
    """Each clock an act starts, with the noun it runs on."""
    for card in CARDS.values():
        for rule in card.starts:
            begets = BEGETS.get(card.name)
            for model in [begets] if begets else [one for one in NOUNS if issubclass(one, card.subject)]:
                if not lapses(rule):
                    yield pytest.param(card, model, rule, id=f"{model.KIND}-{card.name}-{rule}")


def stoppers(model: type[Subject], rule: str) -> list[Card]:
    return [card for card in CARDS.values() if rule in card.stops and issubclass(model, card.subject)]


@pytest.mark.parametrize("model", NOUNS, ids=[model.KIND for model in NOUNS])
def test_every_stage_is_reached_by_acts_that_exist(model: type[Subject]) -> None:
    reached = ahead(model, {model.STAGES.first})
    assert set(model.STAGES.stages) - reached == set()


@pytest.mark.parametrize("model", NOUNS, ids=[model.KIND for model in NOUNS])
def test_every_stage_that_is_not_an_end_is_left_by_an_act_that_exists(model: type[Subject]) -> None:
    left = {stage for step in model.STAGES.steps if step.act in CARDS for stage in step.frm}
    assert {stage.key for stage in model.STAGES if not stage.final} - left == set()


@pytest.mark.parametrize(("card", "model", "rule"), started())
def test_a_clock_that_starts_can_be_stopped_or_lapses(card: Card, model: type[Subject], rule: str) -> None:
    reached = ahead(model, after(card, model))
    assert any(places(stopper, model) & reached for stopper in stoppers(model, rule)), f"{rule} runs for ever"


def _may_run_on() -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for one in started():
        card, model, rule = one.values
        can_stop = {stage for stopper in stoppers(model, rule) for stage in places(stopper, model)}
        for key in ahead(model, after(card, model), rule) - can_stop:
            if model.STAGES[key].final and key not in GUARDED:
                found.setdefault((model.KIND, key), set()).add(rule)
    return found


def test_no_limit_of_liberty_runs_on_where_a_way_ends() -> None:
    """Every way to an end passes an act that stops it, or the end itself still has one.

    Other duties may be done late; archiving waits for them (guards.remedies.file_is_complete).
    """
    found = {
        end: sorted(rule for rule in rules if deadlines.rule(rule).liberty) for end, rules in _may_run_on().items()
    }
    assert {end: rules for end, rules in found.items() if set(rules) - HELD_BY_GUARDS} == {}


def test_every_right_that_is_lost_in_time_lapses() -> None:
    """procedure.md 2, "right lapses": otherwise its clock would stand on somebody's list for ever."""
    begun = {rule for card in CARDS.values() for rule in card.starts}
    assert [rule for rule in begun if deadlines.rule(rule).consequence == "逾期丧失权利" and not lapses(rule)] == []
