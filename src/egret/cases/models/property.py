"""涉案财物措施: what is taken, sealed, frozen or kept in place in a case, from whom, until when, and what became of it.

A measure is a subject of its own beside its case: it has a term, an end and a page, and goes on when the case has left
for the procuratorate. Where a thing lies is another matter.

刑事诉讼法 141-145, 245; 程序规定 (刑事) 227-247; 程序规定 (行政) 107-116, 193-196.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, ClassVar, Literal

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.done import By
from egret.acts.models import Journalled, Subject, noun
from egret.acts.stages import Stage, StageTable, Step
from egret.cases.models.records import Evidence
from egret.intake.models import LOCAL, Person

OFFICER, PROSECUTOR, NOBODY = "办案民警", "检察院", "无"


class PropertyKind(models.TextChoices):
    SEIZE = "seize", _("扣押")
    HOLD = "hold", _("扣留")
    SEAL = "seal", _("查封")
    FREEZE = "freeze", _("冻结")
    REGISTER = "register", _("先行登记保存")
    SAMPLE = "sample", _("抽样取证")
    LEAVE = "leave", _("登记保存（交持有人保管）")


class AssetKind(models.TextChoices):
    """What can be frozen; the kind chooses the term and who approves (程序规定 239, 243-245)."""

    DEPOSIT = "deposit", _("存款、汇款、证券交易结算资金、期货保证金")
    SECURITIES = "securities", _("债券、股票、基金份额")
    EQUITY = "equity", _("股权、保单权益")
    LISTED = "listed", _("上市公司股权")
    INVESTMENT = "investment", _("其他投资权益")


class ItemState(models.TextChoices):
    HELD = "held", _("在措施中")
    RETURNED = "returned", _("已退还持有人")
    VICTIM = "victim", _("已发还被害人（被侵害人）")
    SOLD = "sold", _("已变卖、拍卖")
    COLLECTED = "collected", _("已收缴、追缴")
    JUDGED = "judged", _("已按判决处理")
    CONVERTED = "converted", _("已转为其他措施")
    LAPSED = "lapsed", _("措施已自动解除")


class CollectSort(models.TextChoices):
    """What is collected or recovered, in the order of the law (程序规定 194, 195)."""

    CONTRABAND = "contraband", _("毒品、淫秽物品等违禁品")
    WEAPON = "weapon", _("管制器具")
    GAMBLING = "gambling", _("赌具和赌资")
    DRUG_TOOLS = "drug_tools", _("吸食、注射毒品的用具")
    FORGED = "forged", _("伪造、变造的公文、证件、票证、印章等")
    TICKETS = "tickets", _("倒卖的有价票证")
    TOOLS = "tools", _("主要用于实施违法行为的本人所有的工具，直接用于毒品违法行为的资金")
    OTHER = "other", _("法律、法规规定可以收缴的其他非法财物")
    PROCEEDS = "proceeds", _("违法所得（追缴）")


STATION_COLLECTS = (CollectSort.CONTRABAND, CollectSort.WEAPON, CollectSort.DRUG_TOOLS)
"""What a station may collect whatever it is worth."""


class PropertyMeasure(Subject):
    """涉案财物措施, in either kind of case; its things stand beside it as rows of their own."""

    case_kind: ClassVar[Literal["admin", "criminal"]]

    case = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("案件"))
    measure_kind = models.CharField(_("措施种类"), max_length=10, choices=PropertyKind)
    asset = models.CharField(_("财产种类"), max_length=12, choices=AssetKind, blank=True)
    holder = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("持有人"))
    holder_note = models.CharField(_("持有人或者签名情况说明"), max_length=200, blank=True)
    ground = models.CharField(_("理由"), max_length=200, blank=True)
    place = models.CharField(_("地点或者协助单位"), max_length=120, blank=True)
    account = models.CharField(_("账户"), max_length=120, blank=True)
    amount = models.DecimalField(_("金额"), max_digits=16, decimal_places=2, null=True)
    taken_at = models.DateTimeField(_("采取时间"))
    officers = models.JSONField(_("办案人员"), default=list)
    recording = models.CharField(_("录音录像编号"), max_length=80, blank=True)
    left_for_life = models.CharField(_("保留的生活必需品"), max_length=200, blank=True)
    until = models.DateTimeField(_("措施届满"), null=True)
    """Legal end of the running term; empty when the law sets none, or while the term is held."""
    keeper = models.CharField(_("保管人员"), max_length=40, blank=True)
    register = models.CharField(_("保管登记号"), max_length=60, blank=True)
    kept_at = models.DateTimeField(_("移交保管时间"), null=True)
    ended = models.DateTimeField(_("措施结束"), null=True)
    end_ground = models.CharField(_("结束原因"), max_length=120, blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {
        "title": "mask",
        "holder_note": "erase",
        "ground": "erase",
        "place": "erase",
        "account": "erase",
        "left_for_life": "erase",
    }

    class Meta:
        abstract = True

    def series(self, by: By) -> tuple[str, Callable[[int], str]]:
        head = f"CW{by.actor.unit_code}-{by.at.astimezone(LOCAL).year}"
        return head, lambda seq: f"{head}-{seq:05d}"

    @property
    def dossier(self) -> Subject:
        return self.case

    @property
    def is_kept(self) -> bool:
        """Somebody who does not investigate has the things, or has entered what stays elsewhere."""
        return self.kept_at is not None


CRIMINAL_PROPERTY_STAGES = StageTable(
    "刑事涉案财物措施",
    [
        Stage("in_force", "措施中", "In force", OFFICER),
        Stage("handed_over", "已随案移送", "Sent with the case", PROSECUTOR),
        Stage("released", "已解除", "Released", NOBODY, final=True),
        Stage("lapsed", "已自动解除", "Lapsed", NOBODY, final=True),
        Stage("disposed", "已处理", "Disposed of", NOBODY, final=True),
        Stage("converted", "已转为行政措施", "Turned into an administrative measure", NOBODY, final=True),
    ],
    [
        Step("cases.preserve_from_criminal", ("in_force",), "converted", "公安机关办理行政案件程序规定#107"),
        Step("cases.send_for_prosecution", ("in_force",), "handed_over", "公安机关办理刑事案件程序规定#289"),
        Step("cases.resend", ("in_force",), "handed_over", "公安机关办理刑事案件程序规定#296"),
        Step("cases.record_return", ("handed_over",), "in_force", "公安机关办理刑事案件程序规定#295"),
        Step("cases.lift_seizure", ("in_force", "handed_over"), "released", "公安机关办理刑事案件程序规定#233"),
        Step("cases.unfreeze", ("in_force", "handed_over"), "released", "公安机关办理刑事案件程序规定#241"),
        Step("cases.return_to_victim", ("in_force", "handed_over"), "released", "公安机关办理刑事案件程序规定#234"),
        Step("cases.lapse_freeze", ("in_force", "handed_over"), "lapsed", "公安机关办理刑事案件程序规定#240"),
        Step("cases.dispose_by_judgment", ("in_force", "handed_over"), "disposed", "刑事诉讼法#245"),
    ],
)
ADMINISTRATIVE_PROPERTY_STAGES = StageTable(
    "行政涉案财物措施",
    [
        Stage("in_force", "措施中", "In force", OFFICER),
        Stage("converted", "已转为扣押", "Turned into a seizure", NOBODY, final=True),
        Stage("released", "已解除", "Released", NOBODY, final=True),
        Stage("lapsed", "已自动解除", "Lapsed", NOBODY, final=True),
        Stage("disposed", "已处理", "Disposed of", NOBODY, final=True),
    ],
    [
        Step("cases.seize_registered", ("in_force",), "converted", "公安机关办理行政案件程序规定#110"),
        Step("cases.seize_from_administrative", ("in_force",), "converted", "公安机关办理刑事案件程序规定#227"),
        Step("cases.lift_preservation", ("in_force",), "released", "公安机关办理行政案件程序规定#115"),
        Step("cases.return_to_injured", ("in_force",), "released", "公安机关办理行政案件程序规定#192"),
        Step("cases.lapse_registration", ("in_force",), "lapsed", "公安机关办理行政案件程序规定#110"),
        Step("cases.collect_property", ("in_force",), "disposed", "公安机关办理行政案件程序规定#194"),
    ],
)


@noun
class CriminalProperty(PropertyMeasure):
    """刑事涉案财物措施: 扣押、查封、冻结、登记保存."""

    KIND = "criminal_property"
    STAGES = CRIMINAL_PROPERTY_STAGES
    case_kind = "criminal"

    class Meta:
        verbose_name = _("刑事涉案财物措施")
        indexes = [models.Index(fields=["case"], name="criminal_property_case")]

    def approval_facts(self, _act: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """A freeze goes on, and ends, by those who approved it: the kind of assets decides (程序规定 240, 241)."""
        return freeze_facts(self.asset, bool(arguments.get("major", self.is_for_a_year)))

    @property
    def is_for_a_year(self) -> bool:
        """Deposits of a grave and complex case, frozen by the city level (程序规定 243)."""
        return self.clocks.filter(rule="C43").exists()


def freeze_facts(asset: str, major: bool) -> dict[str, Any]:
    """What decides how high an approval of a freeze goes."""
    return {
        "equity_or_policy": asset in (AssetKind.EQUITY, AssetKind.LISTED),
        "listed_shares": asset == AssetKind.LISTED,
        "major_year_freeze": asset == AssetKind.DEPOSIT and major,
    }


@noun
class AdministrativeProperty(PropertyMeasure):
    """行政涉案财物措施: 扣押、扣留、查封、先行登记保存、抽样取证."""

    KIND = "admin_property"
    STAGES = ADMINISTRATIVE_PROPERTY_STAGES
    case_kind = "admin"

    class Meta:
        verbose_name = _("行政涉案财物措施")
        indexes = [models.Index(fields=["case"], name="admin_property_case")]

    def approval_facts(self, _act: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The value that counts when goods are collected; none for what a station may always take (程序规定 195)."""
        return {"collected_value": collected_value(arguments)}


