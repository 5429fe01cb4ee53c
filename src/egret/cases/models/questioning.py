"""继续盘问 and its stage table (人民警察法 9; 适用继续盘问规定 7-20)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.done import By
from egret.acts.models import noun
from egret.acts.stages import Stage, StageTable, Step
from egret.cases.models.base import Kept
from egret.intake.models import LOCAL, Incident, Person

OFFICER, HEAD, NOBODY = "办案民警", "派出所负责人", "无"
RULES = "公安机关适用继续盘问规定"

QUESTIONING_STAGES = StageTable(
    "继续盘问",
    [
        Stage("brought_in", "带回待批", "Brought in, approval awaited", OFFICER),
        Stage("questioning", "继续盘问", "Continued questioning", OFFICER),
        Stage("ended", "已终止", "Ended", NOBODY, final=True),
    ],
    [
        Step("cases.approve_questioning", ("brought_in",), "questioning", f"{RULES}#13"),
        Step("cases.end_questioning", ("brought_in", "questioning"), "ended", f"{RULES}#19"),
    ],
)


class Ground(models.TextChoices):
    """The four situations in which somebody may be taken along for continued questioning (规定 8)."""

    ACCUSED = "accused", _("被害人、证人控告或者指认有犯罪行为")
    IN_THE_ACT = "in_the_act", _("有正在实施违反治安管理或者犯罪行为嫌疑")
    UNKNOWN = "unknown", _("有违反治安管理或者犯罪嫌疑且身份不明")
    LOOT = "loot", _("携带的物品可能是赃物")


class Outcome(models.TextChoices):
    """What continued questioning ends with (规定 19, 21)."""

    CLEARED = "cleared", _("排除嫌疑，释放")
    UNPROVED = "unproved", _("时限届满不能证实，释放")
    NOT_APPROVED = "not_approved", _("未批准继续盘问，释放")
    BARRED = "barred", _("发现不得适用继续盘问，释放")
    OFFENCE = "offence", _("证实有违法行为，转治安案件")
    CRIME = "crime", _("有证据证明有犯罪嫌疑，转刑事案件")


FREED = (Outcome.CLEARED, Outcome.UNPROVED, Outcome.NOT_APPROVED, Outcome.BARRED)


@noun
class Questioning(Kept):
    """继续盘问: a person stopped in the street and taken along, whom nothing yet proves to have done wrong."""

    KIND = "questioning"
    STAGES = QUESTIONING_STAGES
    case_kind: ClassVar[str] = "both"

    report = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="+", verbose_name=_("来源警情"))
    ground = models.CharField(_("法定情形"), max_length=12, choices=Ground)
    arrived_at = models.DateTimeField(_("带至公安机关时间"))
    limit = models.CharField(_("时限"), max_length=8)
    """Id of the limit that runs; the rulebook holds the hours."""
    place = models.CharField(_("盘问地点"), max_length=200, blank=True)
    course = models.TextField(_("当场盘问、检查情况"), blank=True)
    outcome = models.CharField(_("处理结果"), max_length=16, choices=Outcome, blank=True)
    ended_at = models.DateTimeField(_("终止时间"), null=True)
    handed_to = models.CharField(_("领回人或者护送情况"), max_length=120, blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {
        "title": "mask",
        "place": "erase",
        "course": "erase",
        "handed_to": "erase",
    }

    class Meta:
        verbose_name = _("继续盘问")
        verbose_name_plural = verbose_name

    def series(self, by: By) -> tuple[str, Callable[[int], str]]:
        day = by.at.astimezone(LOCAL)
        head = f"PW{by.actor.unit_code}-{day:%Y}"
        return head, lambda seq: f"{head}-{seq:05d}"

    @property
    def person(self) -> Person:
        return Person.objects.filter(subject_id=self.pk).order_by("pk")[0]

    @property
    def until(self) -> datetime | None:
        return self.due
