"""Subjects, clocks and the rows with a journal duty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.deed import deed_under_way
from egret.acts.refusals import UnrecordedWrite
from egret.acts.stages import Stage, StageTable

if TYPE_CHECKING:
    from egret.acts.done import By

M = TypeVar("M", bound="Journalled")


class JournalledQuerySet(models.QuerySet[M]):
    """Refuses writes that would pass the journal by."""

    def update(self, **values: Any) -> int:
        raise UnrecordedWrite(f"{self.model.__name__}: update() leaves no image; save each row inside an act")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise UnrecordedWrite(f"{self.model.__name__}: delete rows one by one inside an act")

    def bulk_update(self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None) -> int:
        raise UnrecordedWrite(f"{self.model.__name__}: bulk_update() leaves no image; save each row inside an act")

    def bulk_create(self, objs: Iterable[M], *args: Any, **options: Any) -> list[M]:
        deed = deed_under_way()
        if deed is None:
            raise UnrecordedWrite(f"{self.model.__name__} is written by acts only")
        rows = super().bulk_create(objs, *args, **options)
        for row in rows:
            deed.wrote(row)
        return rows


JournalledManager = models.Manager.from_queryset(JournalledQuerySet)


class Journalled(models.Model):
    """A row that only acts write; its image after each act goes into that act's entry."""

    PERSONAL: ClassVar[dict[str, str]] = {}
    """Personal fields and how each is scrubbed: `erase` (emptied), `mask` (shortened), `keep: reason`."""

    objects = JournalledManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        deed = deed_under_way()
        if deed is None:
            raise UnrecordedWrite(f"{type(self).__name__} is written by acts only")
        super().save(*args, **options)
        deed.wrote(self)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        deed = deed_under_way()
        if deed is None:
            raise UnrecordedWrite(f"{type(self).__name__} is deleted by acts only")
        deed.erased(self)
        return super().delete(*args, **options)


