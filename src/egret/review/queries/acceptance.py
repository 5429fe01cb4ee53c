"""Unified acceptance: every report without an outcome in one's reach, and what was asked about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from egret.acts.models import Subject
from egret.acts.queries import visible_to
from egret.cases.models import CriminalCase
from egret.intake.models import Incident
from egret.org.models import Staff, Unit
from egret.review.models.acceptance import ORDERS, Urging

WITHOUT_OUTCOME = ("received", "registered", "dispute")
FILING = "filing_review"
"""A report taken under criminal filing review has no outcome yet either."""
LATE, TODAY, REST = "late", "today", "rest"


def without_outcome(officer: Staff, at: datetime, when: str = "") -> QuerySet[Subject]:
    """Reports that nobody has said the outcome of, what is due first before; the pages and the acts see the same."""
    reports = Q(kind=Incident.KIND, stage__in=WITHOUT_OUTCOME)
    reviews = Q(kind=CriminalCase.KIND, stage=FILING)
    found = visible_to(officer, at, Subject).filter(reports | reviews, closed=None)
    if when == LATE:
        found = found.filter(due__lt=at)
    elif when == TODAY:
        found = found.filter(due__gte=at, due__lt=at + timedelta(days=1))
    elif when == REST:
        found = found.exclude(due__lt=at + timedelta(days=1))
    return found.order_by(F("due").asc(nulls_last=True), "opened", "pk")


def urgings_of(subject: Any, _by: Any = None) -> QuerySet[Urging]:
    return Urging.objects.filter(subject_id=subject.pk).select_related("by", "answered_by").order_by("at", "pk")


def unanswered(incident: Any, _by: Any = None) -> QuerySet[Urging]:
    """Reminders and orders that the unit has not answered."""
    found = urgings_of(incident).filter(answered_at=None, withdrawn_at=None)
    return found.exclude(kind="designate")


def orders(incident: Any, _by: Any = None) -> QuerySet[Urging]:
    """Orders in force: to accept, or to open the filing review."""
    return urgings_of(incident).filter(kind__in=ORDERS, withdrawn_at=None)


def last_urgings(incidents: Sequence[int]) -> dict[int, Urging]:
    """The newest urging of each report, in one query."""
    found = Urging.objects.filter(subject_id__in=incidents).order_by("at", "pk")
    return {one.subject_id: one for one in found}


def units_for(incident: Any, _by: Any = None) -> QuerySet[Unit]:
    """Units of the branch that could handle it instead."""
    found = Unit.objects.filter(stage="active").exclude(pk=incident.unit)
    found = found.filter(district=incident.district) if incident.district else found.filter(city=incident.city)
    return found.order_by("code")
