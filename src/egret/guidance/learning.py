"""Learning from closed cases: a linear model for charges and for tiers, fitted with numpy alone.

Logistic regression, one class against the rest, solved over the cases (their products with one another), so that a
vocabulary of any size costs the same. When a charge counts is chosen by cross-validation on the same cases, with half
of the charges hidden in each part: a charge nobody has seen yet must still be found by its elements.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from egret.guidance import amounts, features, proposing, reading, tables
from egret.guidance.amounts import Added
from egret.guidance.learnt import Model, Vector, odds, vector
from egret.guidance.proposing import Bars, Proposal
from egret.law.ranking.arrays import Array

LEAST = 20
"""Examples a charge needs to be learnt; below, its elements speak alone."""
MOST = 120
"""Cases of one charge that are looked at, so that frequent charges do not drown the others."""
LEAST_TIER = 5
"""Examples a tier needs."""
MOST_TIER = 400
COMMON, SELDOM = 0.3, 3
"""Words in more than this share of the cases, or in fewer cases, do not count."""
RIDGE, TURNS = 0.03, 120
FOLDS = 5
TRIED = 12
"""Cases of one charge tried in each part of the cross-validation, so that each charge counts alike."""
HARM = 0.005
"""How much F1 charges without examples may lose by what was learnt of others."""
GRID = tuple(
    itertools.starmap(
        Bars,
        itertools.product(
            (2.0, 1.0, 0.0, -1.0), (-9.0, -4.0, -2.0, -1.0), (9.0, 1.0, 0.0, -1.0, -2.0), (9.0, 4.0, 2.0, 1.0, 0.0)
        ),
    )
)
"""The bars tried, the most cautious first: of equals it stays."""
_BLOCK = 4096


class TooFew(ValueError):
    """There are not enough cases to learn from."""


@dataclass(frozen=True, slots=True)
class Example:
    """A closed case: what was told, what was found, and how long the sentence was where it is known."""

    fact: str
    charges: frozenset[str]
    months: int | None = None
    beyond: bool = False
    """Life imprisonment or death."""


@dataclass(frozen=True, slots=True)
class Read:
    """An example as it is learnt from."""

    charges: frozenset[str]
    words: Counter[str]
    marks: Mapping[str, float]
    rules: tuple[Proposal, ...]
    tier: str
    """The tier its sentence lies in as `charge#number`; empty when it has several charges or none is known."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was learnt, and what cross-validation says of it."""

    cases: int
    charges: Mapping[str, int]
    tiers: Mapping[str, int]
    words: int
    f1: Mapping[bool, tuple[float, float]]
    """Charge F1 by rules alone and with what was learnt: for charges with examples (False) and without (True)."""
    tried: int
    bars: Bars


def read_example(one: Example) -> Read:
    """The words and marks of an example, without the names of charges and persons."""
    text = features.unnamed(one.fact, [each.name for each in reading.persons(one.fact)])
    rules, amount = tuple(proposing.candidates(text)), amounts.add_up(text)
    return Read(
        one.charges, features.words(text), features.marks(text, rules, amount), rules, _tier(one, text, amount)
    )  # fmt: skip


def _tier(one: Example, text: str, amount: Added) -> str:
    """The tier a sentence lies in: of two that share its length, the one the facts pointed to."""
    if len(one.charges) != 1 or (one.months is None and not one.beyond):
        return ""
    charge = next(iter(one.charges))
    ladder = [tier for tier in tables.charges()[charge] if not tier.for_unit]
    if one.beyond:
        inside = [tier for tier in ladder if tier.life or tier.death]
    else:
        inside = [tier for tier in ladder if tier.custody and tier.custody[0] <= (one.months or 0) <= tier.custody[1]]
    pointed, _ = reading.tier_of(charge, proposing.facts_of(text), amount, date.max)
    chosen = next((tier for tier in inside if tier in pointed), next(iter(inside), None))
    return f"{charge}#{chosen.number}" if chosen else ""


def vocabulary(rows: Sequence[Read]) -> tuple[tuple[str, ...], Array]:
    """The words that count with their rarity, then the marks."""
    held = Counter(word for row in rows for word in row.words)
    words = sorted(word for word, count in held.items() if SELDOM <= count <= max(SELDOM, COMMON * len(rows)))
    rarity = np.array([math.log(len(rows) / held[word]) for word in words], np.float32)
    beside = sorted({mark for row in rows for mark in row.marks})
    return (*words, *beside), np.concatenate([rarity, np.ones(len(beside), np.float32)])


