"""The index of articles: built from the rows, opened by every reader, asked for the best articles on a day.

It is derived data. A stamp ties it to the statutes held when it was built; an index of other statutes is not used, and
search then falls back on the plain word index until a new one stands in its place.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import Max

from egret.law.importer.titles import law_key
from egret.law.models import Article, EffectiveDate, ImportRun, Law, Level
from egret.law.ranking import arrays as store
from egret.law.ranking.arrays import Array
from egret.law.ranking.postings import Occurrences, Postings, term_id
from egret.law.words import pairs

FORM = 1
"""Raise when the file's content changes its meaning."""
LAW_SHARE = CHAPTER_SHARE = 0.2
"""What the score of a whole law, or of a chapter, adds to that of its articles."""
REFERRED, RANKED = 2.5, 2.0
"""Weight of the logarithm of references to a law by others, and of its level, for a question of 20 pairs."""
NAMED = 8.0
"""Added to articles of a law the question names."""
LEVELS: dict[str, float] = {
    Level.REGULATION: -0.5, Level.RULE: -0.5, Level.LOCAL: -0.5, Level.INTERPRETATION: 0.0, Level.OTHER: -1.0,
}  # fmt: skip
"""Laws count 1: what binds everybody stands in them more often than in what carries them out."""
_HEADING = re.compile(r"^第[〇零一二三四五六七八九十百千\d]+(?:编|分编|章|节)\s*")
_REFERENCE = re.compile(r"《([^《》]{2,60})》")
_FAR = date.max.toordinal()
_log = logging.getLogger(__name__)


def path() -> Path:
    return Path(settings.HOME) / "index" / "law.arrays"


def stamp() -> str:
    """Which statutes are held, cheaply: the digest of the latest import, the last law, the last article."""
    digest = ImportRun.objects.order_by("-pk").values_list("digest", flat=True).first() or ""
    last = Article.objects.aggregate(last=Max("pk"))["last"]
    return f"{FORM}:{digest}:{Law.objects.aggregate(last=Max('pk'))['last']}:{last}"


def dates_stamp() -> str:
    """Which dates of entry into force are confirmed: an index of older dates still serves, but wants to be rebuilt."""
    return str(EffectiveDate.objects.aggregate(last=Max("pk"))["last"] or 0)


@dataclass(frozen=True, slots=True)
class Ranked:
    """An article with its score; `pk` is that of its row."""

    pk: int
    score: float


@dataclass(frozen=True)
class Index:
    """The opened file. `columns` holds, for each article: pk, law, group, begins, ends, flags, prior."""

    article: Postings
    chapter: Postings
    law: Postings
    columns: Mapping[str, Array]
    regions: Mapping[str, int]
    stamp: str
    dates: str

    def rank(
        self,
        terms: Mapping[str, float],
        *,
        on: date | None,
        named: tuple[int, ...] = (),
        only: Collection[int] | None = None,
        region: str = "",
        amending: bool = False,
        top: int = 100,
    ) -> list[Ranked]:
        """The best articles in force on a day (None: all versions). `named` and `only` are keys of laws: the first are
        preferred, the second leave all others out."""
        column = self.columns
        asked = {term_id(term): weight for term, weight in terms.items()}
        score = self.article.scores(asked)
        met = score > 0
        score += LAW_SHARE * self.law.scores(asked)[column["law_group"]]
        score += CHAPTER_SHARE * self.chapter.scores(asked)[column["chapter_group"]]
        score += np.float32((max(len(terms), 4) / 20) ** 0.5) * column["prior"]
        if named:
            score[np.isin(column["law"], np.array(named))] += NAMED
        if only is not None:
            met &= np.isin(column["law"], np.array(sorted(only), np.int64))
        met &= (column["region"] == 0) | (column["region"] == self.regions.get(region, 0))
        if not amending:
            met &= column["amending"] == 0
        if on is not None:
            met &= (column["begins"] <= on.toordinal()) & (on.toordinal() < column["ends"])
        found = np.flatnonzero(met)
        if len(found) > top:
            found = found[np.argpartition(-score[found], top)[:top]]
        found = found[np.argsort(-score[found], kind="stable")]
        return [Ranked(int(column["pk"][one]), float(score[one])) for one in found]


_Row = tuple[int, str, list[str], str, int, int, int, date | None, date | None, date | None]


