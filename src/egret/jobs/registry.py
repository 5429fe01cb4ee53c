"""What jobs exist and what recurs: rooms say so at start-up.

A handler does its slow work outside any transaction and may return an *effect*: a callable that writes to the
database. The effect and the end of the job commit together, so the effect happens once even when the worker dies.
Everything else a handler does must be idempotent: it may run again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")

Effect = Callable[[], None]


class NotYet(RuntimeError):
    """What a job needs is still on its way: it waits its turn again, and nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a handler is given."""

    job: int
    payload: Mapping[str, Any]
    at: datetime
    attempt: int
    renew: Callable[[], None]
    """Call during long work: extends the lease, raises LeaseLost when another worker has taken over."""


Handler = Callable[[Work], Effect | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A registered job: its handler and its patience."""

    name: str
    handle: Handler
    attempts: int
    lease: timedelta


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How often a job recurs: every so many seconds, or once a day at a local time."""

    name: str
    seconds: int = 0
    daily: time | None = None

    def next(self, after: datetime) -> datetime:
        """The first moment due after `after`. Missed rounds are not made up: one catches up for all."""
        if self.daily is None:
            return after + timedelta(seconds=self.seconds)
        local = after.astimezone(LOCAL)
        today = local.replace(hour=self.daily.hour, minute=self.daily.minute, second=self.daily.second, microsecond=0)
        return today if today > local else today + timedelta(days=1)


_kinds: dict[str, Kind] = {}
_recurrences: dict[str, Recurrence] = {}


def handler(name: str, *, attempts: int = 8, lease: timedelta = timedelta(minutes=2)) -> Callable[[Handler], Handler]:
    """Register a job's handler under `room.verb`."""

    def register(handle: Handler) -> Handler:
        if name in _kinds and _kinds[name].handle is not handle:
            raise ValueError(f"two handlers for job {name}")
        _kinds[name] = Kind(name, handle, attempts, lease)
        return handle

    return register


def every(name: str, *, seconds: int) -> None:
    """Have a job done again and again, `seconds` apart."""
    if seconds < 1:
        raise ValueError(f"schedule {name}: at least one second apart")
    _recurrences[name] = Recurrence(name, seconds=seconds)


def daily(name: str, *, at: str) -> None:
    """Have a job done once a day at a local time such as `03:10`."""
    _recurrences[name] = Recurrence(name, daily=time.fromisoformat(at))


def kind_of(name: str) -> Kind | None:
    return _kinds.get(name)


def kinds() -> list[Kind]:
    return [_kinds[name] for name in sorted(_kinds)]


def recurrences() -> list[Recurrence]:
    return [_recurrences[name] for name in sorted(_recurrences)]
