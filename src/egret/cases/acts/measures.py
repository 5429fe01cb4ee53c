"""How acts of a case begin, lengthen, change and end a measure: each is a subject of its own with its own entries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from egret.acts.done import Born, By, Touch
from egret.acts.models import Subject
from egret.acts.ports import ports
from egret.cases.models import Measure, MeasureKind, Period
from egret.cases.models.measures import ENDED
from egret.intake.models import Person


def begun(
    case: Subject,
    by: By,
    person: Person,
    kind: MeasureKind,
    rule: str,
    started: datetime,
    *,
    until: datetime | None = None,
    ground: str = "",
    place: str = "",
    paper: str = "",
    facts: dict[str, Any] | None = None,
) -> Born:
    """A measure begins, under a limit of the rulebook or until a moment that a decision sets."""
    due = until or ports.rules.due(rule, started).guard
    measure = Measure(
        case=case,
        person=person,
        measure_kind=kind,
        title=f"{person.name} {MeasureKind(kind).label}",
        sensitivity=case.sensitivity,
        opened=started,
        due=due,
        ground=ground,
        place=place,
        periods=[_period(by, rule, started, due, paper)],
        facts=facts or {},
    )
    return Born(measure)


def lengthened(
    measure: Measure,
    by: By,
    rule: str,
    until: datetime | None,
    *,
    since: datetime | None = None,
    paper: str = "",
    **changes: Any,
) -> Touch:
    """One more term follows the one that ran, or takes its place from `since`; without an end while it is held."""
    begins = since or measure.due or by.at
    periods = [*measure.periods, _period(by, rule, begins, until, paper)]
    return Touch(measure, changes={"due": until, "periods": periods, **changes})


def passed_on(measure: Measure, by: By, rule: str, paper: str = "") -> Touch:
    """Another organ has the case now, or has given it back: custody goes on under its term, or as it decides."""
    until = ports.rules.due(rule, by.at).guard if rule else None
    return lengthened(measure, by, rule, until, since=by.at, paper=paper)


def noted(measure: Measure, **facts: Any) -> Touch:
    """Something more is known of a measure."""
    return Touch(measure, changes={"facts": {**measure.facts, **facts}})


def over(measure: Measure, at: datetime, why: str) -> Touch:
    """The person is free of this measure."""
    return Touch(measure, ENDED, changes={"closed": at, "end_ground": why})


def later_by(measure: Measure, span: timedelta) -> Touch:
    """Time that does not count (restraint until sober): the running term ends so much later."""
    if measure.due is None:
        return Touch(measure)
    due = measure.due + span
    last = {**measure.periods[-1], "until": due.isoformat()}
    return Touch(measure, changes={"due": due, "periods": [*measure.periods[:-1], last]})


def _period(by: By, rule: str, since: datetime, until: datetime | None, paper: str) -> dict[str, Any]:
    signed = by.approved.signatures if by.approved else ()
    approver = signed[-1].actor if signed else by.actor
    return Period(rule, since, until, by.at, approver.pseudonym, paper).plain()
