"""Penalties, times and reasons in words, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from egret.guidance.tables import Factor, Region, Tier, ViolationTier, Weighing

YEAR = 12

UNITS: dict[str, str | Promise] = {
    "yuan": gettext_lazy("元"),
    "gram": gettext_lazy("克"),
    "milligram": gettext_lazy("毫克"),
    "person": gettext_lazy("人"),
    "piece": gettext_lazy("个"),
}
RULES: dict[str, str | Promise] = {
    "within": gettext_lazy("在法定幅度之内"),
    "mitigated": gettext_lazy("低于法定最低刑，且有法定减轻情节，可以在下一幅度内量刑（刑法第六十三条第一款）"),
    "floor": gettext_lazy("低于法定最低刑，但只有从轻情节，以法定最低刑为限（刑法第六十三条第二款另有规定）"),
    "ceiling": gettext_lazy("高于法定最高刑，以法定最高刑为限"),
    "must_mitigate": gettext_lazy("应当减轻处罚，须在法定最低刑以下"),
}
WHY_NOT: dict[str, str | Promise] = {
    "detention_only": gettext_lazy("这一幅度只有拘役，不按量刑公式计算，在法定幅度内直接裁量。"),
    "life_or_death": gettext_lazy("这一幅度只有无期徒刑或者死刑，不按量刑公式计算。"),
    "fine_only": gettext_lazy("这一幅度没有有期徒刑，不按量刑公式计算。"),
    "no_start": gettext_lazy("量刑指导意见没有这一幅度的量刑起点，只显示法定幅度。可以填写量刑起点后再算。"),
    "start_outside": gettext_lazy("填写的量刑起点不在法定幅度之内，请改正。"),
}
ANSWERS: dict[str, str | Promise] = {
    "old": gettext_lazy("适用行为时的规定"),
    "new": gettext_lazy("适用决定时的规定（较轻）"),
    "person": gettext_lazy("由人判断"),
}
EFFECTS: dict[str, str | Promise] = {
    "lighten": gettext_lazy("从轻"),
    "may_mitigate": gettext_lazy("可以从轻或者减轻"),
    "lighten_or_mitigate": gettext_lazy("从轻或者减轻"),
    "must_mitigate": gettext_lazy("应当减轻或者免除"),
    "lighten_mitigate_or_waive": gettext_lazy("从轻、减轻或者不予处罚"),
    "mitigate_or_waive": gettext_lazy("减轻或者不予处罚"),
    "heavier": gettext_lazy("从重"),
    "not_executed": gettext_lazy("不执行拘留"),
}

ROLES: dict[str, str | Promise] = {
    "suspect": gettext_lazy("嫌疑人"),
    "victim": gettext_lazy("被害人"),
    "witness": gettext_lazy("证人"),
    "accomplice": gettext_lazy("同案人"),
}
FOUND_BY: dict[str, str | Promise] = {
    "amount": gettext_lazy("按数额"),
    "open_amount": gettext_lazy("数额处于各省自定的区间"),
    "injury": gettext_lazy("按伤亡后果"),
    "learnt": gettext_lazy("用词相近的办结案件多在这一幅度，须由人认定"),
    "basic": gettext_lazy("只是基本幅度，更重的情节须由人认定"),
}
SUMS: dict[str, str | Promise] = {
    "counted": gettext_lazy("计入"),
    "total": gettext_lazy("文中的合计"),
    "part": gettext_lazy("已包含在合计中"),
    "repeated": gettext_lazy("重复叙述"),
    "returned": gettext_lazy("退还、追回，不扣减"),
    "proceeds": gettext_lazy("销赃或者分赃"),
    "penalty": gettext_lazy("罚金或者赔偿"),
    "price": gettext_lazy("单价、工资或者利息"),
    "other": gettext_lazy("未计入"),
}


def in_english() -> bool:
    return (get_language() or "").startswith("en")


def named(one: Factor | Weighing | Region) -> str:
    """The name in the reader's language."""
    return one.name_en if in_english() else one.name


