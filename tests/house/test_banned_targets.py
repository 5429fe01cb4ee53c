"""Promise: the pages of supervision rank nobody, least of all by what nobody may be measured by (procedure.md 6.1).

Case numbers, clearance, returns, sums of fines, numbers of detentions are no targets; 行政处罚法 74 bars linking fines
with review scores. A finding stands against a matter, never against a rank of units or officers.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from egret.law.rulebook import RulebookError
from egret.supervision.rulebook import BANNED, read_group

ROOM = Path(__file__).resolve().parents[2] / "src/egret/supervision"
RANKING = re.compile(r"排名|排行|名次|通报批评|倒数|ranking|league|leaderboard", re.I)
COUNTING = re.compile(r"\b(annotate|aggregate|values)\([^)]*\b(Count|Sum|Avg)\(|Window\(|Rank\(|Counter\(")
PAGES = sorted([*ROOM.rglob("*.html"), ROOM / "views.py", ROOM / "queries.py", ROOM / "urls.py"])


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_counts_or_ranks_units_and_officers(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not RANKING.search(text) and not COUNTING.search(text)
    assert not [word for word in BANNED if word in text]
    assert not re.search(r"order_by\([^)]*(unit|owner|staff)", text)


def test_english_of_the_room_ranks_nobody() -> None:
    assert not RANKING.search((ROOM.parent / "locale/parts/supervision.po").read_text("utf-8"))


@pytest.mark.parametrize("word", BANNED)
def test_a_rule_that_counts_what_is_banned_is_refused(word: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(
        f"stage: admin\ntitle: 处罚\ntitle_en: Penalty\nrules:\n  F99:\n    title: {word}低于指标\n"
        "    title_en: Below target\n    severity: B\n    condition: 低\n    condition_en: low\n    from: 2026-01-01\n"
        "    cite: 行政处罚法#57\n    reads: [acts.Clock]\n",
        "utf-8",
    )
    with pytest.raises(RulebookError, match="nobody may be measured by"):
        read_group(file)
