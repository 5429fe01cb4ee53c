"""What an officer has before them: the worklist, the lists, one subject."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet

from egret.acts.models import Subject, noun_named
from egret.acts.queries import visible_to
from egret.cases.models import PropertyMeasure
from egret.desk.pages import CASES, WORK
from egret.intake.models import Incident
from egret.org.models import Staff

P = TypeVar("P", bound=PropertyMeasure)
CAP = 1000
PAGE = 25


def mine(officer: Staff) -> QuerySet[Subject]:
    """Open subjects the officer owns."""
    return Subject.objects.filter(owner=officer.pk, closed=None, kind__in=WORK)


def ours(officer: Staff, at: datetime) -> QuerySet[Subject]:
    """Open subjects the officer's posts reach."""
    return visible_to(officer, at, Subject).filter(closed=None, kind__in=WORK)


def by_due(rows: QuerySet[Subject], limit: int = 50) -> list[Subject]:
    """The most urgent first; what has no limit comes after, newest first."""
    dated = list(rows.exclude(due=None).order_by("due", "pk")[:limit])
    return dated + list(rows.filter(due=None).order_by("-opened", "-pk")[: limit - len(dated)])


def incidents(officer: Staff, at: datetime) -> QuerySet[Subject]:
    return visible_to(officer, at, Subject).filter(kind=Incident.KIND)


def cases(officer: Staff, at: datetime, kinds: Sequence[str] = CASES) -> QuerySet[Subject]:
    found = visible_to(officer, at, Subject)
    return found.filter(kind=kinds[0]) if len(kinds) == 1 else found.filter(kind__in=kinds)


def property_under_measure(officer: Staff, at: datetime, model: type[P], *, with_term: bool) -> QuerySet[P]:
    """Running measures on property an officer sees: those with a term, or those the law sets none for."""
    found = visible_to(officer, at, model).filter(closed=None, until__isnull=not with_term)
    return found.select_related("holder", "case")


def capped_count(rows: QuerySet[Subject]) -> int:
    """How many, counted no further than the cap: a full count of a district takes a fifth of a second."""
    return rows.order_by()[: CAP + 1].count()


def subject_for(officer: Staff, at: datetime, pk: int) -> Subject | None:
    """The subject as its own noun, when the officer may see it."""
    seen = visible_to(officer, at, Subject)
    kind = seen.filter(pk=pk).values_list("kind", flat=True).first()
    noun = noun_named(kind)._base_manager.get(pk=pk) if kind else None
    matter = getattr(noun, "matter_id", None)
    # A paper or a finding is seen by whoever sees the matter it belongs to.
    return noun if matter is None or seen.filter(pk=matter).exists() else None
