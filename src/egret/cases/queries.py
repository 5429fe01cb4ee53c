"""What is known of a case, asked by acts, guards and pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from egret.acts.done import By, Start
from egret.acts.looking import once, rows_of
from egret.acts.models import Clock, ClockState, Subject
from egret.acts.ports import Pause
from egret.acts.queries import visible_to
from egret.cases.models import (
    AdministrativeCase,
    AdministrativeProperty,
    CaseFacts,
    CriminalCase,
    CriminalProperty,
    Decision,
    Evidence,
    ItemState,
    Measure,
    MeasureKind,
    Notice,
    PropertyItem,
    PropertyMeasure,
    Questioning,
    Statement,
    StayEntry,
    StayKind,
)
from egret.documents.models import Document
from egret.intake.models import Person, Role
from egret.law import custody
from egret.law.custody import LOCAL, Span
from egret.org.models import Staff


@once
def people(case: Subject, *roles: str) -> QuerySet[Person]:
    found = Person.objects.filter(subject_id=case.pk).order_by("pk")
    return found.filter(role__in=roles) if roles else found


ENDED = "终止侦查"
"""Kind of the decision after which somebody is a suspect no longer."""


def suspects(case: Subject, _by: By | None = None) -> QuerySet[Person]:
    """Who is suspected now; not whom the investigation was ended for."""
    return _suspects(case)


@once
def _suspects(case: Subject) -> QuerySet[Person]:
    return people(case, Role.SUSPECT).exclude(decisions__kind=ENDED)


@once
def people_now(case: Subject) -> list[Person]:
    """Everybody entered in the case, as guards ask for them."""
    return list(people(case))


@once
def suspected(case: Subject) -> list[Person]:
    """Who is suspected now, as guards ask for them."""
    over = set(rows_of(case, Decision).filter(kind=ENDED).values_list("person_id", flat=True))
    return [one for one in people_now(case) if one.role == Role.SUSPECT and one.pk not in over]


def victims(case: Subject, _by: By | None = None) -> QuerySet[Person]:
    return people(case, Role.VICTIM)


def everyone(case: Subject, _by: By | None = None) -> QuerySet[Person]:
    return people(case)


def adults_for(case: Subject, _by: By | None = None) -> QuerySet[Person]:
    """Who may sit beside a minor: guardians entered in the case."""
    return people(case, Role.GUARDIAN)


def interpreters(case: Subject, _by: By | None = None) -> QuerySet[Person]:
    return people(case, Role.INTERPRETER)


def colleagues(place: Any, _by: By) -> QuerySet[Staff]:
    """Officers of the subject's own unit, for naming handlers and companions."""
    return Staff.objects.filter(unit=place.unit, closed=None).order_by("police_number")


@once
def running_measures(case: Subject, *kinds: str, person: Person | None = None) -> QuerySet[Measure]:
    """Measures that restrict somebody now."""
    found = Measure.objects.filter(case_id=case.pk, closed=None).select_related("person").order_by("opened", "pk")
    if kinds:
        found = found.filter(measure_kind__in=kinds)
    return found.filter(person=person) if person else found


@once
def measures_taken(case: Subject) -> list[Measure]:
    """All measures against people of the case, each with its person, oldest first."""
    return list(rows_of(case, Measure, "case").select_related("person").order_by("opened", "pk"))


def held(case: Subject, *kinds: str) -> list[Measure]:
    """Measures that restrict somebody now, of these kinds when any are named: what guards ask."""
    return [one for one in measures_taken(case) if one.closed is None and (not kinds or one.measure_kind in kinds)]


def measures_of(case: Subject, person: Person) -> QuerySet[Measure]:
    """All that ever restricted somebody in this case, oldest first."""
    return Measure.objects.filter(case_id=case.pk, person=person).order_by("opened", "pk")


BROUGHT_IN = (
    MeasureKind.SUMMONS,
    MeasureKind.COMPELLED,
    MeasureKind.DETENTION,
    MeasureKind.ARREST,
    MeasureKind.EXAMINATION,
)
"""What keeps a person in the hands of the police; bail and surveillance leave them at home."""


