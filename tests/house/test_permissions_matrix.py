"""Promises about acts and powers: every act has its card, a basis that resolves, a holder and a test."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from egret.acts.cards import all_acts
from egret.acts.machine import Act
from egret.acts.ports import ports
from egret.org import reference
from egret.org.desk import OWN, SYSTEM_POWERS
from egret.org.posts import covers, post_kinds

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 3, 2)
ACTS = list(all_acts())
NAMES = [act.card.name for act in ACTS]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@cache
def tests_text() -> str:
    """Tests, and the demo district they are built from: the largest factory there is."""
    here = Path(__file__)
    files = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "src/egret/demo").rglob("*.py")]
    return "\n".join(path.read_text("utf-8") for path in files if path != here)


@pytest.mark.parametrize("act", ACTS, ids=NAMES)
def test_every_act_has_its_card(act: Act) -> None:
    card = act.card
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", card.name) and card.power
    assert CHINESE.search(card.title) and card.title_en and not CHINESE.search(card.title_en)
    assert card.basis, "an act without a basis in law is none"
    assert act.__doc__, "its body says in one line what becomes true"


@pytest.mark.django_db
@pytest.mark.parametrize("act", ACTS, ids=NAMES)
def test_every_basis_resolves(act: Act) -> None:
    assert not [cite for cite in act.card.basis if not ports.rules.resolves(cite, TODAY)]


@pytest.mark.parametrize("act", ACTS, ids=NAMES)
def test_some_post_or_the_system_may_do_it(act: Act) -> None:
    power = act.card.power
    held = any(kind.holds(power) for kind in post_kinds())
    by_system = act.card.system or any(covers(patterns, power) for patterns in SYSTEM_POWERS.values())
    assert held or by_system or power in OWN or act.card.entitled is not None


@pytest.mark.parametrize("act", ACTS, ids=NAMES)
def test_some_test_names_it(act: Act) -> None:
    named = act.card.name in tests_text() or re.search(rf"\b{act.__name__}\b[(,.)]", tests_text())
    assert named, f"no test names {act.card.name}"


def test_every_pattern_of_a_post_names_some_act() -> None:
    """A pattern of a room that is there must cover an act, or it is a slip of the pen."""
    rooms = {act.card.room for act in ACTS}
    slips = []
    for kind in post_kinds():
        for pattern in kind.powers[1:]:
            room = pattern.lstrip("!").split(".")[0]
            if room in rooms and not any(covers((pattern.lstrip("!"),), act.card.power) for act in ACTS):
                slips.append(f"{kind.key}: {pattern}")
    assert not slips


def test_the_matrix_in_the_handbook_is_current() -> None:
    page = (ROOT / "docs/reference/powers.md").read_text("utf-8")
    assert page == reference.as_markdown(), "run ./egret reference"