def time(months: int) -> str:
    """42 months as 3年6个月."""
    years, rest = divmod(months, YEAR)
    parts = [_("%(count)s年") % {"count": years}] if years else []
    if rest or not years:
        parts.append(_("%(count)s个月") % {"count": rest})
    return (" " if in_english() else "").join(parts)


def span(low: int, high: int) -> str:
    """Two times, or one when they are the same."""
    return time(low) if low == high else _("%(low)s至%(high)s") % {"low": time(low), "high": time(high)}


def exact(value: Fraction) -> str:
    """A fraction of months with at most three decimals."""
    return f"{float(value):.3f}".rstrip("0").rstrip(".")


def listed(parts: Iterable[str]) -> str:
    """Things one after another."""
    return (", " if in_english() else "、").join(parts)


def penalty_of(tier: Tier) -> str:
    """All penalties of one tier, the heaviest first."""
    kinds = [_("死刑")] * tier.death + [_("无期徒刑")] * tier.life
    if tier.term:
        kinds.append(_("有期徒刑%(span)s") % {"span": span(*tier.term)})
    kinds += [_("拘役")] * tier.detention + [_("管制")] * tier.control + [_("剥夺政治权利")] * tier.deprivation
    property_ = listed([_("罚金")] * tier.fine + [_("没收财产")] * tier.confiscation)
    if property_ and tier.fine_range:
        property_ += _("（%(range)s）") % {"range": fine_range(tier.fine_range)}
    if not (property_ and kinds):
        return listed(kinds) or property_
    join = {
        "add_or_alone": _("%(first)s，并处或者单处%(second)s"),
        "may_add": _("%(first)s，可以并处%(second)s"),
        "alternative": _("%(first)s，或者%(second)s"),
    }.get(tier.mode, _("%(first)s，并处%(second)s"))
    return join % {"first": listed(kinds), "second": property_}


def fine_range(written: str) -> str:
    """yuan:50000-500000 and ratio:1-5:违法所得 in words."""
    kind, _sep, rest = written.partition(":")
    bounds, _sep, base = rest.partition(":")
    low, _sep, high = bounds.partition("-")
    if kind == "yuan":
        return _("%(low)s元至%(high)s元") % {"low": f"{int(low):,}", "high": f"{int(high):,}"}
    return _("%(base)s的%(low)s倍至%(high)s倍") % {"base": base, "low": low, "high": high}


def penalty_of_violation(tier: ViolationTier) -> str:
    """All penalties of one tier of a violation."""
    if tier.mode == "refers":
        return _("依照所引条款处罚")
    kinds = [_("警告")] * tier.warning
    if tier.detention:
        kinds.append(_("拘留%(low)s日至%(high)s日") % {"low": tier.detention[0], "high": tier.detention[1]})
    fine = fine_of(tier)
    if not (kinds and fine):
        return listed(kinds) or fine
    join = {
        "detention_and_fine": _("%(first)s，并处%(second)s"),
        "detention_may_add_fine": _("%(first)s，可以并处%(second)s"),
    }.get(tier.mode, _("%(first)s，或者%(second)s"))
    return join % {"first": listed(kinds), "second": fine}


def fine_of(tier: ViolationTier) -> str:
    """The fine of a violation's tier; empty when there is none."""
    if tier.fine_basis:
        return _("罚款（%(basis)s）") % {"basis": tier.fine_basis}
    if not tier.fine:
        return ""
    low, high = f"{tier.fine[0]:,}", f"{tier.fine[1]:,}"
    if tier.fine[0]:
        return _("罚款%(low)s元至%(high)s元") % {"low": low, "high": high}
    return _("罚款%(high)s元以下") % {"high": high}


def why_not(reason: str) -> str:
    """Why the guideline was not counted, and what to do."""
    kind, _sep, about = reason.partition(":")
    if kind == "both":
        one, _sep, other = about.partition(":")
        return _("“%(one)s”与“%(other)s”不能同时认定，请去掉一项。") % {"one": one, "other": other}
    if kind == "no_number":
        return _("“%(name)s”没有全国统一的比例，须按本省实施细则由人计算，这里不推算。") % {"name": about}
    return str(WHY_NOT[kind])
