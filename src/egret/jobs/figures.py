"""How fast jobs are written and done, beside a plain insert of a row of the same width."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from egret.jobs.models import Job, Schedule
from egret.jobs.queue import enqueue
from egret.jobs.registry import Work, handler
from egret.jobs.worker import run_due, worker_name
from egret.kit.figures import Figure, register


@handler("jobs.nothing")
def nothing(work: Work) -> None:
    """The empty job that the bench does."""


def _plain_inserts(count: int, at: datetime) -> float:
    begun = time.perf_counter()
    for n in range(count):
        with transaction.atomic():
            Schedule.objects.create(name=f"bench {n}", due=at)
    return count / (time.perf_counter() - begun)


def measure(scale: int) -> Iterator[Figure]:
    """Jobs a second, each in a transaction of its own, one worker."""
    count, at = min(scale, 2000), timezone.now()
    plain = _plain_inserts(count, at)
    begun = time.perf_counter()
    for n in range(count):
        with transaction.atomic():
            enqueue("jobs.nothing", {"n": n}, at=at)
    yield Figure("enqueue", count / (time.perf_counter() - begun), "1/s", "plain insert", plain)
    begun = time.perf_counter()
    done = run_due(worker_name(), timezone.now, limit=count)
    yield Figure("claim and finish", done / (time.perf_counter() - begun), "1/s", "plain insert", plain)
    Job.objects.filter(name="jobs.nothing").delete()
    Schedule.objects.filter(name__startswith="bench ").delete()


register("jobs", measure)
