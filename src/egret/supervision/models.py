"""监督问题: what the patrol holds against a subject."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.done import By
from egret.acts.models import Subject, noun
from egret.acts.stages import Stage, StageTable, Step
from egret.supervision.rulebook import rule as rule_named

LOCAL = ZoneInfo("Asia/Shanghai")

FINDING_STAGES = StageTable(
    "监督问题",
    [
        Stage("held", "存在", "Held", "办案部门负责人"),
        Stage("gone", "已不存在", "Gone", "无", final=True),
    ],
    [Step("supervision.close_finding", ("held",), "gone")],
)


class Severity(models.TextChoices):
    """How heavily a finding weighs (procedure.md 6.1); a flaw touches no validity."""

    A = "A", _("严重")
    B = "B", _("较重")
    C = "C", _("一般")
    D = "D", _("瑕疵")


@noun
class Finding(Subject):
    """监督问题: one rule found true of one occurrence on one subject, since when, and what data show it.

    Whoever sees the subject it is about sees it; its own place columns only number and sort it.
    """

    KIND: ClassVar[str] = "finding"
    STAGES = FINDING_STAGES
    PERSONAL: ClassVar[dict[str, str]] = {
        "title": "keep: 问题名称，不含个人信息",
        "shown": "keep: 时间、数量和编号；人员只记键值",
    }

    matter = models.ForeignKey(Subject, models.PROTECT, related_name="findings", verbose_name=_("所属事项"))
    rule = models.CharField(_("规则"), max_length=8)
    severity = models.CharField(_("严重程度"), max_length=1, choices=Severity)
    occurrence = models.CharField(_("对象"), max_length=60)
    """What on the subject it is about, e.g. `statement:7`: the same rule may be true of several."""
    person = models.BigIntegerField(_("涉及人员"), null=True)
    cite = models.CharField(_("依据"), max_length=80)
    since = models.DateTimeField(_("起于"))
    shown = models.JSONField(_("数据"), default=list)
    """[[what, value], …]: the data that show it."""
    gone_at = models.DateTimeField(_("不再存在的时间"), null=True)
    gone_why = models.CharField(_("不再存在的原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("监督问题")
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "matter", "occurrence"],
                condition=models.Q(gone_at=None),
                name="finding_held_once",
            )
        ]
        indexes = [
            models.Index(fields=["matter", "gone_at"], name="finding_of_matter"),
            models.Index(fields=["-since", "-subject_ptr"], name="finding_held", condition=models.Q(gone_at=None)),
        ]

    def series(self, by: By) -> tuple[str, Callable[[int], str]]:
        head = f"JD{by.at.astimezone(LOCAL).year}"
        return head, lambda seq: f"{head}-{seq:06d}"

    @property
    def label(self) -> str:
        """What is wrong, in the reader's language."""
        return rule_named(self.rule).label

    @property
    def tone(self) -> str:
        """How it is coloured: the grave ones stand out, the ordinary do not."""
        return {Severity.A: "bad", Severity.B: "warn"}.get(Severity(self.severity), "")


class PatrolRound(models.Model):
    """The one row that patrols hold while they write, so that two of them never record one thing twice."""

    name = models.CharField(max_length=12, primary_key=True)
    last = models.DateTimeField(null=True)
    """When the last whole patrol began."""

    PERSONAL: ClassVar[dict[str, str]] = {}

    def __str__(self) -> str:
        return self.name

    @classmethod
    def hold(cls) -> PatrolRound:
        """Lock the row until the transaction ends."""
        cls.objects.get_or_create(name="patrol")
        return cls.objects.select_for_update().get(name="patrol")
