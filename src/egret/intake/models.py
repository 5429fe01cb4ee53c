"""警情 and the people in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.done import By
from egret.acts.models import Journalled, Subject, noun
from egret.acts.personal import EncryptedTextField
from egret.acts.stages import Stage, StageTable, Step

LOCAL = ZoneInfo("Asia/Shanghai")

OFFICER, LEADER, MEDIATOR, NOBODY = "接报民警", "办案部门负责人", "调解员", "无"

INCIDENT_STAGES = StageTable(
    "警情",
    [
        Stage("received", "已接警", "Received", OFFICER),
        Stage("registered", "已登记", "Registered", OFFICER),
        Stage("dispute", "纠纷调处", "Dispute", MEDIATOR),
        Stage("settled", "纠纷已化解", "Dispute settled", NOBODY, final=True),
        Stage("handled", "已处置完毕", "Handled", NOBODY, final=True),
        Stage("not_police", "非职责范围", "Not for the police", NOBODY, final=True),
        Stage("transferred", "已移送", "Transferred", NOBODY, final=True),
        Stage("duplicate", "重复报案", "Duplicate", NOBODY, final=True),
        Stage("accepted_admin", "已受案（行政）", "Accepted, administrative", NOBODY, final=True),
        Stage("filing_review", "刑事立案审查", "Criminal filing review", NOBODY, final=True),
    ],
    [
        Step("intake.complete_registration", ("received",), "registered", "公安机关办理行政案件程序规定#60"),
        Step("intake.close_handled", ("registered",), "handled", "人民警察法#21"),
        Step("intake.tell_not_police", ("registered",), "not_police", "公安机关办理行政案件程序规定#61"),
        Step("intake.transfer", ("registered",), "transferred", "公安机关办理行政案件程序规定#61"),
        Step("intake.mark_duplicate", ("registered",), "duplicate", "公安机关办理行政案件程序规定#61"),
        Step("intake.reopen_duplicate", ("duplicate",), "registered"),
        Step("intake.take_to_mediation", ("registered",), "dispute"),
        Step("intake.settle_dispute", ("dispute",), "settled"),
        Step("intake.give_up_mediation", ("dispute",), "registered"),
        Step("cases.accept_administrative", ("registered",), "accepted_admin", "治安管理处罚法(2025)#90"),
        Step("cases.open_filing_review", ("registered",), "filing_review", "公安机关办理刑事案件程序规定#171"),
    ],
)


class Channel(models.TextChoices):
    EMERGENCY = "110", _("110 报警")
    WALK_IN = "walk_in", _("到所报案")
    ONLINE = "online", _("网上报案")
    PATROL = "patrol", _("巡逻发现")
    SENT = "sent", _("其他机关移送")


class IncidentKind(models.TextChoices):
    CRIME = "crime", _("刑事类")
    OFFENCE = "offence", _("治安类")
    TRAFFIC = "traffic", _("交通类")
    DISPUTE = "dispute", _("纠纷类")
    HELP = "help", _("求助类")
    OTHER = "other", _("其他")


@noun
class Incident(Subject):
    """警情: one report, however it came. Nothing that was reported leaves without an outcome (全警情录入)."""

    KIND = "incident"
    STAGES = INCIDENT_STAGES

    channel = models.CharField(_("来源"), max_length=12, choices=Channel)
    sort = models.CharField(_("类别"), max_length=12, choices=IncidentKind)
    reported_at = models.DateTimeField(_("报案时间"))
    happened_at = models.DateTimeField(_("发生时间"), null=True)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    account = models.TextField(_("报案内容"))
    dispatched_at = models.DateTimeField(_("出警时间"), null=True)
    arrived_at = models.DateTimeField(_("到场时间"), null=True)
    handled_at = models.DateTimeField(_("处置完毕时间"), null=True)
    outcome = models.TextField(_("处置结果"), blank=True)
    outside_number = models.CharField(_("外部编号"), max_length=64, blank=True)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="duplicates", verbose_name=_("重复于")
    )

    PERSONAL: ClassVar[dict[str, str]] = {"title": "mask", "account": "erase", "place": "erase", "outcome": "erase"}

    class Meta:
        verbose_name = _("警情")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "outside_number"],
                condition=~models.Q(outside_number=""),
                name="incident_outside_once",
            ),
        ]

    def approval_facts(self, _act: str, _arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Nothing of a fresh report is disputed yet; a dispute over jurisdiction is a transfer of its own."""
        return {"disputed": False}

    def series(self, by: By) -> tuple[str, Callable[[int], str]]:
        day = by.at.astimezone(LOCAL)
        head = f"J{by.actor.unit_code}-{day:%Y%m%d}"
        return head, lambda seq: f"{head}-{seq:05d}"


class Role(models.TextChoices):
    SUSPECT = "suspect", _("违法犯罪嫌疑人")
    VICTIM = "victim", _("被侵害人")
    REPORTER = "reporter", _("报案人")
    WITNESS = "witness", _("证人")
    GUARDIAN = "guardian", _("监护人")
    LAWYER = "lawyer", _("律师")
    INTERPRETER = "interpreter", _("翻译")


class Sex(models.TextChoices):
    MALE = "m", _("男")
    FEMALE = "f", _("女")
    UNKNOWN = "u", _("未查明")


