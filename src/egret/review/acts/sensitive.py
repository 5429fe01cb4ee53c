"""敏感案件: flagged, reported upward in time, shown to those who need to know, followed to the end (F85)."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.clocks import LOCAL
from egret.acts.done import By, Done, Start, Stop, Touch
from egret.acts.machine import act
from egret.acts.refusals import refuse
from egret.cases import queries as cases
from egret.cases.acts.narrowing import may_know, named_now, narrowed
from egret.cases.models import ADMINISTRATIVE_STAGES, CRIMINAL_STAGES, CaseFacts
from egret.org.models import Staff
from egret.review import chosen
from egret.review.models.sensitive import Flag
from egret.review.queries import committee as queries

BASIS = ("个人信息保护法#51",)
EVERY_STAGE = tuple(dict.fromkeys(stage.key for table in (ADMINISTRATIVE_STAGES, CRIMINAL_STAGES) for stage in table))
"""Followed to the end, after the case is closed too."""


def _kinds(case: Any, by: By) -> list[tuple[str, str]]:
    return [(one.key, one.label) for one in chosen.sensitive_kinds(by.at.astimezone(LOCAL).date())]


@act(
    "review.flag_sensitive",
    "认定敏感案件",
    "Flag as sensitive",
    subject=CaseFacts,
    basis=BASIS,
    at=EVERY_STAGE,
    starts=("N02",),
    asks={"viewers": Ask("知悉人员", "Who may know", help=_("限定知悉的种类须填；办案民警不必列入"), choices=may_know)},
    order=905,
)
def flag_sensitive(
    case: CaseFacts,
    by: By,
    *,
    kind: Annotated[str, Ask("种类", "Kind", choices=_kinds)],
    reason: Annotated[str, Ask("情况", "What makes it so", lines=True)],
    viewers: tuple[Staff, ...] = (),
) -> Done:
    """The case is sensitive: to be reported upward in time; for kinds that need it only named people see it."""
    found = next(one for one in chosen.sensitive_kinds(by.at.astimezone(LOCAL).date()) if one.key == kind)
    if queries.flags(case).filter(kind=kind).exists():
        raise refuse(_("本案已认定为这一种敏感案件"), _("另选种类，或者办理报备"), code="twice")
    flag = Flag(subject=case, kind=kind, label=found.zh, by=Staff.objects.get(pk=by.actor.pk), at=by.at, reason=reason)
    rows: list[Any] = [flag]
    touches: list[Touch] = []
    if found.narrow:
        wanted = {by.actor.pk, *cases.team(case), *(one.pk for one in viewers), *named_now(case)}
        named, touches = narrowed(case, wanted, max(case.sensitivity, 1))
        rows += named
    return Done(rows=rows, touches=touches, clocks=[Start("N02", by.at, f"flag:{kind}")], why=kind)


def _unreported(case: Any, by: By) -> Any:
    return queries.flags(case).filter(reported_at=None)


@act(
    "review.report_sensitive",
    "敏感案件报备",
    "Report the sensitive case",
    subject=CaseFacts,
    power="review.flag_sensitive",
    basis=BASIS,
    at=EVERY_STAGE,
    stops=("N02",),
    asks={"flag": Ask("敏感标记", "Flag", choices=_unreported)},
    order=906,
)
def report_sensitive(
    case: CaseFacts, by: By, *, flag: Flag, to: Annotated[str, Ask("报备对象", "Reported to")]
) -> Done:
    """Those above know."""
    flag.reported_at, flag.reported_to = by.at, to
    return Done(rows=[flag], clocks=[Stop("N02", f"flag:{flag.kind}")])


def _reported(case: Any, by: By) -> Any:
    return queries.flags(case).exclude(reported_at=None)


@act(
    "review.end_sensitive",
    "敏感案件跟踪结束",
    "End the tracking",
    subject=CaseFacts,
    power="review.flag_sensitive",
    basis=BASIS,
    at=EVERY_STAGE,
    asks={"flag": Ask("敏感标记", "Flag", choices=_reported)},
    order=907,
)
def end_sensitive(
    case: CaseFacts, by: By, *, flag: Flag, outcome: Annotated[str, Ask("最终结果", "How it ended", lines=True)]
) -> Done:
    """Followed to the end. The narrowing stays until it is lifted by itself."""
    if not case.stage_now.final and case.stage not in ("judged", "executed", "not_prosecuted"):
        raise refuse(_("案件还没有办结，敏感案件须跟踪到底"), _("案件有最终结果后再结束跟踪"), code="open")
    flag.ended_at, flag.outcome = by.at, outcome
    return Done(rows=[flag])
