"""回避: asked for, decided in days, and who stands aside handles the case no more (刑事诉讼法 29-32; 程序规定)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done, Start, Stop
from egret.acts.machine import act
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.models import CaseFacts, Review
from egret.org.models import Staff

KIND = "回避"
BASIS = ("刑事诉讼法#29", "公安机关办理刑事案件程序规定#32", "公安机关办理行政案件程序规定#17")


class RecusalGround(models.TextChoices):
    """The situations of the law in which an officer stands aside."""

    KIN = "kin", _("是当事人或者当事人的近亲属")
    INTEREST = "interest", _("本人或者近亲属与案件有利害关系")
    WITNESS = "witness", _("担任过本案证人、鉴定人、辩护人、诉讼代理人")
    OTHER = "other", _("其他可能影响公正办理")


def _term(case: CaseFacts) -> str:
    return "G20" if case.case_kind == "admin" else "G19"


def _officers(case: Any, _by: By) -> models.QuerySet[Staff]:
    return Staff.objects.filter(pk__in=list(queries.team(case)))


def _about(officer: Staff) -> str:
    return f"staff:{officer.pk}"


def stood_aside(case: CaseFacts) -> set[int]:
    """Officers who may not handle this case."""
    found = Review.objects.filter(subject_id=case.pk, kind=KIND, passed=True)
    return set(found.values_list("reviewer", flat=True))


@act(
    "cases.ask_recusal",
    "登记回避申请",
    "Record a request for recusal",
    subject=CaseFacts,
    basis=(*BASIS, "公安机关办理行政案件程序规定#20", "公安机关办理刑事案件程序规定#34"),
    starts=("G19", "G20"),
    asks={"officer": Ask("被申请回避的民警", "Officer", choices=_officers)},
    order=830,
)
def ask_recusal(
    case: CaseFacts,
    by: By,
    *,
    officer: Staff,
    who: Annotated[str, Ask("申请人", "Who asks", help=_("当事人、法定代理人，或者民警自行回避"))],
    asked_at: Annotated[datetime, Ask("收到时间", "Received at")],
    reason: Annotated[str, Ask("申请理由", "Reason", lines=True)],
) -> Done:
    """Somebody asks that an officer stand aside, or the officer does; the days to decide run."""
    if asked_at > by.at:
        raise refuse(_("收到时间晚于现在"), _("请核对时间"), code="time")
    return Done(clocks=[Start(_term(case), asked_at, _about(officer))], fields={"who": who, "reason": reason})


@act(
    "cases.decide_recusal",
    "回避决定",
    "Decide on recusal",
    subject=CaseFacts,
    power="cases.assign",
    basis=(*BASIS, "公安机关办理行政案件程序规定#21", "公安机关办理刑事案件程序规定#36"),
    stops=("G19", "G20"),
    approval="回避",
    asks={"officer": Ask("被申请回避的民警", "Officer", choices=_officers)},
    order=832,
)
def decide_recusal(
    case: CaseFacts,
    by: By,
    *,
    officer: Staff,
    granted: Annotated[bool, Ask("准许回避", "Granted")],
    ground: Annotated[RecusalGround, Ask("情形", "Ground")],
    opinion: Annotated[str, Ask("决定理由", "Reason", lines=True)],
) -> Done:
    """Granted, the officer is out of the team at once; what they did before, the organ keeps or not."""
    remaining = [key for key in queries.team(case) if key != officer.pk]
    if granted and not remaining:
        raise refuse(_("回避后没有办案民警"), _("先办“变更办案民警”"), code="nobody")
    if granted:
        case.handlers, case.owner = remaining, remaining[0]
    row = Review(
        subject=case,
        kind=KIND,
        reviewer=officer.pk,
        at=by.at,
        passed=granted,
        points={"ground": str(RecusalGround(ground).label)},
        opinion=opinion,
    )
    return Done(rows=[row], clocks=[Stop(rule, _about(officer)) for rule in ("G19", "G20")])