def rebuild() -> int:
    """Build the index of all articles held and put it in the place of the old one; returns how many it holds."""
    notes: dict[str, Any] = {"stamp": stamp(), "dates": dates_stamp()}
    laws = {law.pk: law for law in Law.objects.exclude(level=Level.CASE)}
    rows = list(_rows())
    rows = [row for row in rows if row[5] in laws]
    found = Occurrences.collect(_terms(row, laws[row[5]].title) for row in rows)
    law_group = _grouped((row[4],) for row in rows)
    chapter_group = _grouped((row[4], *row[2]) for row in rows)
    regions = {name: number for number, name in enumerate(sorted({law.region for law in laws.values()} - {""}), 1)}
    columns = {
        "pk": np.array([row[0] for row in rows], np.int64),
        "law": np.array([row[5] for row in rows], np.int64),
        "law_group": law_group,
        "chapter_group": chapter_group,
        "begins": np.array([_ordinal(row[7] or row[9], 0) for row in rows], np.int32),
        "ends": np.array([_ordinal(row[8], _FAR) for row in rows], np.int32),
        "region": np.array([regions.get(laws[row[5]].region, 0) for row in rows], np.int16),
        "amending": np.array([laws[row[5]].amending for row in rows], np.int8),
        "prior": _prior(rows, laws),
    }
    size = len(rows)
    groups = {"chapter": chapter_group, "law": law_group}
    kept: dict[str, Array] = {f"column.{name}": column for name, column in columns.items()}
    kept |= found.postings(size=size).arrays("article")
    sizes = {"article": size}
    for name, group in groups.items():
        sizes[name] = int(group.max()) + 1 if size else 0
        kept |= found.postings(group, sizes[name]).arrays(name)
    store.write(path(), kept, {**notes, "sizes": sizes, "regions": regions})
    return size


def _rows() -> Iterator[_Row]:
    fields = ("pk", "version__law__key", "path", "text", "version_id", "version__law_id", "no")
    dates = ("version__in_force_from", "version__in_force_to", "version__dated")
    return Article.objects.order_by("pk").values_list(*fields, *dates).iterator(4000)


def _terms(row: _Row, title: str) -> Iterator[str]:
    yield from pairs(title.replace("中华人民共和国", ""))
    for heading in row[2]:
        yield from pairs(_HEADING.sub("", heading))
    yield from pairs(row[3])


def _grouped(names: Iterator[tuple[Any, ...]]) -> Array:
    numbers: dict[tuple[Any, ...], int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], np.int32)


def _ordinal(day: date | None, missing: int) -> int:
    return day.toordinal() if day else missing


def _prior(rows: list[_Row], laws: Mapping[int, Law]) -> Array:
    """What is known of an article's law before any question: how many articles of others refer to it, and its level."""
    keys = {law.key: pk for pk, law in laws.items()}
    references: Counter[int] = Counter()
    for row in rows:
        named = {keys.get(law_key(name)) for name in _REFERENCE.findall(row[3])}
        references.update(pk for pk in named if pk is not None and pk != row[5])
    of_law = {pk: REFERRED * np.log1p(references[pk]) + RANKED * LEVELS.get(law.level, 1.0) for pk, law in laws.items()}
    return np.array([of_law[row[5]] for row in rows], np.float32)


_opened: dict[str, tuple[tuple[int, int, int], Index]] = {}


def current() -> Index | None:
    """The index of the statutes held; None while there is none, or it was built from others."""
    found = opened(path())
    return found if found is not None and found.stamp == stamp() else None


def is_fresh() -> bool:
    """Whether the index in its place holds the texts and the dates of now."""
    found = opened(path())
    return found is not None and (found.stamp, found.dates) == (stamp(), dates_stamp())


def opened(file: Path) -> Index | None:
    """The index in a file, opened once and anew when another has taken its place."""
    try:
        there = file.stat()
    except FileNotFoundError:
        return None
    identity = (there.st_ino, there.st_mtime_ns, there.st_size)
    known = _opened.get(str(file))
    if known is not None and known[0] == identity:
        return known[1]
    try:
        kept, notes = store.read(file)
    except (store.ArraysBroken, FileNotFoundError) as error:
        _log.warning("law index not readable: %s", error)
        return None
    parts = {name: Postings.of(kept, name, notes["sizes"][name]) for name in ("article", "chapter", "law")}
    columns = {name.removeprefix("column."): array for name, array in kept.items() if name.startswith("column.")}
    index = Index(**parts, columns=columns, regions=notes["regions"], stamp=notes["stamp"], dates=notes["dates"])
    _opened[str(file)] = (identity, index)
    return index
