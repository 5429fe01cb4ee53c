"""集体审议: the committee, its agenda, and votes that stay sealed until they are opened together."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import act_named
from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Journalled, Subject, noun
from egret.acts.personal import decrypt, encrypt
from egret.acts.stages import Stage, StageTable, Step
from egret.cases.models import Decision
from egret.org.models import Staff

LEGAL, LEADERS, NOBODY = "法制部门", "公安机关负责人", "无"
LAW, CRIMINAL_LAW = "治安管理处罚法(2025)#113", "公安机关办理刑事案件程序规定#286"
OPEN = ("listed", "convened", "presented", "opened")

COMMITTEE_STAGES = StageTable(
    "集体审议委员会",
    [
        Stage("standing", "运行中", "Standing", LEADERS),
        Stage("dissolved", "已撤销", "Dissolved", NOBODY, final=True),
    ],
    [Step("review.dissolve_committee", ("standing",), "dissolved")],
)

AGENDA_STAGES = StageTable(
    "集体审议事项",
    [
        Stage("listed", "列入议程", "On the agenda", LEGAL),
        Stage("convened", "已召集", "Convened", LEGAL),
        Stage("presented", "已汇报，投票中", "Presented, voting", LEADERS),
        Stage("opened", "已开票", "Votes opened", LEGAL),
        Stage("decided", "已决定，待落实", "Decided, to be carried out", LEGAL),
        Stage("done", "已落实", "Carried out", NOBODY, final=True),
        Stage("withdrawn", "已撤下", "Taken off", NOBODY, final=True),
    ],
    [
        Step("review.convene", ("listed",), "convened", LAW),
        Step("review.present", ("convened",), "presented", LAW),
        Step("review.adjourn", ("convened", "presented"), "listed"),
        Step("review.open_votes", ("presented",), "opened", LAW),
        Step("review.decide", ("opened",), "decided", LAW),
        Step("review.finish_agenda", ("decided",), "done"),
        Step("review.take_off_agenda", ("listed",), "withdrawn"),
    ],
)


@noun
class Committee(Subject):
    """委员会: who may deliberate hard cases together in a branch or a city; a panel of the centre is one, too."""

    KIND = "committee"
    STAGES = COMMITTEE_STAGES
    PERSONAL: ClassVar[dict[str, str]] = {"title": "keep: 机构名称"}

    subject_ptr = models.OneToOneField(
        Subject, models.CASCADE, parent_link=True, primary_key=True, related_name="as_committee"
    )
    panel = models.CharField(_("研判组"), max_length=32, blank=True)
    """Key of the centre's panel it is; empty for the committee of leaders that the law asks for."""

    class Meta:
        verbose_name = _("集体审议委员会")

    def series(self, by: By) -> tuple[str, Callable[[int], str]]:
        head = f"WH{by.actor.unit_code}-{by.at.astimezone(LOCAL).year}"
        return head, lambda seq: f"{head}-{seq:03d}"


