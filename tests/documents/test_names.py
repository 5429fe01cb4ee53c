"""Promise: every paper the procedure names is a kind of the house, comes from a partner, or is told to be no paper."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from egret.acts.cards import all_acts
from egret.documents.kinds import all_kinds

ROOT = Path(__file__).resolve().parents[2]
NAMES = list(csv.DictReader((ROOT / "rulebook/documents/names.csv").open(encoding="utf-8")))
ISSUED = {kind.rstrip("?") for entry in all_acts() for kind in entry.card.documents}
SECTIONS = {"1.1", "1.2", "1.3", "4"}


@pytest.mark.parametrize("row", NAMES, ids=[f"{row['section']} {row['name']}" for row in NAMES])
def test_named_paper_is_a_kind_or_told_why_not(row: dict[str, str]) -> None:
    word, _, what = row["instead"].partition(" ")
    assert row["section"] in SECTIONS
    if row["kind"]:
        assert row["kind"] in all_kinds() or word == "awaited"
    else:
        assert word in ("partner", "act", "awaited")
        assert word == "awaited" or what in {entry.card.name for entry in all_acts()}


@pytest.mark.parametrize("name", sorted(all_kinds()))
def test_no_kind_stands_in_the_books_that_nobody_issues(name: str) -> None:
    assert name in ISSUED, f"no act's card names {name}"
