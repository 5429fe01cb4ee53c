"""Whether a number with its unit stands in an article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from egret.law.resolving import ArticleText

_AT_ONCE = re.compile("立即|及时|当场|马上|即时|即行|随即|同时|即")
_SAME = {
    "workday": ("workday", "day"),
    "day": ("day", "workday"),
    "month": ("month",),
    "year": ("year", "age"),
    "times": ("times", "piece", "person"),
    "piece": ("piece", "person"),
}


def stands(value: Fraction, unit: str, texts: Iterable[ArticleText]) -> bool:
    """Whether a number with its unit is written in one of the articles. 12 months and a year are one; a unit left
    open fits any."""
    wanted = set()
    for same in _SAME.get(unit, (unit,)):
        wanted.add((value, same))
    if unit == "month" and value % 12 == 0:
        wanted.add((value / 12, "year"))
    if unit == "year":
        wanted.add((value * 12, "month"))
    for text in texts:
        if unit == "immediate" or (value == 0 and not unit):
            if value == 0 and _AT_ONCE.search(text.text):
                return True
            continue
        for number in text.numbers:
            if (number.value, number.unit) in wanted or (not unit and number.value == value):
                return True
    return False
