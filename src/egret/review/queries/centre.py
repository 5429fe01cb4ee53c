"""The district centre: which group works on what, who is in it, and which cases it follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from egret.acts.clocks import LOCAL
from egret.acts.models import Subject
from egret.acts.ports import Place
from egret.acts.queries import of_kind, visible_to
from egret.cases.models import AdministrativeCase, CriminalCase
from egret.org import queries as org
from egret.org.models import Staff
from egret.review import chosen
from egret.review.models.centre import CentreGroup
from egret.review.models.committee import Seat
from egret.review.models.sensitive import Flag

WORKS = ("review.receive", "review.agree")
"""Powers of those who may work in a group: the assistants', and the reviewers'."""


def groups(place: Any, _by: Any = None) -> QuerySet[CentreGroup]:
    """Groups that stand in the branch of a place; seen from the city, those of all its branches."""
    within = Q(district=place.district) if place.district else Q(city=place.city)
    return of_kind(CentreGroup).filter(within, stage="standing").order_by("district", "pk")


def duties(_place: Any, by: Any) -> list[tuple[str, str]]:
    """What a group may be founded for on that day."""
    return [(one.key, one.label) for one in chosen.centre(by.at.astimezone(LOCAL).date()).groups]


class Routes:
    """The standing groups around a place, asked once: whose work is it?"""

    def __init__(self, place: Any, at: datetime) -> None:
        self.groups = list(groups(place))
        self._centre = chosen.centre(at.astimezone(LOCAL).date())
        self._found = {(one.duty, one.district or 0, one.city): one for one in self.groups}

    def of(self, matter: Subject, act: str) -> CentreGroup | None:
        """The group of the matter's own branch that reviews this act; none where none was founded."""
        duty = self._centre.duty_of(act, matter.kind)
        return self._found.get((duty, matter.district or 0, matter.city))


def elsewhere(item: Any, _by: Any = None) -> QuerySet[CentreGroup]:
    """Groups that could take an item over."""
    return groups(item).exclude(pk=item.group_id or 0)


def fit(group: Any, by: Any) -> QuerySet[Staff]:
    """Who may be put into a group: who works for the legal office there."""
    place = Place(group.unit, group.district, group.city, group.agency)
    keys = {one.pk for power in WORKS for one in org.holders(power, place, by.at)}
    return Staff.objects.filter(pk__in=keys).order_by("police_number")


def members(group: CentreGroup | None, at: datetime) -> set[int]:
    """Keys of who is in the group then."""
    if group is None:
        return set()
    there = Seat.objects.filter(subject_id=group.pk, since__lte=at).filter(Q(until=None) | Q(until__gt=at))
    return set(there.values_list("member", flat=True))


def followed(group: CentreGroup, officer: Staff, at: datetime) -> Sequence[Subject]:
    """Cases the group follows besides its reviews, as far as the officer sees them, the nearest limit first."""
    duty = chosen.centre(at.astimezone(LOCAL).date()).duty(group.duty)
    if duty is None or not (duty.stages or duty.flags):
        return []
    flagged = Flag.objects.filter(kind__in=duty.flags, ended_at=None)
    wanted = Q(stage__in=duty.stages) | Q(pk__in=flagged.values("subject"))
    seen = visible_to(officer, at, Subject).filter(wanted, kind__in=(AdministrativeCase.KIND, CriminalCase.KIND))
    here = seen.filter(district=group.district, city=group.city)
    return list(here.order_by(F("due").asc(nulls_last=True), "pk")[:MOST])


MOST = 50
"""Cases of one group on the page of the centre."""
