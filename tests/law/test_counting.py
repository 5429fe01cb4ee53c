"""Counting of periods: the worked examples of the field, properties, and a second way of counting as oracle."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egret.acts.ports import Pause
from egret.law.counting import LOCAL, Addition, Lead, Limit, due, extend, month_later, warnings
from egret.law.deadlines import due_in_chain, rule
from egret.law.working_days import CalendarMissing, calendar
from tests.law.day_walk import walk


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("case", "ident", "start", "guard", "legal"),
    [
        ("拘留三日", "C09", "2026-09-29 16:40", "2026-10-02", "2026-10-02"),
        ("拘留七日", "C10", "2026-09-29 16:40", "2026-10-06", "2026-10-06"),
        ("拘留三十日", "C11", "2026-09-29 16:40", "2026-10-29", "2026-10-29"),
        ("侦查羁押二个月", "C21", "2026-10-09 10:00", "2026-12-09", "2026-12-09"),
        ("提请延长", "C25", "2026-12-09 23:59", "2026-12-02", "2026-12-02"),
        ("月末", "C21", "2026-12-31 09:00", "2027-02-28", "2027-02-28"),
        ("不予立案通知书", "G08", "2026-09-29 15:00", "2026-10-02", "2026-10-08"),
        ("控告人复议", "G09", "2026-09-24 15:00", "2026-10-01", "2026-10-08"),
        ("治安案件", "A10", "2026-09-01 08:00", "2026-10-01", "2026-10-08"),
        ("先行登记保存", "P06", "2026-09-28 08:00", "2026-10-05", "2026-10-13"),
        ("听证申请", "A15", "2026-09-28 08:00", "2026-10-01", "2026-10-10"),
        ("决定书送达", "A19", "2026-09-30 08:00", "2026-10-02", "2026-10-08"),
        ("缴纳罚款", "A23", "2026-09-21 08:00", "2026-10-06", "2026-10-08"),
        ("复议答复", "L03", "2026-09-28 08:00", "2026-10-16", "2026-10-16"),
    ],
)
def test_worked_examples_in_days(case: str, ident: str, start: str, guard: str, legal: str) -> None:
    found = rule(ident).due(at(start))
    assert (found.guard.date(), found.legal.date()) == (day(guard), day(legal)), case


@pytest.mark.parametrize("ident", ["C05", "C07", "C08"])
def test_twenty_four_hours_after_detention_hold_through_the_night(ident: str) -> None:
    found = rule(ident).due(at("2026-09-29 16:40"))
    assert found.guard == found.legal == at("2026-09-30 16:40")


def test_summons_of_twelve_hours() -> None:
    assert rule("C01").due(at("2026-09-29 09:07")).legal == at("2026-09-29 21:07")


def test_custody_extensions_run_on_from_the_arrest() -> None:
    ends = [due_in_chain(ident, at("2026-10-09 11:00")).legal.date() for ident in ("C21", "C22", "C23", "C24")]
    assert ends == [day("2026-12-09"), day("2027-01-09"), day("2027-03-09"), day("2027-05-09")]


def test_a_chain_of_months_does_not_gain_a_day_at_the_end_of_february() -> None:
    assert due_in_chain("C22", at("2026-12-30 11:00")).legal.date() == day("2027-03-30")


def test_public_security_case_of_thirty_sixty_and_ninety_days() -> None:
    start = at("2026-09-01 08:00")
    ends = [due_in_chain(ident, start) for ident in ("A10", "A11", "A12")]
    assert [end.guard.date() for end in ends] == [day("2026-10-01"), day("2026-10-31"), day("2026-11-30")]
    assert [end.legal.date() for end in ends] == [day("2026-10-08"), day("2026-11-02"), day("2026-11-30")]


def test_expert_opinion_takes_out_twelve_days() -> None:
    pause = Pause(at("2026-09-10 09:00"), at("2026-09-22 16:00"), "鉴定")
    found = rule("A10").due(at("2026-09-01 08:00"), (pause,))
    assert found.guard.date() == found.legal.date() == day("2026-10-13")


def test_restraint_until_sober_does_not_count() -> None:
    pause = Pause(at("2026-09-28 22:00"), at("2026-09-29 05:30"), "醉酒约束")
    assert rule("A01").due(at("2026-09-28 22:00"), (pause,)).legal == at("2026-09-29 13:30")


def test_a_limit_at_once_ends_when_it_begins() -> None:
    assert rule("A05").due(at("2026-09-28 22:00")).legal == at("2026-09-28 22:00")


def test_supplementary_investigation_in_custody_does_not_roll() -> None:
    start = at("2026-09-01 09:00")
    assert rule("C36").due(start).legal.date() == day("2026-10-08")
    assert rule("C36").due(start, in_custody=True).legal.date() == day("2026-10-01")


def test_approved_extensions_of_a_rule() -> None:
    start = at("2026-09-01 09:00")
    assert rule("C09").due(start, extended=(0,)).legal.date() == day("2026-09-08")
    assert rule("C09").due(start, extended=(1,)).legal.date() == day("2026-10-01")
    assert rule("G04").due(start, extended=(0,)).legal.date() == day("2026-09-04")
    assert rule("C37").due(start, extended=(0,)).guard.date() == day("2026-10-16")


def test_a_start_told_in_utc_is_counted_in_local_days() -> None:
    found = rule("C09").due(datetime(2026, 9, 28, 16, 30, tzinfo=UTC))
    assert found.legal.date() == day("2026-10-02")


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        rule("C09").due(datetime(2026, 9, 28, 16, 30))


def test_warnings_of_hours_run_with_the_clock_and_of_days_against_it() -> None:
    start = at("2026-09-29 16:40")
    hours, days = rule("C05"), rule("C09")
    assert warnings(hours.limits.things[0], hours.leads, hours.due(start), start) == [
        at("2026-09-30 04:40"),
        at("2026-09-30 12:40"),
    ]
    assert warnings(days.limits.things[0], days.leads, days.due(start), start) == [
        at("2026-09-30 23:59:59"),
        at("2026-10-02 11:59:59"),
    ]


def test_a_lead_longer_than_the_limit_is_left_out() -> None:
    limit, start = Limit(2, "day", "D1"), at("2026-09-01 08:00")
    assert warnings(limit, [Lead("left", timedelta(days=5))], due(limit, start), start) == []


def test_warnings_of_a_paused_hour_limit_move_with_it() -> None:
    start, pause = at("2026-09-28 22:00"), Pause(at("2026-09-28 22:00"), at("2026-09-29 05:30"), "醉酒约束")
    inquiry = rule("A01")
    found = warnings(inquiry.limits.things[-1], inquiry.leads, inquiry.due(start, (pause,)), start)
    assert found == [at("2026-09-29 11:30"), at("2026-09-29 13:00")]


def test_a_count_past_the_loaded_years_names_the_file_to_add() -> None:
    with pytest.raises(CalendarMissing, match=r"rulebook/calendar/2031\.yaml"):
        due(Limit(30, "day", "D1"), at("2030-12-20 09:00"))


def test_an_end_before_the_first_known_year_is_not_rolled_and_says_so() -> None:
    found = rule("A46").due(at("2014-10-14 09:00"))
    assert found.legal.date() == found.guard.date() == day("2015-04-14") and found.provisional


def test_custody_needs_no_calendar() -> None:
    assert due(Limit(2, "month", "M0"), at("2030-12-20 09:00")).legal.date() == day("2031-02-20")


def test_a_legal_end_on_an_unpublished_calendar_says_so() -> None:
    assert due(Limit(30, "day", "D1"), at("2027-02-01 09:00")).provisional
    assert not due(Limit(30, "day", "D1"), at("2026-02-01 09:00")).provisional
    assert not due(Limit(30, "day", "D0"), at("2027-02-01 09:00")).provisional


def test_a_chain_cannot_mix_days_with_hours() -> None:
    with pytest.raises(ValueError, match="cannot"):
        extend(Limit(24, "hour", "H"), at("2026-09-01 09:00"), [Addition(1, "day")])


KINDS = [
    (24, "hour", "H"),
    (8, "hour", "H"),
    (3, "day", "D0"),
    (30, "day", "D0"),
    (2, "day", "D1"),
    (30, "day", "D1"),
    (60, "day", "D1"),
    (5, "workday", "W"),
    (10, "workday", "W"),
    (1, "month", "M0"),
    (2, "month", "M0"),
    (6, "month", "M1"),
    (1, "year", "M0"),
    (7, "day", "B"),
    (7, "workday", "B"),
]


def interesting_starts() -> list[datetime]:
    """300 starts of 2024 (a leap year) and 2025: month ends, eves of holidays, shifted days, any day."""
    chance = random.Random(20260923)
    days = [date(2024, 1, 31), date(2024, 2, 28), date(2024, 2, 29), date(2024, 9, 30), date(2025, 1, 30)]
    days += [date(2024, month, 1) - timedelta(days=1) for month in range(2, 13)]
    days += [date(2025, month, 1) - timedelta(days=1) for month in range(2, 9)]
    days += [date(2024, 2, 9), date(2024, 2, 18), date(2024, 10, 12), date(2025, 1, 27), date(2025, 9, 28)]
    while len(days) < 300:
        days.append(date(2024, 3, 1) + timedelta(days=chance.randrange(500)))
    return [datetime(one.year, one.month, one.day, chance.randrange(24), chance.randrange(60)) for one in days]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind[2]}-{kind[0]}-{kind[1]}")
def test_the_engine_agrees_with_a_walk_through_the_days(kind: tuple[int, str, str]) -> None:
    length, unit, counting = kind
    chance = random.Random(f"{kind}")
    for start in interesting_starts():
        pauses = []
        if counting in ("H", "D0", "D1", "W", "M0", "M1") and chance.random() < 0.5:
            for _ in range(chance.randrange(1, 3)):
                begins = start + timedelta(hours=chance.randrange(-24, 40 if counting == "H" else 900))
                pauses.append((begins, begins + timedelta(hours=chance.randrange(30 if counting == "H" else 400))))
        expected = walk(length, unit, counting, start, pauses)
        found = due(
            Limit(length, unit, counting),  # type: ignore[arg-type]
            start.replace(tzinfo=LOCAL),
            [Pause(a.replace(tzinfo=LOCAL), b.replace(tzinfo=LOCAL), "鉴定") for a, b in pauses],
        )
        ends = (found.guard.replace(tzinfo=None), found.legal.replace(tzinfo=None))
        assert (ends if counting == "H" else (ends[0].date(), ends[1].date())) == expected, (start, pauses)


moments = st.datetimes(datetime(2019, 6, 1), datetime(2028, 6, 1)).map(lambda one: one.replace(tzinfo=LOCAL))
limits = st.sampled_from([Limit(length, unit, counting) for length, unit, counting in KINDS])  # type: ignore[arg-type]


@given(limits, moments, moments)
def test_a_later_start_never_ends_earlier(limit: Limit, one: datetime, other: datetime) -> None:
    first, second = sorted((one, other))
    earlier, later = due(limit, first), due(limit, second)
    assert earlier.legal <= later.legal
    assert earlier.guard <= later.guard


@given(limits, moments)
def test_the_guard_end_is_never_after_the_legal_end(limit: Limit, start: datetime) -> None:
    found = due(limit, start)
    assert found.guard <= found.legal


@given(st.sampled_from(["C09", "C11", "C21", "C29", "P05", "A40", "C01", "C05"]), moments)
def test_liberty_gets_no_holiday(ident: str, start: datetime) -> None:
    if start.date() >= day("2020-09-01"):
        found = rule(ident).due(start) if start.year >= 2026 or ident != "A01" else None
        assert found is not None
        assert found.guard == found.legal


@given(moments)
def test_thirty_and_thirty_and_thirty_are_ninety(start: datetime) -> None:
    month = Limit(30, "day", "D1")
    chained = extend(month, start, [Addition(30, "day"), Addition(30, "day")])
    assert chained == due(Limit(90, "day", "D1"), start)
    anew = due(month, due(month, due(month, start).guard).guard)
    assert anew == chained


@given(st.integers(1, 90), moments)
def test_a_rolled_end_is_a_working_day(length: int, start: datetime) -> None:
    found = due(Limit(length, "day", "D1"), start)
    assert calendar().is_working(found.legal.date())
    skipped = (found.legal.date() - found.guard.date()).days
    assert not any(calendar().is_working(found.guard.date() + timedelta(days=step)) for step in range(skipped))


@given(st.integers(1, 72), moments, st.integers(0, 2000), st.integers(0, 2000))
def test_hours_are_elapsed_minutes(length: int, start: datetime, offset: int, held: int) -> None:
    limit = Limit(length, "hour", "H")
    assert due(limit, start).legal - start == timedelta(hours=length)
    pause = Pause(start + timedelta(minutes=offset), start + timedelta(minutes=offset + held), "约束")
    counted = timedelta(minutes=held) if offset < length * 60 else timedelta()
    assert due(limit, start, [pause]).legal - start == timedelta(hours=length) + counted


@given(st.dates(date(2019, 1, 1), date(2030, 12, 31)), st.integers(0, 60))
def test_the_month_rule_never_overflows_its_month(start: date, months: int) -> None:
    found = month_later(start, months)
    assert (found.year - start.year) * 12 + found.month - start.month == months
    ends_month = (start + timedelta(days=1)).day == 1
    assert (found + timedelta(days=1)).day == 1 if ends_month else found.day <= start.day


def test_overlapping_pauses_count_once() -> None:
    start = at("2026-09-01 08:00")
    twice = [Pause(at("2026-09-10"), at("2026-09-20"), "鉴定"), Pause(at("2026-09-15"), at("2026-09-22"), "听证")]
    once = [Pause(at("2026-09-10"), at("2026-09-22"), "鉴定")]
    assert rule("A10").due(start, tuple(twice)) == rule("A10").due(start, tuple(once))
