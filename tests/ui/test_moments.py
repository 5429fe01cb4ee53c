"""Time as people read it: in Shanghai, and what is left of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import engines
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from egret.ui import moments
from egret.ui.pieces import Dial

AT = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "zh", "en"),
    [
        (36.3, "还剩 1 日 12:18", "1 d 12:18 left"),
        (-0.667, "已超 0:41", "0:41 late"),
        (19 + 5 / 60, "还剩 19:05", "19:05 left"),
        (24, "还剩 1 日 0:00", "1 d 0:00 left"),
        (71.9, "还剩 2 日 23:54", "2 d 23:54 left"),
        (72, "还剩 3 日", "3 d left"),
        (24 * 58 + 3, "还剩 58 日", "58 d left"),
        (0, "还剩 0:00", "0:00 left"),
        (1 / 3600, "还剩 0:01", "0:01 left"),
    ],
)
def test_left_in_words(hours: float, zh: str, en: str) -> None:
    due = AT + timedelta(hours=hours)
    with translation.override("zh-hans"):
        assert moments.left(due, AT) == zh
    with translation.override("en"):
        assert moments.left(due, AT) == en


@given(some.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=2, hours=23)))
def test_span_never_shows_less_than_is_left(length: timedelta) -> None:
    with translation.override("en"):
        shown = moments.span(length)
    days, _, clock = shown.rpartition(" d ")
    hours, minutes = clock.split(":")
    told = timedelta(days=int(days or 0), hours=int(hours), minutes=int(minutes))
    assert length <= told + timedelta(seconds=1)
    assert told - length <= timedelta(minutes=1)


def test_shanghai_whatever_the_machine_thinks() -> None:
    late = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    assert moments.moment(late) == "2027-01-01 00:30"
    assert moments.day(late) == "2027-01-01"
    assert moments.day(date(2026, 12, 31)) == "2026-12-31"
    assert moments.short(late, AT) == "2027-01-01 00:30"
    assert moments.short(AT, AT) == "11-23 09:12"
    assert moments.moment(None) == moments.day(None) == moments.short(None) == ""


def dial(started: float, guard: float, legal: float, state: str = "running") -> Dial:
    hour = timedelta(hours=1)
    return Dial("期限", AT + started * hour, AT + guard * hour, AT + legal * hour, state=state)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("limit", "tone"),
    [
        (dial(-2, 22, 22), ""),
        (dial(-20, 4, 4), "soon"),
        (dial(-24, -1, 47), "soon"),
        (dial(-72, -48, -1), "late"),
        (dial(-72, -48, -1, "held"), "held"),
        (dial(-72, -48, -1, "stopped"), "over"),
    ],
)
def test_tone_warns_by_the_guard_and_is_late_by_the_law(limit: Dial, tone: str) -> None:
    assert limit.tone(AT) == tone


def test_after_the_guard_the_clock_counts_to_the_law() -> None:
    limit = dial(-24, -1, 47)
    assert limit.due(AT) == limit.legal_due
    page = engines["django"].from_string("{% clock limit at %}").render({"limit": limit, "at": AT})
    assert "已过预警线" in page
    assert 'class="guard"' in page


@given(
    some.integers(-10_000, 0),
    some.integers(-9_999, 10_000),
    some.integers(0, 5_000),
    some.sampled_from(["running", "held"]),
)
def test_any_clock_can_be_drawn(started: int, length: int, roll: int, state: str) -> None:
    guard = max(started + 1, length)
    limit = dial(started / 60, guard / 60, (guard + roll) / 60, state)
    page = engines["django"].from_string("{% clock limit at %}").render({"limit": limit, "at": AT})
    assert "<meter" in page
