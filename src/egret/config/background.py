"""What runs beside the pages: the journal's sequencer, the followers, the schedules and the jobs, in rounds.

One process does all four in turn. Each part keeps its own place in the database, so the process may die at any
point and be started again; a part that fails is told in the log and does not stop the others.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import close_old_connections
from django.utils import timezone

from egret.jobs.worker import run_due, tick, worker_name
from egret.journal.following import run_followers
from egret.journal.sequencer import run_once

log = structlog.get_logger("egret.work")

PAUSE = 0.5
"""Seconds between rounds that found nothing to do."""

TURN = timedelta(seconds=2)
"""How long jobs may hold up the sequencer: an entry is signed soon, however many jobs wait."""

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a round; returns whether it did anything."""

    name: str
    run: Callable[[Clock], bool]


def steps(worker: str, stop: Callable[[], bool]) -> list[Step]:
    """The parts of a round, in the order in which they feed each other."""
    return [
        Step("sequencer", lambda clock: bool(run_once(clock()))),
        Step("followers", lambda clock: bool(run_followers(at=clock()))),
        Step("schedules", lambda clock: bool(tick(at=clock()))),
        Step("jobs", lambda clock: bool(run_due(worker, clock, within=TURN, stop=stop))),
    ]


def one_round(parts: list[Step], clock: Clock) -> tuple[bool, list[str]]:
    """Run each part once: whether any did something, and which failed."""
    busy, failed = False, []
    for part in parts:
        try:
            busy = part.run(clock) or busy
        except Exception:
            log.exception("step failed", step=part.name)
            failed.append(part.name)
    return busy, failed


def until_quiet(limit: int = 1000) -> list[str]:
    """Work until nothing is left to do now (`egret work --once`); returns the names of the parts that failed."""
    parts = steps(worker_name(), lambda: False)
    for _ in range(limit):
        busy, failed = one_round(parts, timezone.now)
        if failed or not busy:
            return failed
    return []


def for_ever(parent: int | None = None) -> None:
    """Work until SIGTERM or SIGINT, or until the process that started this one is gone."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    parts = steps(worker_name(), stop.is_set)
    log.info("work begins", steps=[part.name for part in parts])
    pause = PAUSE
    while not stop.is_set() and (parent is None or os.getppid() == parent):
        close_old_connections()
        busy, failed = one_round(parts, timezone.now)
        pause = min(pause * 2, 30.0) if failed else PAUSE
        if failed or not busy:
            stop.wait(pause)
    log.info("work ends")