def products(vectors: Sequence[Vector], size: int) -> Array:
    """Every vector times every other, in blocks of the vocabulary."""
    found = np.zeros((len(vectors), len(vectors)), np.float32)
    for low in range(0, size, _BLOCK):
        block = np.zeros((len(vectors), min(_BLOCK, size - low)), np.float32)
        for row, one in enumerate(vectors):
            inside = (one.places >= low) & (one.places < low + _BLOCK)
            block[row, one.places[inside] - low] = one.values[inside]
        found += block @ block.T
    return found


def fit(kernel: Array, truth: Array) -> tuple[Array, Array]:
    """Shares of the cases in each class's weights, and the biases: logistic loss, accelerated gradient."""
    count = len(kernel)
    turn = np.ones(count, np.float32)
    largest = 1.0
    for _ in range(15):
        turn = kernel @ turn
        largest = float(np.linalg.norm(turn)) or 1.0
        turn /= largest
    step = np.float32(1 / (0.25 * (largest + count) + RIDGE))
    shares: Array = np.zeros(truth.shape, np.float32)
    bias: Array = np.zeros(truth.shape[1], np.float32)
    ahead, bias_ahead = shares, bias
    speed = 1.0
    for _ in range(TURNS):
        slope = 1 / (1 + np.exp(-(kernel @ ahead + bias_ahead))) - truth
        next_shares = ahead - step * (slope + np.float32(RIDGE) * ahead)
        next_bias = bias_ahead - step * slope.sum(0)
        faster = (1 + math.sqrt(1 + 4 * speed * speed)) / 2
        push = np.float32((speed - 1) / faster)
        ahead, bias_ahead = next_shares + push * (next_shares - shares), next_bias + push * (next_bias - bias)
        shares, bias, speed = next_shares, next_bias, faster
    return shares, bias


def _balanced(rows: Sequence[Read], places: Iterable[int], most: int) -> list[int]:
    """At most so many cases of each charge, by the rarest charge of each case."""
    often = Counter(charge for row in rows for charge in row.charges)
    taken: Counter[str] = Counter()
    found = []
    for place in places:
        if not rows[place].charges:
            continue
        rarest = min(rows[place].charges, key=lambda charge: (often[charge], charge))
        if taken[rarest] < most:
            taken[rarest] += 1
            found.append(place)
    return found


def _learnable(rows: Sequence[Read], places: Sequence[int], least: int) -> list[str]:
    counts = Counter(charge for place in places for charge in rows[place].charges)
    return sorted(charge for charge, count in counts.items() if count >= least)


def _truth(rows: Sequence[Read], places: Sequence[int], charges: Sequence[str]) -> Array:
    return np.array([[charge in rows[place].charges for charge in charges] for place in places], np.float32)


@dataclass(frozen=True, slots=True)
class Tried:
    """One case met in the cross-validation by a model that had not seen it."""

    odds: Mapping[str, float]
    row: Read
    hidden: bool
    """A charge of it had no examples."""


def try_out(rows: Sequence[Read], kernel: Array) -> list[Tried]:
    """Every part once with half of the charges hidden, once with a third."""
    counts = Counter(charge for row in rows for charge in row.charges)
    order = [charge for charge, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]
    found: list[Tried] = []
    for part, every in itertools.product(range(FOLDS), (2, 3)):
        hidden = {charge for place, charge in enumerate(order) if place % every == part % every}
        rest = [p for p in range(len(rows)) if p % FOLDS != part and not rows[p].charges & hidden]
        rest = _balanced(rows, rest, MOST)
        charges = _learnable(rows, rest, LEAST)
        if len(charges) < 2:
            continue
        shares, bias = fit(kernel[np.ix_(rest, rest)], _truth(rows, rest, charges))
        asked = _balanced(rows, range(part, len(rows), FOLDS), TRIED)
        scores = odds(kernel[np.ix_(asked, rest)] @ shares, bias)
        for each, place in zip(scores, asked, strict=True):
            told = dict(zip(charges, map(float, each), strict=True))
            found.append(Tried(told, rows[place], bool(rows[place].charges & hidden)))
    return found


