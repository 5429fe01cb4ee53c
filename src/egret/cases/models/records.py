"""Rows that stand beside a case: statements, evidence, notices, examinations, reviews, decisions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.models import Journalled, Subject
from egret.intake.models import Person


class StatementKind(models.TextChoices):
    INTERROGATION = "interrogation", _("讯问笔录")
    INQUIRY = "inquiry", _("询问笔录（违法嫌疑人）")
    VICTIM = "victim", _("被害人（被侵害人）陈述")
    WITNESS = "witness", _("证人证言")


class StatementPlace(models.TextChoices):
    CASE_AREA = "case_area", _("办案区")
    DETENTION_HOUSE = "detention_house", _("看守所")
    SCENE = "scene", _("现场")
    HOME = "home", _("住处或单位")
    REMOTE = "remote", _("远程视频")


class PlaceGround(models.TextChoices):
    """Why a suspect is interrogated outside the case area (程序规定 刑事 198)."""

    URGENT = "urgent", _("紧急情况下在现场讯问")
    UNFIT = "unfit", _("严重伤病、残疾、行动不便或者怀孕，在住处或者医疗机构")
    SERVING = "serving", _("正在拘留所、戒毒所、监狱执行")


class Statement(Journalled):
    """笔录: one person's words, taken by named officers, with the span and the recording it must agree with."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="statements", verbose_name=_("案件"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="statements", verbose_name=_("人员"))
    kind = models.CharField(_("种类"), max_length=16, choices=StatementKind)
    place = models.CharField(_("地点"), max_length=16, choices=StatementPlace)
    started = models.DateTimeField(_("开始"))
    ended = models.DateTimeField(_("结束"))
    officers = models.JSONField(_("办案人员"), default=list)
    recording = models.CharField(_("同步录音录像"), max_length=80, blank=True)
    recording_from = models.DateTimeField(_("录制开始"), null=True)
    recording_until = models.DateTimeField(_("录制结束"), null=True)
    recording_digest = models.CharField(_("录音录像校验值"), max_length=71, blank=True)
    place_ground = models.CharField(_("在办案场所外讯问的情形"), max_length=16, blank=True)
    guardian_absent = models.CharField(_("法定代理人未到场的原因"), max_length=200, blank=True)
    rights_told = models.BooleanField(_("已告知权利义务"), default=False)
    adult = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("到场成年人"))
    interpreter = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("翻译人员"))
    pages = models.PositiveSmallIntegerField(_("页数"), default=1)
    signed = models.BooleanField(_("已逐页签名捺印"), default=True)
    refusal_note = models.CharField(_("拒签说明"), max_length=200, blank=True)
    text = models.TextField(_("内容"))

    PERSONAL: ClassVar[dict[str, str]] = {"text": "erase", "refusal_note": "erase", "guardian_absent": "erase"}

    class Meta:
        verbose_name = _("笔录")
        # Who else sat at that time is asked after every act: of what was just entered, little ended later.
        indexes = [models.Index(fields=["ended", "started"], name="statement_ended_started")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.started:%Y-%m-%d %H:%M}"


class EvidenceKind(models.TextChoices):
    """The eight kinds of evidence (刑事诉讼法 50; 行政处罚法 46 words some of them otherwise)."""

    MATERIAL = "material", _("物证")
    DOCUMENTARY = "documentary", _("书证")
    WITNESS = "witness", _("证人证言")
    VICTIM = "victim", _("被害人（被侵害人）陈述")
    SUSPECT = "suspect", _("嫌疑人供述和辩解（陈述申辩）")
    EXPERT = "expert", _("鉴定意见")
    SCENE = "scene", _("勘验、检查、辨认、侦查实验等笔录")
    MEDIA = "media", _("视听资料、电子数据")


