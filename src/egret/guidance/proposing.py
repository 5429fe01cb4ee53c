"""From facts to charges: which charges the words of a text speak for, each with the words that did, or none.

A charge is proposed when the elements of `rulebook/penalties/elements.csv` find words close to one another (of three or
more, one may be missing, and is told), or when the text names the charge. Earlier convictions and the list of evidence
do not count. When nothing stands out the answer is empty: abstaining is an answer. Nothing here knows Django.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from egret.guidance import tables
from egret.law.rulebook import FOLDER, RulebookError

MOST = 3
"""Charges proposed at most."""
WINDOW = 400
"""Characters within which all elements must be spoken of."""


@dataclass(frozen=True, slots=True)
class Elements:
    """The words that speak for each element of a charge, and the general charges it takes the place of."""

    charge: str
    groups: tuple[re.Pattern[str], ...]
    beats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A charge the words speak for; `evidence` are places in the text, by their beginning."""

    charge: str
    score: float
    named: bool
    evidence: tuple[tuple[int, int], ...]
    lacks: bool = False
    """One element finds no words: it is missing to decide."""
    odds: float | None = None
    """Log-odds by what was learnt from closed cases; None without examples."""


@dataclass(frozen=True, slots=True)
class Bars:
    """When a learnt charge counts, in log-odds; chosen by cross-validation over charges seen and charges hidden."""

    add: float
    """From here a charge is proposed beside those whose elements are spoken of."""
    drop: float
    """Below, a charge proposed by its elements alone is left out."""
    alone: float
    """From here it is proposed where no element speaks."""
    lead: float
    """By so much more it must speak where a charge without examples is proposed by its elements."""


@cache
def elements(folder: Path = FOLDER) -> Mapping[str, Elements]:
    """The elements of each charge that has some."""
    file = folder / "penalties" / "elements.csv"
    found: dict[str, Elements] = {}
    with file.open(encoding="utf-8", newline="") as opened:
        reader = csv.DictReader(opened)
        for row in reader:
            names = [row["charge"], *row["beats"].split()]
            unknown = next((name for name in names if name not in tables.charges(folder)), None)
            if unknown is not None:
                raise RulebookError(file, reader.line_num, f"{unknown} is no charge", "Write its full name.")
            groups = tuple(re.compile(group.strip()) for group in row["elements"].split(" & "))
            found[row["charge"]] = Elements(row["charge"], groups, tuple(row["beats"].split()))
    return found


_EARLIER = re.compile(r"[^，。；\n]*(?:曾因|前科|因犯|刑满释放|缓刑考验)[^。；\n]*[。；\n]?")
_EVIDENCE = re.compile(r"(?:上述|以上|前述)(?:犯罪)?事实[^。\n]{0,30}(?:异议|证据|证实|供认)|认定上述|为证实上述")
_FOUND = re.compile(r"审理查明|经查明|指控")


def facts_of(text: str) -> str:
    """The facts alone, at unchanged places: earlier convictions and the list of evidence are blanked out."""
    blank = _EARLIER.sub(lambda found: " " * len(found[0]), text)
    told = _FOUND.search(blank)
    stop = _EVIDENCE.search(blank, told.end() if told else len(blank) // 3)
    return blank[: stop.start()] if stop else blank


@cache
def _names(folder: Path = FOLDER) -> Mapping[str, re.Pattern[str]]:
    said = "(?:涉嫌|构成|应当?以|犯|已成立)"
    return {name: re.compile(f"{said}“?{re.escape(name)}") for name in tables.charges(folder)}


def _closest(places: Sequence[Sequence[tuple[int, int]]]) -> tuple[int, tuple[tuple[int, int], ...]]:
    """The narrowest stretch that holds one place of each group, and those places."""
    best: tuple[int, tuple[tuple[int, int], ...]] | None = None
    for anchor in places[0][:40]:
        chosen = [anchor]
        for group in places[1:]:
            chosen.append(min(group, key=lambda one: abs(one[0] - anchor[0])))
        width = max(end for _, end in chosen) - min(start for start, _ in chosen)
        if best is None or width < best[0]:
            best = width, tuple(chosen)
    assert best is not None
    return best


def candidates(text: str) -> list[Proposal]:
    """Every charge whose elements are all spoken of, or which the text names; the best supported first."""
    facts = facts_of(text)
    found: dict[str, Proposal] = {}
    for charge, one in elements().items():
        places = [[match.span() for match in group.finditer(facts)] for group in one.groups]
        spoken = [group for group in places if group]
        missing = len(places) - len(spoken)
        if missing > (len(places) >= 3):
            continue
        width, evidence = _closest(spoken)
        if width > WINDOW:
            continue
        weight = sum(1 + math.log(min(len(group), 8)) for group in spoken) / len(places)
        score = 2 * weight + 0.4 * len(spoken) - math.log(1 + width / 25) / 2 - LACK * missing
        found[charge] = Proposal(charge, score, False, evidence, missing > 0)
    blank = _EARLIER.sub(lambda match: " " * len(match[0]), text)
    for charge, pattern in _names().items():
        match = pattern.search(blank)
        if match:
            before = found.get(charge)
            evidence = (*(before.evidence if before else ()), match.span())
            found[charge] = Proposal(charge, (before.score if before else 0) + NAMED, True, evidence)
    for charge in list(found):
        for general in elements()[charge].beats if charge in elements() else ():
            if general in found and not found[general].named and found[charge].score + BEATS >= found[general].score:
                del found[general]
    return sorted(found.values(), key=lambda one: (-one.score, one.charge))


NAMED = 8.0
"""How much a text that names the charge weighs beside its words."""
BEATS = 1.0
"""By how much the special charge may trail the general one and still take its place."""
LACK = 1.0
"""What a missing element costs."""
LEAST = 2.0
"""Below this support nothing is proposed."""
NEAR = 0.5
"""A further charge is proposed when it trails the best by no more than this."""


def propose(text: str) -> list[Proposal]:
    """The charges to look at, at most three; empty when nothing stands out."""
    return stand_out(candidates(text))


def with_learnt(found: Sequence[Proposal], odds: Mapping[str, float], bars: Bars) -> list[Proposal]:
    """The same, where some charges were learnt: they may join, and charges that speak against closed cases leave.

    A text that names its charge, and charges without examples, are left to the rules. Where the rules would propose and
    what was learnt only contradicts, the rules stand: a person sees both.
    """
    ruled = stand_out(found)
    if any(one.named for one in ruled):
        return ruled
    support = {one.charge: one for one in found}
    kept = {one.charge for one in ruled if odds.get(one.charge, math.inf) >= bars.drop}
    bar = bars.add + (bars.lead if any(charge not in odds for charge in kept) else 0)
    kept |= {charge for charge, value in odds.items() if value >= bar}
    if not kept and odds:
        best = max(odds, key=lambda charge: odds[charge])
        kept = {best} if odds[best] >= bars.alone else {one.charge for one in ruled}
    weight = {charge: odds.get(charge, support[charge].score if charge in support else 0) for charge in kept}
    order = sorted(kept, key=lambda charge: (-weight[charge], charge))[:MOST]
    empty = Proposal("", 0, False, ())
    return [replace(support.get(charge, empty), charge=charge, odds=odds.get(charge)) for charge in order]


def stand_out(found: Sequence[Proposal]) -> list[Proposal]:
    """Of all candidates those that stand out."""
    if not found or found[0].score < LEAST:
        return []
    named = [one for one in found if one.named]
    if named:
        return named[:MOST]
    best = found[0].score
    return [one for one in found if best - one.score <= NEAR][:MOST]