def here_since(case: Subject, person: Person, at: datetime) -> datetime | None:
    """Since when, at that moment, somebody had been in the hands of the police without a break.

    One measure may follow another: summons, then detention announced, is one stay. None when nothing kept them then.
    """
    if isinstance(case, Questioning):
        return case.arrived_at if case.arrived_at <= at and (case.ended_at is None or case.ended_at >= at) else None
    kept = [one for one in measures_of(case, person) if one.measure_kind in BROUGHT_IN]
    since = None
    for one in kept:
        if one.started > at:
            break
        if one.ended is None or one.ended >= at:
            since = one.started if since is None else min(since, one.started)
    if since is None:
        return None
    for one in reversed(kept):
        if one.started < since and one.ended is not None and one.ended >= since:
            since = one.started
    return since


def housed(case: Subject, person: Person, at: datetime) -> bool:
    """Whether the detention house had taken somebody in by that moment, and still had them."""
    found = [
        one
        for one in measures_of(case, person)
        if one.facts.get("received_at") or one.measure_kind == MeasureKind.ARREST
    ]
    return any(
        datetime.fromisoformat(one.facts.get("received_at") or one.started.isoformat()) <= at
        and (one.ended is None or one.ended > at)
        for one in found
        if one.measure_kind in (MeasureKind.DETENTION, MeasureKind.ARREST)
    )


def foreign(person: Person) -> bool:
    """Whether somebody is of another nationality."""
    return "foreigner" in person.flags or person.nationality not in ("", "中国", "CN", "CHN")


def report_upward(case: CaseFacts, person: Person, at: datetime) -> list[Start]:
    """The hours in which a measure on a foreigner is reported to the province (程序规定 刑事 367; 行政 254)."""
    rule = "A42" if case.case_kind == "admin" else "C58"
    runs = Clock.objects.filter(subject_id=case.pk, rule=rule, about=person.key, state=ClockState.RUNNING)
    return [] if not foreign(person) or runs.exists() else [Start(rule, at, person.key)]


def people_here(case: Subject, _by: By | None = None) -> QuerySet[Person]:
    """Who is in the hands of the police in this matter."""
    if isinstance(case, Questioning):
        return people(case, Role.SUSPECT) if case.ended_at is None else people(case).none()
    kept = running_measures(case, *BROUGHT_IN).values("person_id")
    return people(case).filter(pk__in=kept)


def excluded(case: Subject, person: Person, since: datetime) -> timedelta:
    """Time since then that does not count towards the hours of inquiry: restraint until sober."""
    ended = StayEntry.objects.filter(
        subject_id=case.pk, person=person, kind=StayKind.RESTRAINT, started__gte=since, ended__isnull=False
    )
    return sum((one.lasted for one in ended), timedelta())


def counted_from(case: Subject, measure: Measure) -> datetime:
    """From when the hours of a measure count, with what does not count put before them."""
    return measure.started + excluded(case, measure.person, measure.started)


def signed_or_not(signed: bool, refusal_note: str) -> dict[str, str]:
    """How the person answered for the times, as the journal keeps it."""
    return {"signed": "本人填写并签名" if signed else f"拒签：{refusal_note}"}


def restricted(officer: Staff, at: datetime) -> QuerySet[Measure]:
    """Everybody deprived of liberty or restricted in it now, in the officer's sight."""
    return visible_to(officer, at, Measure).filter(closed=None).select_related("person", "case")


def measures_in_matter(people: Iterable[Person], case: CaseFacts | None = None) -> dict[int, list[Measure]]:
    """By person: all measures against them for the same matter, in whatever case it is or was handled.

    Cases of one report are one matter: an administrative case that turned criminal, a criminal one that turned
    administrative. So is a case that was merged into one. Somebody is the same person by name and ID number.
    `case` spares reading the one they are all of.
    """
    wanted = list(people)
    own = {one.subject_id for one in wanted}
    report_of = {case.pk: case.report_id} if case is not None and own == {case.pk} else _reports(Q(pk__in=own))
    kin = _reports(Q(report__in=[one for one in report_of.values() if one])) | report_of
    rest = merged_into(kin)
    kin |= {one: kin[main] or main for one, main in rest.items()}
    alike = Person.objects.filter(subject_id__in=kin, name__in={one.name for one in wanted})
    found: dict[tuple[int, str, str], list[Measure]] = {}
    for one in Measure.objects.filter(person__in=alike).select_related("person", "case").order_by("opened", "pk"):
        found.setdefault(_same(one.person, kin), []).append(one)
    return {one.pk: found.get(_same(one, kin), []) for one in wanted}


