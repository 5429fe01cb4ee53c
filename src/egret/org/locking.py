"""The lock on a name after failed sign-ins: one record for all processes, counted the same for names nobody has."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from egret.org.models import Lock

_LONGEST_NAME = 64


def _key(name: str) -> str:
    return name.strip().lower()[:_LONGEST_NAME]


def locked_until(name: str, at: datetime) -> datetime | None:
    """When the lock on this name ends; None when there is none."""
    return Lock.objects.filter(name=_key(name), until__gt=at).values_list("until", flat=True).first()


def failed(name: str, at: datetime) -> datetime | None:
    """Count a failed attempt; returns the end of the lock when this was one too many.

    The row is locked while it is counted, so attempts sent at once are each counted.
    """
    with transaction.atomic():
        Lock.objects.get_or_create(name=_key(name), defaults={"first": at})
        row = Lock.objects.select_for_update().get(name=_key(name))
        if (row.until is not None and row.until <= at) or row.first + timedelta(seconds=settings.LOCK_WITHIN) <= at:
            row.failures, row.first, row.until = 0, at, None
        row.failures += 1
        if row.failures >= settings.LOCK_AFTER:
            row.until = at + timedelta(seconds=settings.LOCK_FOR)
        row.save()
        return row.until


def forget(name: str) -> None:
    """A complete sign-in clears the count."""
    Lock.objects.filter(name=_key(name)).delete()
