"""A look at the records: the moment, the subjects looked at, and what several rules need of them.

A rule is one function that says what it finds. It is asked over everything or over some subjects, and reads sets of
rows in either case: what it is handed narrows its queries, never its logic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Any, TypeVar

from django.db import connection
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import Combinable, RawSQL

from egret.acts.models import Clock, ClockState, Subject
from egret.org.models import Category, Staff
from egret.supervision.rulebook import LOCAL, Rule, rule

M = TypeVar("M", bound=Model)
R = TypeVar("R")
S = TypeVar("S", bound=Subject)
PORTION = 5_000


@dataclass(frozen=True, slots=True)
class Found:
    """One occurrence of a finding on one subject."""

    subject: int
    occurrence: str
    since: datetime
    shown: tuple[tuple[str, str], ...]
    """What data show it, as (what, value); times and numbers, no names."""
    person: int | None = None


@dataclass(frozen=True, slots=True)
class LateClock:
    """A time limit that ran out with the police, still running or met too late."""

    pk: int
    subject: int
    rule: str
    about: str
    started: datetime
    legal_due: datetime
    ended: datetime | None

    @property
    def person(self) -> int | None:
        return person_of(self.about)

    @property
    def whom(self) -> int:
        """The person as a key to look for; 0, which nobody has, when it is about no person."""
        return self.person or 0


def person_of(about: str) -> int | None:
    """The person a clock or a paper is about, `person:12`."""
    kind, _colon, key = about.partition(":")
    return int(key) if kind == "person" and key.isdigit() else None


def told(at: datetime | None) -> str:
    """A moment as it stands among the data."""
    return at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M") if at else "（空）"


@dataclass
class Look:
    """What a patrol looks at: everything, or the subjects an act concerned."""

    at: datetime
    only: frozenset[int] | None = None
    rule: Rule = field(init=False)
    """The rule that is being asked."""
    sittings: Any = None
    """What several rules read alike, kept for the next of them (`records.sittings`)."""

    def among(self, rows: QuerySet[M], path: str = "subject_id") -> QuerySet[M]:
        """The rows of the subjects looked at."""
        return rows if self.only is None else rows.filter(**{f"{path}__in": self.only})

    def each(self, rows: QuerySet[Any, R]) -> Iterable[R]:
        """Rows one after the other: in portions where everything is looked at, at once where there are few."""
        return rows.iterator(PORTION) if self.only is None else rows

    def number(self, name: str) -> int:
        """A threshold of the rule that is being asked."""
        return self.rule.number(name, self.at)

    def ago(self, name: str) -> datetime:
        """The moment as far back as a threshold of the rule says."""
        unit = next(iter(self.rule.thresholds[name].things)).unit
        return self.at - timedelta(**{f"{unit}s": self.number(name)})

    @cached_property
    def late_clocks(self) -> dict[str, list[LateClock]]:
        """Every limit that binds the police and ran out, by rule: one walk for all rules that judge limits."""
        columns = ("pk", "subject_id", "rule", "about", "started", "legal_due", "ended")
        bound = self.among(Clock.objects.filter(for_police=True))
        running = bound.filter(state=ClockState.RUNNING, guard_due__lt=self.at, legal_due__lt=self.at)
        met_late = bound.filter(state=ClockState.STOPPED, ended__gt=F("legal_due"))
        found: dict[str, list[LateClock]] = {}
        for rows in (running, met_late):
            for row in self.each(rows.values_list(*columns)):
                clock = LateClock(*row)
                found.setdefault(clock.rule, []).append(clock)
        return found

    def late(self, *rules: str) -> Iterator[LateClock]:
        """Limits of these rules that ran out; without names, those the rule's data name."""
        for name in rules or self.rule.clocks:
            yield from self.late_clocks.get(name, ())

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Kinds of the subjects looked at."""
        return frozenset(Subject._base_manager.filter(pk__in=self.only or ()).values_list("kind", flat=True))

    @cached_property
    def there(self) -> frozenset[Rows]:
        """Of all rows that rules walk, those of which the subjects looked at have any: asked in one question."""
        asked, statement, values = _whether_there(connection.vendor)
        keys = list(self.only or ())
        looked = ", ".join(["(%s)"] * len(keys))
        with connection.cursor() as cursor:
            cursor.execute(f"WITH looked(id) AS (VALUES {looked}) {statement}", [*keys, *values])
            return frozenset(asked[number] for (number,) in cursor.fetchall())

    def holds(self, walked: Rows) -> bool:
        """Whether the subjects looked at have any such row; of limits, one of the rule's that ran out."""
        if walked is RAN_OUT:
            return any(self.late_clocks.get(name) for name in self.rule.clocks)
        return walked in self.there

    def may_hold(self, walked: Rows) -> bool:
        """Whether a rule that walks several tables need look at this one."""
        return self.only is None or self.holds(walked)

    def of(self, nouns: Iterable[type[S]]) -> list[type[S]]:
        """Those of some nouns that subjects looked at may be of."""
        return [noun for noun in nouns if self.only is None or noun.KIND in self.kinds]

    @cached_property
    def auxiliaries(self) -> frozenset[int]:
        """Who is no police officer: an auxiliary's or a clerk's part makes no second officer."""
        return frozenset(Staff.objects.exclude(category=Category.OFFICER).values_list("pk", flat=True))

    def police(self, keys: Sequence[int]) -> int:
        """How many police officers are among these."""
        return len({key for key in keys if key not in self.auxiliaries})


