"""What was learnt from closed cases: weights of words for each charge, and for the tiers of a charge.

One file in the home, derived data: written whole and renamed over the old one by `egret guide train`, opened by every
reader, absent until then (rules alone answer). A weight is looked at, never followed blindly: each answer shows the
words that weighed.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.conf import settings

from egret.guidance.proposing import Bars
from egret.law.ranking import arrays as store
from egret.law.ranking.arrays import Array

FORM = 1
"""Raise when the file's content changes its meaning."""
MUTE = -9.0
"""Log-odds where no word speaks."""
SHOWN = 8
"""Words told for a charge at most."""
_log = logging.getLogger(__name__)


def path() -> Path:
    return Path(settings.HOME) / "index" / "guidance.arrays"


@dataclass(frozen=True, slots=True)
class Vector:
    """A text as the model sees it: places in its vocabulary, and their values."""

    places: Array
    values: Array


@dataclass(frozen=True)
class Model:
    """Linear weights, one column a class: `盗窃罪`, or `盗窃罪#2` for a tier."""

    terms: Mapping[str, int]
    names: tuple[str, ...]
    rarity: Array
    weights: Array
    bias: Array
    classes: Mapping[str, int]
    examples: Mapping[str, int]
    bars: Bars
    cases: int
    made: str

    def vector(self, words: Mapping[str, int], marks: Mapping[str, float]) -> Vector:
        """The words weighed by rarity and brought to length one, then the marks."""
        return vector(self.terms, self.rarity, words, marks)

    def charges(self, text: Vector) -> dict[str, float]:
        """Log-odds of every charge with examples."""
        return {name: float(odds(*self._spoken(name, text))) for name in self.classes if "#" not in name}

    def tiers(self, charge: str, text: Vector) -> dict[int, float]:
        """Log-odds of each tier of a charge that had examples of several."""
        known = [name for name in self.classes if name.startswith(f"{charge}#")]
        return {int(name.partition("#")[2]): float(sum(self._spoken(name, text))) for name in known}

    def _spoken(self, name: str, text: Vector) -> tuple[float, float]:
        """What the words say for a class, and how often it occurs."""
        column = self.classes[name]
        return float(text.values @ self.weights[text.places, column]), float(self.bias[column])

    def weighed(self, name: str, text: Vector, most: int = SHOWN) -> list[tuple[str, float]]:
        """The words that spoke most for a class, the strongest first; of words within words the strongest."""
        shares = text.values * self.weights[text.places, self.classes[name]]
        found: list[tuple[str, float]] = []
        for place in np.argsort(-shares, kind="stable"):
            word, share = self.names[int(text.places[place])], float(shares[place])
            if share <= 0 or len(found) == most:
                break
            if ":" not in word and not any(word in other or other in word for other, _ in found):
                found.append((word, share))
        return found


def odds(spoken: Array | float, bias: Array | float) -> Array:
    """Log-odds of classes; where no word speaks for one, how often it occurs says nothing."""
    return np.where(spoken > 0, spoken + bias, np.float32(MUTE))


def vector(terms: Mapping[str, int], rarity: Array, words: Mapping[str, int], marks: Mapping[str, float]) -> Vector:
    """A text over a vocabulary."""
    known = sorted((terms[word], count) for word, count in words.items() if word in terms)
    places = np.array([place for place, _ in known], np.int64)
    values = np.array([1 + math.log(count) for _, count in known], np.float32) * rarity[places]
    length = float(np.linalg.norm(values)) or 1.0
    beside = sorted((terms[mark], value) for mark, value in marks.items() if mark in terms)
    return Vector(
        np.concatenate([places, np.array([place for place, _ in beside], np.int64)]),
        np.concatenate([values / length, np.array([value for _, value in beside], np.float32)]).astype(np.float32),
    )


def write(model: Model, file: Path) -> None:
    """Put a model in the place of the one before."""
    kept = {
        "terms": np.frombuffer("\n".join(model.names).encode(), np.uint8), "rarity": model.rarity,
        "weights": model.weights, "bias": model.bias,
    }  # fmt: skip
    bars = model.bars
    notes = {
        "form": FORM, "classes": dict(model.classes), "examples": dict(model.examples), "cases": model.cases,
        "bars": [bars.add, bars.drop, bars.alone, bars.lead], "made": model.made,
    }  # fmt: skip
    store.write(file, kept, notes)


def read(file: Path) -> Model | None:
    """The model in a file; None when there is none, or none of this form."""
    try:
        kept, notes = store.read(file)
    except FileNotFoundError:
        return None
    except store.ArraysBroken as error:
        _log.warning("what was learnt is not readable: %s", error)
        return None
    if notes.get("form") != FORM:
        return None
    names = tuple(bytes(kept["terms"]).decode().split("\n"))
    return Model(
        {name: place for place, name in enumerate(names)}, names, kept["rarity"], kept["weights"], kept["bias"],
        notes["classes"], notes["examples"], Bars(*notes["bars"]), notes["cases"], notes["made"],
    )  # fmt: skip


_opened: dict[str, tuple[tuple[int, int, int], Model | None]] = {}


def current() -> Model | None:
    """The model of this home, opened once and anew when another has taken its place."""
    file = path()
    try:
        there = file.stat()
    except FileNotFoundError:
        return None
    identity = (there.st_ino, there.st_mtime_ns, there.st_size)
    known = _opened.get(str(file))
    if known is None or known[0] != identity:
        known = identity, read(file)
        _opened[str(file)] = known
    return known[1]
