"""The working-day calendar: holidays, shifted weekends, and years nobody has published."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from egret.law.rulebook import RulebookError
from egret.law.working_days import CalendarMissing, WorkingDays, calendar, is_provisional, read_year
from tests.law.day_walk import works


def test_two_ways_of_telling_working_days_agree() -> None:
    days = [
        date.fromordinal(ordinal) for ordinal in range(date(2024, 1, 1).toordinal(), date(2026, 12, 31).toordinal() + 1)
    ]
    assert [day for day in days if calendar().is_working(day) != works(day)] == []


@pytest.mark.parametrize("day", [date(2026, 9, 20), date(2026, 10, 10), date(2020, 6, 28)])
def test_a_shifted_weekend_is_worked(day: date) -> None:
    assert calendar().is_working(day)


@pytest.mark.parametrize("day", [date(2026, 9, 25), date(2026, 10, 7), date(2020, 2, 1), date(2027, 10, 1)])
def test_a_holiday_is_not_worked(day: date) -> None:
    assert not calendar().is_working(day)


def test_unpublished_years_are_marked() -> None:
    assert [year for year in range(2019, 2031) if is_provisional(date(year, 6, 1))] == [2027, 2028, 2029, 2030]


def test_every_year_says_where_it_comes_from() -> None:
    for year in calendar().years.values():
        assert year.cite
        assert year.source in ("text", "memory", "proposal")


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2031, 1, 1)])
def test_a_year_without_calendar_is_refused(day: date) -> None:
    with pytest.raises(CalendarMissing, match=f"add rulebook/calendar/{day.year}.yaml"):
        calendar().is_working(day)


def test_a_gap_between_years_is_refused() -> None:
    years = calendar().years
    with pytest.raises(CalendarMissing, match="2025"):
        WorkingDays([years[2024], years[2026]])


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("year: 2026", "year: 2025"), "speaks of 2025"),
        (("status: published", "status: sure"), "'sure'"),
        (("configurable: true", ""), "cannot bind"),
        (("2026-01-04", "2026-01-05"), "no shifted workday"),
        (("to: 2026-01-03", "to: 2025-01-03"), "no span"),
        (("from: 2026-04-04", "from: 2026-04-04, colour: red"), "`colour` is no field"),
        (("from: 2026-10-01", "from: 2026-09-27"), "off twice"),
    ],
)
def test_a_broken_calendar_is_refused(tmp_path: Path, change: tuple[str, str], complaint: str) -> None:
    text = (Path(__file__).parents[2] / "rulebook/calendar/2026.yaml").read_text(encoding="utf-8")
    assert change[0] in text
    file = tmp_path / "2026.yaml"
    file.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(RulebookError, match=complaint):
        read_year(file)
