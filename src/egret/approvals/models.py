"""网上审批: what is to be signed, by whom, and what each of them said."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Card, act_named
from egret.acts.done import By
from egret.acts.models import Journalled, Subject, noun
from egret.acts.personal import EncryptedTextField
from egret.acts.ports import Place
from egret.acts.scrubbing import GONE
from egret.approvals.stages import APPROVAL_STAGES, DELEGATION_STAGES, REVISION_STAGES, StepState
from egret.org.models import Staff

LOCAL = ZoneInfo("Asia/Shanghai")


def _opened(text: str) -> dict[str, Any]:
    return json.loads(text) if text not in ("", GONE) else {}


@noun
class Approval(Subject):
    """一次呈批: an act that waits for signatures, with what its signers are shown."""

    KIND = "approval"
    STAGES = APPROVAL_STAGES
    SEEN_WITH = "target"

    subject_ptr = models.OneToOneField(
        Subject, models.CASCADE, parent_link=True, primary_key=True, related_name="as_approval"
    )  # the accessor's own name would hide another noun's column
    target = models.ForeignKey(Subject, models.PROTECT, related_name="approvals", verbose_name=_("呈批事项"))
    act = models.CharField(_("执法行为"), max_length=64)
    proposer = models.ForeignKey(Staff, models.PROTECT, related_name="proposals", verbose_name=_("呈批人"))
    proposed_at = models.DateTimeField(_("呈批时间"))
    arguments_text = EncryptedTextField(_("呈批内容"))
    shown_text = EncryptedTextField(_("供审批人查看的内容"))
    wording_text = EncryptedTextField(_("改动的字句"), blank=True, default="")
    digest = models.CharField(_("摘要"), max_length=80)
    """What each step signs: `sha256:` of what was shown."""
    chain = models.CharField(_("审批链"), max_length=64)
    chain_kind = models.CharField(_("案件种类"), max_length=8, blank=True, default="")
    facts = models.JSONField(_("决定审批级别的情况"), null=True)
    """What the chain depended on when it was proposed, so that another chain can be tried on it; no personal data."""
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    """One more with each resubmission; steps of earlier rounds stay as they were signed."""
    batch_safe = models.BooleanField(_("可成批签批"), default=False)
    urgent = models.BooleanField(_("先行办理"), default=False)
    """The act took effect first; the approval is the paper that follows."""
    paper_due = models.DateTimeField(_("补办期限"), null=True)
    carried_uid = models.CharField(_("生效条目"), max_length=26, blank=True, default="")
    is_open = models.BooleanField(_("未办结"), default=True)
    """Waiting or sent back; a column, because the stage stands in another table than the constraint."""
    refusals = models.JSONField(_("未能生效的原因"), default=list)
    """[[sentence, remedy, article], …] when the last signature could not carry the act out."""

    PERSONAL: ClassVar[dict[str, str]] = {
        "title": "mask",
        "arguments_text": "erase",
        "shown_text": "erase",
        "wording_text": "erase",
    }

    class Meta:
        verbose_name = _("审批")
        constraints = [
            models.UniqueConstraint(
                fields=["target", "digest"],
                condition=models.Q(is_open=True),
                name="approval_open_once",
                violation_error_message=_("同一事项已经呈批"),
            ),
        ]
        indexes = [
            models.Index(fields=["proposer", "-proposed_at"], name="approval_proposer"),
            models.Index(fields=["chain", "-proposed_at"], name="approval_chain_proposed"),
            models.Index(fields=["paper_due"], name="approval_paper_due", condition=models.Q(is_open=True)),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）"

    def series(self, by: By) -> tuple[str, Callable[[int], str]]:
        head = f"SP{by.actor.unit_code}-{by.at.astimezone(LOCAL).year}"
        return head, lambda seq: f"{head}-{seq:05d}"

    @property
    def arguments(self) -> dict[str, Any]:
        """Encoded arguments of the proposed act."""
        return _opened(self.arguments_text)

    @property
    def shown(self) -> dict[str, Any]:
        """What the signers were shown; nothing once it was erased with the person it was about."""
        return _opened(self.shown_text)

    @property
    def wording(self) -> dict[str, dict[str, str]]:
        """Words changed on its papers, by paper and fact."""
        return _opened(self.wording_text)

    @property
    def card(self) -> Card:
        return act_named(self.act).card

    @property
    def place(self) -> Place:
        return Place(self.unit, self.district, self.city, self.agency)

    def as_proposed(self) -> By:
        """How the act was proposed, to show it again as it was shown."""
        return By(self.proposer, self.proposed_at, urgent=self.urgent, wording=self.wording)


def plain_text(value: Any) -> str:
    """JSON text as it is kept: one form for one value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Superseded(Journalled):
    """旧版本: what the signers were shown before somebody changed it, and who changed it when and why."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="superseded", verbose_name=_("审批"))
    number = models.PositiveSmallIntegerField(_("版本"))
    digest = models.CharField(_("摘要"), max_length=80)
    shown_text = EncryptedTextField(_("供审批人查看的内容"))
    replaced_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("修改人"))
    replaced_at = models.DateTimeField(_("修改时间"))
    reason = models.TextField(_("修改理由"), blank=True, default="")

    PERSONAL: ClassVar[dict[str, str]] = {"shown_text": "erase", "reason": "erase"}

    class Meta:
        verbose_name = _("呈批的旧版本")
        ordering = ["approval", "number"]
        constraints = [models.UniqueConstraint(fields=["approval", "number"], name="superseded_number_once")]

    def __str__(self) -> str:
        return f"{self.approval_id}·{self.number}"

    @property
    def shown(self) -> dict[str, Any]:
        return _opened(self.shown_text)


class ApprovalStep(Journalled):
    """审批环节: one signature of the chain, with the opinion and the digest that was signed.

    The place of the approval stands here again, so that "what waits for me" is one walk along an index.
    """

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="steps", verbose_name=_("审批"))
    round = models.PositiveSmallIntegerField(_("轮次"))
    turn = models.PositiveSmallIntegerField(_("次序"))
    """Steps of one turn are signed in parallel."""
    level = models.CharField(_("审批级别"), max_length=8, blank=True)
    """Level the chain names; empty for a reviewer who was added by name."""
    asked_level = models.CharField(_("由何级别签"), max_length=8, blank=True)
    """The level that is asked: a higher one where nobody but the proposer holds the level."""
    role = models.CharField(_("角色"), max_length=60)
    role_en = models.CharField(_("角色（英文）"), max_length=80, blank=True)
    unit = models.BigIntegerField(_("单位"))
    district = models.BigIntegerField(_("分局"), null=True)
    city = models.BigIntegerField(_("市局"), null=True)
    staff = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="assigned_steps", verbose_name=_("指定审批人")
    )
    state = models.CharField(_("状态"), max_length=10, choices=StepState, default=StepState.PENDING)
    waiting_since = models.DateTimeField(_("到达时间"), null=True)
    signed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="signed_steps", verbose_name=_("签署人")
    )
    signed_at = models.DateTimeField(_("签署时间"), null=True)
    for_staff = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="delegated_steps", verbose_name=_("受谁委托")
    )
    opinion = models.TextField(_("意见"), blank=True, default="")
    objecting = models.BooleanField(_("持不同意见"), default=False)
    overrules = models.BooleanField(_("不采纳前一意见"), default=False)
    digest = models.CharField(_("所签摘要"), max_length=80, blank=True, default="")
    version = models.PositiveIntegerField(_("所见版本"), null=True)
    paper_number = models.CharField(_("来文文号"), max_length=80, blank=True, default="")
    paper_date = models.DateField(_("来文日期"), null=True)
    added_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="added_steps", verbose_name=_("加签人"))

    question = models.CharField(_("请其审查什么"), max_length=60, blank=True, default="")

    PERSONAL: ClassVar[dict[str, str]] = {"opinion": "erase", "question": "erase"}

    class Meta:
        verbose_name = _("审批环节")
        ordering = ["round", "turn", "id"]
        indexes = [
            *(
                models.Index(
                    fields=["asked_level", place],
                    name=f"step_waiting_{place}",
                    condition=models.Q(state="waiting", staff=None),
                )
                for place in ("unit", "district", "city")
            ),
            models.Index(
                fields=["staff"], name="step_waiting_staff", condition=models.Q(state="waiting", staff__isnull=False)
            ),
            models.Index(fields=["signed_by", "-signed_at"], name="step_signed_by"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signed_by=None, signed_at=None)
                | models.Q(signed_by__isnull=False, signed_at__isnull=False),
                name="step_signed_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.role_en if self.role_en and (get_language() or "").startswith("en") else self.role

    @property
    def is_partners(self) -> bool:
        """The step of another organ: procuratorate or court."""
        return self.level in PARTNER_LEVELS

    @property
    def place(self) -> Place:
        return self.approval.place


PARTNER_LEVELS = {
    "P": "procuratorate",
    "P+": "procuratorate",
    "PP": "procuratorate",
    "C": "court",
    "MPS": "",
    "outside": "",
}
"""Levels of signature outside the city's police, and the kind of organ that holds them, where it works here."""


