"""工作日: which days are worked, from the State Council's yearly notice kept as data in `rulebook/calendar/`.

Weekends are off unless shifted. Years without a file are refused: a guessed holiday would move a legal end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from egret.law.rulebook import FOLDER, RulebookError, cited, read

SATURDAY = 5


class CalendarMissing(LookupError):
    """A day lies outside the years whose holidays are known."""

    def __init__(self, year: int, first: int, last: int) -> None:
        super().__init__(
            f"the working days of {year} are not known (known: {first} to {last}); add rulebook/calendar/{year}.yaml "
            "from the State Council's holiday notice"
        )
        self.year = year


@dataclass(frozen=True, slots=True)
class Year:
    """One year's notice."""

    year: int
    provisional: bool
    """The notice is not yet published: weekends and statutory days only."""
    source: str
    cite: str
    off: frozenset[date]
    worked: frozenset[date]


class WorkingDays:
    """The working days of consecutive years, looked up by ordinal so that a count costs one index a day."""

    __slots__ = ("_days", "_first", "_provisional", "first_year", "last_year", "years")

    def __init__(self, years: list[Year]) -> None:
        self.years = {year.year: year for year in sorted(years, key=lambda year: year.year)}
        self.first_year, self.last_year = min(self.years), max(self.years)
        missing = [year for year in range(self.first_year, self.last_year + 1) if year not in self.years]
        if missing:
            raise CalendarMissing(missing[0], self.first_year, self.last_year)
        self._provisional = frozenset(year.year for year in years if year.provisional)
        self._first = date(self.first_year, 1, 1).toordinal()
        last = date(self.last_year, 12, 31).toordinal()
        self._days = bytes(self._worked(date.fromordinal(day)) for day in range(self._first, last + 1))

    def _worked(self, day: date) -> bool:
        year = self.years[day.year]
        return day in year.worked or (day.weekday() < SATURDAY and day not in year.off)

    def is_working_ordinal(self, ordinal: int) -> bool:
        """Whether the day of that ordinal is worked."""
        place = ordinal - self._first
        if place < 0 or place >= len(self._days):
            raise CalendarMissing(date.fromordinal(ordinal).year, self.first_year, self.last_year)
        return self._days[place] == 1

    def is_working(self, day: date) -> bool:
        """Whether a day is worked: a weekday that is no holiday, or a shifted weekend."""
        return self.is_working_ordinal(day.toordinal())

    def is_provisional(self, day: date) -> bool:
        """Whether the day's year rests on a calendar not yet published."""
        return day.year in self._provisional

    def provisional_between(self, first: date, last: date) -> bool:
        """Whether any year a count touched is provisional."""
        return any(year in self._provisional for year in range(first.year, last.year + 1))


def read_year(file: Path) -> Year:
    """One calendar file, strictly read."""
    entry = read(file)
    year = entry.whole("year")
    if str(year) != file.stem:
        entry.refuse(f"the file {file.name} speaks of {year}", "Name the file after its year.", "year")
    provisional = entry.text("status", among=("published", "provisional")) == "provisional"
    basis = cited(entry)
    off: set[date] = set()
    for holiday in entry.entries("holidays"):
        holiday.text("name")
        holiday.text("name_en")
        day, last = holiday.day("from"), holiday.day("to")
        if day.year != year or last.year != year or last < day:
            holiday.refuse(f"{day} to {last} is no span inside {year}", "Write its part that lies in this year.")
        while day <= last:
            if day in off:
                holiday.refuse(f"{day} is off twice", "Let holidays touch, not overlap.")
            off.add(day)
            day += timedelta(days=1)
        holiday.close()
    worked: set[date] = set()
    for place, found in enumerate(entry.items("workdays")):
        if not isinstance(found, date) or found.year != year or found.weekday() < SATURDAY or found in off:
            entry.refuse(
                f"{found} is no shifted workday of {year}", "Write weekend days that are worked.", "workdays", place
            )
        worked.add(found)
    entry.text("note", "")
    entry.close()
    return Year(year, provisional, basis.source, basis.cite, frozenset(off), frozenset(worked))


@cache
def calendar(folder: Path = FOLDER) -> WorkingDays:
    """The calendar of all loaded years."""
    files = sorted((folder / "calendar").glob("*.yaml"))
    if not files:
        raise RulebookError(folder / "calendar", 1, "there is no calendar", "Add <year>.yaml files.")
    return WorkingDays([read_year(file) for file in files])


def is_provisional(day: date) -> bool:
    """Whether a day's year rests on a calendar not yet published."""
    return calendar().is_provisional(day)
