"""措施 and its stage table: what deprives a person of liberty or restricts it, from when until when, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.done import By
from egret.acts.models import Subject, noun
from egret.acts.stages import Stage, StageTable, Step
from egret.intake.models import Person


class MeasureKind(models.TextChoices):
    SUMMONS = "summons", _("传唤")
    COMPELLED = "compelled", _("拘传")
    DETENTION = "detention", _("刑事拘留")
    ARREST = "arrest", _("逮捕")
    BAIL = "bail", _("取保候审")
    SURVEILLANCE = "surveillance", _("监视居住")
    ADMIN_DETENTION = "admin_detention", _("行政拘留")
    DRUG_TREATMENT = "drug_treatment", _("强制隔离戒毒")
    COMMUNITY_TREATMENT = "community_drugs", _("社区戒毒")
    EXAMINATION = "examination", _("拘留审查")
    RESTRICTED_AREA = "restricted_area", _("限制活动范围")


IN_FORCE, ENDED = "in_force", "ended"
_NOW = (IN_FORCE,)

MEASURE_STAGES = StageTable(
    "措施",
    [
        Stage(IN_FORCE, "执行中", "In force", "办案民警"),
        Stage(ENDED, "已结束", "Ended", "无", final=True),
    ],
    [
        Step("cases.record_departure", _NOW, ENDED, "公安机关办理行政案件程序规定#68"),
        Step("cases.record_suspect_departure", _NOW, ENDED, "公安机关办理刑事案件程序规定#199"),
        Step("cases.end_compelled_appearance", _NOW, ENDED, "公安机关办理刑事案件程序规定#80"),
        Step("cases.execute_detention", _NOW, ENDED, "刑事诉讼法#85"),
        Step("cases.execute_arrest", _NOW, ENDED, "刑事诉讼法#93"),
        Step("cases.bail", _NOW, ENDED, "刑事诉讼法#67"),
        Step("cases.surveil", _NOW, ENDED, "刑事诉讼法#75"),
        Step("cases.surveil_in_place", _NOW, ENDED, "刑事诉讼法#75"),
        Step("cases.release", _NOW, ENDED, "刑事诉讼法#99"),
        Step("cases.lift_bail", _NOW, ENDED, "公安机关办理刑事案件程序规定#108"),
        Step("cases.lift_surveillance", _NOW, ENDED, "公安机关办理刑事案件程序规定#122"),
        Step("cases.terminate_for_person", _NOW, ENDED, "公安机关办理刑事案件程序规定#186"),
        Step("cases.turn_administrative", _NOW, ENDED, "公安机关办理刑事案件程序规定#177"),
        Step("cases.transfer_jurisdiction", _NOW, ENDED, "公安机关办理刑事案件程序规定#184"),
        Step("cases.propose_treatment", _NOW, ENDED, "公安机关办理刑事案件程序规定#343"),
        Step("cases.dismiss", _NOW, ENDED, "公安机关办理刑事案件程序规定#186"),
        Step("cases.record_judgment", _NOW, ENDED, "刑事诉讼法#264"),
        Step("cases.complete_execution", _NOW, ENDED, "公安机关办理行政案件程序规定#258"),
        Step("cases.suspend_detention", _NOW, ENDED, "治安管理处罚法(2025)#126"),
        Step("cases.end_examination", _NOW, ENDED, "公安机关办理行政案件程序规定#243"),
        Step("cases.restrict_foreigner", _NOW, ENDED, "公安机关办理行政案件程序规定#243"),
        Step("cases.end_restriction", _NOW, ENDED, "公安机关办理行政案件程序规定#244"),
        Step("cases.end_treatment", _NOW, ENDED, "戒毒条例#34"),
        Step("cases.redo", _NOW, ENDED, "行政复议法#64"),
        Step("cases.record_revoked", _NOW, ENDED, "行政复议法#64"),
    ],
)


@dataclass(frozen=True, slots=True)
class Period:
    """One term of a measure: the limit it runs under, who let it run, and the paper that says so."""

    rule: str
    since: datetime
    until: datetime | None
    decided: datetime
    approver: str
    """Pseudonym of who signed last, or of who acted where no signature is needed."""
    paper: str
    """Kind of the paper issued with it; empty where the law asks for none."""

    def plain(self) -> dict[str, Any]:
        until = self.until.isoformat() if self.until else None
        return {
            "rule": self.rule,
            "since": self.since.isoformat(),
            "until": until,
            "decided": self.decided.isoformat(),
            "approver": self.approver,
            "paper": self.paper,
        }

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Period:
        moments = {name: plain[name] and datetime.fromisoformat(plain[name]) for name in ("since", "until", "decided")}
        return cls(**{**plain, **moments})


@noun
class Measure(Subject):
    """措施: a person deprived of liberty or restricted in it; born in a case by one act, ended by another.

    The base row says since when (`opened`), until when (`due`) and since when no longer (`closed`). The acts happen to
    the case, which is locked first; so a measure changes under its case's lock only. The limits run on the case,
    about the person: there an officer sees the nearest of all.
    """

    KIND = "measure"
    STAGES = MEASURE_STAGES
    SEEN_WITH = "case"

    case = models.ForeignKey(Subject, models.PROTECT, related_name="measures", verbose_name=_("案件"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="measures", verbose_name=_("人员"))
    measure_kind = models.CharField(_("种类"), max_length=16, choices=MeasureKind)
    ground = models.CharField(_("理由"), max_length=200, blank=True)
    place = models.CharField(_("场所"), max_length=120, blank=True)
    end_ground = models.CharField(_("结束原因"), max_length=120, blank=True)
    periods = models.JSONField(_("各段期限"), default=list)
    """Each term in turn, as `Period` writes it; an extension is one more."""
    facts = models.JSONField(_("附加情况"), default=dict)

    PERSONAL: ClassVar[dict[str, str]] = {"title": "mask", "ground": "erase"}

    class Meta:
        verbose_name = _("措施")
        indexes = [models.Index(fields=["case", "measure_kind"], name="measure_of_case")]

    def __str__(self) -> str:
        return f"{self.get_measure_kind_display()} {self.person.name}"

    def series(self, by: By) -> tuple[str, Callable[[int], str]]:
        """Counted within the case, so that births elsewhere do not wait for one another."""
        head = f"{self.case.number}-CS"
        return head, lambda seq: f"{head}{seq:02d}"

    @property
    def started(self) -> datetime:
        return self.opened

    @property
    def ended(self) -> datetime | None:
        return self.closed

    @property
    def counted_as(self) -> str:
        """Its name in the tables of days held and offset (`rulebook/custody`)."""
        is_away = self.measure_kind == MeasureKind.SURVEILLANCE and self.facts.get("designated")
        return "designated" if is_away else self.measure_kind

    @property
    def terms(self) -> list[Period]:
        return [Period.of(one) for one in self.periods]
