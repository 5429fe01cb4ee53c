"""The demo district grows to its full size: about 1,500 incidents and 200 cases of a month, chunk by chunk, by acts.

Each chunk draws from a chance of its own, so that the same seed and moment tell the same month however often the work
was interrupted. The place reached stands in the job that waits: a chunk and its successor commit together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import structlog
from django.db import transaction

from egret.cases.models import Statement
from egret.demo import calls, crowd, stories
from egret.demo.district import Squad, standing_squads
from egret.demo.hands import on
from egret.demo.ways import FIRST, WAYS, Way
from egret.jobs.models import Job
from egret.jobs.queue import enqueue
from egret.jobs.registry import Work, handler

log = structlog.get_logger("egret.demo")

JOB = "demo.grow"
CHUNKS, CALLS, CASES = 90, 14, 2
MONTH = 30
TRIES = 30
AHEAD = timedelta(days=400)
"""How long the next chunk counts as waiting: longer than the papers of the month told, which are printed after it."""
TOLD_EACH = 10
"""Progress is told after so many chunks."""


def tell_chunk(squads: tuple[Squad, ...], now: datetime, seed: int, chunk: int) -> None:
    """One ninetieth of the month; the caller's transaction holds it together."""
    chance = Random(f"{seed}:{chunk}")
    if chunk == 0:
        stories.tell_turn_of_the_law(squads, now)
    for _turn in range(CALLS):
        calls.ring(chance.choice(squads), _moment(now, chance, 0.3), chance)
    for turn in range(CASES):
        way = _way(chunk, turn, chance)
        matter = crowd.varied(chance.choice(way.matters), chance)
        squad, at = _unhurried(squads, way, now, chance)
        way.way(squad, replace(matter, before=timedelta(minutes=chance.randrange(20, 180))), at)


def _unhurried(squads: tuple[Squad, ...], way: Way, now: datetime, chance: Random) -> tuple[Squad, datetime]:
    """Who takes the case and when: not while the same officers sit in another record, as far as a month has room."""
    for _turn in range(TRIES):
        squad, at = chance.choice(squads), _moment(now, chance, way.days + 0.3, way.within)
        if way.days >= 1:
            at = on(at, 0, 8 + chance.randrange(3), chance.randrange(60))
        if not _sits_elsewhere(squad, at, way):
            break
    return squad, at


def _sits_elsewhere(squad: Squad, at: datetime, way: Way) -> bool:
    """Whether one of the two is in a record in the hours in which the case will hear people."""
    own = {squad.officer.pk, squad.second.pk}
    taken = Statement.objects.filter(subject__unit=squad.station.pk)
    return any(
        own & set(officers)
        for start, end in (_hours(at, day) for day in way.hears)
        for officers in taken.filter(started__lt=end, ended__gt=start).values_list("officers", flat=True)
    )


def _hours(at: datetime, day: int) -> tuple[datetime, datetime]:
    """When people are heard: some hours after the report, later on in the daytime."""
    if day == 0:
        return at + timedelta(minutes=155), at + timedelta(minutes=290)
    return on(at, day, 9, 30), on(at, day, 15, 45)


def _way(chunk: int, turn: int, chance: Random) -> Way:
    """The first case of a chunk goes through all ways in turn; the others go as chance has it."""
    if turn == 0 and 0 < chunk <= len(FIRST):
        return FIRST[chunk - 1]
    return chance.choices(WAYS, [one.share for one in WAYS])[0]


def _moment(now: datetime, chance: Random, least: float, most: float = MONTH) -> datetime:
    """Some hour of the month, at least so many days ago, and hardly more than `most`."""
    last = now - timedelta(days=least)
    days = chance.randrange(0, max(1, int(most - least)))
    at = on(last, -days, crowd.hour(chance), chance.randrange(60))
    return at if at <= last else at - timedelta(days=1)


def tell_all(now: datetime, seed: int, say: Callable[[str, str], None]) -> None:
    """The whole growth at once, a transaction a chunk."""
    squads = standing_squads()
    for chunk in range(CHUNKS):
        with transaction.atomic():
            tell_chunk(squads, now, seed, chunk)
        if (chunk + 1) % TOLD_EACH == 0:
            say(*progress(chunk + 1))


def progress(done: int) -> tuple[str, str]:
    """How far the district has grown, in both languages."""
    return (f"演示辖区正在充实：{done}/{CHUNKS}", f"The demo district grows: {done}/{CHUNKS}")


def begin(now: datetime, seed: int) -> None:
    """Have the worker grow the district beside the web; asked again it goes on where it was."""
    if not Job.objects.filter(name=JOB).exists():
        enqueue(JOB, {"now": now.isoformat(), "seed": seed, "chunk": 0}, at=now, due=now - AHEAD, key=JOB)


def reached() -> int | None:
    """Chunks done so far, or None when nothing is left to do or nothing was begun."""
    waiting = Job.objects.filter(name=JOB).exclude(state__in=[Job.State.DONE, Job.State.DEAD]).first()
    return int(waiting.payload["chunk"]) if waiting else None


@handler(JOB)
def grow(work: Work) -> Callable[[], None]:
    """Tell one chunk; it, the end of this job and the beginning of the next are one transaction."""
    now, seed = datetime.fromisoformat(work.payload["now"]), int(work.payload["seed"])
    chunk = int(work.payload["chunk"])

    def effect() -> None:
        tell_chunk(standing_squads(), now, seed, chunk)
        if chunk + 1 < CHUNKS:
            following = {"now": now.isoformat(), "seed": seed, "chunk": chunk + 1}
            enqueue(JOB, following, at=work.at, due=now - AHEAD, key=f"{JOB}:{chunk + 1}")
        if (chunk + 1) % TOLD_EACH == 0 or chunk + 1 == CHUNKS:
            transaction.on_commit(lambda: log.info("the demo district grows", done=chunk + 1, of=CHUNKS))

    return effect
