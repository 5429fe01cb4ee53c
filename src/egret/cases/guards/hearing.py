"""Safeguards of the hearing (R48, R53; A17, A18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.done import By
from egret.acts.models import Clock, ClockState, Subject
from egret.acts.ports import ports
from egret.acts.refusals import Refusal
from egret.cases import queries
from egret.cases.acts.hearing import applicant_of, asked_in_time, pending
from egret.cases.acts.penalty import hearing_offered, proposed
from egret.cases.guards.statements import is_minor
from egret.cases.models import AdministrativeCase, CaseFacts

LAW = "治安管理处罚法(2025)"
RULES = "公安机关办理行政案件程序规定"


@guard("cases.open_hearing", "cases.decline_hearing", "cases.notify_hearing", "cases.close_hearing")
def chair_is_no_investigator(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R53: who investigated neither chairs nor records the hearing."""
    if not isinstance(case, CaseFacts):
        return
    inside = set(queries.team(case))
    if by.actor.pk in inside:
        yield Refusal(_("本案调查人员不能担任听证主持人"), _("由法制部门没有参与调查的人员主持"), f"{RULES}#127", "R53")
    recorder = given.get("recorder")
    if recorder is not None and recorder.pk in inside | {by.actor.pk}:
        yield Refusal(
            _("记录员不能由本案调查人员或者主持人兼任"), _("另选一名没有参与调查的记录员"), f"{RULES}#127", "R53"
        )


@guard("cases.decline_hearing")
def right_is_honoured(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R48: a request in time, where the law gives the right, is never refused."""
    request = given.get("request")
    if request is None or not isinstance(case, AdministrativeCase) or not asked_in_time(case, request):
        return None
    if not any(hearing_offered(case, one, by) for one in proposed(case).filter(person=request.person)):
        return None
    return Refusal(_("当事人依法有权要求听证，并在期限内提出"), _("办理“受理听证”"), f"{LAW}#117", "R48")


@guard("cases.notify_hearing")
def told_early_and_held_soon(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """A17 and A18 pull against each other; the later day needs the chair's own ground."""
    starts, row = given.get("starts_at"), pending(case)
    if starts is None or row is None:
        return
    if by.at > ports.rules.due("A17", starts).legal:
        yield Refusal(
            _("距听证举行不足法定的提前通知日数"),
            _("推迟听证时间；晚于法定举行期限的写明延期理由"),
            "行政处罚法#64",
            "A17",
        )
    limit = Clock.objects.filter(
        subject_id=case.pk, rule="A18", about=applicant_of(row).key, state=ClockState.RUNNING
    ).first()
    if limit is not None and starts > limit.legal_due and not given.get("delay_ground"):
        yield Refusal(_("听证时间晚于法定举行期限"), _("提前举行，或者由主持人写明延期理由"), f"{RULES}#137", "A18")


@guard("cases.notify_hearing")
def minors_are_heard_in_private(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """The hearing of a minor's case is not public."""
    row = pending(case)
    if row is None or not given.get("public", "starts_at" in given) or not is_minor(applicant_of(row), by.at):
        return None
    return Refusal(_("未成年人案件的听证不公开举行"), _("取消“公开举行”"), f"{LAW}#117", "R20")
