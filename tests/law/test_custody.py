"""Days in custody across measures, and what they take off a penalty: properties, and the words of the articles."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egret.law.custody import LOCAL, MEASURES, Span, held_days, off, offsets, read_offset
from egret.law.rulebook import RulebookError

START = datetime(2026, 2, 20, tzinfo=LOCAL)
ON = date(2026, 6, 1)
PENALTIES = sorted(offsets())

moments = st.integers(0, 60 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
spans = st.builds(
    lambda measure, one, other: Span(measure, min(one, other), max(one, other)),
    st.sampled_from(MEASURES),
    moments,
    moments,
)
courses = st.lists(spans, max_size=6)


def every_hour(found: list[Span], names: set[str]) -> set[date]:
    """A second way to the same days: walk each span minute by minute at its edges, hour by hour between."""
    days = set()
    for span in found:
        moment = span.since
        while span.measure in names and moment < span.until:
            days.add(moment.astimezone(LOCAL).date())
            moment += timedelta(minutes=30)
        if span.measure in names and span.since < span.until:
            days.add((span.until - timedelta(seconds=1)).astimezone(LOCAL).date())
    return days


@given(courses)
def test_days_held_are_the_calendar_days_no_day_twice(found: list[Span]) -> None:
    assert held_days(found, ON) == len(every_hour(found, {"detention", "arrest", "admin_detention"}))


@pytest.mark.parametrize("penalty", PENALTIES)
@given(found=courses, more=spans)
def test_one_measure_more_never_takes_less_off(penalty: str, found: list[Span], more: Span) -> None:
    assert off(penalty, [*found, more], ON) >= off(penalty, found, ON)


@pytest.mark.parametrize("penalty", PENALTIES)
@given(found=courses)
def test_order_repetition_and_cutting_change_nothing(penalty: str, found: list[Span]) -> None:
    days = off(penalty, found, ON)
    assert off(penalty, found[::-1], ON) == off(penalty, [*found, *found], ON) == days
    middles = [(one, one.since + (one.until - one.since) / 2) for one in found]
    halves = [
        half for one, at in middles for half in (Span(one.measure, one.since, at), Span(one.measure, at, one.until))
    ]
    assert off(penalty, halves, ON) == days


@given(courses)
def test_what_restricts_without_custody_takes_nothing_off_detention(found: list[Span]) -> None:
    free = [one for one in found if one.measure in ("summons", "compelled", "bail", "surveillance")]
    assert all(off(penalty, free, ON) == 0 for penalty in PENALTIES)


@given(courses)
def test_public_surveillance_is_lessened_twice_as_fast(found: list[Span]) -> None:
    """刑法 41 beside 刑法 47; 刑事诉讼法 76 keeps the same relation for a designated place."""
    held = [one for one in found if one.measure in ("detention", "arrest")]
    assert off("public_surveillance", held, ON) == 2 * off("fixed_term", held, ON)


def test_an_end_at_midnight_has_no_part_of_the_next_day() -> None:
    assert held_days([Span("arrest", START, START + timedelta(days=1))], ON) == 1
    assert held_days([Span("arrest", START, START + timedelta(days=1, minutes=1))], ON) == 2
    assert held_days([Span("arrest", START, START)], ON) == 0


def test_an_example_that_does_not_come_out_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "held.yaml"
    real = Path("rulebook/custody/held.yaml").resolve()
    file.write_text(real.read_text("utf-8").replace("is: 19", "is: 20"), "utf-8")
    with pytest.raises(RulebookError, match="the days are 19"):
        read_offset(file)