def merged_into(cases: Iterable[int]) -> dict[int, int]:
    """Cases that rest in these, each with the one it rests in now; a case merged into a merged one comes along."""
    found: dict[int, int] = {}
    layer = {one: one for one in cases}
    while layer:
        rows = CriminalCase.objects.filter(main__in=layer).values_list("pk", "main_id")
        layer = {pk: layer[main] for pk, main in rows if pk not in found}
        found |= layer
    return found


@once
def _resting(case: Subject) -> dict[int, int]:
    return merged_into([case.pk]) if list(rows_of(case, CriminalCase, "main")) else {}


def about(case: Subject, person: Person) -> Q:
    """Rows that hang on a case and are about one of its people, wherever they were written before a merger."""
    return reduce(or_, (Q(subject_id=one, person_id=key) for one, key in before_merger(case, person).items()))


@once
def _written_before(case: Subject, model: type[Any], *columns: str) -> list[tuple[Any, ...]]:
    """Rows of the cases merged into this one: who they are about, as that person is here, and these columns."""
    resting = _resting(case)
    if not resting:
        return []
    here = {(one.name, one.role): one.pk for one in people(case)}
    there = Person.objects.filter(subject_id__in=resting)
    now = {one.pk: here.get((one.name, one.role)) for one in there}
    rows = model.objects.filter(subject_id__in=resting).values_list("person_id", *columns)
    return [(now.get(who), *rest) for who, *rest in rows]


def before_merger(case: Subject, person: Person) -> dict[int, int]:
    """Whom a person of a case was in the cases merged into it: case and person, the case itself first."""
    found = {case.pk: person.pk}
    before = _resting(case)
    if before:
        rows = Person.objects.filter(subject_id__in=before, name=person.name, role=person.role)
        same = rows.filter(id_index__in=("", person.id_index)) if person.id_index else rows
        found |= dict(same.values_list("subject_id", "pk"))
    return found


def papers_about(case: Subject, person: Person) -> QuerySet[Document]:
    """Papers about a person, of the case and of those merged into it."""
    rows = before_merger(case, person).items()
    return Document.objects.filter(reduce(or_, (Q(matter_id=one, about=f"person:{key}") for one, key in rows)))


def _reports(which: Q) -> dict[int, int | None]:
    """Case and the report it came from."""
    administrative = AdministrativeCase.objects.filter(which).values_list("pk", "report_id")
    return dict(administrative.union(CriminalCase.objects.filter(which).values_list("pk", "report_id")))


def _same(person: Person, report_of: Mapping[int, int | None]) -> tuple[int, str, str]:
    case = person.subject_id
    return (report_of.get(case) or case, person.name, person.id_index)


def days_held(case: Subject, at: datetime) -> list[tuple[Person, int]]:
    """Suspects of a case who were held for its matter, each with the days in custody up to a moment."""
    found = measures_in_matter(suspects(case))
    day = at.astimezone(LOCAL).date()
    days = [(one, custody.held_days(spans(found[one.pk], at), day)) for one in suspects(case)]
    return [(one, held) for one, held in days if held]


def offset_owed(person: Person, at: datetime) -> int:
    """Days that go off administrative detention for what restricted somebody before, for the same matter."""
    before = [one for one in measures_in_matter([person])[person.pk] if one.opened < at]
    return custody.off("admin_detention", spans(before, at), at.astimezone(LOCAL).date())


def spans(measures: Iterable[Measure], at: datetime) -> list[Span]:
    """Measures as they are counted: one that runs is counted until now."""
    return [Span(one.counted_as, one.opened, min(one.closed or at, at)) for one in measures]


def statements_of(case: Subject, person: Person) -> QuerySet[Statement]:
    return Statement.objects.filter(about(case, person)).order_by("started")


@once
def questioned(case: Subject) -> frozenset[tuple[int | None, str]]:
    """Whom statements were taken of, and of which kind."""
    mine = rows_of(case, Statement).values_list("person_id", "kind")
    return frozenset([*mine, *_written_before(case, Statement, "kind")])


@once
def evidence_kinds(case: Subject) -> frozenset[str]:
    """The statutory kinds of evidence in the file; what was excluded does not count."""
    mine = rows_of(case, Evidence).filter(excluded_at=None).values_list("kind", flat=True)
    before = _written_before(case, Evidence, "kind", "excluded_at")
    return frozenset([*mine, *(kind for _who, kind, excluded in before if excluded is None)])


