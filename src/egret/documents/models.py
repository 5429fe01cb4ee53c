"""Documents that were issued, the definitions they were issued by, and how they were served."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.done import By
from egret.acts.models import Journalled, Subject, noun
from egret.acts.personal import EncryptedTextField
from egret.acts.stages import Stage, StageTable, Step

DOCUMENT_STAGES = StageTable(
    "法律文书",
    [
        Stage("issued", "已制作", "Issued", "办案民警", final=True),
        Stage("published", "公告送达中", "Published", "办案民警", final=True),
        Stage("served", "已送达", "Served", "办案民警", final=True),
        Stage("voided", "已作废", "Voided", "无", final=True),
    ],
    [
        *(
            Step(name, ("issued", "published"), "served", "公安机关办理行政案件程序规定#36")
            for name in ("documents.serve", "cases.serve_decision", "cases.serve_no_filing")
        ),
        Step("documents.publish", ("issued",), "published", "公安机关办理行政案件程序规定#36"),
        *(
            Step(name, ("issued", "published", "served"), "voided", "公安机关办理行政案件程序规定#262")
            for name in ("documents.void", "documents.correct")
        ),
    ],
)


class KindVersion(models.Model):
    """The definition a paper was issued by, kept for ever under its digest; the paper's image names the digest."""

    version = models.CharField(_("版本"), max_length=64, primary_key=True)
    kind = models.CharField(_("文书种类"), max_length=40)
    source = models.TextField(_("定义"))

    class Meta:
        verbose_name = _("文书模板版本")

    def __str__(self) -> str:
        return f"{self.kind} {self.version[:8]}"


