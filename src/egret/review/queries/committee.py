"""The committee: who sits, what is on its agenda, and what has to go there before an act."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from egret.acts.clocks import LOCAL
from egret.acts.looking import once, rows_of
from egret.acts.models import Subject
from egret.acts.ports import ports
from egret.acts.queries import of_kind, visible_to
from egret.cases.acts.contests import NOT_ARRESTED, NOT_PROSECUTED
from egret.cases.acts.prosecution import RETURNED
from egret.cases.models import CaseFacts, MeasureKind, PartnerReply
from egret.cases.queries import measures_taken
from egret.org.models import Staff
from egret.review import chosen
from egret.review.models import ReviewItem
from egret.review.models.committee import OPEN, AgendaItem, Ballot, Committee, Seat
from egret.review.models.sensitive import Flag


def committees(place: Any, _by: Any = None) -> QuerySet[Committee]:
    """Committees in whose reach the case lies."""
    within = Q(district=place.district) if place.district else Q(city=place.city)
    return of_kind(Committee).filter(within, stage="standing").order_by("panel", "pk")


def hearing(case: Any, by: Any) -> QuerySet[Committee]:
    """Committees a case may be put before: the leaders', and the panels for its kind of matter."""
    panels = chosen.centre(by.at.astimezone(LOCAL).date()).panels
    return committees(case).filter(panel__in=["", *(one.key for one in panels if case.kind in one.matters)])


def panels(_place: Any, by: Any) -> list[tuple[str, str]]:
    """Panels that may be founded on that day."""
    return [(one.key, one.label) for one in chosen.centre(by.at.astimezone(LOCAL).date()).panels]


def seats(committee: Subject, at: datetime) -> QuerySet[Seat]:
    """Who is on the committee then."""
    found = Seat.objects.filter(subject_id=committee.pk, since__lte=at).filter(Q(until=None) | Q(until__gt=at))
    return found.select_related("member").order_by("pk")


def all_seats(subject: Subject) -> QuerySet[Seat]:
    """Who is or was on a committee or in a group, in order."""
    return Seat.objects.filter(subject_id=subject.pk).select_related("member").order_by("since", "pk")


def members_now(item: Any, by: Any) -> QuerySet[Staff]:
    """Whom the committee's secretary may tick as present."""
    return Staff.objects.filter(pk__in=seats(item.committee, by.at).values("member")).order_by("police_number")


def ballots(item: Any) -> QuerySet[Ballot]:
    """Votes of the present session."""
    found = Ballot.objects.filter(subject_id=item.pk, session=item.session)
    return found.select_related("member").order_by("cast_at", "pk")


def agenda(officer: Staff, at: datetime) -> QuerySet[AgendaItem]:
    """What is before the committees, the newest last; done ones stay to be read."""
    return visible_to(officer, at, AgendaItem).select_related("matter", "committee").order_by("-opened", "-pk")


def agenda_of(case: Any) -> QuerySet[AgendaItem]:
    return rows_of(case, AgendaItem, "matter").order_by("pk")


def said_on(case: Subject, act: str) -> list[AgendaItem]:
    """The newest question about an act of the case that was not taken off: before the committee, and before a panel.

    Each speaks for itself: a panel's opinion takes nothing from what the committee decided.
    """
    about = [one for one in _put(case) if one.act == act]
    last = {bool(one.committee.panel): one for one in about}
    return list(last.values())


@once
def _put(case: Subject) -> Sequence[AgendaItem]:
    """Questions about a case that were not taken off, in order."""
    return list(agenda_of(case).exclude(stage="withdrawn").select_related("committee"))


def is_open(item: AgendaItem) -> bool:
    return item.stage in OPEN


def flags(case: Any, _by: Any = None) -> QuerySet[Flag]:
    """Marks of sensitivity that are still followed."""
    return rows_of(case, Flag).filter(ended_at=None).order_by("at", "pk")


def _gave_back(case: CaseFacts, on: date) -> bool:
    replies = list(rows_of(case, PartnerReply).values_list("kind", flat=True))
    most = ports.rules.amount("supplement_returns", on)
    return NOT_ARRESTED in replies or NOT_PROSECUTED in replies or replies.count(RETURNED) >= most


def _coerced(case: CaseFacts, on: date) -> bool:
    kinds = (MeasureKind.DETENTION, MeasureKind.ARREST, MeasureKind.BAIL, MeasureKind.SURVEILLANCE)
    return any(one.measure_kind in kinds for one in measures_taken(case))


def _split(case: CaseFacts, on: date) -> bool:
    """The legal office sent the same thing back at least twice."""
    returned = rows_of(case, ReviewItem, "matter").filter(stage="returned").values_list("act", flat=True)
    acts = list(returned)
    return any(acts.count(one) > 1 for one in set(acts))


def _big_property(case: CaseFacts, on: date) -> bool:
    return case.amount is not None and case.amount >= ports.rules.amount("collective_property", on)


def _sensitive(case: CaseFacts, on: date) -> bool:
    return flags(case).exists()


FACTS: dict[str, Callable[[CaseFacts, date], bool]] = {
    "gave_back": _gave_back,
    "coerced": _coerced,
    "split": _split,
    "big_property": _big_property,
    "sensitive": _sensitive,
}
"""How a situation is seen from the records of a case; a trigger without one is found by people."""


def triggers_met(case: CaseFacts, act: str, at: datetime) -> Iterator[chosen.Trigger]:
    """What of this case should go before the committee before this act, as its records show."""
    day = at.astimezone(LOCAL).date()
    for one in chosen.triggers(day):
        if act in one.acts and one.facts and _is_met(case, one.facts, day):
            yield one


@once
def _is_met(case: CaseFacts, facts: str, day: date) -> bool:
    return FACTS[facts](case, day)
