"""Laws, their versions and articles; what an import reported; a person's confirmation of an effective date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.models import Subject, noun
from egret.acts.stages import Stage, StageTable

if TYPE_CHECKING:
    from egret.acts.done import By


class Level(models.TextChoices):
    CONSTITUTION = "constitution", _("宪法")
    LAW = "law", _("法律")
    REGULATION = "regulation", _("行政法规")
    INTERPRETATION = "interpretation", _("解释")
    RULE = "rule", _("部门规章")
    LOCAL = "local", _("地方性法规")
    DECISION = "decision", _("决定")
    CASE = "case", _("典型案例")
    OTHER = "other", _("其他")


class DateSource(models.TextChoices):
    TEXT = "text", _("正文")
    DB = "db", _("数据库")
    HISTORY = "history", _("题注")
    CONFIRMED = "confirmed", _("人工确认")


class Law(models.Model):
    """A law, whatever its versions. Statute texts are public reference data and carry no journal duty of their own."""

    key = models.CharField(_("检索名"), max_length=300, unique=True)
    """Title without 中华人民共和国, book marks and blanks; shared by all versions."""
    title = models.CharField(_("名称"), max_length=300)
    document_number = models.CharField(_("文号"), max_length=80, blank=True)
    issuer = models.CharField(_("制定机关"), max_length=80, blank=True)
    level = models.CharField(_("效力级别"), max_length=16, choices=Level)
    category = models.CharField(_("类别"), max_length=120, blank=True)
    region = models.CharField(_("适用地区"), max_length=40, blank=True)
    amending = models.BooleanField(_("修改文件"), default=False)
    """It quotes articles of another law and is left out of ordinary search."""

    class Meta:
        verbose_name = _("法规")
        indexes = [models.Index(fields=["level", "key"], name="law_level_key")]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One text of a law. Its dates are proposals with a source until a person confirms them."""

    law = models.ForeignKey(Law, models.CASCADE, related_name="versions", verbose_name=_("法规"))
    label = models.CharField(_("版本"), max_length=32)
    dated = models.DateField(_("通过或公布日期"), null=True)
    adopted = models.DateField(_("通过日期"), null=True)
    promulgated = models.DateField(_("公布日期"), null=True)
    history = models.JSONField(_("沿革"), default=list)
    """[[ISO day, words], …]"""
    in_force_from = models.DateField(_("施行日期"), null=True)
    from_source = models.CharField(_("施行日期来源"), max_length=10, choices=DateSource, blank=True)
    in_force_to = models.DateField(_("失效日期"), null=True)
    """First day on which it no longer holds: the start of the next version."""
    to_source = models.CharField(_("失效日期来源"), max_length=10, choices=DateSource, blank=True)
    confirmed_by = models.CharField(_("确认人"), max_length=40, blank=True)
    """The pseudonym of who confirmed the dates, as in the journal."""
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)
    files = models.JSONField(_("来源文件"), default=list)
    """[[path, sha256], …]"""
    text_hash = models.CharField(_("文本摘要"), max_length=64)
    articles_count = models.PositiveIntegerField(_("条数"), default=0)

    class Meta:
        verbose_name = _("版本")
        ordering = ("dated", "label")
        constraints = [
            models.UniqueConstraint(fields=["law", "label"], name="version_label_once"),
            models.CheckConstraint(
                name="version_confirmed_pair",
                condition=models.Q(confirmed_by="", confirmed_at=None)
                | (~models.Q(confirmed_by="") & models.Q(confirmed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.law}（{self.label}）"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def years(self) -> set[int]:
        """Years by which a citation may name this version: (2012), (2018修正), (2025)."""
        days = [self.dated, self.in_force_from]
        if self.history:
            made = [day for day, words in self.history if not words.endswith("施行")]
            days.append(date.fromisoformat(max(made)) if made else None)
        return {day.year for day in days if day}

    def holds_on(self, on: date) -> bool:
        """Whether the dates we have, confirmed or not, say that it is in force that day."""
        start = self.in_force_from or self.dated
        return (start is None or start <= on) and (self.in_force_to is None or on < self.in_force_to)


class Article(models.Model):
    """An article, or a record without a number, with its paragraphs and items each in their place."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("条")
        ITEM = "item", _("项")
        TEXT = "text", _("文")
        ANNEX = "annex", _("附件")
        SECTION = "section", _("部分")

    version = models.ForeignKey(Version, models.CASCADE, related_name="articles", verbose_name=_("版本"))
    seq = models.PositiveIntegerField(_("次序"))
    kind = models.CharField(_("种类"), max_length=8, choices=Kind, default=Kind.ARTICLE)
    no = models.PositiveIntegerField(_("条号"), default=0)
    sub = models.PositiveIntegerField(_("之几"), default=0)
    label = models.CharField(_("条标"), max_length=40, blank=True)
    path = models.JSONField(_("编章节"), default=list)
    text = models.TextField(_("正文"))
    parts = models.JSONField(_("款项"), default=list)
    """[{"text": first words of the 款, "items": [[number, text], …]}, …]"""
    content_hash = models.CharField(_("内容摘要"), max_length=64)
    line = models.PositiveIntegerField(_("行号"), default=0)

    class Meta:
        verbose_name = _("条文")
        ordering = ("version", "seq")
        constraints = [models.UniqueConstraint(fields=["version", "seq"], name="article_seq_once")]
        indexes = [
            models.Index(fields=["version", "no", "sub"], name="article_number"),
            models.Index(fields=["content_hash"], name="article_content"),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.label}".strip()

    @property
    def name(self) -> str:
        return self.label or (self.path[-1] if self.path else "正文")

    def part(self, paragraph: int, item: int = 0) -> str:
        """Text of a 款, or of one of its 项; with `paragraph` 0, the item wherever it stands. Empty when there is
        none."""
        if paragraph > len(self.parts) or paragraph < 0:
            return ""
        chosen = [self.parts[paragraph - 1]] if paragraph else self.parts
        if not item:
            return "\n".join([chosen[0]["text"], *(text for _, text in chosen[0]["items"])]) if chosen else ""
        return next((str(text) for one in chosen for number, text in one["items"] if number == item), "")


IMPORT_STAGES = StageTable("法规导入", [Stage("imported", "已导入", "Imported", "法制部门", final=True)], [])


@noun
class ImportRun(Subject):
    """One import of a folder of statutes: what was read, what it changed, what a person should look at."""

    STAGES: ClassVar[StageTable] = IMPORT_STAGES
    KIND: ClassVar[str] = "law_import"
    PERSONAL: ClassVar[dict[str, str]] = {}

    files = models.PositiveIntegerField(_("文件数"), default=0)
    broken = models.PositiveIntegerField(_("无法读取"), default=0)
    laws = models.PositiveIntegerField(_("法规数"), default=0)
    articles = models.PositiveIntegerField(_("条数"), default=0)
    added = models.PositiveIntegerField(_("新增版本"), default=0)
    replaced = models.PositiveIntegerField(_("更换版本"), default=0)
    digest = models.CharField(_("集合摘要"), max_length=64)

    class Meta:
        verbose_name = _("法规导入")

    def series(self, by: By) -> tuple[str, Callable[[int], str]] | None:
        year = by.at.year
        return f"law_import/{year}", lambda number: f"法规导入〔{year}〕{number}号"


class ImportIssue(models.Model):
    """Something the latest import of a file reported, by line."""

    run = models.ForeignKey(ImportRun, models.CASCADE, null=True, related_name="issues", verbose_name=_("导入"))
    law = models.ForeignKey(Law, models.CASCADE, null=True, related_name="issues", verbose_name=_("法规"))
    file = models.CharField(_("文件"), max_length=400)
    line = models.PositiveIntegerField(_("行"), default=0)
    kind = models.CharField(_("种类"), max_length=24)
    text = models.CharField(_("内容"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("导入提示")
        indexes = [models.Index(fields=["kind", "file"], name="import_issue_kind")]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.kind} {self.text}"


CONFIRMATION_STAGES = StageTable(
    "施行日期确认", [Stage("confirmed", "已确认", "Confirmed", "法制部门", final=True)], []
)


@noun
class EffectiveDate(Subject):
    """A person's confirmation of when a version of a law entered into force, with the paper it rests on."""

    STAGES: ClassVar[StageTable] = CONFIRMATION_STAGES
    KIND: ClassVar[str] = "effective_date"
    PERSONAL: ClassVar[dict[str, str]] = {}

    law_key = models.CharField(_("法规"), max_length=300)
    version_label = models.CharField(_("版本"), max_length=32)
    day = models.DateField(_("施行日期"))
    ends = models.DateField(_("失效日期"), null=True)
    proposed = models.DateField(_("原拟日期"), null=True)
    source = models.CharField(_("依据"), max_length=300)

    class Meta:
        verbose_name = _("施行日期确认")

    def series(self, by: By) -> tuple[str, Callable[[int], str]] | None:
        year = by.at.year
        return f"effective_date/{year}", lambda number: f"施行日期确认〔{year}〕{number}号"
