"""What is held against subjects: those a person may see, and where each rule stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from egret.acts.models import Subject
from egret.acts.ports import Actor
from egret.acts.queries import visible_to
from egret.intake.models import Person
from egret.supervision.models import Finding


def visible_findings(actor: Actor, at: datetime) -> QuerySet[Finding]:
    """A finding is seen by whoever sees the subject it is about."""
    return Finding.objects.filter(matter__in=visible_to(actor, at, Subject)).select_related("matter")


def findings_of(matter: Subject) -> QuerySet[Finding]:
    """Everything held against a subject, what still is first; whoever sees the subject sees it."""
    return Finding.objects.filter(matter_id=matter.pk).order_by("-gone_at", "severity", "since", "pk")


def held_against(matter: Subject) -> list[Finding]:
    """What is held against a subject now, the gravest first."""
    return list(Finding.objects.filter(matter_id=matter.pk, gone_at=None).order_by("severity", "since", "pk"))


def names_in(findings: Sequence[Finding]) -> dict[int, str]:
    """Names of the people findings are about, for those who may see the subjects."""
    keys = {one.person for one in findings if one.person}
    return dict(Person.objects.filter(pk__in=keys).values_list("pk", "name"))
