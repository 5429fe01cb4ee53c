"""Which text of the law governs what in a case: the penalty by the day of the conduct, each act by its own day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from egret.acts.clocks import LOCAL
from egret.acts.models import Subject
from egret.cases.models import AdministrativeCase, Decision
from egret.desk.pages import english
from egret.journal.reading import Recorded
from egret.law.succession import Matter, matters


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a case under one text: how many acts were done in it, from when to when."""

    law: str
    first: date
    last: date
    count: int


@dataclass(frozen=True, slots=True)
class Compared:
    """A matter on which the two texts differ in place or in kind."""

    title: str
    before: str
    after: str
    by_conduct: bool


@dataclass(frozen=True, slots=True)
class Governing:
    """What a case file says of its law."""

    conduct: date
    penalty_law: str
    lighter: Sequence[str]
    """Later texts a decision rests on because they are lighter."""
    spans: Sequence[Span]
    compared: Sequence[Compared]

    @property
    def straddles(self) -> bool:
        """Whether more than one text governs."""
        return len({span.law for span in self.spans} | {self.penalty_law}) > 1


MEASURE = "notice"
"""The matter by which the text of a day is told: every public-security case comes to it."""


def governing(subject: Subject, entries: Sequence[Recorded]) -> Governing | None:
    """The texts of an administrative case; None for other subjects, whose law has one text."""
    if not isinstance(subject, AdministrativeCase):
        return None
    known = matters()
    conduct = subject.conduct_day
    spans = _spans(known[MEASURE], [entry.at.astimezone(LOCAL).date() for entry in entries])
    found = Governing(conduct, _law(known["spared"], conduct), _lighter(subject, conduct), spans, ())
    if not found.straddles:
        return found
    days = sorted({day for span in spans for day in (span.first, span.last)} | {conduct})
    compared = [_compared(one, days[0], days[-1]) for one in known.values()]
    changed = [one for one in compared if one.before != one.after]
    return Governing(conduct, found.penalty_law, found.lighter, spans, changed)


def _law(matter: Matter, on: date) -> str:
    return (matter.cites.on(on) or "").partition("#")[0]


def _spans(matter: Matter, days: Sequence[date]) -> list[Span]:
    by_law: dict[str, list[date]] = {}
    for day in days:
        by_law.setdefault(_law(matter, day), []).append(day)
    return [Span(law, min(held), max(held), len(held)) for law, held in by_law.items()]


def _lighter(case: AdministrativeCase, conduct: date) -> list[str]:
    cites = Decision.objects.filter(subject_id=case.pk).values_list("cite", flat=True)
    known = {cite: day for one in matters().values() for day, cite in one.cites}
    return [cite for cite in dict.fromkeys(cites) if known.get(cite, conduct) > conduct]


def _compared(matter: Matter, first: date, last: date) -> Compared:
    title = matter.title_en if english() else matter.title
    by_conduct = matter.governs == "penalty"
    return Compared(title, matter.cites.on(first) or "", matter.cites.on(last) or "", by_conduct)
