"""Safeguards of the fast track (F62, F61, R47, R49)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import LOCAL, running_on
from egret.acts.done import By
from egret.acts.models import Clock, Subject
from egret.acts.ports import ports
from egret.acts.refusals import Refusal
from egret.cases import queries
from egret.cases.guards.statements import is_minor
from egret.cases.models import Evidence, EvidenceKind

RULES = "公安机关办理行政案件程序规定"
ORDINARY = _("办理“转回一般程序”，按一般程序办理")
SPARED = ("blind", "deaf", "mental")
"""Who cannot well consent to a short procedure (程序规定 41)."""


@guard("cases.take_fast_track", "cases.decide_fast")
def may_consent(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """F62: never for minors, the blind, the deaf, or who may be mentally ill."""
    person = given.get("person")
    if person is None:
        return
    if is_minor(person, by.at):
        yield Refusal(_("未成年人的案件不适用快速办理"), _("按一般程序办理"), f"{RULES}#41", "F62")
    if set(SPARED) & set(person.flags):
        yield Refusal(_("盲、聋、哑人或者疑似精神病人的案件不适用快速办理"), _("按一般程序办理"), f"{RULES}#41", "F62")


@guard("cases.take_fast_track")
def one_offender(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """The whole case is on the fast track; who has not consented would be carried along."""
    if queries.suspects(case).count() <= 1:
        return None
    return Refusal(
        _("本案有多名违法嫌疑人，须全部认错认罚并同意"), _("有人不同意的按一般程序办理"), f"{RULES}#41", "F62", "warn"
    )


@guard("cases.decide_fast")
def light_and_in_time(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """F62: no long detention, no penalty that opens a hearing, within the hours; R47: told before."""
    day = by.at.astimezone(LOCAL).date()
    if given.get("detention_days", 0) >= ports.rules.amount("fast_track_detention_from", day):
        yield Refusal(_("可能作出这么长拘留的案件不适用快速办理"), ORDINARY, f"{RULES}#41", "F62")
    if given.get("fine", 0) >= ports.rules.amount("hearing_fine_public_security", day):
        yield Refusal(_("应当告知听证权利的案件不适用快速办理"), ORDINARY, f"{RULES}#41", "F62")
    if any(one.guard_due < by.at for one in running_on(case, "A07")):
        yield Refusal(_("到案后的快速办理期限已过"), ORDINARY, f"{RULES}#47", "A07")
    if "told" in given and not given["told"]:
        yield Refusal(_("处罚前没有告知，也没有本人签名"), _("口头告知并由本人签名确认后再呈批"), f"{RULES}#46", "R47")


@guard("cases.decide_fast")
def key_evidence(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R49: the admission is borne out by something else."""
    others = Evidence.objects.filter(subject_id=case.pk, excluded_at=None).exclude(kind=EvidenceKind.SUSPECT)
    if others.exists():
        return None
    return Refusal(
        _("没有与认错认罚相互印证的关键证据"),
        _("登记视音频、电子数据、检查笔录等证据，或转一般程序"),
        f"{RULES}#43",
        "R49",
    )


@guard("cases.decide_fast")
def same_person(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Only who consented is decided on."""
    person = given.get("person")
    if person is None:
        return None
    if Clock.objects.filter(subject_id=case.pk, rule="A07", about=person.key).exists():
        return None
    return Refusal(_("此人没有同意快速办理"), ORDINARY, f"{RULES}#42", "F62")