def collected_value(arguments: Mapping[str, Any]) -> Decimal | None:
    """None counts as grave: the value is disputed or nobody said it, or proceeds that are not for the victim."""
    sort = arguments.get("sort")
    if sort in STATION_COLLECTS or (sort == CollectSort.PROCEEDS and arguments.get("for_victim")):
        return Decimal(0)
    if sort == CollectSort.PROCEEDS or arguments.get("disputed"):
        return None
    value = arguments.get("value")
    return value if isinstance(value, Decimal) else None


class PropertyItem(Journalled):
    """财物: one line of the list, from taking to its end."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="property_items", verbose_name=_("措施"))
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, null=True, related_name="property_items", verbose_name=_("证据")
    )
    name = models.CharField(_("名称"), max_length=120)
    quantity = models.CharField(_("数量"), max_length=40)
    features = models.CharField(_("特征"), max_length=400, blank=True)
    valuable = models.BooleanField(_("贵重财物"), default=False)
    photos = models.CharField(_("照片、录像编号"), max_length=80, blank=True)
    value = models.DecimalField(_("估价"), max_digits=16, decimal_places=2, null=True)
    state = models.CharField(_("状态"), max_length=10, choices=ItemState, default=ItemState.HELD)
    out_to = models.CharField(_("调用人"), max_length=40, blank=True)
    """Who has it on loan now; empty: nobody."""
    out_at = models.DateTimeField(_("调用时间"), null=True)
    out_until = models.DateTimeField(_("应当归还时间"), null=True)
    sale_at = models.DateTimeField(_("批准变卖、拍卖时间"), null=True)
    gone_at = models.DateTimeField(_("去向时间"), null=True)
    gone_to = models.CharField(_("去向"), max_length=120, blank=True)
    gone_why = models.CharField(_("处理依据"), max_length=200, blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {
        "name": "mask",
        "features": "erase",
        "gone_to": "erase",
        "gone_why": "erase",
        "out_to": "keep: an officer's name",
    }

    class Meta:
        verbose_name = _("涉案财物")
        indexes = [models.Index(fields=["subject", "state"], name="property_item_state")]

    def __str__(self) -> str:
        return f"{self.name}，{self.quantity}"
