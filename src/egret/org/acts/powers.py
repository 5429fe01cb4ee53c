"""What changes a person's powers for a time: single grants and withdrawals, lending, substitution."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask, all_acts
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.refusals import refuse
from egret.org.acts.people import _check_dates, _check_fit, _units, end
from egret.org.holdings import changed
from egret.org.models import Appointment, Lending, PowerGrant, Staff, Substitution, Unit
from egret.org.posts import ScopeLevel, covers


def _powers(subject: Any, by: By) -> Iterable[tuple[str, str]]:
    return sorted({(one.card.power, one.card.label) for one in all_acts()})


def _scopes(subject: Any, by: By) -> Iterable[tuple[str, str]]:
    return [(level.value, level.label) for level in ScopeLevel]


def _grants(subject: Any, by: By) -> Iterable[PowerGrant]:
    return [one for one in PowerGrant.objects.filter(staff=subject) if one.holds(by.at)]


def _lendings(subject: Any, by: By) -> Iterable[Lending]:
    return [one for one in Lending.objects.filter(staff=subject) if one.holds(by.at)]


def _substitutions(subject: Any, by: By) -> Iterable[Substitution]:
    return [one for one in Substitution.objects.filter(staff=subject) if one.holds(by.at)]


def _colleagues_posts(subject: Any, by: By) -> Iterable[Appointment]:
    found = Appointment.objects.filter(at_unit__district=subject.district).exclude(staff=subject)
    return [one for one in found.select_related("at_unit", "staff") if one.holds(by.at)]


@act(
    "org.grant_power",
    "个别授权",
    "Grant a single power",
    subject=Staff,
    basis=("公安机关组织管理条例#18",),
    asks={"unit": Ask("单位", "Unit", choices=_units)},
)
def grant_power(
    staff: Staff,
    by: By,
    *,
    power: Annotated[str, Ask("职权", "Power", choices=_powers)],
    unit: Unit,
    until: Annotated[datetime, Ask("止", "Until")],
    ground: Annotated[str, Ask("依据", "Ground")],
    scope: Annotated[ScopeLevel, Ask("范围", "Reach", choices=_scopes)] = ScopeLevel.UNIT,
    since: Annotated[datetime | None, Ask("起", "From")] = None,
) -> Done:
    """A person may do one more thing, over a place and for a time."""
    _known(power)
    if by.actor.pk == staff.pk:
        raise refuse(_("不能给自己授权"), _("请由他人办理"), code="self")
    _check_dates(since or by.at, until)
    changed()
    row = PowerGrant(staff=staff, power=power, over=unit, scope=scope, since=since or by.at, until=until, ground=ground)
    return Done(rows=[row])


@act(
    "org.withdraw_power",
    "停止职权",
    "Withdraw a power",
    subject=Staff,
    basis=("人民警察法#43", "公安机关组织管理条例#33"),
)
def withdraw_power(
    staff: Staff,
    by: By,
    *,
    power: Annotated[str, Ask("职权", "Power", choices=_powers)],
    ground: Annotated[str, Ask("依据", "Ground")],
    since: Annotated[datetime | None, Ask("起", "From")] = None,
    until: Annotated[datetime | None, Ask("止", "Until")] = None,
) -> Done:
    """A power rests, wherever it comes from, until it is given back."""
    _known(power)
    _check_dates(since or by.at, until)
    changed()
    row = PowerGrant(
        staff=staff,
        power=power,
        over=Unit.objects.get(pk=staff.unit),
        scope=ScopeLevel.EVERYWHERE,
        withdrawn=True,
        since=since or by.at,
        until=until,
        ground=ground,
    )
    return Done(rows=[row])


@act(
    "org.end_grant",
    "终止个别授权",
    "End a grant or withdrawal",
    subject=Staff,
    basis=("公安机关组织管理条例#18",),
    asks={"grant": Ask("授权", "Grant", choices=_grants)},
)
def end_grant(
    staff: Staff,
    by: By,
    *,
    grant: PowerGrant,
    ground: Annotated[str, Ask("依据", "Ground")] = "",
) -> Done:
    """A single grant, or a withdrawal, ends now."""
    if by.actor.pk == staff.pk:
        raise refuse(_("不能变更自己的职权"), _("请由他人办理"), code="self")
    end(staff, grant, by.at, ground)
    changed()
    return Done()


@act(
    "org.lend",
    "借调",
    "Lend to another unit",
    subject=Staff,
    basis=("人民警察法#32",),
    asks={"to": Ask("借入单位", "To unit", choices=_units)},
)
def lend(
    staff: Staff,
    by: By,
    *,
    to: Unit,
    until: Annotated[datetime, Ask("止", "Until")],
    ground: Annotated[str, Ask("借调文件", "Order")],
    since: Annotated[datetime | None, Ask("起", "From")] = None,
) -> Done:
    """A person works for another unit for a time."""
    begin = since or by.at
    if to.pk == staff.unit:
        raise refuse(_("不能借调到本人所在单位"), code="unit")
    _check_dates(begin, until)
    for other in Lending.objects.filter(staff=staff):
        if other.since < until and (other.until is None or begin < other.until):
            raise refuse(_("这段时间已有借调"), _("请先终止原借调"), code="twice")
    changed()
    return Done(rows=[Lending(staff=staff, to=to, since=begin, until=until, ground=ground)])


@act(
    "org.end_lending",
    "结束借调",
    "End a lending",
    subject=Staff,
    basis=("人民警察法#32",),
    asks={"lending": Ask("借调", "Lending", choices=_lendings)},
)
def end_lending(
    staff: Staff,
    by: By,
    *,
    lending: Lending,
    ground: Annotated[str, Ask("依据", "Ground")] = "",
) -> Done:
    """The person is back at the own unit."""
    end(staff, lending, by.at, ground)
    changed()
    return Done()


@act(
    "org.substitute",
    "代理岗位",
    "Fill another's post",
    subject=Staff,
    basis=("人民警察法#32", "人民警察法#28"),
    asks={"appointment": Ask("被代理的岗位", "Post to fill", choices=_colleagues_posts)},
)
def substitute(
    staff: Staff,
    by: By,
    *,
    appointment: Appointment,
    until: Annotated[datetime, Ask("止", "Until")],
    ground: Annotated[str, Ask("代理依据", "Order")],
    since: Annotated[datetime | None, Ask("起", "From")] = None,
) -> Done:
    """A person fills a colleague's post while that one is away."""
    begin = since or by.at
    if appointment.staff_id == staff.pk:
        raise refuse(_("不能代理自己的岗位"), code="self")
    _check_fit(staff, appointment.kind, begin)
    _check_dates(begin, until)
    for other in Substitution.objects.filter(staff=staff, appointment=appointment):
        if other.since < until and (other.until is None or begin < other.until):
            raise refuse(_("这段时间已代理此岗位"), _("请先终止原代理"), code="twice")
    changed()
    return Done(rows=[Substitution(staff=staff, appointment=appointment, since=begin, until=until, ground=ground)])


@act(
    "org.end_substitution",
    "结束代理",
    "End a substitution",
    subject=Staff,
    basis=("人民警察法#32",),
    asks={"substitution": Ask("代理", "Substitution", choices=_substitutions)},
)
def end_substitution(
    staff: Staff,
    by: By,
    *,
    substitution: Substitution,
    ground: Annotated[str, Ask("依据", "Ground")] = "",
) -> Done:
    """The holder is back in the post."""
    end(staff, substitution, by.at, ground)
    changed()
    return Done()


def _known(power: str) -> None:
    if not any(covers((power,), one.card.power) for one in all_acts()):
        raise refuse(_("没有名为“%(power)s”的职权") % {"power": power}, _("请从列表中选择"), code="power")
