"""What a force decided before in cases of one kind: the bounds of an article, the spread of decided penalties.

A spread says where the middle half lies; it binds nobody. Nothing here asks the database.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from egret.guidance import tables

LATEST = 500
"""Of one kind at most so many decisions are compared, the latest."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the tiers of an article allow at most and, of detention, at least; None where the article leaves it open."""

    least_days: int
    most_days: int
    most_yuan: int | None


@dataclass(frozen=True, slots=True)
class Spread:
    """Decided values from the least to the most, with the quarters between."""

    count: int
    least: int
    lower: int
    middle: int
    upper: int
    most: int

    def is_far(self, value: int, percent: int, step: int) -> bool:
        """Beyond the middle half by so much of its width, and by the step at least."""
        reach = max((self.upper - self.lower) * percent / 100, step)
        return not self.lower - reach <= value <= self.upper + reach


def spread_of(ordered: list[int]) -> Spread:
    """Of values in order; at least one."""
    last = len(ordered) - 1
    quarter = [ordered[round(last * part / 4)] for part in range(5)]
    return Spread(len(ordered), *quarter)


def spread(values: Iterable[int]) -> Spread | None:
    """Of values in any order; None of none."""
    ordered = sorted(values)
    return spread_of(ordered) if ordered else None


class Latest:
    """Decisions of one kind in the order they were made: the latest of a window, always sorted by value."""

    def __init__(self, window: timedelta) -> None:
        self.window = window
        self.queue: deque[tuple[datetime, int, int]] = deque()
        self.days: list[int] = []
        self.yuan: list[int] = []

    def before(self, at: datetime) -> tuple[Spread, Spread] | None:
        """The spread of days and of yuan as one stood then; None of none."""
        while self.queue and (self.queue[0][0] < at - self.window or len(self.queue) > LATEST):
            _, days, yuan = self.queue.popleft()
            del self.days[bisect_left(self.days, days)]
            del self.yuan[bisect_left(self.yuan, yuan)]
        return (spread_of(self.days), spread_of(self.yuan)) if self.queue else None

    def add(self, at: datetime, days: int, yuan: int) -> None:
        self.queue.append((at, days, yuan))
        insort(self.days, days)
        insort(self.yuan, yuan)


def law_of(cite: str) -> str:
    """治安管理处罚法(2025)#51(1) without its place: kinds are compared under one text only."""
    return cite.partition("#")[0]


@cache
def bounds(cite: str) -> Bounds | None:
    """What the cited article allows; None for an article without tiers in the tables."""
    law, _, place = cite.partition("#")
    text = law.partition("(")[2].rstrip(")")
    named = f"{law}#{place}"
    found = [
        tier
        for held in tables.violations().get(text, {}).values()
        for tier in held
        if any(one == named or one.startswith(f"{named}(") for one in (tier.cite, *tier.also))
    ]
    if not found or any(tier.mode == "refers" for tier in found):
        return None
    days = [tier.detention for tier in found if tier.detention]
    open_ = any(tier.fine_basis for tier in found)
    return Bounds(
        min((low for low, _ in days), default=0),
        max((high for _, high in days), default=0),
        None if open_ else max((tier.fine[1] for tier in found if tier.fine), default=0),
    )
