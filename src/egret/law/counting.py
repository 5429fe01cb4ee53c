"""期间的计算: when a limit of law ends (刑事诉讼法 105, 最高法解释 202, 行政案件程序规定 35, 行政处罚法 85).

Pure: takes the limit, the moment it began, what does not count, and a calendar. Letters name the ways of counting:

    H   elapsed minutes; night and holiday count
    D0  calendar days, first day out, no roll-over: liberty or property is held
    D1  the same, and a last day on a holiday moves to the next working day
    W   working days
    M0  same day number of a later month, no roll-over        M1  the same, with roll-over
    B   backwards from an event, in calendar or working days
    I   at once

The guard end is what officers are warned of, never later than the legal end; where liberty is held both are one.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from egret.acts.ports import Counting, Due, LengthUnit, Pause
from egret.law.working_days import WorkingDays
from egret.law.working_days import calendar as loaded_calendar

LOCAL = ZoneInfo("Asia/Shanghai")
DAY_ENDS = time(23, 59, 59)
MONTHS = {"month": 1, "year": 12}


@dataclass(frozen=True, slots=True)
class Limit:
    """How long, in what unit, counted how; `guard` is a stricter second count when two laws differ."""

    length: int
    unit: LengthUnit
    counting: Counting
    guard: Limit | None = None


@dataclass(frozen=True, slots=True)
class Addition:
    """What an extension adds."""

    length: int
    unit: LengthUnit


@dataclass(frozen=True, slots=True)
class Lead:
    """When to warn: so long after the start (limits of hours), or so long before the guard end."""

    kind: Literal["after", "left"]
    span: timedelta


Span = tuple[int, int]


def due(limit: Limit, start: datetime, pauses: Sequence[Pause] = (), calendar: WorkingDays | None = None) -> Due:
    """When a limit that began at `start` ends; for B, `start` is the event it is counted back from."""
    return extend(limit, start, (), pauses, calendar)


def extend(
    limit: Limit,
    start: datetime,
    additions: Iterable[Addition],
    pauses: Sequence[Pause] = (),
    calendar: WorkingDays | None = None,
) -> Due:
    """The end of a limit with its extensions, which run from the un-rolled end.

    Months are summed before counting, so that 12-30 plus two months plus one ends on 03-30: counting anew from 02-28
    would hold a person a day longer.
    """
    start = _local(start)
    calendar = calendar or loaded_calendar()
    additions = tuple(additions)
    if limit.counting == "I":
        return Due(start, start)
    if limit.counting == "H":
        end = _hours(limit, start, additions, pauses)
        return Due(end, end)
    first = start.toordinal()
    out = _spans(pauses, first) if pauses else ()
    if limit.counting == "B":
        return _backwards(limit, first, additions, calendar)
    if limit.counting == "W":
        legal = _working(first, limit.length + _sum(additions, "workday"), out, calendar)
        guard = legal
        uncertain = calendar.provisional_between(start, date.fromordinal(legal))
    else:
        guard = legal = _pushed(first, _natural(first, (Addition(limit.length, limit.unit), *additions)), out)
        uncertain = False
        if limit.counting in ("D1", "M1"):
            # Holidays before the first known year are not guessed: the end stays where it falls, and says so.
            uncertain = date.fromordinal(guard).year < calendar.first_year
            if not uncertain:
                legal = _rolled(guard, calendar)
                uncertain = calendar.provisional_between(date.fromordinal(guard), date.fromordinal(legal))
    if limit.guard is not None and not additions:
        stricter = extend(limit.guard, start, (), pauses, calendar).guard.toordinal()
        guard = min(guard, stricter)
    return Due(_end_of(guard), _end_of(legal), uncertain)


def warnings(limit: Limit, leads: Iterable[Lead], due: Due, start: datetime) -> list[datetime]:
    """The moments to warn, earliest first; a lead longer than the limit itself is left out.

    For hours the lead is time elapsed; as a paused stretch has not elapsed for the law, it is taken from the end.
    """
    start = _local(start)
    moments = set()
    for lead in leads:
        if lead.kind == "left":
            moment = due.guard - lead.span
        elif limit.counting == "H":
            moment = due.guard - (timedelta(hours=limit.length) - lead.span)
        else:
            moment = start + lead.span
        if limit.counting == "B" or moment > start:
            moments.add(moment)
    return sorted(moments)


def month_later(day: date, months: int) -> date:
    """The same day number of a later month; its last day where that number is missing or `day` ends its own month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    last = monthrange(year, month)[1]
    if day.day == monthrange(day.year, day.month)[1]:
        return date(year, month, last)
    return date(year, month, min(day.day, last))


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone; a limit begins at a moment, not at a reading of a clock")
    return moment.astimezone(LOCAL)


