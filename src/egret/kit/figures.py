"""Figures of speed and size that rooms can measure: a room registers them, `egret bench` prints them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value, beside the yardstick measured in the same run."""

    name: str
    value: float
    unit: str
    yardstick: str = ""
    yardstick_value: float | None = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """How many yardsticks the value is."""
        return None if not self.yardstick_value else self.value / self.yardstick_value


Measure = Callable[[int], Iterator[Figure]]

_benches: dict[str, Measure] = {}


def register(name: str, measure: Measure) -> None:
    """Make `egret bench NAME` run this generator; its argument is the number of subjects to measure at."""
    if _benches.get(name, measure) is not measure:
        raise ValueError(f"two benches named {name}")
    _benches[name] = measure


def benches() -> dict[str, Measure]:
    """All registered benches, by name."""
    return dict(sorted(_benches.items()))
