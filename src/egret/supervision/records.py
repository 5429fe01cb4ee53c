"""Records as the rules read them: a named view of each table, so that a rule says what it looks for and no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import connection
from django.db.models import F, FloatField, Func, IntegerField, Q, QuerySet

from egret.cases.models import CriminalCase, Evidence, EvidenceKind, Measure, MeasureKind, Statement
from egret.intake.models import Person
from egret.supervision.look import LateClock, Look

CRIMINAL = CriminalCase.KIND
SUMMONED = (MeasureKind.SUMMONS, MeasureKind.COMPELLED)
IN_CUSTODY = (MeasureKind.DETENTION, MeasureKind.ARREST)
AT_LARGE = (MeasureKind.BAIL, MeasureKind.SURVEILLANCE)
COERCIVE = (MeasureKind.COMPELLED, *IN_CUSTODY, *AT_LARGE)


class Hours(Func):
    """Hours from one moment (the second argument) to another (the first), worked out by the database itself."""

    arity = 2
    output_field = FloatField()
    template = "(EXTRACT(EPOCH FROM (%(expressions)s)) / 3600.0)"
    arg_joiner = " - "

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        (late, late_values), (early, early_values) = (compiler.compile(one) for one in self.source_expressions)
        return f"((julianday({late}) - julianday({early})) * 24.0)", (*late_values, *early_values)


class Police(Func):
    """How many police officers a JSON list of keys names; auxiliaries and clerks do not count."""

    output_field = IntegerField()
    others = "SELECT s.subject_ptr_id FROM org_staff s WHERE s.category <> 'officer'"

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        listed, values = compiler.compile(self.source_expressions[0])
        named = f"json_each({listed}) j WHERE j.value NOT IN ({self.others})"
        return f"(SELECT COUNT(DISTINCT j.value) FROM {named})", values

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        listed, values = compiler.compile(self.source_expressions[0])
        named = f"jsonb_array_elements_text({listed}) j(value) WHERE j.value::bigint NOT IN ({self.others})"
        return f"(SELECT COUNT(DISTINCT j.value) FROM {named})", values


SLACK = 0.001
"""Hours by which the databases' own arithmetic may be off."""


def lasted_over(look: Look, hours: float) -> Q:
    """Measures that lasted longer than so many hours, or do by now."""
    return Q(closed=None, opened__lt=look.at - timedelta(hours=hours)) | Q(hours__gt=hours + SLACK)


def with_police(rows: QuerySet[Any], column: str) -> Any:
    """Rows with how many police officers a column names."""
    return rows.annotate(police=Police(column))


def with_hours(rows: QuerySet[Measure]) -> Any:
    """Measures with how long they lasted."""
    return rows.annotate(hours=Hours(F("closed"), F("opened")))


Row = tuple[int, int, str, int, str, datetime, datetime]


@dataclass(frozen=True, slots=True)
class Session:
    """One sitting: somebody questioned by officers at a place from a moment to another."""

    pk: int
    subject: int
    case_kind: str
    person: int
    place: str
    started: datetime
    ended: datetime
    officers: tuple[int, ...]
    recording: str


def sessions(look: Look, rows: QuerySet[Statement]) -> Iterator[Session]:
    """Statements as sittings."""
    columns = (
        "pk",
        "subject_id",
        "subject__kind",
        "person_id",
        "place",
        "started",
        "ended",
        "officers",
        "recording",
    )
    for *row, officers, recording in look.each(rows.values_list(*columns)):
        yield Session(*cast("Row", tuple(row)), tuple(officers), recording)


def overlaps(found: Iterable[Session], who: str) -> Iterator[tuple[Session, Session, int]]:
    """Pairs of sittings that overlap in somebody (`officers` or `person`), the earlier first, with whom."""
    latest: dict[int, Session] = {}
    for one in sorted(found, key=lambda session: (session.started, session.pk)):
        for key in one.officers if who == "officers" else (one.person,):
            earlier = latest.get(key)
            if earlier is not None and one.started < earlier.ended:
                yield earlier, one, key
            if earlier is None or one.ended > earlier.ended:
                latest[key] = one


def sittings(look: Look) -> list[Session]:
    """The sittings looked at and, of other matters, those that may overlap one of them; read once a look."""
    if look.sittings is None:
        if look.only is None:
            keys = _clashing()
            parts = (Statement.objects.filter(pk__in=keys[begin : begin + 500]) for begin in range(0, len(keys), 500))
            look.sittings = [one for part in parts for one in sessions(look, part)]
        else:
            look.sittings = list(sessions(look, _around(look)))
    return cast("list[Session]", look.sittings)


def _clashing() -> list[int]:
    """Keys of all statements of officers and people who sit in two at one time: found by the database in one walk."""
    listed = "json_each(s.officers) j"
    if connection.vendor == "postgresql":
        listed = "jsonb_array_elements_text(s.officers) AS j(value)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH sits AS (
                SELECT s.id, s.started, s.ended, 'o' || j.value AS who FROM cases_statement s, {listed}
                UNION ALL SELECT id, started, ended, 'p' || person_id FROM cases_statement
            ), before AS (
                SELECT who, started, MAX(ended) OVER (
                    PARTITION BY who ORDER BY started, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ) AS until FROM sits
            )
            SELECT DISTINCT sits.id FROM sits
            JOIN (SELECT DISTINCT who FROM before WHERE until > started) AS clash ON clash.who = sits.who
            """
        )
        return [int(key) for (key,) in cursor.fetchall()]


def _around(look: Look) -> QuerySet[Statement]:
    own = look.among(Statement.objects.all())
    if look.only is None:
        return own
    spans = list(own.values_list("started", "ended"))
    if not spans:
        return own
    first, last = min(begun for begun, _end in spans), max(end for _begun, end in spans)
    return Statement.objects.filter(Q(subject_id__in=look.only) | Q(started__lt=last, ended__gt=first))


def gathered(look: Look) -> QuerySet[Evidence]:
    """Evidence that officers go and get: at the scene, or by taking it away."""
    return look.among(Evidence.objects.filter(Q(kind=EvidenceKind.SCENE) | Q(seized=True)))


def held(look: Look, kinds: Sequence[str]) -> QuerySet[Measure]:
    """Measures of some kinds against persons."""
    return look.among(Measure.objects.filter(measure_kind__in=kinds), "case_id")


PAST_TERM = Q(due__isnull=False) & (Q(closed=None) | Q(closed__gt=F("due")))
"""Measures that lasted past their term, or may by now."""


def overran(look: Look, kinds: Sequence[str]) -> QuerySet[Measure]:
    """Measures that lasted past their term, or still do."""
    over = Q(closed=None, due__lt=look.at) | Q(closed__gt=F("due"))
    return held(look, kinds).exclude(due=None).filter(over)


def measures_about(clock: LateClock) -> QuerySet[Measure]:
    """Measures on whom a limit is about, in its case or in the one that case was merged into."""
    name = Person.objects.filter(pk=clock.whom).values("name")
    merged = CriminalCase.objects.filter(pk=clock.subject).exclude(main=None).values("main")
    here = Q(case_id=clock.subject, person_id=clock.whom)
    return Measure.objects.filter(here | Q(case__in=merged, person__name__in=name))


def over_before(look: Look, clock: LateClock, kinds: Sequence[str]) -> bool:
    """Whether the measure a limit belongs to had ended in time, though it was entered later."""
    if clock.person is None:
        return False
    of_person = measures_about(clock).filter(measure_kind__in=kinds)
    return of_person.filter(closed__gte=clock.started, closed__lte=clock.legal_due).exists()
