"""Organs and units are founded, renamed and closed."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act, reserve_ids
from egret.acts.ports import Place
from egret.acts.refusals import refuse
from egret.org.holdings import changed
from egret.org.models import Agency, AgencyKind, Staff, Unit, UnitLevel

ROOT = Place(0, None, None, 0)
"""Above every organ: the place over which organs are founded."""

_DEPTH = [UnitLevel.CITY, UnitLevel.BRANCH, UnitLevel.STATION]


@act(
    "org.found_agency",
    "设立机关",
    "Found an organ",
    subject=Agency,
    basis=("公安机关组织管理条例#5",),
    creates=True,
    menu=False,
)
def found_agency(
    place: Place,
    by: By,
    *,
    code: Annotated[str, Ask("机关代码", "Code")],
    name: Annotated[str, Ask("机关名称", "Name")],
    sort: Annotated[AgencyKind, Ask("机关类别", "Kind")],
    name_en: Annotated[str, Ask("英文名称", "English name")] = "",
) -> Done:
    """An organ begins: the police of a city, or one of the organs beside it."""
    if Agency.objects.filter(code=code).exists():
        raise refuse(_("机关代码已被使用"), _("请核对机关代码"), code="twice")
    (key,) = reserve_ids(1)
    agency = Agency(
        id=key,
        subject_ptr_id=key,
        number=f"机关{code}",
        title=name,
        code=code,
        name=name,
        name_en=name_en,
        sort=sort,
        unit=key,
        agency=key,
    )
    changed()
    return Done(subject=agency)


@act("org.close_agency", "撤销机关", "Close an organ", subject=Agency, basis=("公安机关组织管理条例#5",))
def close_agency(agency: Agency, by: By) -> Done:
    """An organ ends; its units must be closed before."""
    if Unit.objects.filter(agency=agency.pk, stage="active").exists():
        raise refuse(_("机关下还有存续的单位"), _("请先撤销下属单位"), code="children")
    changed()
    return Done(to="closed")


@act(
    "org.found_unit",
    "设立单位",
    "Found a unit",
    subject=Unit,
    basis=("公安机关组织管理条例#6", "公安机关组织管理条例#8"),
    creates=True,
    menu=False,
)
def found_unit(
    place: Place,
    by: By,
    *,
    level: Annotated[UnitLevel, Ask("级别", "Level")],
    code: Annotated[str, Ask("单位代码", "Code")],
    name: Annotated[str, Ask("单位名称", "Name")],
    short: Annotated[str, Ask("文书简称", "Short name for documents")],
    name_en: Annotated[str, Ask("英文名称", "English name")] = "",
) -> Done:
    """A unit begins under the unit of the place, or directly under its organ."""
    if Unit.objects.filter(code=code).exists():
        raise refuse(_("单位代码已被使用"), _("请核对单位代码"), code="twice")
    parent = None if place.unit == place.agency else Unit.objects.get(pk=place.unit)
    if parent is not None and parent.stage != "active":
        raise refuse(_("上级单位已经撤销"), _("请选择存续的上级单位"), code="closed")
    if parent is not None and _DEPTH.index(level) < _DEPTH.index(UnitLevel(parent.level)):
        raise refuse(_("下级单位的级别不能高于上级单位"), _("请核对级别"), code="level")
    (key,) = reserve_ids(1)
    unit = Unit(
        id=key,
        subject_ptr_id=key,
        number=f"单位{code}",
        title=name,
        code=code,
        name=name,
        name_en=name_en,
        short=short,
        level=level,
        parent=parent,
        unit=key,
        district=key if level == UnitLevel.BRANCH else place.district,
        city=key if level == UnitLevel.CITY else place.city,
        agency=place.agency,
    )
    changed()
    return Done(subject=unit)


@act("org.rename_unit", "变更单位名称", "Rename a unit", subject=Unit, basis=("公安机关组织管理条例#8",))
def rename_unit(
    unit: Unit,
    by: By,
    *,
    name: Annotated[str, Ask("单位名称", "Name", initial=lambda unit, by: unit.title)],
    short: Annotated[str, Ask("文书简称", "Short name for documents")],
    name_en: Annotated[str, Ask("英文名称", "English name")] = "",
) -> Done:
    """A unit gets another name; documents already issued keep the old one."""
    unit.title = unit.name = name
    unit.short, unit.name_en = short, name_en
    return Done()


@act("org.close_unit", "撤销单位", "Close a unit", subject=Unit, basis=("公安机关组织管理条例#8",))
def close_unit(unit: Unit, by: By) -> Done:
    """A unit ends once nobody serves in it and no unit stands under it."""
    if Unit.objects.filter(parent=unit, stage="active").exists():
        raise refuse(_("单位下还有存续的下级单位"), _("请先撤销下级单位"), code="children")
    if Staff.objects.filter(unit=unit.pk, stage="serving").exists():
        raise refuse(_("单位里还有在岗人员"), _("请先办理人员调动或者离岗"), code="people")
    changed()
    return Done(to="closed")