@noun
class Delegation(Subject):
    """审批委托: somebody signs for somebody else at some levels for a time; the own right to sign stays."""

    KIND = "delegation"
    STAGES = DELEGATION_STAGES

    giver = models.ForeignKey(Staff, models.PROTECT, related_name="delegations_given", verbose_name=_("委托人"))
    taker = models.ForeignKey(Staff, models.PROTECT, related_name="delegations_taken", verbose_name=_("受托人"))
    levels = models.JSONField(_("级别"), default=list)
    since = models.DateTimeField(_("起"))
    until = models.DateTimeField(_("止"))
    ground = models.CharField(_("事由"), max_length=200)

    PERSONAL: ClassVar[dict[str, str]] = {"title": "mask"}

    class Meta:
        verbose_name = _("审批委托")
        indexes = [models.Index(fields=["taker", "until"], name="delegation_taker_until")]
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="delegation_ends_after"),
            models.CheckConstraint(condition=~models.Q(giver=models.F("taker")), name="delegation_to_another"),
        ]

    def series(self, by: By) -> tuple[str, Callable[[int], str]]:
        head = f"WT{by.actor.unit_code}-{by.at.astimezone(LOCAL).year}"
        return head, lambda seq: f"{head}-{seq:04d}"

    def holds(self, at: datetime) -> bool:
        return self.stage == "in_force" and self.since <= at < self.until


