"""Three hundred cases, each with a limit, a start and pauses; both ends are worked out a second time.

Lengths and ways of counting are written down here once more, from the field's table, and the days are walked one
by one: neither the rulebook nor the engine is asked what to expect.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from egret.acts.clocks import LOCAL
from egret.acts.ports import Pause
from egret.law import deadlines
from tests.law.day_walk import walk

TABLE = """
G01:24h:H G02:24h:H G03:24h:H G04:24h:H G05:3d:D1 G06:3d:D1 G07:24h:H G08:3d:D1 G09:7d:D1 G10:30d:D1 G11:7d:D1
G12:30d:D1 G13:3d:D1 G14:7d:D1 G15:15d:D1 G16:3d:D1 G17:3d:D1 G18:3m:M1 G19:2d:D1 G20:2d:D1 G21:7d:D1 Q01:12h:H
Q02:24h:H Q03:48h:H Q04:4h:H Q05:24h:H Q06:3d:D1 C01:12h:H C02:24h:H C03:12h:H C04:24h:H C05:24h:H C06:24h:H
C07:24h:H C08:24h:H C09:3d:D0 C10:7d:D0 C11:30d:D0 C12:7d:D0 C13:15d:D1 C14:3d:D1 C15:5d:D1 C16:5d:D1 C17:7d:D1
C18:15d:D1 C19:24h:H C20:24h:H C21:2m:M0 C22:1m:M0 C23:2m:M0 C24:2m:M0 C25:7d:B C26:5d:D1 C27:10d:D1 C28:3d:D1
C29:12m:M0 C30:6m:M0 C31:24h:H C32:24h:H C33:3d:D1 C34:5d:D1 C35:3d:D1 C36:1m:M1 C37:1m:M1 C38:7d:D1 C39:3d:D1
C40:3d:D1 C41:6m:M1 C42:6m:M0 C43:1y:M0 C44:2y:M0 C45:6m:M0 C46:3m:M0 C47:7d:D1 C48:3d:D1 C49:7d:D1 C50:3d:D1
C51:24h:H C52:24h:H C53:48h:H C54:3d:D1 C55:30d:D1 C56:7d:D1 C57:24h:H C58:48h:H C59:1m:M1 C60:7d:B C61:3m:M1
A01:8h:H A02:12h:H A03:24h:H A04:8h:H A05:0i:I A06:24h:H A07:48h:H A08:24h:H A09:2d:D1 A10:30d:D1 A11:30d:D1
A12:30d:D1 A13:90d:D1 A14:7d:D1 A15:5w:W A16:2d:D1 A17:7w:B A18:10d:D1 A19:2d:D1 A20:7w:W A21:2d:D1 A22:60d:D1
A23:15d:D1 A24:2w:W A25:2w:W A26:10w:W A27:3m:M1 A28:15d:D1 A29:5d:D1 A30:3d:D1 A31:3d:D1 A32:7w:W A33:24h:H
A34:3d:D1 A35:12h:H A36:24h:H A37:24h:H A38:20d:D0 A39:24h:H A40:30d:D0 A41:60d:D0 A42:48h:H A43:30d:D1
A44:3m:M0 A45:2m:M0 A46:6m:M1 A47:2y:M1 A48:1y:M1 A49:24h:H A50:2y:M0 A51:3y:M1 A52:3w:W P01:24h:H P02:24h:H
P03:24h:H P04:24h:H P05:30d:D0 P06:7w:W P07:6m:M1 P08:6m:M1 P09:3d:D1 V01:24h:H V02:6m:M1 V03:30d:D0 L01:60d:D1
L02:5w:W L03:10w:W L04:60d:D1 L05:5w:W L06:60d:D1 L07:60d:D1 L08:6m:M1 L09:15d:D1 L10:15d:D1 L11:15d:D1
L12:2m:M1 L13:2m:M1 L14:2m:M1 S01:60d:D0 S02:5d:D1 S03:5d:D1 T01:3d:D1 T02:5d:D1 T03:10d:D1 T04:3d:D1 T05:3d:D1
T06:30d:D1 T07:24h:H T08:5d:D1 T09:24h:H M01:30d:D1
"""
UNITS = {"h": "hour", "d": "day", "w": "workday", "m": "month", "y": "year", "i": "immediate"}
NEW_ACT = date(2026, 1, 1)
BEFORE = {"A48": (6, "month", "M1")}
"""What the public security act of 2012 said otherwise (articles 20 and 22)."""
ONLY_SINCE = {"A12": NEW_ACT, "L06": date(2026, 7, 1)}
"""What it did not know: a second extension (118). Nor the twelve hours of article 97, but whoever is there when the new
act begins may be held by it, counted from an arrival before. The sixty days to act anew came in the summer after."""
WARNED = {"A15": 3, "A20": 7, "P06": 7}
"""Days after which officers are warned, where the ministry counts otherwise than the act (133, 36, 110)."""
PAUSED = ("H", "D0", "D1", "W", "M0", "M1")
CASES = 300


@dataclass(frozen=True)
class Case:
    """One limit of one matter."""

    rule: str
    length: int
    unit: str
    counting: str
    start: datetime
    pauses: tuple[tuple[datetime, datetime], ...]
    known: bool
    """Whether the law of that day knew such a limit."""


def told() -> dict[str, tuple[int, str, str]]:
    found = {}
    for item in TABLE.split():
        ident, length, counting = item.split(":")
        found[ident] = (int(length[:-1]), UNITS[length[-1]], counting)
    return found


def starts(chance: random.Random) -> Iterator[date]:
    """Leap day, month ends, eves of holidays, both sides of the new act; then any day of 2024 to the autumn of 2026."""
    yield from (date(2024, 2, 28), date(2024, 2, 29), date(2025, 2, 28), date(2024, 1, 31), date(2024, 12, 31))
    yield from (date(2025, 12, 31), NEW_ACT, date(2026, 1, 2), date(2025, 12, 30), date(2025, 11, 30))
    yield from (date(2024, 9, 30), date(2025, 9, 30), date(2026, 2, 14), date(2025, 1, 27), date(2026, 4, 30))
    while True:
        yield date(2024, 1, 1) + timedelta(days=chance.randrange(900))


def cases() -> Iterator[Case]:
    chance = random.Random(20260101)
    limits, days = list(told().items()), starts(chance)
    short = [one for one in limits if one[1][1] != "year"]
    for number in range(CASES):
        ident, limit = limits[number] if number < len(limits) else chance.choice(short)
        day = next(days)
        start = datetime(day.year, day.month, day.day, chance.randrange(24), chance.randrange(60))
        length, unit, counting = BEFORE.get(ident, limit) if day < NEW_ACT else limit
        if unit == "year" or (unit == "month" and length > 6):
            start = start.replace(year=2024, day=min(start.day, 28))
            length, unit, counting = BEFORE.get(ident, limit)
        pauses = []
        if counting in PAUSED and chance.random() < 0.4:
            begins = start + timedelta(hours=chance.randrange(length if counting == "H" else 60))
            pauses.append((begins, begins + timedelta(hours=chance.randrange(2 if counting == "H" else 300))))
        known = start.date() >= ONLY_SINCE.get(ident, date.min)
        yield Case(ident, length, unit, counting, start, tuple(pauses), known)


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: f"{case.rule}-{case.start:%Y%m%d%H%M}")
def test_the_rulebook_ends_where_the_walk_ends(case: Case) -> None:
    rule, start = deadlines.rule(case.rule), case.start.replace(tzinfo=LOCAL)
    if not case.known:
        with pytest.raises(LookupError):
            rule.due(start)
        return
    pauses = tuple(Pause(a.replace(tzinfo=LOCAL), b.replace(tzinfo=LOCAL), "鉴定") for a, b in case.pauses)
    found = rule.due(start, pauses)
    guard, legal = walk(case.length, case.unit, case.counting, case.start, case.pauses)
    if case.rule in WARNED:
        guard = walk(WARNED[case.rule], "day", "D0", case.start, case.pauses)[0]
    ends = (found.guard.replace(tzinfo=None), found.legal.replace(tzinfo=None))
    if case.counting not in ("H", "I"):
        assert (ends[0].date(), ends[1].date()) == (guard, legal)
    else:
        assert ends == (guard, legal)


LATER_FOUND = {"A53", "A54"}
"""Limits of 戒毒条例 33, which the table of the field leaves out."""


def test_every_limit_of_the_table_is_tried() -> None:
    assert {case.rule for case in cases()} == set(told())
    ours = {ident for ident in deadlines.rules() if not ident.startswith("N")} - LATER_FOUND
    assert set(told()) == ours, "N: a proposal of ours"
    assert (
        sum(case.start.date() < NEW_ACT for case in cases())
        > 60
        < sum(case.start.date() >= NEW_ACT for case in cases())
    )