def choose_bars(tried: Sequence[Tried]) -> tuple[Bars, dict[bool, tuple[float, float]]]:
    """The bars that do best for charges with examples, of those that hardly harm charges without; then, for each
    (True: without examples), F1 by rules alone and with the bars."""
    seen, hidden = ([one for one in tried if one.hidden is each] for each in (False, True))
    if not seen or not hidden:
        raise TooFew
    ruled = {False: _ruled(seen), True: _ruled(hidden)}
    apart = {bars: (_with(bars, seen), _with(bars, hidden)) for bars in GRID}
    harmless = [bars for bars, (_, without) in apart.items() if without >= ruled[True] - HARM]
    bars = max(harmless, key=lambda one: apart[one][0]) if harmless else max(GRID, key=lambda one: apart[one][1])
    return bars, {kind: (ruled[kind], apart[bars][kind]) for kind in (False, True)}


def _ruled(tried: Sequence[Tried]) -> float:
    return _f1([(proposing.stand_out(one.row.rules), one.row) for one in tried])


def _with(bars: Bars, tried: Sequence[Tried]) -> float:
    return _f1([(proposing.with_learnt(one.row.rules, one.odds, bars), one.row) for one in tried])


def _f1(pairs: Sequence[tuple[Sequence[Proposal], Read]]) -> float:
    hits = sum(one.charge in row.charges for said, row in pairs for one in said)
    return 2 * hits / max(1, sum(len(said) + len(row.charges) for said, row in pairs))


def train(examples: Iterable[Example], made: str) -> tuple[Model, Report]:
    """The model of all examples. Raises TooFew when fewer than two charges have enough."""
    rows = [read_example(one) for one in examples]
    used = [rows[p] for p in _balanced(rows, range(len(rows)), MOST_TIER)]
    if len(_learnable(used, range(len(used)), LEAST)) < 2:
        raise TooFew
    names, rarity = vocabulary(used)
    terms = {name: place for place, name in enumerate(names)}
    vectors = [vector(terms, rarity, row.words, row.marks) for row in used]
    kernel = products(vectors, len(names))
    tried = try_out(used, kernel)
    bars, f1 = choose_bars(tried)
    kept = _balanced(used, range(len(used)), MOST)
    charges = _learnable(used, kept, LEAST)
    columns: dict[str, tuple[Array, float]] = {}
    shares, bias = fit(kernel[np.ix_(kept, kept)], _truth(used, kept, charges))
    for column, charge in enumerate(charges):
        columns[charge] = _weights(vectors, kept, shares[:, column], len(names)), float(bias[column])
    tiers = _tiers(used, charges)
    for places in tiers.values():
        numbers = sorted({used[p].tier for p in places})
        shares, bias = fit(
            kernel[np.ix_(places, places)],
            np.array([[used[p].tier == one for one in numbers] for p in places], np.float32),
        )
        for column, name in enumerate(numbers):
            columns[name] = _weights(vectors, places, shares[:, column], len(names)), float(bias[column])
    counts = Counter(charge for row in rows for charge in row.charges)
    steps = Counter(used[p].tier for places in tiers.values() for p in places)
    model = Model(
        terms, names, rarity, np.stack([weight for weight, _ in columns.values()], axis=1),
        np.array([base for _, base in columns.values()], np.float32),
        {name: place for place, name in enumerate(columns)}, {charge: counts[charge] for charge in charges}, bars,
        len(rows), made,
    )  # fmt: skip
    return model, Report(len(rows), model.examples, dict(steps), len(names), f1, len(tried), bars)


def _tiers(rows: Sequence[Read], charges: Collection[str]) -> dict[str, list[int]]:
    """Of each learnt charge the cases whose tier is known, where two tiers have enough of them."""
    counts = Counter(row.tier for row in rows if row.tier)
    found: dict[str, list[int]] = {}
    for charge in charges:
        enough = {name for name, count in counts.items() if name.startswith(f"{charge}#") and count >= LEAST_TIER}
        if len(enough) >= 2:
            found[charge] = [place for place, row in enumerate(rows) if row.tier in enough]
    return found


def _weights(vectors: Sequence[Vector], places: Sequence[int], shares: Array, size: int) -> Array:
    found = np.zeros(size, np.float32)
    for place, share in zip(places, shares, strict=True):
        found[vectors[place].places] += share * vectors[place].values
    return found
