"""督办: what the case-management group asks of a unit about a report without an outcome (受案立案改革意见)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.models import Journalled, Subject
from egret.org.models import Staff


class UrgingKind(models.TextChoices):
    REMIND = "remind", _("督促")
    ADMIN = "admin", _("责令受案（行政）")
    CRIMINAL = "criminal", _("责令立案审查（刑事）")
    DESIGNATE = "designate", _("指定办理单位")


ORDERS = (UrgingKind.ADMIN, UrgingKind.CRIMINAL)


class Urging(Journalled):
    """督办记录: a reminder, an order to accept, or a dispute over who handles it settled by naming a unit."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="urgings", verbose_name=_("警情"))
    kind = models.CharField(_("种类"), max_length=12, choices=UrgingKind)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("督办人"))
    at = models.DateTimeField(_("时间"))
    reason = models.TextField(_("督办理由"))
    unit_from = models.BigIntegerField(_("原办理单位"), null=True)
    unit_to = models.BigIntegerField(_("指定的办理单位"), null=True)
    answered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("答复人"))
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    answer = models.TextField(_("答复"), blank=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)

    PERSONAL: ClassVar[dict[str, str]] = {"reason": "erase", "answer": "erase"}

    class Meta:
        verbose_name = _("督办记录")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_by=None, answered_at=None)
                | models.Q(answered_by__isnull=False, answered_at__isnull=False),
                name="urging_answered_by_and_at",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
