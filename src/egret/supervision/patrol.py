"""巡查: ask the rules what is so now, hold what is new, close what is gone.

Running it again does no harm: a finding is held once for each rule, subject and occurrence. A finding recorded after
the moment looked at is left alone, for a follower may read of an act that the sweep has long passed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from egret.acts.done import By
from egret.acts.machine import place_of
from egret.acts.models import Subject
from egret.acts.ports import Place
from egret.org.system import SystemActor
from egret.supervision.acts import as_arguments, close_finding, record_finding
from egret.supervision.look import Found, Look, ask, detectors
from egret.supervision.models import Finding, PatrolRound
from egret.supervision.rulebook import all_rules

PATROL = SystemActor("s:patrol")
NO_LONGER = "复查时数据已不再显示这一问题"
CHUNK = 500
Key = tuple[str, int, str]


@dataclass
class Round:
    """What one patrol did."""

    at: datetime
    rules: int = 0
    found: int = 0
    recorded: list[Finding] = field(default_factory=list)
    closed: list[Finding] = field(default_factory=list)


def clock_rules() -> list[str]:
    """Rules that time alone can make true."""
    return [name for name in detectors() if all_rules()[name].clocks or all_rules()[name].thresholds]


def patrol(at: datetime, *, only: Iterable[int] | None = None, names: Sequence[str] | None = None) -> Round:
    """One patrol by these rules (all) over these subjects (everything)."""
    look = Look(at, None if only is None else frozenset(only))
    asked = list(detectors()) if names is None else list(names)
    found = _ask_all(asked, look)
    done = Round(at, rules=len(asked), found=len(found))
    if found or _held(look, asked):
        with transaction.atomic():
            PatrolRound.hold()
            held = _held(look, asked)
            _close([one for key, one in held.items() if key not in found], done)
            _record({key: one for key, one in found.items() if key not in held}, done)
    return done


def _ask_all(names: Sequence[str], look: Look) -> dict[Key, Found]:
    """What all these rules find. Compiling their many short queries takes PostgreSQL longer than running them."""
    found: dict[Key, Found] = {}
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL jit = off")
        for name in names:
            found |= {(name, *key): one for key, one in ask(name, look).items()}
    return found


def _held(look: Look, names: Sequence[str]) -> dict[Key, Finding]:
    rows = look.among(Finding.objects.filter(gone_at=None, rule__in=names), "matter_id")
    return {(one.rule, one.matter_id, one.occurrence): one for one in rows.select_related("matter").iterator(CHUNK)}


def _record(found: dict[Key, Found], done: Round) -> None:
    """Hold what is new: in bulk for each place, one entry each."""
    keys = sorted({subject for _rule, subject, _occurrence in found})
    matters: dict[int, Subject] = {}
    for begin in range(0, len(keys), CHUNK):
        matters |= Subject._base_manager.in_bulk(keys[begin : begin + CHUNK])
    there: defaultdict[Place, list[dict[str, object]]] = defaultdict(list)
    for (name, subject, _occurrence), one in sorted(found.items()):
        matter = matters[subject]
        there[place_of(matter)].append(as_arguments(matter, name, one))
    for place, each in there.items():
        for begin in range(0, len(each), CHUNK):
            done.recorded += record_finding.many(place, By(PATROL, done.at), each[begin : begin + CHUNK])  # type: ignore[arg-type]


def _close(gone: Sequence[Finding], done: Round) -> None:
    """Close what is no longer so; what was recorded after the moment looked at waits for a later look."""
    for one in gone:
        if one.opened <= done.at:
            close_finding(one, By(PATROL, done.at), why=NO_LONGER)
            done.closed.append(one)