def _end_of(ordinal: int) -> datetime:
    return datetime.combine(date.fromordinal(ordinal), DAY_ENDS, LOCAL)


def _sum(additions: Iterable[Addition], unit: str) -> int:
    total = 0
    for addition in additions:
        if addition.unit != unit:
            raise ValueError(f"a limit in {unit}s cannot be extended by {addition.length} {addition.unit}")
        total += addition.length
    return total


def _hours(limit: Limit, start: datetime, additions: Iterable[Addition], pauses: Sequence[Pause]) -> datetime:
    end = start + timedelta(hours=limit.length + _sum(additions, "hour"))
    reached = start
    for pause in sorted(pauses, key=lambda pause: pause.start):
        held, freed = max(_local(pause.start), reached), _local(pause.end)
        if freed <= held:
            continue
        if held >= end:
            break
        end += freed - held
        reached = freed
    return end


def _spans(pauses: Sequence[Pause], first: int) -> tuple[Span, ...]:
    """Excluded days as half-open ordinals, merged: the day it begins is out, the day it ends counts again.

    An opinion ordered on the 10th and received on the 22nd so takes out twelve days; the stricter of two readings.
    """
    spans: list[Span] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        begins, ends = max(_local(pause.start).toordinal(), first + 1), _local(pause.end).toordinal()
        if spans:
            begins = max(begins, spans[-1][1])
        if ends > begins:
            spans.append((begins, ends))
    return tuple(spans)


def _natural(first: int, parts: Iterable[Addition]) -> int:
    """The end as if every day counted: months first, then days."""
    months = days = 0
    for part in parts:
        if part.unit in MONTHS:
            months += part.length * MONTHS[part.unit]
        elif part.unit == "day":
            days += part.length
        else:
            raise ValueError(f"{part.length} {part.unit} cannot be counted in calendar days")
    if not months:
        return first + days
    return month_later(date.fromordinal(first), months).toordinal() + days


def _pushed(first: int, end: int, out: Iterable[Span]) -> int:
    for begins, ends in out:
        if begins > end:
            break
        end += ends - begins
    return end


def _rolled(day: int, calendar: WorkingDays) -> int:
    while not calendar.is_working_ordinal(day):
        day += 1
    return day


def _working(first: int, length: int, out: Iterable[Span], calendar: WorkingDays) -> int:
    day = first
    while length:
        day += 1
        if calendar.is_working_ordinal(day) and not any(begins <= day < ends for begins, ends in out):
            length -= 1
    return day


def _backwards(limit: Limit, event: int, additions: Iterable[Addition], calendar: WorkingDays) -> Due:
    if limit.unit != "workday":
        end = event - limit.length - _sum(additions, limit.unit)
        return Due(_end_of(end), _end_of(end))
    day, left = event, limit.length + _sum(additions, "workday")
    while left:
        day -= 1
        if calendar.is_working_ordinal(day):
            left -= 1
    uncertain = calendar.provisional_between(date.fromordinal(day), date.fromordinal(event))
    return Due(_end_of(day), _end_of(day), uncertain)
