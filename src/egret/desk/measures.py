"""What the pages show of measures: who is held or restricted now, and one person's measures as a line of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.acts.clocks import LOCAL
from egret.acts.ports import ports
from egret.acts.queries import visible_to
from egret.cases import queries
from egret.cases.models import CaseFacts, Measure, MeasureKind, Period
from egret.desk.open_file import OpenFile
from egret.desk.pages import english, names_of
from egret.documents.models import Document
from egret.intake.models import Person
from egret.law import custody
from egret.org.models import Staff, Unit
from egret.ui.pieces import Dial

SIZE = 100
"""People on one page of those whose term runs; all whose term is over stand on every page."""
CUSTODY = (MeasureKind.DETENTION, MeasureKind.ARREST, MeasureKind.ADMIN_DETENTION)


class Narrowed(forms.Form):
    """Which of the people held or restricted are asked for."""

    kind = forms.ChoiceField(label=gettext_lazy("措施"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("单位"), required=False)

    def __init__(self, asked: object, found: QuerySet[Measure]) -> None:
        super().__init__(asked)  # type: ignore[arg-type]
        units = Unit.objects.filter(pk__in=found.order_by().values("unit").distinct()).order_by("code")
        kinds = [("custody", _("羁押（拘留、逮捕、行政拘留）")), *MeasureKind.choices]
        self.fields["kind"].choices = [("", _("全部")), *kinds]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", _("全部")), *((str(one.pk), one.label) for one in units)]  # type: ignore[attr-defined]

    def narrow(self, found: QuerySet[Measure]) -> QuerySet[Measure]:
        """What cannot be read narrows nothing."""
        self.is_valid()
        kind, unit = self.cleaned_data.get("kind"), self.cleaned_data.get("unit")
        if kind:
            found = found.filter(measure_kind__in=CUSTODY if kind == "custody" else [kind])
        return found.filter(unit=int(unit)) if unit else found


@dataclass(frozen=True, slots=True)
class Held:
    """One person under one measure, as the list shows it."""

    measure: Measure
    days: int
    """Days in custody so far, all measures for the matter together."""
    unit: str

    @property
    def url(self) -> str:
        return reverse("desk:measure", args=[self.measure.pk])

    @property
    def case_url(self) -> str:
        return reverse("desk:subject", args=[self.measure.case_id])


def held(measures: Sequence[Measure], at: datetime) -> list[Held]:
    """Measures with the days of each person, in as many queries for two as for two hundred."""
    together = queries.measures_in_matter([one.person for one in measures])
    units = Unit.objects.in_bulk([one.unit for one in measures])
    day = at.astimezone(LOCAL).date()
    return [
        Held(
            one,
            custody.held_days(queries.spans(together[one.person_id], at), day),
            units[one.unit].label if one.unit in units else "",
        )
        for one in measures
    ]


@dataclass(frozen=True, slots=True)
class Bar:
    """A measure on the line of time; places are hundredths of the whole line."""

    measure: Measure
    begin: float
    done: float
    """How long it has run."""
    ahead: float
    """How long it may still run."""
    is_late: bool
    is_here: bool
    """Taken in the case whose file this is."""

    @property
    def end(self) -> float:
        return self.begin + self.done

    @property
    def url(self) -> str:
        return reverse("desk:measure", args=[self.measure.pk])


@dataclass(frozen=True, slots=True)
class Course:
    """One person's measures in turn, and what they come to."""

    person: Person
    bars: Sequence[Bar]
    now: float
    days: int
    offsets: Sequence[tuple[str, int]]
    """Penalties that custody goes off, and by how many days."""


def courses(file: OpenFile, officer: Staff, at: datetime) -> list[Course]:
    """Everybody of a case who was ever under a measure; with their measures in other cases the officer may see."""
    case = file.subject
    people = sorted({one.person_id: one.person for one in file.measures}.values(), key=lambda one: one.pk)
    if not people:
        return []
    counted = queries.measures_in_matter(people, case if isinstance(case, CaseFacts) else None)
    indices = [one.id_index for one in people if one.id_index]
    seen = visible_to(officer, at, Measure).filter(person__id_index__in=indices).exclude(case_id=case.pk)
    elsewhere = list(seen.select_related("person", "case").order_by("opened", "pk")[:200]) if indices else []
    return [course(one, case.pk, counted[one.pk], elsewhere, at) for one in people]


def course(person: Person, case: int, counted: Sequence[Measure], more: Iterable[Measure], at: datetime) -> Course:
    """The line of one person. Days are counted over the matter alone; the bars also show other cases."""
    others = [one for one in more if person.id_index and one.person.id_index == person.id_index]
    shown = sorted({one.pk: one for one in (*counted, *others)}.values(), key=lambda one: (one.opened, one.pk))
    bars, now = _bars(shown, case, at)
    spans, day = queries.spans(counted, at), at.astimezone(LOCAL).date()
    tables = [one for key, one in custody.offsets().items() if key != custody.HELD]
    offsets = [(table.title_en if english() else table.title, table.days(spans, day)) for table in tables]
    return Course(person, bars, now, custody.held_days(spans, day), [pair for pair in offsets if pair[1]])


def _bars(measures: Sequence[Measure], case: int, at: datetime) -> tuple[list[Bar], float]:
    if not measures:
        return [], 0.0
    first = min(one.opened for one in measures)
    ends = [one.closed or max(one.due or at, at) for one in measures]
    whole = max(max(ends) - first, timedelta(minutes=1))

    def share(span: timedelta) -> float:
        return round(100 * max(span, timedelta(0)) / whole, 2)

    bars = []
    for one in measures:
        until = one.closed or at
        ahead = share(one.due - at) if one.closed is None and one.due else 0.0
        done = max(share(until - one.opened), 0.5)
        begin = min(share(one.opened - first), 99.5)
        bars.append(Bar(one, begin, done, ahead, _is_late(one, at), one.case_id == case))
    return bars, share(at - first)


def _is_late(measure: Measure, at: datetime) -> bool:
    return measure.closed is None and measure.due is not None and measure.due < at


def dial(measure: Measure) -> Dial | None:
    """The measure's own term as a clock."""
    if measure.closed is not None or measure.due is None:
        return None
    term = measure.terms[-1] if measure.terms else None
    rule = ports.rules.deadline(term.rule, term.since.astimezone(LOCAL).date()) if term and term.rule else None
    title = (rule.title_en if english() else rule.title) if rule else measure.get_measure_kind_display()
    return Dial(
        title, measure.opened, measure.due, measure.due, rule.cite if rule else "", rule.consequence if rule else ""
    )


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a measure as its page tells it."""

    period: Period
    title: str
    approver: str
    paper: Document | None


def terms(measure: Measure) -> list[Term]:
    """Each term in turn: its limit, who let it run, and the paper issued with it."""
    periods = measure.terms
    names = names_of(one.approver for one in periods)
    issued = queries.papers_about(measure.case, measure.person)
    papers = {(one.document_kind, one.opened): one for one in issued.order_by("pk")}
    return [
        Term(one, _limit(one, measure), names.get(one.approver, ""), papers.get((one.paper, one.decided)))
        for one in periods
    ]


def _limit(period: Period, measure: Measure) -> str:
    if not period.rule:
        return str(measure.get_measure_kind_display())
    rule = ports.rules.deadline(period.rule, period.since.astimezone(LOCAL).date())
    return rule.title_en if english() else rule.title
