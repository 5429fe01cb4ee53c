"""类案指导: a force's own versions of a guide, model dossiers that show it, and what officers confirmed on a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Journalled, Subject, noun
from egret.acts.stages import Stage, StageTable, Step
from egret.cases.models import Evidence
from egret.org.models import Staff

LEGAL, NOBODY = "法制部门", "无"

GUIDE_STAGES = StageTable(
    "类案指导",
    [
        Stage("draft", "草稿", "Draft", LEGAL),
        Stage("proposed", "待核定", "To be approved", LEGAL),
        Stage("approved", "已核定", "Approved", NOBODY, final=True),
        Stage("withdrawn", "已撤回", "Withdrawn", NOBODY, final=True),
    ],
    [
        Step("guidance.edit_guide", ("draft",), "draft"),
        Step("guidance.propose_guide", ("draft",), "proposed"),
        Step("guidance.return_guide", ("proposed",), "draft"),
        Step("guidance.approve_guide", ("proposed",), "approved"),
        Step("guidance.withdraw_guide", ("draft", "proposed", "approved"), "withdrawn"),
    ],
)


@noun
class GuideVersion(Subject):
    """类案指导的一个版本: evidence book and legal opinion of one kind of case, in a force's own words, from a day on.

    What the law fixes is not in it: that stays in the rulebook, whoever approves what.
    """

    KIND = "guide_version"
    STAGES = GUIDE_STAGES

    guide = models.CharField(_("类案"), max_length=8)
    content = models.JSONField(_("内容"))
    reason = models.CharField(_("理由"), max_length=400)
    valid_from = models.DateField(_("生效日期"), null=True)
    valid_until = models.DateField(_("失效日期"), null=True)
    """The first day on which it no longer counts."""
    proposer = models.ForeignKey(Staff, models.PROTECT, related_name="guide_versions", verbose_name=_("拟订人"))
    approver = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("核定人"))
    approved_at = models.DateTimeField(_("核定时间"), null=True)
    digest = models.CharField(_("摘要"), max_length=80, blank=True, default="")
    """`sha256:` of content and day: what the second person signs."""

    PERSONAL: ClassVar[dict[str, str]] = {"title": "keep: 类案名称"}

    class Meta:
        verbose_name = _("类案指导")
        indexes = [models.Index(fields=["guide", "valid_from"], name="guide_version_day")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approver=None, approved_at=None)
                | models.Q(approver__isnull=False, approved_at__isnull=False),
                name="guide_version_approver_and_at",
            ),
            models.CheckConstraint(condition=~models.Q(approver=models.F("proposer")), name="guide_version_two_people"),
        ]

    def series(self, by: By) -> tuple[str, Callable[[int], str]]:
        head = f"LA{by.actor.unit_code}-{by.at.astimezone(LOCAL).year}"
        return head, lambda seq: f"{head}-{seq:03d}"


DOSSIER_STAGES = StageTable(
    "示范卷",
    [
        Stage("made", "已制作", "Made", LEGAL),
        Stage("published", "已采用", "Published", NOBODY, final=True),
        Stage("withdrawn", "已撤回", "Withdrawn", NOBODY, final=True),
    ],
    [
        Step("guidance.publish_dossier", ("made",), "published"),
        Step("guidance.withdraw_dossier", ("made", "published"), "withdrawn"),
    ],
)


@noun
class ModelDossier(Subject):
    """示范卷: a real finished case made anonymous, with the proof of what was taken out of it."""

    KIND = "model_dossier"
    STAGES = DOSSIER_STAGES

    guide = models.CharField(_("类案"), max_length=8)
    source = models.ForeignKey(Subject, models.PROTECT, related_name="model_dossiers", verbose_name=_("原案件"))
    content = models.JSONField(_("内容"))
    removed = models.JSONField(_("已隐去的内容"), default=dict)
    """Kind of what was taken out -> how many values, and how often they stood there; never the values."""
    lesson = models.TextField(_("示范要点"))
    digest = models.CharField(_("摘要"), max_length=80)
    maker = models.ForeignKey(Staff, models.PROTECT, related_name="made_dossiers", verbose_name=_("制作人"))
    approver = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("核定人"))
    approved_at = models.DateTimeField(_("核定时间"), null=True)

    PERSONAL: ClassVar[dict[str, str]] = {
        "title": "keep: 类案名称",
        "content": "keep: made anonymous by the act that wrote it, which proves it",
    }

    class Meta:
        verbose_name = _("示范卷")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approver=None, approved_at=None)
                | models.Q(approver__isnull=False, approved_at__isnull=False),
                name="model_dossier_approver_and_at",
            ),
            models.CheckConstraint(condition=~models.Q(approver=models.F("maker")), name="model_dossier_two_people"),
        ]

    def series(self, by: By) -> tuple[str, Callable[[int], str]]:
        head = f"SFJ{by.actor.unit_code}-{by.at.astimezone(LOCAL).year}"
        return head, lambda seq: f"{head}-{seq:03d}"


class ChecklistMark(Journalled):
    """清单核对: an officer said which evidence shows an item of the list, or why the case has no need of it."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="checklist_marks", verbose_name=_("案件"))
    guide = models.CharField(_("类案"), max_length=8)
    item = models.CharField(_("清单项"), max_length=8)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+", verbose_name=_("证据"))
    """Empty: the case has no need of the item, and the note says why."""
    note = models.CharField(_("说明"), max_length=200, blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("核对人"))
    at = models.DateTimeField(_("时间"))

    PERSONAL: ClassVar[dict[str, str]] = {"note": "erase"}

    class Meta:
        verbose_name = _("清单核对")
        constraints = [
            models.UniqueConstraint(fields=["subject", "guide", "item"], name="checklist_mark_once"),
            models.CheckConstraint(
                condition=models.Q(evidence__isnull=False) | ~models.Q(note=""), name="checklist_mark_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guide} {self.item}"


class Characterisation(Journalled):
    """定性: the charges or violations an officer finds in a case, beside what was proposed to them; none is changed."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="characterisations", verbose_name=_("案件"))
    names = models.JSONField(_("认定的罪名或者违法行为"))
    proposed = models.JSONField(_("当时推荐的"), default=list)
    learnt = models.CharField(_("所用权重的学习日期"), max_length=10, blank=True)
    """Empty: rules alone proposed."""
    reason = models.TextField(_("与推荐不同的理由"), blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("定性人"))
    at = models.DateTimeField(_("时间"))

    PERSONAL: ClassVar[dict[str, str]] = {"reason": "erase"}

    class Meta:
        verbose_name = _("定性")
        indexes = [models.Index(fields=["subject", "at"], name="characterisation_latest")]

    def __str__(self) -> str:
        return "、".join(self.names)

    @property
    def agrees(self) -> bool:
        """Whether the officer found what was proposed."""
        return set(self.names) == set(self.proposed)
