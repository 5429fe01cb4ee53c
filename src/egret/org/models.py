"""Organs, units, people, the posts they hold and the accounts they sign in with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from egret.acts.models import Journalled, Subject, noun
from egret.acts.ports import Place
from egret.org.posts import PostKind, ScopeLevel, post_kind
from egret.org.stages import AGENCY, STAFF, UNIT


def _in_english() -> bool:
    return (get_language() or "").startswith("en")


class AgencyKind(models.TextChoices):
    POLICE = "police", _("公安机关")
    PROCURATORATE = "procuratorate", _("人民检察院")
    COURT = "court", _("人民法院")
    FINANCE = "finance", _("财政部门")
    NOTARY = "notary", _("公证机构")
    JUSTICE = "justice", _("司法行政机关")
    CONTRACTOR = "contractor", _("受托单位")


@noun
class Agency(Subject):
    """机关: a police force, or one of the organs beside it."""

    KIND: ClassVar[str] = "agency"
    STAGES = AGENCY
    PERSONAL: ClassVar[dict[str, str]] = {}

    subject_ptr = models.OneToOneField(
        Subject, models.CASCADE, parent_link=True, primary_key=True, related_name="as_agency"
    )  # the accessor's own name would hide the subject's column
    code = models.CharField(_("机关代码"), max_length=18, unique=True)
    name = models.CharField(_("机关名称"), max_length=100)
    name_en = models.CharField(_("英文名称"), max_length=100, blank=True)
    sort = models.CharField(_("机关类别"), max_length=16, choices=AgencyKind)

    class Meta:
        verbose_name = _("机关")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and _in_english() else self.name

    @property
    def place(self) -> Place:
        return Place(self.pk, None, None, self.pk)


class UnitLevel(models.TextChoices):
    CITY = "city", _("市级机关")
    BRANCH = "branch", _("分局（县级）")
    STATION = "station", _("所队")


@noun
class Unit(Subject):
    """单位: a city bureau, a branch, a station or brigade; its own ancestors are the columns every subject copies.

    `unit` is its own key; `district` and `city` are the branch and the city bureau above it, itself included.
    """

    KIND: ClassVar[str] = "unit"
    STAGES = UNIT
    PERSONAL: ClassVar[dict[str, str]] = {}

    subject_ptr = models.OneToOneField(
        Subject, models.CASCADE, parent_link=True, primary_key=True, related_name="as_unit"
    )  # the accessor's own name would hide the subject's column
    code = models.CharField(_("单位代码"), max_length=18, unique=True)
    name = models.CharField(_("单位名称"), max_length=100)
    name_en = models.CharField(_("英文名称"), max_length=100, blank=True)
    short = models.CharField(_("文书简称"), max_length=20)
    """Stands in document numbers, e.g. 鹭湖 in 鹭公（鹭湖）受案字〔2026〕12号."""
    level = models.CharField(_("级别"), max_length=8, choices=UnitLevel)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级单位")
    )

    class Meta:
        verbose_name = _("单位")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and _in_english() else self.name

    @property
    def place(self) -> Place:
        return Place(self.pk, self.district, self.city, self.agency)


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Account:
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """账号: what signs in. No journal duty of its own: opening, closing, each sign-in are acts on the staff member."""

    username = models.CharField(_("警号"), max_length=32, unique=True)
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("须更改密码"), default=True)
    password_set = models.DateTimeField(_("密码设定时间"), null=True)

    PERSONAL: ClassVar[dict[str, str]] = {"username": "keep: 警号是职务标识"}
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    class Meta:
        verbose_name = _("账号")

    def __str__(self) -> str:
        return self.username


class Lock(models.Model):
    """Failed sign-ins of one name and, once there were too many, until when it is locked.

    Kept by the name that was typed, known or not, so that a stranger cannot learn which names exist.
    """

    name = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    first = models.DateTimeField()
    until = models.DateTimeField(null=True)

    PERSONAL: ClassVar[dict[str, str]] = {"name": "keep: 警号是职务标识"}

    def __str__(self) -> str:
        return self.name


class Category(models.TextChoices):
    OFFICER = "officer", _("人民警察")
    AUXILIARY = "auxiliary", _("警务辅助人员")
    CIVILIAN = "civilian", _("文职人员")
    PARTNER = "partner", _("外单位人员")


class Sex(models.TextChoices):
    MALE = "male", _("男")
    FEMALE = "female", _("女")


@noun
class Staff(Subject):
    """人员: a police officer, an auxiliary, a clerk of an organ beside the police; an `Actor` of the machinery."""

    KIND: ClassVar[str] = "staff"
    STAGES = STAFF
    PERSONAL: ClassVar[dict[str, str]] = {
        "name": "mask",
        "name_en": "mask",
        "police_number": "keep: 警号是职务标识，责任追溯须凭此查到本人",
        "sex": "keep: 同性别检查须凭此核对（治安管理处罚法#104）",
    }

    name = models.CharField(_("姓名"), max_length=60)
    name_en = models.CharField(_("拼音"), max_length=80, blank=True)
    police_number = models.CharField(_("警号"), max_length=32, unique=True)
    category = models.CharField(_("人员类别"), max_length=10, choices=Category)
    sex = models.CharField(_("性别"), max_length=6, choices=Sex)
    unit_code = models.CharField(_("单位代码"), max_length=18)
    """Copied from the unit, so that an entry's `org` costs no query."""
    legal_number = models.CharField(_("法律职业资格证书号"), max_length=40, blank=True)
    legal_since = models.DateField(_("资格取得日期"), null=True, blank=True)
    legal_until = models.DateField(_("资格终止日期"), null=True, blank=True)
    minors_since = models.DateField(_("未成年人案件培训合格日期"), null=True, blank=True)
    account = models.OneToOneField(
        Account, models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("账号")
    )

    class Meta:
        verbose_name = _("人员")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and _in_english() else self.name

    @property
    def pseudonym(self) -> str:
        return f"o:{self.pk}"

    def trained_for_minors(self, on: date) -> bool:
        """Whether they were trained to handle cases of minors by that day (未成年人保护法 101)."""
        return self.minors_since is not None and self.minors_since <= on

    def qualified(self, on: date) -> bool:
        """Whether the legal qualification holds on that day (治安管理处罚法 114, 行政处罚法 58)."""
        return (
            self.legal_since is not None
            and self.legal_since <= on
            and (self.legal_until is None or on < self.legal_until)
        )

    @property
    def place(self) -> Place:
        """Where the person belongs: used when something is done to the person."""
        return Place(self.unit, self.district, self.city, self.agency)