def _path_of(model: type[Model]) -> str:
    """What in a table names the subject its rows belong to: a case, a matter, or the row itself."""
    names = {one.attname for one in model._meta.local_concrete_fields}
    return next((name for name in ("case_id", "matter_id", "subject_id") if name in names), "pk")


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table that a rule walks; subjects that have none of them it need not be asked about."""

    model: type[Model]
    where: Q
    path: str
    """What in the table names the subject."""


def having(model: type[Model], *where: Q | Combinable, path: str = "", **like: Any) -> Rows:
    """The rows of a table that fit: nothing here may leave out a row that the rule itself would judge."""
    return Rows(model, Q(*where, **like), path or _path_of(model))


RAN_OUT = having(Clock, for_police=True)
"""Stands for the limits in the rule's data that ran out."""
Detector = Callable[[Look], Iterable[Found]]
_detectors: dict[str, Detector] = {}
_walks: dict[str, tuple[Rows, ...]] = {}
_nouns: dict[str, type[Subject]] = {}


def _whole(model: type[Model]) -> Rows:
    return RAN_OUT if model is Clock else having(model)


@cache
def _whether_there(vendor: str) -> tuple[tuple[Rows, ...], str, tuple[Any, ...]]:
    """All rows that rules walk, one question that answers with the numbers of those that are there, and its values."""
    asked = tuple({walked: None for walks in _walks.values() for walked in walks if walked is not RAN_OUT})
    parts: list[str] = []
    values: list[Any] = []
    for number, walked in enumerate(asked):
        among = Q(**{f"{walked.path}__in": RawSQL("SELECT id FROM looked", ())})
        part, own = walked.model._base_manager.filter(walked.where, among).values("pk").query.sql_with_params()
        parts.append(f"SELECT {number} WHERE EXISTS ({part})")
        values += own
    return asked, " UNION ALL ".join(parts), tuple(values)


def detects(name: str, *walks: type[Model] | Rows, of: type[Subject] | None = None) -> Callable[[Detector], Detector]:
    """Register the function that finds what a rule of the rulebook names, and the rows that it walks.

    Where some subjects are looked at that have none of them, the rule need not be asked. `Clock` stands for the limits
    in the rule's data that ran out; without rows the rule is always asked. `of` names the one noun that the rule can
    be true of.
    """

    def keep(function: Detector) -> Detector:
        if name in _detectors:
            raise ValueError(f"two functions detect {name}")
        _detectors[name] = function
        _walks[name] = tuple(
            RAN_OUT if one is Clock else one if isinstance(one, Rows) else having(one) for one in walks
        )
        if of is not None:
            _nouns[name] = of
        return function

    return keep


def detectors() -> dict[str, Detector]:
    return dict(sorted(_detectors.items()))


def _concerns(name: str, look: Look) -> bool:
    """Whether the subjects looked at are of the rule's noun and have a row that it walks."""
    if name in _nouns and _nouns[name].KIND not in look.kinds:
        return False
    return not _walks[name] or any(look.holds(walked) for walked in _walks[name])


def ask(name: str, look: Look) -> dict[tuple[int, str], Found]:
    """What a rule finds at a look, by subject and occurrence; nothing before the rule began to hold."""
    one = rule(name)
    if look.at.astimezone(LOCAL).date() < one.since:
        return {}
    look.rule = one
    if look.only is not None and not _concerns(name, look):
        return {}
    return {(found.subject, found.occurrence): found for found in _detectors[name](look)}


def overdue(clock: LateClock, what: str) -> Found:
    """A limit that ran out, as a finding."""
    shown = (
        (what, told(clock.started)),
        ("法定期限", told(clock.legal_due)),
        ("办理时间", told(clock.ended)),
    )
    return Found(clock.subject, f"clock:{clock.pk}", clock.legal_due, shown, clock.person)


def any_word(column: str, words: Iterable[str]) -> Q:
    """Whether a text holds one of the words."""
    where = Q()
    for word in words:
        where |= Q(**{f"{column}__contains": word})
    return where
