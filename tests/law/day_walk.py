"""A second way to count periods, written without the engine: walk day by day (or minute by minute) and count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

ONE = timedelta(days=1)

OFF = {
    2024: "0101 0210-0217 0404-0406 0501-0505 0608-0610 0915-0917 1001-1007",
    2025: "0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008",
    2026: "0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007",
}
WORKED = {
    2024: "0204 0218 0407 0428 0511 0914 0929 1012",
    2025: "0126 0208 0427 0928 1011",
    2026: "0104 0214 0228 0509 0920 1010",
}


def _days(year: int, spelled: str) -> set[date]:
    found = set()
    for part in spelled.split():
        first, _, last = part.partition("-")
        day = date(year, int(first[:2]), int(first[2:]))
        end = date(year, int((last or first)[:2]), int((last or first)[2:]))
        while day <= end:
            found.add(day)
            day += ONE
    return found


HOLIDAYS = set().union(*(_days(year, spelled) for year, spelled in OFF.items()))
SHIFTED = set().union(*(_days(year, spelled) for year, spelled in WORKED.items()))


def works(day: date) -> bool:
    if day in SHIFTED:
        return True
    return day not in HOLIDAYS and day.strftime("%a") not in ("Sat", "Sun")


def ends_month(day: date) -> bool:
    return (day + ONE).day == 1


def walk(
    length: int,
    unit: str,
    counting: str,
    start: datetime,
    pauses: Sequence[tuple[datetime, datetime]] = (),
) -> tuple[datetime | date, datetime | date]:
    """(un-rolled end, legal end): moments for hours, days for the rest. `start` and pauses are local, without zone."""
    if counting == "I":
        return start, start
    if counting == "H":
        moment, left = start, length * 60
        while left:
            if not any(begins <= moment < ends for begins, ends in pauses):
                left -= 1
            moment += timedelta(minutes=1)
        return moment, moment
    day = start.date()
    if counting == "B":
        left = length
        while left:
            day -= ONE
            left -= 1 if unit == "day" or works(day) else 0
        return day, day

    def excluded(day: date) -> bool:
        return any(begins.date() <= day < ends.date() for begins, ends in pauses)

    if counting == "W":
        left = length
        while left:
            day += ONE
            left -= 1 if works(day) and not excluded(day) else 0
        return day, day
    if unit == "day":
        left = length
        while left:
            day += ONE
            left -= 0 if excluded(day) else 1
    else:
        months, began, owed = length * (12 if unit == "year" else 1), day, 0
        while months:
            day += ONE
            owed += excluded(day)
            if ends_month(began):
                reached = ends_month(day)
            elif day.day > began.day:
                reached = False
            else:
                reached = day.day == began.day or (ends_month(day) and day.day < began.day)
            months -= reached
        while owed:
            day += ONE
            owed -= 0 if excluded(day) else 1
    legal = day
    while counting in ("D1", "M1") and not works(legal):
        legal += ONE
    return day, legal
