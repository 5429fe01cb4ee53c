"""Lease a job, do it, end it.

What survives a kill -9 at any point: before the claim commits, nothing happened; after it, the lease runs out and
another worker takes the row; the effect and the end of the job are one transaction, so there is no state between
them.
"""

from __future__ import annotations

import os
import secrets
import socket
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction
from django.db.models import QuerySet

from egret.jobs.models import Job, Schedule
from egret.jobs.queue import enqueue
from egret.jobs.registry import Effect, Kind, NotYet, Work, kind_of, recurrences

log = structlog.get_logger("egret.jobs")

Clock = Callable[[], datetime]

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=6)
UNKNOWN_LEASE = timedelta(minutes=2)
UNKNOWN_ATTEMPTS = 8


class LeaseLost(Exception):
    """Another worker holds the job now: this one must stop and change nothing more."""


def worker_name() -> str:
    """Unique among all workers ever: host, process, and a random part because process numbers come back."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"


def back_off(attempts: int) -> timedelta:
    """Wait before the next attempt: doubling from ten seconds, never over six hours."""
    return min(FIRST_WAIT * int(2 ** min(attempts - 1, 20)), LONGEST_WAIT)


def _claimable(at: datetime) -> QuerySet[Job]:
    return Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING], ready__lte=at).order_by("ready", "pk")


def claim(worker: str, *, at: datetime) -> Job | None:
    """Take the job that waits longest, or one whose worker lost its lease."""
    # A look without a lock first: on SQLite every transaction takes the only write lock, and the queue is mostly empty.
    if not _claimable(at).exists():
        return None
    with transaction.atomic():
        rows = _claimable(at)
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        job = rows.first()
        if job is None:
            return None
        kind = kind_of(job.name)
        if job.state == Job.State.RUNNING and job.attempts >= (kind.attempts if kind else UNKNOWN_ATTEMPTS):
            _bury(job, at=at, error=f"{job.error}\nthe worker died or lost its lease in the last attempt".strip())
            return None
        job.state, job.worker, job.attempts = Job.State.RUNNING, worker, job.attempts + 1
        job.ready = at + (kind.lease if kind else UNKNOWN_LEASE)
        job.save(update_fields=["state", "worker", "attempts", "ready"])
    return job


def _bury(job: Job, *, at: datetime, error: str) -> None:
    job.state, job.ended, job.error, job.worker = Job.State.DEAD, at, error, ""
    job.save(update_fields=["state", "ended", "error", "worker"])
    log.error(
        "job dead", job=job.pk, name=job.name, attempts=job.attempts, error=error.splitlines()[-1] if error else ""
    )


def _held(job: Job) -> QuerySet[Job]:
    """The row, if this worker still holds it in this very attempt."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, worker=job.worker, attempts=job.attempts)


def _renewal(job: Job, kind: Kind, clock: Clock) -> Callable[[], None]:
    def renew() -> None:
        if not _held(job).update(ready=clock() + kind.lease):
            raise LeaseLost(f"job {job.pk}")

    return renew


def _finish(job: Job, effect: Effect | None, *, at: datetime) -> None:
    with transaction.atomic():
        if not _held(job).update(state=Job.State.DONE, ended=at, worker="", error=""):
            raise LeaseLost(f"job {job.pk}")
        if effect is not None:
            effect()


def _fail(job: Job, *, at: datetime, error: str, attempts: int, calm: bool = False) -> None:
    with transaction.atomic():
        row = _held(job).select_for_update().first()
        if row is None:
            return
        if row.attempts >= attempts:
            _bury(row, at=at, error=error)
            return
        if row.key and Job.objects.filter(key=row.key, state=Job.State.WAITING).exists():
            # The same work was asked for again while this ran: the newer row does it.
            row.state, row.ended, row.worker, row.error = Job.State.DONE, at, "", f"superseded after: {error}"
            row.save(update_fields=["state", "ended", "worker", "error"])
            return
        row.state, row.worker, row.error, row.ready = Job.State.WAITING, "", error, at + back_off(row.attempts)
        row.save(update_fields=["state", "worker", "error", "ready"])
    tell = log.debug if calm else log.warning
    tell("job waits" if calm else "job failed, will be tried again", job=job.pk, name=job.name, attempt=job.attempts)


def run(job: Job, clock: Clock) -> bool:
    """Do a claimed job. A failure is kept with the row; it never stops the worker."""
    kind = kind_of(job.name)
    if kind is None:
        _fail(job, at=clock(), error=f"no handler named {job.name} in this release", attempts=UNKNOWN_ATTEMPTS)
        return False
    try:
        effect = kind.handle(Work(job.pk, job.payload, clock(), job.attempts, _renewal(job, kind, clock)))
        _finish(job, effect, at=clock())
    except LeaseLost:
        log.warning("lease lost", job=job.pk, name=job.name)
        return False
    except NotYet as wait:
        _fail(job, at=clock(), error=f"not yet: {wait}", attempts=kind.attempts, calm=True)
        return False
    except Exception as error:
        trace = "".join(traceback.format_exception(error, limit=-6))
        _fail(job, at=clock(), error=trace[-4000:], attempts=kind.attempts)
        return False
    return True


def run_due(
    worker: str,
    clock: Clock,
    *,
    limit: int = 100,
    within: timedelta | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Do what is due, at most `limit` jobs, and begin none once `within` has passed; returns how many were taken."""
    taken, begun = 0, clock()
    while taken < limit and not stop() and (within is None or clock() - begun < within):
        job = claim(worker, at=clock())
        if job is None:
            break
        taken += 1
        run(job, clock)
    return taken


def tick(*, at: datetime) -> int:
    """Enqueue the scheduled jobs that are due; returns how many. Several workers may tick: the schedule's row is
    locked."""
    known = dict(Schedule.objects.values_list("name", "due"))
    enqueued = 0
    for recurrence in recurrences():
        if recurrence.name in known and known[recurrence.name] > at:
            continue
        with transaction.atomic():
            first = at if recurrence.daily is None else recurrence.next(at)
            Schedule.objects.bulk_create([Schedule(name=recurrence.name, due=first)], ignore_conflicts=True)
            row = Schedule.objects.select_for_update().get(name=recurrence.name)
            if row.due > at:
                continue
            enqueued += enqueue(recurrence.name, at=at, key=f"schedule:{recurrence.name}") is not None
            row.due = recurrence.next(at)
            row.save(update_fields=["due"])
    return enqueued
