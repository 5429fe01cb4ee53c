"""Lint of the penalty tables: each row of `rulebook/penalties/*.csv` cites an article, and the numbers it states stand
there.

A table is checked against imported statutes alone: the gist knows only what rules cite. Rows whose law is not imported
are counted and told, never passed over in silence.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Literal

from egret.kit.numerals import Quantity
from egret.law import queries
from egret.law.citations import parse_cite
from egret.law.resolving import ArticleText, articles_at, chosen
from egret.law.standing import stands

FOLDER_NAME = "penalties"
_STATED = re.compile(r"(\d+(?:/\d+)?)([a-z]+)")
_CITES = ("cite", "also")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: where it stands, the articles it cites, the numbers it says stand there."""

    file: str
    line: int
    cites: tuple[str, ...]
    stated: tuple[Quantity, ...]
    on: date
    by_heart: bool

    @property
    def checkable(self) -> bool:
        """Whether the row cites articles and was read in a text."""
        return bool(self.cites) and not self.by_heart and all("#" in cite for cite in self.cites)


@dataclass
class Checked:
    """What the lint of the tables saw."""

    citations: int = 0
    numbers: int = 0
    unheld: dict[tuple[str, str], int] = field(default_factory=dict)
    """(file, law) -> rows that could not be checked because the law is not imported."""
    wrong: list[tuple[Row, Literal["unresolved", "number"], str]] = field(default_factory=list)
    """Row, kind of failure, what is wrong."""


def rows(folder: Path, today: date) -> Iterator[Row]:
    """Every row of every table that cites articles."""
    for path in sorted((folder / FOLDER_NAME).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as opened:
            reader = csv.DictReader(opened)
            if "cite" not in (reader.fieldnames or ()):
                continue
            for one in reader:
                until = one.get("until")
                stated = tuple(Quantity(Fraction(n), unit) for n, unit in _STATED.findall(one.get("stated") or ""))
                cites = tuple(cite for name in _CITES for cite in (one.get(name) or "").split())
                on = date.fromisoformat(until) if until else max(today, date.fromisoformat(one["since"]))
                by_heart = one.get("source") != "text"
                yield Row(path.relative_to(folder).as_posix(), reader.line_num, cites, stated, on, by_heart)


def check(folder: Path, today: date) -> Checked:
    """Check every row whose law is imported."""
    from_text = cache(articles_at)
    is_held = cache(_is_held)
    found = Checked()
    for row in rows(folder, today):
        if not row.checkable:
            continue
        missing = [cite.partition("#")[0] for cite in row.cites if not is_held(cite.partition("#")[0], row.on)]
        if missing:
            key = (row.file, missing[0])
            found.unheld[key] = found.unheld.get(key, 0) + 1
            continue
        found.citations += len(row.cites)
        found.numbers += len(row.stated)
        texts: list[ArticleText] = []
        for cite in row.cites:
            here = from_text(cite, row.on)
            if not here:
                found.wrong.append((row, "unresolved", f"“{cite}”在{row.on}找不到这一条"))
            texts += here
        found.wrong += [(row, "number", problem) for problem in _missing(row, texts)]
    return found


def _missing(row: Row, texts: list[ArticleText]) -> Iterator[str]:
    for number in row.stated:
        if texts and not stands(number.value, number.unit, texts):
            held = "、".join(dict.fromkeys(str(one) for text in texts for one in text.numbers)) or "无数字"
            yield f"{number} 不在“{'、'.join(row.cites)}”中（有：{held[:160]}）"


def _is_held(law: str, on: date) -> bool:
    """Whether the text of a law, in the version its year names, is imported."""
    named = parse_cite(f"{law}#1")
    if not named:
        return False
    editions = [queries.edition_of(version) for version in queries.versions_of(named[0].law)]
    return chosen(editions, on, named[0].year)[0] is not None
