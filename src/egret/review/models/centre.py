"""执法监督管理中心的工作组: who works on which part of the legal office's work, founded and staffed by acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Subject, noun
from egret.acts.stages import Stage, StageTable, Step

LEGAL, NOBODY = "法制部门", "无"

GROUP_STAGES = StageTable(
    "执法监督管理中心工作组",
    [
        Stage("standing", "运行中", "Standing", LEGAL),
        Stage("dissolved", "已撤销", "Dissolved", NOBODY, final=True),
    ],
    [Step("review.dissolve_group", ("standing",), "dissolved")],
)


@noun
class CentreGroup(Subject):
    """工作组: a group of the centre; what its duty takes in stands in `rulebook/settings/centre.yaml`."""

    KIND = "centre_group"
    STAGES = GROUP_STAGES
    PERSONAL: ClassVar[dict[str, str]] = {"title": "keep: 机构名称"}

    subject_ptr = models.OneToOneField(
        Subject, models.CASCADE, parent_link=True, primary_key=True, related_name="as_centre_group"
    )
    duty = models.CharField(_("分工"), max_length=32)

    class Meta:
        verbose_name = _("执法监督管理中心工作组")

    def series(self, by: By) -> tuple[str, Callable[[int], str]]:
        head = f"ZX{by.actor.unit_code}-{by.at.astimezone(LOCAL).year}"
        return head, lambda seq: f"{head}-{seq:03d}"
