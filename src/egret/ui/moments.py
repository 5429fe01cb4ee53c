"""How moments and spans are written for people: Shanghai time, and time left as a clock shows it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAYS_ALONE = timedelta(days=3)
"""From here on hours no longer matter to the reader."""


def moment(at: datetime | None) -> str:
    """2026-11-23 09:40, in Shanghai."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at else ""


def day(on: date | datetime | None) -> str:
    """2026-11-23, in Shanghai."""
    if isinstance(on, datetime):
        on = on.astimezone(SHANGHAI)
    return f"{on:%Y-%m-%d}" if on else ""


def short(at: datetime | None, now: datetime | None = None) -> str:
    """11-23 09:40 while the year goes without saying, else with the year."""
    return _within_the_year(at, now) if at else ""


def _within_the_year(at: datetime, now: datetime | None) -> str:
    there = at.astimezone(SHANGHAI)
    same_year = now is None or there.year == now.astimezone(SHANGHAI).year
    return f"{there:%m-%d %H:%M}" if same_year else f"{there:%Y-%m-%d %H:%M}"


def iso(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def drawn(at: datetime | None, *, short: bool = False, now: datetime | None = None) -> SafeString:
    """A moment for people and machines, as HTML; digits and signs only, so there is nothing to escape."""
    if at is None:
        return SafeString("")
    text = _within_the_year(at, now) if short else moment(at)
    return SafeString(f'<time datetime="{iso(at)}">{text}</time>')


def span(length: timedelta) -> str:
    """1 日 12:18, 0:40, or 5 日: without sign; minutes rounded up, so that a running limit never shows nothing."""
    minutes = -(-int(abs(length).total_seconds()) // 60)
    days, rest = divmod(minutes, 24 * 60)
    clock = f"{rest // 60}:{rest % 60:02d}"
    if abs(length) >= _DAYS_ALONE:
        return _("%(days)s 日") % {"days": days}
    return _("%(days)s 日 %(clock)s") % {"days": days, "clock": clock} if days else clock


def left_words(due: datetime, at: datetime) -> tuple[str, str]:
    """(还剩, 1 日 12:18) or (已超, 0:40)."""
    return (_("还剩") if due >= at else _("已超")), span(due - at)


def left(due: datetime, at: datetime) -> str:
    """还剩 1 日 12:18, or 已超 0:40."""
    words = _("还剩 %(span)s") if due >= at else _("已超 %(span)s")
    return words % {"span": span(due - at)}
