"""The table of transitions is complete: every row of the field's table, its papers and the level that decides.

What is missing stands in the lists below. They only shrink.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from egret.acts.cards import Card, all_acts
from egret.law import approval_chains, procedure
from egret.law.approval_chains import ROLES
from tests.house.procedure_rows import OF_OTHERS, OUR_WORDS, OUR_WORDS_CRIMINAL, OUR_WORDS_OF_ROW, ROWS, Row
from tests.law.shared_data import SHARED

WITHOUT_ACT: frozenset[str] = frozenset()
"""Transitions that no act carries yet."""

WITHOUT_PAPER: dict[str, frozenset[str]] = {}
"""Papers of a transition that none of its acts issues yet."""

WITHOUT_LEVEL: frozenset[str] = frozenset()
"""Transitions whose chain does not reach the level that decides."""

CARDS: dict[str, Card] = {entry.card.name: entry.card for entry in all_acts()}
PARTS = {one.id: (part.kind, one) for part in procedure.parts() for one in part.transitions}
FIELD = SHARED / "reference" / "procedure.md"


def test_every_row_has_its_transition_and_every_transition_its_row() -> None:
    assert [row.id for row in ROWS] == list(PARTS)


def test_each_act_of_the_table_is_enrolled_and_happens_to_that_kind_of_matter() -> None:
    kinds = {
        "incident": {"incident", "questioning", "admin_case", "criminal_case"},
        "criminal": {"criminal_case", "criminal_property"},
        "admin": {"admin_case", "admin_property"},
    }
    for kind, one in PARTS.values():
        for name in one.acts:
            assert name in CARDS, f"{one.id} names {name}, which no room enrols"
            subject = CARDS[name].subject
            assert subject._meta.abstract or subject.KIND in kinds[kind] | {"incident"}, f"{one.id}: {name}"


def test_the_list_of_transitions_without_an_act_is_true() -> None:
    bare = {ident for ident, (_kind, one) in PARTS.items() if not one.acts}
    assert bare == WITHOUT_ACT, f"now there: {sorted(WITHOUT_ACT - bare)}; missing: {sorted(bare - WITHOUT_ACT)}"


def _issued(row: Row) -> set[str]:
    _kind, one = PARTS[row.id]
    return {kind.removesuffix("?") for name in one.acts for kind in CARDS[name].documents}


@pytest.mark.parametrize("row", [row for row in ROWS if row.papers], ids=lambda row: row.id)
def test_its_acts_issue_the_papers_of_the_row(row: Row) -> None:
    if row.id in WITHOUT_ACT:
        return
    words = OUR_WORDS | (OUR_WORDS_CRIMINAL if row.id.startswith("TC") else {}) | OUR_WORDS_OF_ROW.get(row.id, {})
    missing = {kind for kind in row.papers if words.get(kind, kind) not in _issued(row)} - OF_OTHERS
    assert missing == WITHOUT_PAPER.get(row.id, frozenset()), sorted(missing)


def _levels(row: Row) -> Iterator[str]:
    kind, one = PARTS[row.id]
    for name in one.acts:
        card = CARDS[name]
        if card.approval:
            case_kind = getattr(card.subject, "case_kind", None) or ("both" if kind == "incident" else kind)
            form = approval_chains.chain_of(card.approval, case_kind).forms.things[-1]
            yield from (asked.step.level for asked in form.steps if not asked.step.outside)


@pytest.mark.parametrize("row", [row for row in ROWS if row.decides], ids=lambda row: row.id)
def test_the_level_of_the_row_signs(row: Row) -> None:
    if row.id in WITHOUT_ACT:
        return
    order = list(ROLES)
    reached = any(order.index(level) >= order.index(row.decides) for level in _levels(row))
    assert reached != (row.id in WITHOUT_LEVEL), row.id


@pytest.mark.skipif(not FIELD.is_file(), reason="the field's reference is not beside the checkout")
def test_no_row_of_the_field_was_left_out() -> None:
    """The first cells of the tables of 1.1 to 1.3, read anew."""
    text = FIELD.read_text("utf-8")
    sections = text[text.index("### 1.1") : text.index("## 2. Deadline")]
    cells = re.findall(r"^\| ([^|]+?) \|", sections, re.M)
    assert {cell for cell in cells if cell not in ("transition", "---")} == {row.words for row in ROWS if row.words}
