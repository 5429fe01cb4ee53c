"""Followers: what other rooms do because of acts, reading the journal in order, each at its own pace.

At least once, so repeating must do no harm. An entry that fails is put aside with its error and tried again
later; entries of the same object wait behind it, all others go on.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from egret.journal import reading
from egret.journal.models import FollowerPlace, FollowerTrouble
from egret.journal.reading import Recorded

Handle = Callable[[Sequence[Recorded]], None]

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Follower:
    """A reader of the journal that remembers its place."""

    name: str
    handle: Handle
    fields: bool = False
    """Whether it is given the values behind the commitments."""


_followers: dict[str, Follower] = {}


def follow(name: str, handle: Handle, *, fields: bool = False) -> Follower:
    """Register a follower when its app is ready; the name keeps its place over restarts."""
    if name in _followers:
        raise ValueError(f"there is a follower {name} already")
    _followers[name] = Follower(name, handle, fields)
    return _followers[name]


def unfollow(name: str) -> None:
    _followers.pop(name, None)


def followers() -> list[Follower]:
    return list(_followers.values())


def run_followers(limit: int = 500, at: datetime | None = None) -> int:
    """Give each follower what it has not read, up to `limit` entries; how many were handled or put aside."""
    moment = at or timezone.now()
    return sum(_retry(f, limit, moment) + _advance(f, limit, moment) for f in followers())


def behind(name: str) -> int:
    """How many entries a follower has yet to read, and those put aside."""
    place = FollowerPlace.objects.filter(name=name).first() or FollowerPlace(name=name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM journal_entry WHERE (log, idx) > (%s, %s)", [place.log, place.idx])
        (unread,) = cursor.fetchone()
    return int(unread) + FollowerTrouble.objects.filter(name=name).count()


def _place(name: str) -> FollowerPlace | None:
    """The follower's place, locked; None while another worker holds it."""
    FollowerPlace.objects.get_or_create(name=name)
    is_shared = connection.features.has_select_for_update_skip_locked
    return FollowerPlace.objects.select_for_update(skip_locked=is_shared).filter(name=name).first()


def _advance(follower: Follower, limit: int, at: datetime) -> int:
    with transaction.atomic():
        place = _place(follower.name)
        if place is None:
            return 0
        unread = reading.entries_since(place.log, place.idx, limit, fields=follower.fields)
        if not unread:
            return 0
        blocked = set(FollowerTrouble.objects.filter(name=follower.name).values_list("obj", flat=True))
        if blocked or not _did(follower, unread):
            _one_by_one(follower, unread, blocked, at)
        place.log, place.idx = unread[-1].log, unread[-1].idx
        place.save()
    return len(unread)


def _did(follower: Follower, entries: Sequence[Recorded]) -> bool:
    try:
        with transaction.atomic():
            follower.handle(entries)
    except Exception:
        return False
    return True


def _one_by_one(follower: Follower, entries: Sequence[Recorded], blocked: set[str], at: datetime) -> None:
    for entry in entries:
        if entry.obj in blocked:
            _put_aside(follower, entry, at, "", tries=0)
            continue
        try:
            with transaction.atomic():
                follower.handle([entry])
        except Exception:
            blocked.add(entry.obj)
            _put_aside(follower, entry, at + FIRST_WAIT, traceback.format_exc(limit=-5), tries=1)


def _put_aside(follower: Follower, entry: Recorded, next_try: datetime, error: str, tries: int) -> None:
    FollowerTrouble.objects.get_or_create(
        name=follower.name,
        uid=entry.uid,
        defaults={"obj": entry.obj, "tries": tries, "next_try": next_try, "error": error},
    )


def _retry(follower: Follower, limit: int, at: datetime) -> int:
    """Try again what was put aside, oldest first; an object's later entries wait for its earlier ones."""
    done = 0
    with transaction.atomic():
        if _place(follower.name) is None:
            return 0
        blocked: set[str] = set()
        for trouble in FollowerTrouble.objects.filter(name=follower.name).order_by("id")[:limit]:
            if trouble.obj in blocked or trouble.next_try > at:
                blocked.add(trouble.obj)
                continue
            entry = reading.entry(trouble.uid, fields=follower.fields)
            try:
                with transaction.atomic():
                    follower.handle([entry] if entry else [])
            except Exception:
                blocked.add(trouble.obj)
                trouble.tries += 1
                trouble.error = traceback.format_exc(limit=-5)
                trouble.next_try = at + min(FIRST_WAIT * 2 ** min(trouble.tries - 1, 16), LONGEST_WAIT)
                trouble.save()
                continue
            trouble.delete()
            done += 1
    return done
