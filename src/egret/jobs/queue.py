"""Put work into the queue, look into it, and bring dead letters back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from egret.jobs.models import Job


def enqueue(
    name: str, payload: Mapping[str, Any] | None = None, *, at: datetime, due: datetime | None = None, key: str = ""
) -> int | None:
    """Write a job in the caller's transaction: it exists if and only if what caused it does.

    With a key, a job that already waits under it stands for this one too, and None is returned.
    """
    row = Job(name=name, key=key, payload=dict(payload or {}), created=at, ready=due or at)
    if not key:
        row.save(force_insert=True)
        return row.pk
    # Two may ask at once: the constraint decides, and the loser's transaction goes on.
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if not Job.objects.filter(key=key, state=Job.State.WAITING).exists():
            raise
        return None
    return row.pk


def dead_letters() -> QuerySet[Job]:
    """What gave up, newest first: the alarm list."""
    return Job.objects.filter(state=Job.State.DEAD).order_by("-ended", "-pk")


def revive(job: int, *, at: datetime) -> bool:
    """Give a dead letter all its attempts again. False when it is not dead, or the same work waits already."""
    with transaction.atomic():
        row = Job.objects.select_for_update().filter(pk=job, state=Job.State.DEAD).first()
        if row is None or (row.key and Job.objects.filter(key=row.key, state=Job.State.WAITING).exists()):
            return False
        row.state, row.ready, row.attempts, row.worker, row.ended = Job.State.WAITING, at, 0, "", None
        row.save(update_fields=["state", "ready", "attempts", "worker", "ended"])
    return True


def forget(*, before: datetime, limit: int = 5000) -> int:
    """Delete jobs done before a moment; dead letters stay until a person has looked."""
    old = list(
        Job.objects.filter(state=Job.State.DONE, ended__lt=before)
        .order_by("ended")
        .values_list("pk", flat=True)[:limit]
    )
    return Job.objects.filter(pk__in=old).delete()[0]