class IdKind(models.TextChoices):
    RESIDENT = "cn", _("居民身份证")
    PASSPORT = "passport", _("护照")
    OTHER = "other", _("其他证件")
    NONE = "none", _("未查明")


class Person(Journalled):
    """人员: somebody in an incident or a case, in one role."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="people", verbose_name=_("事项"))
    role = models.CharField(_("身份"), max_length=12, choices=Role)
    name = models.CharField(_("姓名"), max_length=80)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex, default=Sex.UNKNOWN)
    born = models.DateField(_("出生日期"), null=True)
    id_kind = models.CharField(_("证件种类"), max_length=8, choices=IdKind, default=IdKind.NONE)
    id_number = EncryptedTextField(_("证件号码"), blank=True, default="")
    id_index = models.CharField(max_length=64, blank=True, default="", db_index=True)
    phone = EncryptedTextField(_("电话"), blank=True, default="")
    address = EncryptedTextField(_("住址"), blank=True, default="")
    nationality = models.CharField(_("国籍"), max_length=40, default="中国")
    of = models.ForeignKey("self", models.PROTECT, null=True, related_name="companions", verbose_name=_("关系人"))
    """Whose guardian, lawyer or interpreter this is."""
    relation = models.CharField(_("关系"), max_length=40, blank=True)
    flags = models.JSONField(_("特殊情况"), default=list)
    """Words the safeguards ask for: `pregnant`, `nursing`, `deaf`, `blind`, `ill`, `deputy`, `official`, …"""

    PERSONAL: ClassVar[dict[str, str]] = {
        "name": "mask",
        "born": "erase",
        "id_number": "erase",
        "id_index": "erase",
        "phone": "erase",
        "address": "erase",
        "flags": "erase",
        "sex": "keep: needed for statistics, tells nobody apart",
    }

    class Meta:
        verbose_name = _("人员")
        indexes = [models.Index(fields=["subject", "role"], name="person_subject_role")]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_role_display()}）"

    @property
    def key(self) -> str:
        """Its name in clocks, papers and the journal."""
        return f"person:{self.pk}"

    def age_on(self, day: date) -> int | None:
        """Full years on a day; a person reaches an age on the day after the birthday (最高法 2006 年解释第 2 条)."""
        if self.born is None:
            return None
        return day.year - self.born.year - ((day.month, day.day) <= (self.born.month, self.born.day))


IMPORT_STAGES = StageTable(
    "警情导入",
    [
        Stage("uploaded", "已上传", "Uploaded", OFFICER),
        Stage("running", "导入中", "Running", "系统"),
        Stage("done", "已完成", "Done", NOBODY, final=True),
        Stage("stopped", "已停止", "Stopped", NOBODY, final=True),
    ],
    [
        Step("intake.start_import", ("uploaded",), "running"),
        Step("intake.finish_import", ("running",), "done"),
        Step("intake.stop_import", ("uploaded", "running"), "stopped"),
    ],
)


@noun
class ImportBatch(Subject):
    """警情导入: a file of incidents that another register holds, brought in row by row (全警情录入)."""

    KIND = "incident_import"
    STAGES = IMPORT_STAGES

    subject_ptr = models.OneToOneField(
        Subject, models.CASCADE, parent_link=True, primary_key=True, related_name="as_incident_import"
    )
    digest = models.CharField(_("文件摘要"), max_length=71)
    encoding = models.CharField(_("编码"), max_length=16)
    rows = models.PositiveIntegerField(_("行数"))
    bad = models.PositiveIntegerField(_("有误的行数"))
    store = models.CharField(_("暂存文件"), max_length=40)
    """Name of the encrypted file of rows below the home; gone once the import ended."""

    PERSONAL: ClassVar[dict[str, str]] = {"title": "keep: 文件名"}

    class Meta:
        verbose_name = _("警情导入")

    def series(self, by: By) -> tuple[str, Callable[[int], str]]:
        day = by.at.astimezone(LOCAL)
        head = f"DR{by.actor.unit_code}-{day:%Y%m%d}"
        return head, lambda seq: f"{head}-{seq:03d}"


class ImportProgress(models.Model):
    """How far an import has come. It moves in the transaction of the rows it counts, so after a crash it goes on there.

    No journal duty of its own: each incident has its entry, and the end of the import is an act with these figures.
    """

    batch = models.OneToOneField(ImportBatch, models.CASCADE, primary_key=True, related_name="progress")
    next_chunk = models.PositiveIntegerField(default=0)
    chunks = models.PositiveIntegerField()
    made = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    """Rows that had been entered before."""
    failed = models.PositiveIntegerField(default=0)
    began = models.DateTimeField()
    changed = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.next_chunk}/{self.chunks}"


class ImportFault(models.Model):
    """Why a row was not entered: its number in the file, the column, and what to do."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="faults")
    line = models.PositiveIntegerField(_("行"))
    column = models.CharField(_("列"), max_length=20, blank=True)
    sentence = models.CharField(_("问题"), max_length=300)
    remedy = models.CharField(_("怎样改"), max_length=300, blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {"sentence": "keep: names columns and choices, no person"}

    class Meta:
        indexes = [models.Index(fields=["batch", "line", "id"], name="import_fault_line")]

    def __str__(self) -> str:
        return f"{self.line}: {self.sentence}"
