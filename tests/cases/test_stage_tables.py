"""The stage tables are total, and every act they name is there or is known to come with the next issue."""

from __future__ import annotations

import pytest

from egret.acts.cards import all_acts
from egret.acts.models import Subject, all_nouns

TO_COME: frozenset[str] = frozenset()
"""Acts of the tables that come with issue 3, the rest of the procedure."""

NOUNS = [model for model in all_nouns() if hasattr(model, "STAGES")]
NAMES = [model.KIND for model in NOUNS]


@pytest.mark.parametrize("model", NOUNS, ids=NAMES)
def test_the_table_is_total(model: type[Subject]) -> None:
    assert model.STAGES.problems() == []


@pytest.mark.parametrize("model", NOUNS, ids=NAMES)
def test_every_stage_says_in_both_tongues_where_it_is_and_whose_turn_it_is(model: type[Subject]) -> None:
    for stage in model.STAGES:
        assert stage.title and stage.title_en and stage.turn, stage.key
        assert len(stage.key) <= 32


def test_the_acts_the_tables_name_are_enrolled_or_come_with_issue_3() -> None:
    named = {step.act for model in NOUNS for step in model.STAGES.steps}
    missing = named - {entry.card.name for entry in all_acts()}
    assert missing == TO_COME, f"now there: {sorted(TO_COME - missing)}; nowhere: {sorted(missing - TO_COME)}"


@pytest.mark.parametrize("model", NOUNS, ids=NAMES)
def test_an_act_that_moves_a_noun_happens_to_it(model: type[Subject]) -> None:
    """Or is touched by it from beside: the approval of a document moves what it approves."""
    cards = {entry.card.name: entry.card for entry in all_acts()}
    for step in model.STAGES.steps:
        card = cards.get(step.act)
        if card is not None and card.room == "cases" and model.KIND in ("admin_case", "criminal_case"):
            assert issubclass(model, card.subject), f"{step.act} happens to {card.subject.__name__}"


def test_every_act_of_a_case_can_be_reached() -> None:
    """At some stage that is reached from the first, or at any stage that is not final."""
    for entry in all_acts():
        card = entry.card
        if card.creates or not card.menu:
            continue
        nouns = [model for model in NOUNS if issubclass(model, card.subject)]
        unknown = set(card.at) - {key for model in nouns for key in model.STAGES.stages}
        assert not unknown, f"{card.name}: no noun has {unknown}"
        stages = [card.stages_of(model) & model.STAGES.reachable() or not card.stages_of(model) for model in nouns]
        assert any(stages), f"{card.name} can never be done"