class Dated(Journalled):
    """Something that holds from a moment until another; `until` itself is outside."""

    since = models.DateTimeField(_("起"))
    until = models.DateTimeField(_("止"), null=True, blank=True)
    ground = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def holds(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


class Appointment(Dated):
    """任职: a person in a post at a unit."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="appointments", verbose_name=_("人员"))
    at_unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments", verbose_name=_("单位"))
    post = models.CharField(_("岗位"), max_length=32)

    PERSONAL: ClassVar[dict[str, str]] = {}

    class Meta:
        verbose_name = _("任职")
        indexes = [models.Index(fields=["at_unit", "post"], name="appointment_unit_post")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")), name="appointment_ends_after"
            )
        ]

    def __str__(self) -> str:
        return f"{self.at_unit.label}{self.kind.label}"

    @property
    def kind(self) -> PostKind:
        return post_kind(self.post)


class PowerGrant(Dated):
    """A single power given besides the post, or taken away for a time (停止执行职务, 个别授权)."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="grants", verbose_name=_("人员"))
    power = models.CharField(_("职权"), max_length=64)
    """Name or pattern, `cases.*`."""
    over = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    scope = models.CharField(_("范围"), max_length=10, choices=[(level.value, level.label) for level in ScopeLevel])
    withdrawn = models.BooleanField(_("停止"), default=False)

    PERSONAL: ClassVar[dict[str, str]] = {}

    class Meta:
        verbose_name = _("个别授权")

    def __str__(self) -> str:
        return f"{'-' if self.withdrawn else '+'}{self.power}"


class Lending(Dated):
    """借调: a person works for another unit for a time; meanwhile the powers over the own unit rest."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="lendings", verbose_name=_("人员"))
    to = models.ForeignKey(Unit, models.PROTECT, related_name="borrowed", verbose_name=_("借入单位"))

    PERSONAL: ClassVar[dict[str, str]] = {}

    class Meta:
        verbose_name = _("借调")

    def __str__(self) -> str:
        return f"{self.staff_id} -> {self.to_id}"


class Substitution(Dated):
    """代理: a person fills another's post for a time, with its powers; the absent holder keeps the post."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="substitutions", verbose_name=_("代理人"))
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="substitutes", verbose_name=_("被代理的岗位")
    )

    PERSONAL: ClassVar[dict[str, str]] = {}

    class Meta:
        verbose_name = _("代理")

    def __str__(self) -> str:
        return f"{self.staff_id} for {self.appointment_id}"


class PowerStamp(models.Model):
    """One row whose token changes with every change of posts, units or powers: what was worked out before is then void.

    A random token and not a counter: after a roll-back a counter would give the same number to another state.
    """

    token = models.CharField(max_length=32)

    PERSONAL: ClassVar[dict[str, str]] = {}

    def __str__(self) -> str:
        return self.token


class StagedImport(models.Model):
    """A file of units or people as read, until somebody confirms what is shown; nothing of it is in force."""

    sort = models.CharField(max_length=8)
    file_name = models.CharField(max_length=200)
    rows = models.JSONField()
    by = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    carried_out = models.DateTimeField(null=True)

    PERSONAL: ClassVar[dict[str, str]] = {"rows": "erase", "file_name": "erase"}

    def __str__(self) -> str:
        return f"{self.sort}: {self.file_name}"
