"""The legal office's register of what the procuratorate gave back: returns, refused arrests, non-prosecutions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from egret.acts.queries import visible_to
from egret.cases.acts.contests import NOT_ARRESTED, NOT_PROSECUTED
from egret.cases.acts.prosecution import RETURNED
from egret.cases.models import CriminalCase, PartnerReply
from egret.org.models import Staff
from egret.review.models import FollowUp

REGISTERED = (RETURNED, NOT_ARRESTED, NOT_PROSECUTED)
"""Answers that the register keeps; each is a row of the case, so the register can forget none."""


def register(officer: Staff, at: datetime, kind: str = "") -> QuerySet[PartnerReply]:
    """The register as the officer may see it, newest first."""
    cases = visible_to(officer, at, CriminalCase)
    kinds = [kind] if kind in REGISTERED else list(REGISTERED)
    found = PartnerReply.objects.filter(kind__in=kinds, subject_id__in=cases.values("pk"))
    return found.select_related("subject", "person", "follow_up").order_by("-at", "-pk")


def unexplained(case: Any, _by: Any = None) -> QuerySet[PartnerReply]:
    """Answers of the case that have no reason in the register yet."""
    return PartnerReply.objects.filter(subject_id=case.pk, kind__in=REGISTERED, follow_up=None).order_by("at", "pk")


def running(case: Any, _by: Any = None) -> QuerySet[FollowUp]:
    """Follow-ups of the case that are not finished."""
    return FollowUp.objects.filter(subject_id=case.pk, done_at=None).order_by("at", "pk")
