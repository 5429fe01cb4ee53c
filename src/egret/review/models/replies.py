"""退查、不捕、不诉的原因分析和跟进: what the legal office makes of the procuratorate's answers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.models import Journalled, Subject
from egret.cases.models import PartnerReply
from egret.org.models import Staff


class Cause(models.TextChoices):
    """Why a case came back, in the words of the register."""

    FACTS = "facts", _("事实不清、证据不足")
    NATURE = "nature", _("定性或者罪名认定不同")
    NO_CRIME = "no_crime", _("不构成犯罪")
    NO_NEED = "no_need", _("无逮捕必要或者情节轻微")
    PROCEDURE = "procedure", _("程序或者文书问题")
    LATER = "later", _("和解、赔偿等后来的情况")


class FollowUp(Journalled):
    """台账: the reason found for one answer of the procuratorate, what follows from it, and how it ended."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="follow_ups", verbose_name=_("案件"))
    reply = models.OneToOneField(PartnerReply, models.PROTECT, related_name="follow_up", verbose_name=_("检察院决定"))
    cause = models.CharField(_("原因"), max_length=12, choices=Cause)
    analysis = models.TextField(_("原因分析"))
    measures = models.TextField(_("跟进措施"))
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("登记时间"))
    done_at = models.DateTimeField(_("跟进完成时间"), null=True)
    outcome = models.TextField(_("跟进结果"), blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {"analysis": "erase", "measures": "erase", "outcome": "erase"}

    class Meta:
        verbose_name = _("退查不捕不诉台账")

    def __str__(self) -> str:
        return f"{self.get_cause_display()}"
