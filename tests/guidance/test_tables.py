"""The penalty tables: complete, dated, cited, and in accord with the articles as a second reader finds them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from egret.guidance import tables
from egret.kit import numerals
from egret.law import importing, linting
from egret.law.resolving import articles_at
from egret.law.rulebook import FOLDER, RulebookError
from tests.building.org import NOON
from tests.law.shared_data import LAWS, needs_laws


def test_all_charges_in_force_after_the_twelfth_amendment_stand_there() -> None:
    charges = tables.charges()
    assert (len(charges), sum(map(len, charges.values()))) == (483, 973)
    assert sum(any(tier.death for tier in tiers) for tiers in charges.values()) == 46


def test_both_texts_on_public_security_stand_there() -> None:
    held = tables.violations()
    assert {text: sum(map(len, found.values())) for text, found in held.items()} == {"2012": 263, "2025": 375}
    assert (tables.text_on(date(2025, 12, 31)), tables.text_on(date(2026, 1, 1))) == ("2012", "2025")
    assert tables.text_on(date(2012, 12, 31)) is None


@pytest.mark.parametrize(
    ("charge", "tier", "term", "custody", "life"),
    [
        ("盗窃罪", 1, (6, 36), (1, 36), False),
        ("盗窃罪", 3, (120, 180), (120, 180), True),
        ("危险驾驶罪", 1, None, (1, 6), False),
        ("抢劫罪", 1, (36, 120), (36, 120), False),
    ],
)
def test_what_a_jurist_knows_by_heart(
    charge: str, tier: int, term: tuple[int, int] | None, custody: tuple[int, int], life: bool
) -> None:
    found = tables.charges()[charge][tier - 1]
    assert (found.term, found.custody, found.life) == (term, custody, life)


def test_the_two_texts_on_a_blow() -> None:
    old, new = (tables.violations()[text]["殴打他人"][0] for text in ("2012", "2025"))
    assert (old.cite, old.detention, old.fine) == ("治安管理处罚法(2012)#43(1)", (5, 10), (200, 500))
    assert (new.cite, new.detention, new.fine) == ("治安管理处罚法(2025)#51(1)", (5, 10), (500, 1000))


def test_every_circumstance_has_both_names_and_those_without_a_number_say_so() -> None:
    factors = tables.factors()
    assert all(one.name and one.name_en for one in factors.values())
    unknown = {code for code, one in factors.items() if one.bounds is None}
    assert unknown >= {"preparation", "discontinued", "coerced", "excess_defence"}
    assert {one.source for code, one in factors.items() if code in unknown} == {"proposal"}


def test_every_starting_point_lies_within_its_tier() -> None:
    for start in tables.starts():
        tier = next(one for one in tables.charges()[start.charge] if one.number == start.tier)
        assert tier.custody and tier.custody[0] <= start.low <= start.high <= tier.custody[1], start


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("120,180,120,180", "180,120,120,180", "above"),
        (",person,", ",anybody,", "subject"),
        (",1997-10-01,", ",1997-13-01,", "since"),
        (",text\n", ",hearsay\n", "source"),
        ("背叛国家罪,", "背叛国家罪,x,", "cells"),
    ],
)
def test_a_faulty_row_is_refused_with_its_line(tmp_path: Path, old: str, new: str, problem: str) -> None:
    (tmp_path / "penalties").mkdir()
    lines = (FOLDER / "penalties" / "criminal.csv").read_text("utf-8").splitlines(keepends=True)[:2]
    (tmp_path / "penalties" / "criminal.csv").write_text(lines[0] + lines[1].replace(old, new, 1), "utf-8")
    with pytest.raises(RulebookError, match=problem) as refused:
        tables.charges(tmp_path)
    assert refused.value.line == 2


@pytest.mark.django_db
def test_without_imported_statutes_lint_says_what_it_could_not_check() -> None:
    told = [one for one in linting.lint(FOLDER).failures if one.kind == "unheld"]
    assert {one.severity for one in told} == {"warning"}
    assert any(one.file == "penalties/criminal.csv" and "970" in one.text for one in told)


@pytest.fixture
def statutes(db: None) -> None:
    importing.import_folder(LAWS / "刑法", at=NOON)
    for text in ("2012-10-26", "2025-06-27"):
        importing.import_folder(LAWS / "行政法" / f"治安管理处罚法({text}).md", at=NOON)


@needs_laws
def test_every_number_of_the_tables_stands_in_its_article(statutes: None) -> None:
    report = linting.lint(FOLDER)
    assert [str(one) for one in report.errors if one.file.startswith("penalties/")] == []
    assert not [one for one in report.failures if one.kind == "unheld" and not one.file.endswith("thresholds.csv")]
    assert report.numbers > 3000


@needs_laws
def test_a_number_moved_in_the_tables_is_caught(statutes: None, tmp_path: Path) -> None:
    (tmp_path / "penalties").mkdir()
    text = (FOLDER / "penalties" / "public_security.csv").read_text("utf-8")
    lines = [text.splitlines()[0], next(line for line in text.splitlines() if line.startswith("2025,殴打他人,"))]
    moved = lines[1].replace("500yuan", "400yuan")
    (tmp_path / "penalties" / "public_security.csv").write_text("\n".join([lines[0], moved]) + "\n", "utf-8")
    assert [(one.file, one.line, one.kind) for one in linting.lint(tmp_path).errors] == [
        ("penalties/public_security.csv", 2, "number")
    ]


TERM = re.compile(
    r"([一二三五七十]{1,2})年以上([一二三五七十]{1,2})年以下有期徒刑"
    r"|(?<!以上)([一二三五七十]{1,2})年(以下|以上)有期徒刑"
)


def terms_of(text: str) -> set[tuple[int, int]]:
    """Spans of fixed terms as a second reader finds them: six months and fifteen years where the law is silent."""
    found = set()
    for low, high, one, way in TERM.findall(text):
        if low:
            found.add(((numerals.read(low) or 0) * 12, (numerals.read(high) or 0) * 12))
        elif way == "以下":
            found.add((6, (numerals.read(one) or 0) * 12))
        else:
            found.add(((numerals.read(one) or 0) * 12, 180))
    return found


@needs_laws
def test_a_second_reader_finds_the_same_terms_in_the_articles(statutes: None) -> None:
    different = []
    for tiers in tables.charges().values():
        for tier in tiers:
            if tier.term is None or tier.source != "text":
                continue
            cites = (tier.cite.partition("(")[0], *(one.partition("(")[0] for one in tier.also))
            texts = [text.text for cite in cites for text in articles_at(cite, date(2026, 11, 1))]
            if tier.term not in {span for text in texts for span in terms_of(text)}:
                different.append((tier.charge, tier.cite, tier.term))
    assert {one[0] for one in different} <= EXPLAINED, different


EXPLAINED = {"走私、贩卖、运输、制造毒品罪", "生产、销售伪劣产品罪"}
"""刑法 140 and 347(2) say 十五年有期徒刑 alone, which the table writes 180-180."""