class Seat(Journalled):
    """委员: a person on the committee, or in a group of the centre, from a day until another."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="seats", verbose_name=_("委员会或者工作组"))
    member = models.ForeignKey(Staff, models.PROTECT, related_name="committee_seats", verbose_name=_("委员"))
    chairs = models.BooleanField(_("可以主持"), default=False)
    since = models.DateTimeField(_("起"))
    until = models.DateTimeField(_("止"), null=True)

    PERSONAL: ClassVar[dict[str, str]] = {}

    class Meta:
        verbose_name = _("委员")

    def __str__(self) -> str:
        return self.member.label


@noun
class AgendaItem(Subject):
    """审议事项: one question about one case, from the agenda to what came of the decision."""

    KIND = "agenda_item"
    STAGES = AGENDA_STAGES
    SEEN_WITH = "matter"

    subject_ptr = models.OneToOneField(
        Subject, models.CASCADE, parent_link=True, primary_key=True, related_name="as_agenda_item"
    )
    matter = models.ForeignKey(Subject, models.PROTECT, related_name="agenda_items", verbose_name=_("所议案件"))
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="agenda", verbose_name=_("委员会"))
    trigger = models.CharField(_("提交的情形"), max_length=32)
    act = models.CharField(_("所议执法行为"), max_length=64)
    # What was put forward may be dropped after the committee spoke; the item stays as it was entered.
    decision = models.ForeignKey(
        Decision, models.DO_NOTHING, null=True, db_constraint=False, related_name="+", verbose_name=_("所议处罚意见")
    )
    question = models.TextField(_("提请审议的问题"))
    session = models.PositiveSmallIntegerField(_("会次"), default=0)
    held_at = models.DateTimeField(_("会议时间"), null=True)
    place = models.CharField(_("会议地点"), max_length=120, blank=True)
    chair = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("主持人"))
    present = models.JSONField(_("到会委员"), default=list)
    absent_ground = models.TextField(_("缺席和回避"), blank=True)
    report = models.TextField(_("汇报要点"), blank=True)
    agreed = models.BooleanField(_("同意"), null=True)
    conclusion = models.TextField(_("审议决定"), blank=True)
    carried_out = models.TextField(_("落实情况"), blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {
        "title": "mask",
        "question": "erase",
        "absent_ground": "erase",
        "report": "erase",
        "conclusion": "erase",
        "carried_out": "erase",
    }

    class Meta:
        verbose_name = _("集体审议事项")

    def series(self, by: By) -> tuple[str, Callable[[int], str]]:
        head = f"SY{by.actor.unit_code}-{by.at.astimezone(LOCAL).year}"
        return head, lambda seq: f"{head}-{seq:04d}"

    @property
    def act_label(self) -> str:
        """Name of the act in question, in the reader's language."""
        return act_named(self.act).card.label


class Vote(models.TextChoices):
    AGREE = "agree", _("同意")
    OBJECT = "object", _("不同意")
    ABSTAIN = "abstain", _("弃权")


class Ballot(Journalled):
    """表决票: sealed when cast, opened with all others; the commitment in the journal proves that it did not change.

    The sealed text is a cipher in the column and in the journal's image alike: no replay shows a vote before its time.
    """

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="ballots", verbose_name=_("审议事项"))
    session = models.PositiveSmallIntegerField(_("会次"))
    member = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("委员"))
    cast_at = models.DateTimeField(_("投票时间"))
    commitment = models.CharField(_("承诺值"), max_length=64)
    sealed = models.TextField(_("密封的票"))
    opened_at = models.DateTimeField(_("开票时间"), null=True)
    vote = models.CharField(_("表决"), max_length=8, choices=Vote, blank=True)
    reasons = models.TextField(_("理由"), blank=True)
    salt = models.CharField(_("盐值"), max_length=64, blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {"sealed": "erase", "reasons": "erase"}

    class Meta:
        verbose_name = _("表决票")
        constraints = [models.UniqueConstraint(fields=["subject", "session", "member"], name="ballot_once")]

    def __str__(self) -> str:
        return self.member.label

    def seal(self, vote: str, reasons: str) -> None:
        """Close the vote: a cipher to keep, and a salted digest to hold it to."""
        salt = secrets.token_hex(32)
        self.commitment = commitment(salt, vote, reasons)
        self.sealed = encrypt(json.dumps([salt, vote, reasons], ensure_ascii=False))

    def unseal(self, at: datetime) -> bool:
        """Open it; false when what was sealed is not what was committed to."""
        self.salt, self.vote, self.reasons = json.loads(decrypt(self.sealed))
        self.opened_at = at
        return commitment(self.salt, self.vote, self.reasons) == self.commitment


def commitment(salt: str, vote: str, reasons: str) -> str:
    """SHA-256 of salt, vote and reasons: whoever has all three can check it against the journal."""
    return hashlib.sha256(json.dumps([salt, vote, reasons], ensure_ascii=False).encode()).hexdigest()