class Subject(Journalled):
    """事项: the row an act locks; base of every noun that has a life of its own.

    `unit`, `district`, `city` and `agency` are ids of units copied onto the row, so that "my district, newest first"
    is one walk along
    one index even for a unit without rows (a subquery over the tree takes seconds there).
    """

    STAGES: ClassVar[StageTable]
    KIND: ClassVar[str] = ""
    SEEN_WITH: ClassVar[str] = ""
    """Name of the reference to the subject whose circle of people it shares; empty: its own."""

    kind = models.CharField(_("事项种类"), max_length=24)
    number = models.CharField(_("编号"), max_length=64, unique=True)
    title = models.CharField(_("名称"), max_length=200)
    stage = models.CharField(_("阶段"), max_length=32)
    unit = models.BigIntegerField(_("单位"))
    district = models.BigIntegerField(_("分局"), null=True)
    city = models.BigIntegerField(_("市局"), null=True)
    agency = models.BigIntegerField(_("机关"))
    owner = models.BigIntegerField(_("主办人"), null=True)
    sensitivity = models.PositiveSmallIntegerField(_("敏感级别"), default=0)
    opened = models.DateTimeField(_("开始时间"))
    closed = models.DateTimeField(_("结束时间"), null=True)
    due = models.DateTimeField(_("最近期限"), null=True)
    changed = models.DateTimeField(_("最近变动"))
    chain_head = models.CharField(_("链头"), max_length=64, blank=True, default="")
    version = models.PositiveIntegerField(_("版本"), default=0)

    PERSONAL: ClassVar[dict[str, str]] = {"title": "mask"}

    class Meta:
        verbose_name = _("事项")
        indexes = [
            *(
                models.Index(fields=[level, "kind", "-opened", "-id"], name=f"subject_{level}_kind")
                for level in ("unit", "district", "city")
            ),
            models.Index(fields=["owner", "due", "id"], name="subject_owner_due", condition=models.Q(closed=None)),
            models.Index(fields=["unit", "due", "id"], name="subject_unit_due", condition=models.Q(closed=None)),
            models.Index(
                fields=["district", "due", "id"], name="subject_district_due", condition=models.Q(closed=None)
            ),
            models.Index(fields=["city", "due", "id"], name="subject_city_due", condition=models.Q(closed=None)),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）" if self.number else self.title

    @property
    def obj(self) -> str:
        """Its name in the journal, `kind:id`."""
        return f"{self.kind}:{self.pk}"

    @property
    def stage_now(self) -> Stage:
        return type(self).STAGES[self.stage]

    @property
    def dossier(self) -> Subject:
        """The subject whose name and number stand on its papers: itself, or the case in which it came about."""
        return self

    def series(self, by: By) -> tuple[str, Callable[[int], str]] | None:
        """Key of its number series and how a number is written; None when the body sets the number itself."""
        return None

    def noun(self) -> Subject:
        """The same subject as its own noun (a case, an incident)."""
        model = noun_named(self.kind)
        return self if isinstance(self, model) else model._base_manager.get(pk=self.pk)

    def clean_for_act(self) -> None:
        """Validate what the database cannot; raises ValidationError."""
        if not self.title:
            raise ValidationError({"title": _("名称不能为空")})


_nouns: dict[str, type[Subject]] = {}


def noun(model: type[Subject]) -> type[Subject]:
    """Class decorator: enrols a noun under its `KIND`."""
    if not model.KIND or model.KIND in _nouns:
        raise ValueError(f"{model.__name__} needs a KIND of its own")
    _nouns[model.KIND] = model
    return model


def noun_named(kind: str) -> type[Subject]:
    return _nouns[kind]


def all_nouns() -> Sequence[type[Subject]]:
    return [_nouns[kind] for kind in sorted(_nouns)]


class ClockState(models.TextChoices):
    RUNNING = "running", _("进行中")
    HELD = "held", _("暂停计算")
    STOPPED = "stopped", _("已办结")
    LAPSED = "lapsed", _("已届满")
    CARRIED = "carried", _("转到主案")


class Clock(Journalled):
    """期限: a running time limit on a subject, with both of its ends."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="clocks", verbose_name=_("事项"))
    rule = models.CharField(_("规则"), max_length=8)
    about = models.CharField(_("对象"), max_length=40, blank=True)
    started = models.DateTimeField(_("起算"))
    guard_due = models.DateTimeField(_("预警期限"))
    legal_due = models.DateTimeField(_("法定期限"))
    state = models.CharField(_("状态"), max_length=8, choices=ClockState, default=ClockState.RUNNING)
    ended = models.DateTimeField(_("停止"), null=True)
    pauses = models.JSONField(_("不计入期间"), default=list)
    """[[from, to or null, ground], …] in ISO time."""
    extended = models.JSONField(_("已批准的延长"), default=list)
    """Places in the rulebook of the extensions that were approved."""
    for_police = models.BooleanField(_("由公安机关遵守"), default=True)
    """False for limits that bind the party or another organ: shown, never counted as our breach."""

    PERSONAL: ClassVar[dict[str, str]] = {}

    class Meta:
        verbose_name = _("期限")
        indexes = [
            models.Index(fields=["subject", "state"], name="clock_subject_state"),
            models.Index(fields=["guard_due"], name="clock_running_due", condition=models.Q(state="running")),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.guard_due:%Y-%m-%d %H:%M}"


class NamedViewer(Journalled):
    """A person a sensitive subject is narrowed to."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="named_viewers", verbose_name=_("事项"))
    staff = models.BigIntegerField(_("人员"))

    PERSONAL: ClassVar[dict[str, str]] = {}

    class Meta:
        verbose_name = _("知悉人员")
        constraints = [models.UniqueConstraint(fields=["subject", "staff"], name="named_viewer_once")]

    def __str__(self) -> str:
        return f"{self.subject_id}:{self.staff}"


class NumberSeries(models.Model):
    """The last number of a series; its row is locked, so numbers have no gaps and no twins."""

    key = models.CharField(max_length=120, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}: {self.last}"


class SubmittedForm(models.Model):
    """An idempotency key and what its act did, so that a repeated submit writes nothing twice."""

    key = models.CharField(max_length=64, primary_key=True)
    act = models.CharField(max_length=64)
    actor = models.CharField(max_length=40)
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    uid = models.CharField(max_length=26)
    proposal = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
