"""What act cards name exists in the rulebook: their clocks and their approval chains."""

from __future__ import annotations

from typing import Any

import pytest

from egret.acts.cards import all_acts
from egret.acts.machine import Act
from egret.law.approval_chains import chain_of, chains
from egret.law.deadlines import rules

ACTS = list(all_acts())


@pytest.mark.parametrize("entry", ACTS, ids=lambda entry: entry.card.name)
def test_every_clock_and_chain_of_a_card_is_in_the_rulebook(entry: Act[Any, ...]) -> None:
    card = entry.card
    assert {*card.starts, *card.stops} <= set(rules())
    if card.approval:
        own = getattr(card.subject, "case_kind", None)
        shared = [key for key in chains() if key[0] == card.approval and key[1] == "both"]
        for kind in [own] if own else ["both"] if shared or "cases." not in card.name else ["admin", "criminal"]:
            assert chain_of(card.approval, kind)
