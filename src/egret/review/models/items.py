"""审核件: a paper or a penalty on the legal office's desk, from the intake check to the reviewer's word."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Journalled, Subject, noun
from egret.acts.stages import Stage, StageTable, Step
from egret.approvals.models import Approval
from egret.org.models import Staff
from egret.review.models.centre import CentreGroup

LEGAL, NOBODY = "法制部门", "无"
PREPARING = ("form", "evidence", "proof", "filing")
OPEN = (*PREPARING, "review", "second")

REVIEW_STAGES = StageTable(
    "法制审核件",
    [
        Stage("form", "形式审查", "Intake check", LEGAL),
        Stage("evidence", "证据清点", "Evidence check", LEGAL),
        Stage("proof", "文稿校对", "Proof-reading", LEGAL),
        Stage("filing", "整理组卷", "File making", LEGAL),
        Stage("review", "审核员审核", "With the reviewer", LEGAL),
        Stage("second", "二次审核", "Second review", LEGAL),
        Stage("passed", "审核同意", "Passed", NOBODY, final=True),
        Stage("returned", "退回补正", "Returned", NOBODY, final=True),
        Stage("ended", "不再审核", "No longer under review", NOBODY, final=True),
    ],
    [
        Step("review.check_form", ("form",), "evidence", "公安机关办理行政案件程序规定#170"),
        Step("review.check_evidence", ("evidence",), "proof", "公安机关办理行政案件程序规定#170"),
        Step("review.proofread", ("proof",), "filing"),
        Step("review.make_file", ("filing",), "review"),
        *(
            Step(act, (stage,), "review")
            for act, stage in (
                ("review.check_form", "form"),
                ("review.check_evidence", "evidence"),
                ("review.proofread", "proof"),
            )
        ),
        Step("review.take_up", PREPARING, "review", "治安管理处罚法(2025)#114"),
        Step("review.agree", ("review",), "passed", "治安管理处罚法(2025)#114"),
        Step("review.agree", ("review",), "second"),
        Step("review.agree_second", ("second",), "passed", "治安管理处罚法(2025)#114"),
        Step("review.give_back", ("review", "second"), "returned", "公安机关办理行政案件程序规定#171"),
        Step("review.end", OPEN, "ended"),
    ],
)


@noun
class ReviewItem(Subject):
    """审核件: one approval that waits for the legal office, or one penalty put before it."""

    KIND = "review_item"
    STAGES = REVIEW_STAGES
    SEEN_WITH = "matter"

    subject_ptr = models.OneToOneField(
        Subject, models.CASCADE, parent_link=True, primary_key=True, related_name="as_review_item"
    )  # the accessor's own name would hide another noun's column
    matter = models.ForeignKey(Subject, models.PROTECT, related_name="review_items", verbose_name=_("所审案件"))
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="+", verbose_name=_("所审呈批"))
    occasion = models.CharField(_("审核场合"), max_length=64, unique=True)
    """`approval:<key>:<round>` or `penalty:<key of what was put forward>`: each comes to the desk once."""
    act = models.CharField(_("执法行为"), max_length=64)
    digest = models.CharField(_("摘要"), max_length=80, blank=True)
    """What the approval's signers are shown; the reviewer's word is about this and nothing else."""
    group = models.ForeignKey(CentreGroup, models.PROTECT, null=True, related_name="items", verbose_name=_("工作组"))
    reviewer = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="reviewed_items", verbose_name=_("审核员")
    )
    second = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("二次审核员"))
    two_eyes = models.BooleanField(_("须二次审核"), default=False)
    begun = models.DateTimeField(_("审核员接手时间"), null=True)
    passed = models.BooleanField(_("审核同意"), null=True)

    PERSONAL: ClassVar[dict[str, str]] = {"title": "mask"}

    class Meta:
        verbose_name = _("审核件")
        indexes = [models.Index(fields=["reviewer", "passed"], name="review_item_reviewer")]

    def series(self, by: By) -> tuple[str, Callable[[int], str]]:
        head = f"SH{by.actor.unit_code}-{by.at.astimezone(LOCAL).year}"
        return head, lambda seq: f"{head}-{seq:05d}"


class StepKind(models.TextChoices):
    FORM = "form", _("形式审查")
    EVIDENCE = "evidence", _("证据清点")
    PROOF = "proof", _("文稿校对")
    FILING = "filing", _("整理组卷")
    REVIEW = "review", _("审核")
    SECOND = "second", _("二次审核")


class ReviewStep(Journalled):
    """审核环节: who looked at what, when, which points were right and which defects were named."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="review_steps", verbose_name=_("审核件"))
    kind = models.CharField(_("环节"), max_length=12, choices=StepKind)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("办理人"))
    at = models.DateTimeField(_("时间"))
    sound = models.BooleanField(_("无问题"), default=True)
    points = models.JSONField(_("核对无误的要点"), default=list)
    defects = models.JSONField(_("发现的问题"), default=list)
    note = models.TextField(_("说明"), blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {"note": "erase", "defects": "erase"}

    class Meta:
        verbose_name = _("审核环节")

    def __str__(self) -> str:
        return str(self.get_kind_display())