@noun
class ChainRevision(Subject):
    """审批链修订: a force's own version of one chain, from a day on; proposed by one person, approved by another.

    The day a version holds from and its stage say which chain was asked for on any day, also of last year. A version is
    made on one form of the law; where the law's form has changed since, it no longer counts.
    """

    KIND = "chain_revision"
    STAGES = REVISION_STAGES

    chain = models.CharField(_("审批链"), max_length=64)
    chain_kind = models.CharField(_("案件种类"), max_length=8)
    valid_from = models.DateField(_("生效日期"))
    law_since = models.DateField(_("所依据规定的起始日期"))
    steps = models.JSONField(_("审批环节"))
    """[[level, when, together], …] as `egret.law.chain_choices` writes it."""
    reason = models.CharField(_("修订理由"), max_length=400)
    proposer = models.ForeignKey(Staff, models.PROTECT, related_name="chain_revisions", verbose_name=_("提出人"))
    approver = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("批准人"))
    approved_at = models.DateTimeField(_("批准时间"), null=True)
    result = models.JSONField(_("模拟结果"), null=True)
    """What the simulation found, in numbers and keys, without names of parties."""
    digest = models.CharField(_("摘要"), max_length=80, blank=True, default="")
    """`sha256:` of the version and its simulation together: what the second person signs."""

    PERSONAL: ClassVar[dict[str, str]] = {"title": "keep: 审批链名称"}

    class Meta:
        verbose_name = _("审批链修订")
        indexes = [models.Index(fields=["chain", "chain_kind", "valid_from"], name="chain_revision_day")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approver=None, approved_at=None)
                | models.Q(approver__isnull=False, approved_at__isnull=False),
                name="chain_revision_approver_and_at",
            ),
            models.CheckConstraint(
                condition=~models.Q(approver=models.F("proposer")), name="chain_revision_two_people"
            ),
        ]

    def series(self, by: By) -> tuple[str, Callable[[int], str]]:
        head = f"SPL{by.actor.unit_code}-{by.at.astimezone(LOCAL).year}"
        return head, lambda seq: f"{head}-{seq:03d}"
