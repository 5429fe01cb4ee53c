"""What every case has, administrative or criminal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import ClassVar, Literal

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.done import By
from egret.acts.models import Subject
from egret.intake.models import LOCAL, Incident

SEALED = 2
"""Sensitivity of a sealed record: seen by its keepers alone, each look recorded, never widened like any other."""


class Kept(Subject):
    """A matter in which somebody may be in the hands of the police: a case, a continued questioning."""

    class Meta:
        abstract = True


class CaseFacts(Kept):
    """案件: what is known of the matter itself; people, measures and papers stand beside it in rows of their own."""

    case_kind: ClassVar[Literal["admin", "criminal"]]
    letter: ClassVar[str]

    report = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="+", verbose_name=_("来源警情"))
    cause = models.CharField(_("案由"), max_length=80)
    cause_cite = models.CharField(_("案由依据"), max_length=80, blank=True)
    conduct_at = models.DateTimeField(_("行为时间"))
    """The day of the conduct chooses the law of the penalty; the day of each act chooses the law of procedure."""
    place = models.CharField(_("地点"), max_length=200, blank=True)
    summary = models.TextField(_("简要案情"))
    amount = models.DecimalField(_("涉案金额"), max_digits=16, decimal_places=2, null=True)
    filed_at = models.DateTimeField(_("立案时间"), null=True)
    handlers = models.JSONField(_("办案民警"), default=list)
    """Ids of the officers in charge; the first is the subject's owner."""

    PERSONAL: ClassVar[dict[str, str]] = {"title": "mask", "summary": "erase", "place": "erase"}

    class Meta:
        abstract = True

    def series(self, by: By) -> tuple[str, Callable[[int], str]]:
        year = by.at.astimezone(LOCAL).year
        head = f"{self.letter}{by.actor.unit_code}-{year}"
        return head, lambda seq: f"{head}-{seq:05d}"

    @property
    def conduct_day(self) -> date:
        return self.conduct_at.astimezone(LOCAL).date()
