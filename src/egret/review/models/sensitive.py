"""敏感案件: flagged by kind, reported in time, shown to those who need to know, followed to the end (F85)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.models import Journalled, Subject
from egret.org.models import Staff


class Flag(Journalled):
    """敏感标记: of one kind, by whom, reported when and to whom, and how it ended."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="sensitive_flags", verbose_name=_("案件"))
    kind = models.CharField(_("种类"), max_length=32)
    label = models.CharField(_("种类名称"), max_length=60)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("认定人"))
    at = models.DateTimeField(_("认定时间"))
    reason = models.TextField(_("情况"))
    reported_at = models.DateTimeField(_("报备时间"), null=True)
    reported_to = models.CharField(_("报备对象"), max_length=120, blank=True)
    ended_at = models.DateTimeField(_("跟踪结束时间"), null=True)
    outcome = models.TextField(_("最终结果"), blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {"reason": "erase", "outcome": "erase"}

    class Meta:
        verbose_name = _("敏感标记")

    def __str__(self) -> str:
        return self.label
