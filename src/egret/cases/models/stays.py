"""在案的人: what is done for and with somebody between arrival and leaving (程序规定 行政 53, 58; 刑事 154, 201)."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.models import Journalled, Subject
from egret.intake.models import Person


class StayKind(models.TextChoices):
    SAFETY_CHECK = "safety_check", _("人身安全检查")
    HEALTH_CHECK = "health_check", _("健康和体表检查")
    MEAL = "meal", _("饮食")
    REST = "rest", _("休息")
    RESTRAINT = "restraint", _("醉酒约束")
    EQUIPMENT = "equipment", _("使用警械")


class StayEntry(Journalled):
    """在场登记: one thing done to or for a person who may not simply leave, when and by whom."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="stay_entries", verbose_name=_("事项"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="stay_entries", verbose_name=_("人员"))
    kind = models.CharField(_("种类"), max_length=16, choices=StayKind)
    started = models.DateTimeField(_("开始"))
    ended = models.DateTimeField(_("结束"), null=True)
    officers = models.JSONField(_("办理人员"), default=list)
    items = models.JSONField(_("随身物品"), default=list)
    note = models.TextField(_("记载"), blank=True)
    ground = models.CharField(_("理由"), max_length=40, blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {"items": "erase", "note": "erase"}

    class Meta:
        verbose_name = _("在场登记")
        verbose_name_plural = verbose_name
        indexes = [models.Index(fields=["subject", "person", "kind"], name="stay_of_person")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.person.name}"

    @property
    def lasted(self) -> timedelta:
        return self.ended - self.started if self.ended else timedelta()