@noun
class Document(Subject):
    """文书: numbered and frozen by the act that issued it; afterwards only served, filed as PDF, or voided.

    `matter` is the subject the act was done on. Voiding keeps the row and its number: a series has no gaps.
    """

    KIND: ClassVar[str] = "document"
    STAGES = DOCUMENT_STAGES
    PERSONAL: ClassVar[dict[str, str]] = {"sealed": "erase", "title": "keep: 文书名称，不含个人信息"}

    matter = models.ForeignKey(Subject, models.PROTECT, related_name="documents", verbose_name=_("所属事项"))
    document_kind = models.CharField(_("文书种类"), max_length=40)
    version_of_kind = models.CharField(_("模板版本"), max_length=64)
    about = models.CharField(_("对象"), max_length=40, blank=True)
    issuing_unit = models.BigIntegerField(_("制作单位"))
    series_code = models.CharField(_("字号"), max_length=20)
    year = models.PositiveSmallIntegerField(_("年份"))
    seq = models.PositiveIntegerField(_("序号"))
    code = models.CharField(_("文书码"), max_length=32, unique=True)
    """Sixteen random bytes printed on the paper: its digest cannot be guessed from the template and a few facts."""
    content = models.JSONField(_("内容"))
    sealed = EncryptedTextField(_("个人信息内容"), blank=True)
    """The personal facts as canonical JSON, encrypted; emptied when personal data are deleted."""
    digest = models.CharField(_("内容摘要"), max_length=71, unique=True)
    seal = models.JSONField(_("用印"))
    """Name of the organ and of the unit on the paper, and which seal."""
    issued_by = models.CharField(_("制作人"), max_length=40)
    approval = models.BigIntegerField(_("审批"), null=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrections", verbose_name=_("更正的文书")
    )
    """The voided paper that this one corrects: nothing on an issued paper is ever changed."""
    void_reason = models.CharField(_("作废原因"), max_length=200, blank=True)
    pdf = models.CharField(_("PDF 摘要"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("法律文书")
        constraints = [
            models.UniqueConstraint(fields=["issuing_unit", "series_code", "year", "seq"], name="document_number_once")
        ]
        indexes = [models.Index(fields=["matter", "document_kind"], name="document_of_matter")]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    def series(self, by: By) -> tuple[str, Callable[[int], str]] | None:
        return None

    def approval_facts(self, _act: str, _arguments: Mapping[str, Any]) -> dict[str, Any]:
        """A paper under the organ's seal is corrected with its leader's signature."""
        return {"organ_paper": self.issuing_unit != self.unit}

    @property
    def facts(self) -> dict[str, Any]:
        """All facts, without those erased."""
        return {**self.content, **self.personal}

    @property
    def personal(self) -> dict[str, Any]:
        """Empty after deletion."""
        return dict(json.loads(self.sealed)) if self.sealed else {}


class Way(models.TextChoices):
    DIRECT = "direct", _("直接送达")
    LEFT = "left", _("留置送达")
    POST = "post", _("邮寄送达")
    NOTICE = "notice", _("公告送达")
    ENTRUSTED = "entrusted", _("委托送达")
    ELECTRONIC = "electronic", _("电子送达")
    HOUSE = "house", _("监所转交")


class Taker(models.TextChoices):
    """Who took a paper into their hands for the person served."""

    SELF = "self", _("本人")
    FAMILY = "family", _("成年家属")
    UNIT_HEAD = "unit_head", _("所在单位负责人员")
    COMMITTEE = "committee", _("居（村）民委员会")
    GUARDIAN = "guardian", _("法定代理人")
    AGENT = "agent", _("代理人")


class Service(Journalled):
    """送达: who got a paper, how and when, and what stands for it; also the attempt that failed."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="services", verbose_name=_("文书"))
    to = EncryptedTextField(_("受送达人"))
    way = models.CharField(_("送达方式"), max_length=12, choices=Way)
    served_at = models.DateTimeField(_("送达时间"))
    receipt = models.CharField(_("送达凭据"), max_length=200, blank=True)
    by = models.CharField(_("送达人"), max_length=40)
    taker = models.CharField(_("签收人"), max_length=12, choices=Taker, default=Taker.SELF)
    taker_name = EncryptedTextField(_("代收人"), blank=True, default="")
    note = EncryptedTextField(_("拒收事由或者无法直接送达的情况"), blank=True, default="")
    witness = EncryptedTextField(_("见证人"), blank=True, default="")
    recording = models.CharField(_("录音录像编号"), max_length=200, blank=True, default="")
    consent = models.CharField(_("电子送达确认书编号"), max_length=200, blank=True, default="")
    reached = models.BooleanField(_("已送达"), default=True)
    """False: an attempt in vain, or a notice whose term still runs."""
    until = models.DateTimeField(_("公告期满"), null=True)

    PERSONAL: ClassVar[dict[str, str]] = {
        "to": "erase",
        "receipt": "erase",
        "taker_name": "erase",
        "note": "erase",
        "witness": "erase",
    }

    class Meta:
        verbose_name = _("送达")

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.served_at:%Y-%m-%d %H:%M}"

    @property
    def said(self) -> list[str]:
        """What stands for it, in lines."""
        named = (
            (_("凭据"), self.receipt),
            (_("情况"), self.note),
            (_("见证人"), self.witness),
            (_("录音录像编号"), self.recording),
            (_("电子送达确认书编号"), self.consent),
        )
        return [f"{label}：{value}" for label, value in named if value]


class SignWay(models.TextChoices):
    SCREEN = "screen", _("在屏幕上签名")
    PAPER = "paper", _("在纸质文书上签名")
    REFUSED = "refused", _("拒绝签名")


class PartySignature(Journalled):
    """当事人签名: who signed where on a paper, bound to the digest of what they were shown; or that they would not."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="signed_by_parties", verbose_name=_("文书"))
    place = models.CharField(_("签在何处"), max_length=40)
    signer = EncryptedTextField(_("签名人"))
    way = models.CharField(_("签名方式"), max_length=8, choices=SignWay)
    path = EncryptedTextField(_("笔迹"), blank=True)
    path_digest = models.CharField(_("笔迹摘要"), max_length=71, blank=True)
    bound_to = models.CharField(_("所签内容摘要"), max_length=71)
    signed_at = models.DateTimeField(_("签名时间"))
    where = models.CharField(_("签名地点"), max_length=120)
    officers = models.JSONField(_("在场民警"), default=list)
    recording = models.CharField(_("录音录像编号"), max_length=200, blank=True)
    note = EncryptedTextField(_("拒绝签名的事由"), blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {
        "signer": "erase",
        "path": "erase",
        "note": "erase",
        "where": "erase",
    }

    class Meta:
        verbose_name = _("当事人签名")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(way="screen") | ~models.Q(recording=""), name="screen_signature_recorded"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.get_way_display()}"
