"""Safeguards of searches and checks (R02, R03, R09, R28, R39, F44)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.ports import ports
from egret.acts.refusals import Refusal
from egret.cases import queries
from egret.cases.acts.checks import CheckTarget, check_warrant
from egret.cases.acts.search import search_warrant
from egret.cases.guards.statements import police
from egret.cases.models import MeasureKind
from egret.intake.models import Sex
from egret.org.models import Sex as StaffSex

XS, XZ, LAW = "公安机关办理刑事案件程序规定", "公安机关办理行政案件程序规定", "治安管理处罚法(2025)"


@guard("cases.search", "cases.check")
def two_officers_search(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R02, R03: a search or a check is never done by one officer."""
    if "officers" not in given:
        return None
    needed = ports.rules.amount("officers_minimum", by.at.astimezone(LOCAL).date())
    if len(police(given["officers"])) >= needed:
        return None
    criminal = getattr(case, "case_kind", "") == "criminal"
    return Refusal(
        _("执行的民警少于%(needed)d人") % {"needed": needed},
        _("增加一名民警"),
        f"{XS}#223" if criminal else f"{LAW}#103",
        "R03" if criminal else "R02",
    )


@guard("cases.search")
def searched_on_a_warrant(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """F44: a search needs its warrant; without one only in an emergency at a detention or an arrest."""
    person = given.get("person")
    if person is None or search_warrant(case, person) is not None:
        return None
    held = queries.running_measures(case, MeasureKind.DETENTION, MeasureKind.ARREST, person=person).exists()
    if given.get("emergency") and held:
        return None
    return Refusal(
        _("没有对%(name)s的搜查证") % {"name": person.name},
        _("先呈请搜查；执行拘留、逮捕时遇有紧急情况的，选择紧急情形"),
        f"{XS}#224",
        "F44",
    )


@guard("cases.search")
def somebody_is_there(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R39: the person, family or a neighbour is present, and a witness watches, or a recording stands in for one."""
    if "course" not in given or given.get("witnesses"):
        return None
    if given.get("person_there"):
        return None if given.get("recording") else _unwatched()
    return Refusal(
        _("搜查时没有被搜查人、家属、邻居或者见证人在场"),
        _("通知有关人员到场后再搜查，并选择见证人"),
        f"{XS}#225",
        "R39",
    )


def _unwatched() -> Refusal:
    return Refusal(_("没有见证人，也没有全程录音录像"), _("选择见证人，或者填写录音录像编号"), f"{XS}#194", "R39")


@guard("cases.check")
def somebody_is_there_at_a_check(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R39: a place is checked before its holder or a witness."""
    places = (CheckTarget.PLACE, CheckTarget.HOME)
    if given.get("target") not in places or given.get("person_there") or given.get("witnesses"):
        return None
    return Refusal(_("检查场所时没有被检查人或者见证人在场"), _("邀请见证人到场"), f"{XZ}#85", "R39")


@guard("cases.check")
def checked_on_a_warrant(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """F44, R09: a home only on a warrant; another place without one only at once and under a whole recording."""
    person, target = given.get("person"), given.get("target")
    if person is None or target not in (CheckTarget.PLACE, CheckTarget.HOME):
        return None
    if check_warrant(case, person, given.get("ended")) is not None:
        return None
    if target == CheckTarget.HOME:
        return Refusal(_("检查公民住所应当出示县级以上公安机关开具的检查证"), _("先呈请检查"), f"{LAW}#103", "F44")
    if given.get("recording"):
        return None
    return Refusal(
        _("没有检查证当场检查场所，应当全程同步录音录像"),
        _("填写录音录像编号；没有录制的，先呈请检查"),
        f"{LAW}#103",
        "R09",
    )


@guard("cases.ask_check")
def no_home_is_checked_first(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """A warrant is not made out afterwards: what is checked on the spot needs none, and a home waits for it."""
    if not by.urgent:
        return None
    return Refusal(
        _("检查证不能事后补办"),
        _("确有必要立即检查场所的，当场检查并全程录音录像；住所等批准后再检查"),
        f"{LAW}#103",
        "F44",
    )


@guard("cases.search", "cases.check")
def a_woman_by_a_woman(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R28: a woman's body is searched by women; checked by women, or by a doctor."""
    person = given.get("person")
    touched = given.get("body") or given.get("target") == CheckTarget.BODY
    if person is None or not touched or person.sex != Sex.FEMALE or given.get("doctor"):
        return None
    who = given.get("searcher") or given.get("checker")
    if who is not None and who.sex == StaffSex.FEMALE:
        return None
    criminal = getattr(case, "case_kind", "") == "criminal"
    return Refusal(
        _("检查、搜查妇女的身体，应当由女性工作人员进行"),
        _("换由女性工作人员，并写明是谁；行政检查也可以由医师进行"),
        f"{XS}#225" if criminal else f"{LAW}#103",
        "R28",
    )