class Evidence(Journalled):
    """证据: one item of one of the eight statutory kinds."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="evidence", verbose_name=_("案件"))
    kind = models.CharField(_("种类"), max_length=12, choices=EvidenceKind)
    title = models.CharField(_("名称"), max_length=120)
    description = models.TextField(_("说明"), blank=True)
    source = models.CharField(_("来源"), max_length=120, blank=True)
    taken_at = models.DateTimeField(_("取得时间"))
    taken_by = models.JSONField(_("取证人员"), default=list)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("持有人或陈述人"))
    statement = models.ForeignKey(Statement, models.PROTECT, null=True, related_name="+", verbose_name=_("笔录"))
    seized = models.BooleanField(_("已采取财物措施"), default=False)
    """It came into the file by a measure on property, which says the rest."""
    digest = models.CharField(_("完整性校验值"), max_length=71, blank=True)
    excluded_at = models.DateTimeField(_("排除时间"), null=True)
    exclusion_ground = models.CharField(_("排除理由"), max_length=200, blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {"description": "erase", "title": "mask"}

    class Meta:
        verbose_name = _("证据")
        indexes = [models.Index(fields=["subject", "kind"], name="evidence_subject_kind")]

    def __str__(self) -> str:
        return self.title


class NoticeKind(models.TextChoices):
    RIGHTS = "rights", _("权利义务告知")
    FAMILY = "family", _("通知家属")
    EXPERT = "expert", _("鉴定意见告知")
    PENALTY = "penalty", _("处罚前告知")
    HEARING = "hearing", _("听证告知")
    FILING = "filing", _("立案告知")
    PLEA = "plea", _("认罪认罚告知")
    LEGAL_AID = "legal_aid", _("法律援助通知")
    PROSECUTION = "prosecution", _("移送起诉告知")
    DEPUTY = "deputy", _("代表、委员：许可、报告、通报")
    CONSULAR = "consular", _("领事通知、探视")
    REPORT = "report", _("向上级公安机关报告")


class Notice(Journalled):
    """告知: what somebody was told, when, and what they answered; or why they could not be told."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="notices", verbose_name=_("案件"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="notices", verbose_name=_("被告知人"))
    kind = models.CharField(_("种类"), max_length=12, choices=NoticeKind)
    at = models.DateTimeField(_("时间"))
    way = models.CharField(_("方式"), max_length=40, blank=True)
    content = models.TextField(_("内容"), blank=True)
    answer = models.TextField(_("陈述和申辩"), blank=True)
    answer_checked = models.TextField(_("复核意见"), blank=True)
    not_told_ground = models.CharField(_("未告知理由"), max_length=200, blank=True)
    penalty = models.JSONField(_("告知的拟处罚"), default=dict)
    """What was intended when the person was heard: days of detention, fine in yuan, warning."""

    PERSONAL: ClassVar[dict[str, str]] = {"content": "erase", "answer": "erase", "answer_checked": "erase"}

    class Meta:
        verbose_name = _("告知")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.person.name}" if self.person else str(self.get_kind_display())


class Examination(Journalled):
    """鉴定、价格认定: asked, received, told to the parties."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="examinations", verbose_name=_("案件"))
    kind = models.CharField(_("事项"), max_length=60)
    agency = models.CharField(_("鉴定机构"), max_length=120)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("被鉴定人"))
    asked_at = models.DateTimeField(_("聘请时间"))
    received_at = models.DateTimeField(_("收到意见时间"), null=True)
    conclusion = models.TextField(_("鉴定意见"), blank=True)
    told_at = models.DateTimeField(_("告知时间"), null=True)
    goods = models.JSONField(_("送检的涉案财物措施"), default=list)
    """Keys of the administrative measures on property whose things are examined: their terms stand still meanwhile."""

    PERSONAL: ClassVar[dict[str, str]] = {"conclusion": "erase"}

    class Meta:
        verbose_name = _("鉴定")

    def __str__(self) -> str:
        return self.kind


class Review(Journalled):
    """法制审核、集体讨论: the view given before a decision, and by whom."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="reviews", verbose_name=_("案件"))
    kind = models.CharField(_("种类"), max_length=20)
    reviewer = models.BigIntegerField(_("审核人"))
    at = models.DateTimeField(_("时间"))
    passed = models.BooleanField(_("同意"), default=True)
    points = models.JSONField(_("审核要点"), default=dict)
    opinion = models.TextField(_("意见"))

    PERSONAL: ClassVar[dict[str, str]] = {"opinion": "erase"}

    class Meta:
        verbose_name = _("审核")

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class Decision(Journalled):
    """处理决定: what was decided about a person, served and executed when."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="decisions", verbose_name=_("案件"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="decisions", verbose_name=_("被决定人"))
    kind = models.CharField(_("决定种类"), max_length=24)
    cite = models.CharField(_("处罚依据"), max_length=80)
    detention_days = models.PositiveSmallIntegerField(_("拘留日数"), default=0)
    fine = models.DecimalField(_("罚款"), max_digits=12, decimal_places=2, default=0)
    warning = models.BooleanField(_("警告"), default=False)
    facts = models.TextField(_("认定事实"))
    reasons = models.TextField(_("裁量理由"), blank=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True)
    """Empty while it is only proposed."""
    served_at = models.DateTimeField(_("送达时间"), null=True)
    executed_at = models.DateTimeField(_("执行时间"), null=True)
    done_at = models.DateTimeField(_("执行完毕时间"), null=True)
    not_executed_ground = models.CharField(_("不执行理由"), max_length=200, blank=True)
    document = models.CharField(_("决定书文号"), max_length=80, blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {"facts": "erase", "reasons": "erase"}

    class Meta:
        verbose_name = _("处理决定")

    def __str__(self) -> str:
        return f"{self.person.name}：{'、'.join(self.penalties) or self.kind}"

    @property
    def penalties(self) -> list[str]:
        """Each penalty with its measure, as the papers word them."""
        found = ["警告"] if self.warning else []
        found += [f"行政拘留{self.detention_days}日"] if self.detention_days else []
        return [*found, f"罚款{self.fine.normalize():f}元"] if self.fine else found


class PartnerReply(Journalled):
    """检察院、法院的答复: what another organ decided, with its paper."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="partner_replies", verbose_name=_("案件"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("涉及人员"))
    organ = models.CharField(_("机关"), max_length=40)
    kind = models.CharField(_("决定"), max_length=40)
    number = models.CharField(_("文号"), max_length=80)
    at = models.DateTimeField(_("收到时间"))
    content = models.TextField(_("内容"), blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {"content": "erase"}

    class Meta:
        verbose_name = _("外部机关答复")

    def __str__(self) -> str:
        return f"{self.organ}{self.kind}"
