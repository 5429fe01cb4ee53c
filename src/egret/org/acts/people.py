"""People are enrolled, moved and qualified; they get posts and lose them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pypinyin import lazy_pinyin

from egret.acts.cards import Ask
from egret.acts.clocks import LOCAL
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.ports import Place
from egret.acts.refusals import refuse
from egret.org.holdings import changed
from egret.org.models import (
    Agency,
    Appointment,
    Category,
    Dated,
    Lending,
    PowerGrant,
    Sex,
    Staff,
    Substitution,
    Unit,
)
from egret.org.posts import PostKind, post_kind, post_kinds


def romanised(name: str) -> str:
    """A name in pinyin, family name first: 林小雨 -> Lin Xiaoyu."""
    syllables = lazy_pinyin(name)
    return " ".join(part.capitalize() for part in (syllables[0], "".join(syllables[1:])) if part) if syllables else ""


def _units(subject: Any, by: By) -> Iterable[Unit]:
    return Unit.objects.filter(stage="active").order_by("code")


def _posts(subject: Any, by: By) -> Iterable[tuple[str, str]]:
    return [(kind.key, kind.label) for kind in post_kinds() if not subject or subject.category in kind.categories]


def _own_appointments(subject: Any, by: By) -> Iterable[Appointment]:
    return [one for one in Appointment.objects.filter(staff=subject).select_related("at_unit") if one.holds(by.at)]


@act(
    "org.enrol_staff",
    "录入人员",
    "Enrol a person",
    subject=Staff,
    basis=("人民警察法#26", "公安机关组织管理条例#24"),
    creates=True,
    menu=False,
)
def enrol_staff(
    place: Place,
    by: By,
    *,
    police_number: Annotated[str, Ask("警号", "Police number", pattern=r"[0-9A-Za-z\-]{2,32}")],
    name: Annotated[str, Ask("姓名", "Name", personal=True)],
    category: Annotated[Category, Ask("人员类别", "Category")],
    sex: Annotated[Sex, Ask("性别", "Sex", personal=True)],
    name_en: Annotated[str, Ask("拼音", "Name in pinyin", help=_("空着时按姓名生成"))] = "",
) -> Done:
    """A person joins the unit of the place."""
    if Staff.objects.filter(police_number=police_number).exists():
        raise refuse(_("警号 %(number)s 已有人使用") % {"number": police_number}, _("请核对警号"), code="twice")
    unit = Unit.objects.filter(pk=place.unit).first()
    if unit is None or unit.stage != "active":
        raise refuse(_("人员须录入到存续的单位"), _("请先选择单位"), code="unit")
    staff = Staff(
        number=f"人员{police_number}",
        title=name,
        police_number=police_number,
        name=name,
        name_en=name_en or romanised(name),
        category=category,
        sex=sex,
        unit=place.unit,
        district=place.district,
        city=place.city,
        agency=place.agency,
        unit_code=unit.code,
    )
    return Done(subject=staff)


@act("org.correct_staff", "更正人员信息", "Correct a person's data", subject=Staff, basis=("个人信息保护法#46",))
def correct_staff(
    staff: Staff,
    by: By,
    *,
    name: Annotated[str, Ask("姓名", "Name", personal=True, initial=lambda staff, by: staff.title)],
    sex: Annotated[Sex, Ask("性别", "Sex", personal=True)],
    name_en: Annotated[str, Ask("拼音", "Name in pinyin")] = "",
) -> Done:
    """What was entered wrongly is put right; the journal keeps what stood there before."""
    staff.title = staff.name = name
    staff.name_en = name_en or romanised(name)
    staff.sex = sex
    return Done()


@act(
    "org.confirm_minors_training",
    "登记未成年人案件培训",
    "Confirm training for cases of minors",
    subject=Staff,
    basis=("未成年人保护法#101", "公安机关办理刑事案件程序规定#319"),
)
def confirm_minors_training(
    staff: Staff,
    by: By,
    *,
    since: Annotated[date, Ask("培训合格日期", "Trained since")],
    course: Annotated[str, Ask("培训名称", "Course")],
) -> Done:
    """An officer was trained to handle cases of minors."""
    if since > by.at.astimezone(LOCAL).date():
        raise refuse(_("培训合格日期晚于今天"), _("请核对日期"), code="time")
    staff.minors_since = since
    return Done(fields={"course": course})


@act(
    "org.move_staff",
    "调动",
    "Move to another unit",
    subject=Staff,
    basis=("公安机关组织管理条例#26",),
    asks={"to": Ask("调入单位", "To unit", choices=_units)},
)
def move_staff(staff: Staff, by: By, *, to: Unit) -> Done:
    """A person moves to another unit; the posts at the old one end with it."""
    if to.stage != "active":
        raise refuse(_("单位已经撤销"), _("请选择存续的单位"), code="closed")
    if to.pk == staff.unit:
        raise refuse(_("本人已在这个单位"), code="twice")
    _end_all(staff, by.at, _("调动"))
    staff.unit, staff.district, staff.city, staff.agency = to.pk, to.district, to.city, to.agency
    staff.unit_code = to.code
    changed()
    return Done()


@act("org.leave_service", "离岗", "Leave service", subject=Staff, basis=("公安机关组织管理条例#30",))
def leave_service(staff: Staff, by: By, *, ground: Annotated[str, Ask("事由", "Ground")]) -> Done:
    """A person leaves: every post, power, lending and substitution ends and the account is shut."""
    _end_all(staff, by.at, ground)
    if staff.account is not None:
        staff.account.is_active = False
        staff.account.save(update_fields=["is_active"])
    changed()
    return Done(to="left")


@act("org.return_to_service", "恢复在岗", "Return to service", subject=Staff, basis=("公安机关组织管理条例#26",))
def return_to_service(staff: Staff, by: By, *, ground: Annotated[str, Ask("事由", "Ground")]) -> Done:
    """A person comes back, without any post at first."""
    return Done(to="serving")


@act(
    "org.confirm_qualification",
    "确认法律职业资格",
    "Confirm a legal qualification",
    subject=Staff,
    basis=("行政处罚法#58", "治安管理处罚法#114"),
    checklist=(("法律职业资格证书原件", "The original certificate"),),
)
def confirm_qualification(
    staff: Staff,
    by: By,
    *,
    number: Annotated[str, Ask("证书号", "Certificate number", personal=True)],
    since: Annotated[date, Ask("取得日期", "Since")],
    until: Annotated[date | None, Ask("终止日期", "Until")] = None,
) -> Done:
    """The certificate was seen: who begins with legal review must have passed the national examination."""
    if until is not None and until <= since:
        raise refuse(_("终止日期须在取得日期之后"), _("请核对日期"), code="dates")
    staff.legal_number, staff.legal_since, staff.legal_until = number, since, until
    return Done()


@act(
    "org.appoint",
    "任职",
    "Appoint to a post",
    subject=Staff,
    basis=("公安机关组织管理条例#18", "人民警察法#28"),
    errors=(("任命文件尚未下发就登记任职", "Entered before the order of appointment was issued"),),
    asks={"unit": Ask("单位", "Unit", choices=_units)},
)
def appoint(
    staff: Staff,
    by: By,
    *,
    post: Annotated[str, Ask("岗位", "Post", choices=_posts)],
    unit: Unit,
    since: Annotated[datetime | None, Ask("起", "From", help=_("空着时自现在起"))] = None,
    until: Annotated[datetime | None, Ask("止", "Until")] = None,
    ground: Annotated[str, Ask("任命文件", "Order of appointment")] = "",
) -> Done:
    """A person holds a post at a unit from a day on."""
    kind, begin = post_kind(post), since or by.at
    _check_fit(staff, kind, begin)
    if unit.stage != "active" or Agency.objects.get(pk=unit.agency).sort != kind.agency:
        raise refuse(_("这个单位没有“%(post)s”岗位") % {"post": kind.label}, _("请核对单位"), code="unit")
    if any(one.until is None or one.until > begin for one in staff.appointments.filter(post=post, at_unit=unit)):
        raise refuse(_("本人在这个单位已任此岗位"), _("如须改期，请先免去原任职"), code="twice")
    _check_dates(begin, until)
    changed()
    return Done(rows=[Appointment(staff=staff, at_unit=unit, post=post, since=begin, until=until, ground=ground)])


@act(
    "org.end_appointment",
    "免职",
    "End an appointment",
    subject=Staff,
    basis=("公安机关组织管理条例#18",),
    asks={"appointment": Ask("任职", "Appointment", choices=_own_appointments)},
)
def end_appointment(
    staff: Staff,
    by: By,
    *,
    appointment: Appointment,
    ground: Annotated[str, Ask("免职文件", "Order")] = "",
) -> Done:
    """A post ends now."""
    end(staff, appointment, by.at, ground)
    changed()
    return Done()


def end(staff: Staff, row: Any, at: datetime, ground: str) -> None:
    """Close a dated row of this person; one that lies in the future never comes to hold."""
    if row.staff_id != staff.pk:
        raise refuse(_("所选事项不属于这名人员"), code="other")
    if row.until is not None and row.until <= at:
        raise refuse(_("已经终止"), code="twice")
    row.until = max(at, row.since)
    row.ground = "；".join(part for part in (row.ground, str(ground)) if part)[:200]
    row.save()


def _end_all(staff: Staff, at: datetime, ground: Any) -> None:
    for model in (Appointment, PowerGrant, Lending, Substitution):
        for row in model._default_manager.filter(staff=staff):
            if isinstance(row, Dated) and (row.until is None or row.until > at):
                end(staff, row, at, str(ground))


def _check_fit(staff: Staff, kind: PostKind, at: datetime) -> None:
    if staff.category not in kind.categories:
        raise refuse(
            _("%(category)s不能任“%(post)s”") % {"category": Category(staff.category).label, "post": kind.label},
            _("请选择与人员类别相符的岗位"),
            "人民警察法#26",
            "category",
        )
    if kind.needs_qualification and not staff.qualified(at.date()):
        raise refuse(
            _("“%(post)s”须有法律职业资格，本人的资格尚未确认或者已经终止") % {"post": kind.label},
            _("请先办理“确认法律职业资格”"),
            "治安管理处罚法#114",
            "qualification",
        )


def _check_dates(since: datetime, until: datetime | None) -> None:
    if until is not None and until <= since:
        raise refuse(_("终止时间须在开始时间之后"), _("请核对时间"), code="dates")