def was_told(case: Subject, person: Person, kind: str, before: datetime | None = None) -> bool:
    """Whether a person was given a notice of that kind (by a moment)."""
    return any(
        who == person.pk and what == kind and (before is None or at <= before) for who, what, at in notices(case)
    )


@once
def notices(case: Subject) -> list[tuple[int | None, str, datetime]]:
    """Who was given which kind of notice, and when."""
    mine = rows_of(case, Notice).values_list("person_id", "kind", "at")
    return [*mine, *_written_before(case, Notice, "kind", "at")]


def team(case: CaseFacts) -> Iterable[int]:
    """Ids of everyone who handles the case."""
    return dict.fromkeys([*([case.owner] if case.owner else []), *case.handlers])


@once
def handlers(case: CaseFacts) -> list[Staff]:
    """Everyone who handles the case."""
    return list(Staff.objects.filter(pk__in=list(team(case))))


PROPERTY = (CriminalProperty, AdministrativeProperty)


def property_of(case: Subject) -> QuerySet[Any]:
    """Every measure on property in a case, in the order they were taken."""
    model = CriminalProperty if getattr(case, "case_kind", "") == "criminal" else AdministrativeProperty
    return rows_of(case, model, "case").select_related("holder").order_by("taken_at", "pk")


def parts_of(case: Subject) -> list[Subject]:
    """What is as secret as the case it came about in: measures against people and on property."""
    if not isinstance(case, CaseFacts):
        return []
    return [*Measure.objects.filter(case_id=case.pk).order_by("pk"), *property_of(case)]


def running_property(case: Subject, stage: str = "") -> QuerySet[Any]:
    """Measures on property that have not ended; those at one stage when it is named."""
    found = property_of(case).filter(closed=None)
    return found.filter(stage=stage) if stage else found


def held_items(measure: PropertyMeasure) -> QuerySet[PropertyItem]:
    """What the measure still holds, line by line."""
    found = PropertyItem.objects.filter(subject_id=measure.pk, state=ItemState.HELD)
    return found.select_related("evidence").order_by("pk")


@once
def came_from(case: Subject) -> list[int]:
    """The case of the other kind that became this one: it ended in the act that opened this one."""
    if isinstance(case, AdministrativeCase):
        found = CriminalCase.objects.filter(stage="to_admin", closed=case.opened, agency=case.agency)
        return list(found.filter(report_id=case.report_id, conduct_at=case.conduct_at).values_list("pk", flat=True))
    if isinstance(case, CriminalCase):
        before = AdministrativeCase.objects.filter(stage="to_criminal", closed=case.opened, agency=case.agency)
        return list(before.filter(report_id=case.report_id, conduct_at=case.conduct_at).values_list("pk", flat=True))
    return []


def left_behind(case: Subject) -> list[PropertyMeasure]:
    """Measures on property still in force in the case that became this one."""
    other = CriminalProperty if isinstance(case, AdministrativeCase) else AdministrativeProperty
    keys = came_from(case)
    return list(other.objects.filter(case_id__in=keys, closed=None).order_by("pk")) if keys else []


def unkept_property(case: Subject) -> bool:
    """Whether goods, or the papers of goods, still wait to be brought to the keeper."""
    waiting = ("P01", "P02", "P03")
    measures = list(running_property(case).values_list("pk", flat=True))
    return Clock.objects.filter(subject_id__in=measures, rule__in=waiting, state="running").exists()


def pauses_of(clock: Clock) -> tuple[Pause, ...]:
    """The closed intervals of a clock that do not count."""
    closed = [(begun, over, ground) for begun, over, ground in clock.pauses if over is not None]
    return tuple(Pause(datetime.fromisoformat(a), datetime.fromisoformat(b), ground) for a, b, ground in closed)


NOT_PENALISED = "不予处罚"


def last_penalty_before(person: Person, moment: datetime) -> Decision | None:
    """The last administrative penalty of the same person, known by the ID number, decided before a moment."""
    if not person.id_index:
        return None
    found = Decision.objects.filter(
        person__id_index=person.id_index, decided_at__lt=moment, subject__kind=AdministrativeCase.KIND
    )
    return found.exclude(kind=NOT_PENALISED).order_by("-decided_at").first()
