"""Safeguards of the collective decision (F66; 治安管理处罚法 113)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.done import By
from egret.acts.machine import place_of
from egret.acts.models import Subject
from egret.acts.refusals import Refusal
from egret.cases import queries
from egret.cases.acts.collective import settled
from egret.cases.models import CaseFacts
from egret.org import queries as org

LAW = "治安管理处罚法(2025)"
LEADERS = frozenset({"L4", "L5", "L6"})
"""Levels of those who lead the organ."""


@guard("cases.decide_penalty", "cases.decide_no_penalty")
def leaders_have_decided(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """F66: once found complex or grave, a case waits for the leaders, and follows them."""
    if settled(case):
        return None
    return Refusal(
        _("本案已提交集体讨论，还没有讨论同意的结论"),
        _("由公安机关负责人集体讨论并办理“登记集体讨论”；未获同意的退回重新呈请"),
        f"{LAW}#113",
        "F66",
    )


@guard("cases.deliberate")
def leaders_sit_and_handlers_do_not(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """More than one sits, a leader of the organ among them in the chair; who handled the case has no voice."""
    chair, members = given.get("chair"), given.get("members")
    if chair is None or members is None:
        return
    everyone = {chair.pk, *(one.pk for one in members)}
    if len(everyone) <= 1:
        yield Refusal(_("一人不成集体讨论"), _("至少选一名参加讨论的其他负责人"), f"{LAW}#113", "F66")
    if not LEADERS & org.levels_over(chair.pk, place_of(case), by.at):
        yield Refusal(_("主持人不是公安机关负责人"), _("由公安机关负责人主持集体讨论"), f"{LAW}#113", "R50")
    if isinstance(case, CaseFacts) and everyone & set(queries.team(case)):
        yield Refusal(_("办案民警不能作为讨论人员表决"), _("办案民警只列席汇报，另选参加人员"), f"{LAW}#95", "R52")
    if everyone & {one.pk for one in given.get("abstained", ())}:
        yield Refusal(_("回避的人不能参加讨论"), _("从参加人员中去掉回避的人"), f"{LAW}#95", "R52")
