"""羁押日数与折抵: how many days somebody was held, and how many of a penalty they take off (`rulebook/custody`).

A calendar day of which any part was spent under a measure is a day, and no day counts twice, whatever measures ran on
it. (The articles say "one day"; that a part of a day is a whole one is usage, in favour of the person.) Where measures
of different weight ran on one day, the heavier counts. Which measures count, and how many days of each make one day
of the penalty, is cited data: what is not in the table does not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from egret.law.rulebook import FOLDER, Cited, Entry, Timeline, cited, read

LOCAL = ZoneInfo("Asia/Shanghai")
HELD = "held"


@dataclass(frozen=True, slots=True)
class Span:
    """A measure that ran from one moment to another."""

    measure: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Weight:
    """So many days under a measure are so many days of the penalty."""

    days: int
    value: int
    cited: Cited

    @property
    def each(self) -> Fraction:
        return Fraction(self.value, self.days)


@dataclass(frozen=True, slots=True)
class Offset:
    """What one penalty is lessened by: the weights of measures, by the day they begin to hold."""

    key: str
    title: str
    title_en: str
    weights: Timeline[Mapping[str, Weight]]

    def on(self, day: date) -> Mapping[str, Weight]:
        """Weights on a day; nothing counts before the first."""
        return self.weights.on(day) or {}

    def days(self, spans: Iterable[Span], on: date) -> int:
        """Whole days off the penalty; what does not fill a day is left out."""
        weights = self.on(on)
        counted: Counter[Weight] = Counter(_heaviest(names, weights) for names in days_under(spans, weights).values())
        return sum(number * weight.value // weight.days for weight, number in counted.items())


def _heaviest(names: set[str], weights: Mapping[str, Weight]) -> Weight:
    return max((weights[name] for name in names), key=lambda weight: weight.each)


def days_under(spans: Iterable[Span], wanted: Iterable[str]) -> dict[date, set[str]]:
    """Each calendar day of which some part was spent under one of the measures, with those that ran on it."""
    names, found = set(wanted), dict[date, set[str]]()
    for span in spans:
        if span.measure in names and span.since < span.until:
            day, last = span.since.astimezone(LOCAL).date(), _last_day(span.until)
            while day <= last:
                found.setdefault(day, set()).add(span.measure)
                day += timedelta(days=1)
    return found


def _last_day(until: datetime) -> date:
    """The day of the last moment before the end: what ends at midnight has no part of the day that begins."""
    return (until - timedelta(microseconds=1)).astimezone(LOCAL).date()


def read_offset(file: Path) -> Offset:
    """One file of `rulebook/custody`, strictly read, its examples worked."""
    entry = read(file)
    timeline: Timeline[Mapping[str, Weight]] = Timeline(
        (day, _weights(fields)) for day, fields in entry.dated("values")
    )
    found = Offset(file.stem, entry.text("title"), entry.text("title_en"), timeline)
    examples = entry.entries("examples")
    if not examples:
        entry.refuse("there is no worked example", "Write `examples: [{on: …, spans: […], is: …}]`.")
    for example in examples:
        _check(found, example)
    entry.close()
    return found


def _weights(fields: Entry) -> dict[str, Weight]:
    found = {}
    for name in MEASURES:
        one = fields.entry(name)
        if one is not None:
            found[name] = Weight(one.whole("days"), one.whole("value"), cited(one))
            one.close()
    fields.close()
    return found


MEASURES = ("summons", "compelled", "detention", "arrest", "bail", "surveillance", "designated", "admin_detention")
"""Kinds of measures; `designated` is surveillance in a designated place."""


def _check(offset: Offset, example: Entry) -> None:
    example.text("case", "")
    on, expected = example.day("on"), example.whole("is")
    spans = []
    for one in example.entries("spans"):
        since, until = (datetime.fromisoformat(one.scalar(key)).replace(tzinfo=LOCAL) for key in ("from", "to"))
        spans.append(Span(one.text("measure", among=MEASURES), since, until))
        one.close()
    got = offset.days(spans, on)
    if got != expected:
        example.refuse(f"the example says {expected}, the days are {got}", "Correct one of them.")
    example.close()


@cache
def offsets(folder: Path = FOLDER) -> dict[str, Offset]:
    """Every table of `rulebook/custody` by the name of its file."""
    return {file.stem: read_offset(file) for file in sorted((folder / "custody").glob("*.yaml"))}


def held_days(spans: Iterable[Span], on: date) -> int:
    """Days deprived of liberty, all measures together."""
    return offsets()[HELD].days(spans, on)


def off(penalty: str, spans: Iterable[Span], on: date) -> int:
    """Days that go off a penalty named like its file."""
    return offsets()[penalty].days(spans, on)
