"""Sensitive subjects: who may know of them, and who looked (个人信息保护法 51)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask, guard
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.models import Subject, SubmittedForm
from egret.acts.queries import SEE
from egret.acts.refusals import Refusal, refuse
from egret.cases.acts.narrowing import may_know, narrowed, opened
from egret.cases.models import ADMINISTRATIVE_STAGES, CRIMINAL_STAGES, QUESTIONING_STAGES
from egret.cases.models.base import SEALED
from egret.desk.pages import WORK
from egret.intake.models import INCIDENT_STAGES
from egret.org.models import Staff

SECRECY = ("个人信息保护法#51",)
TABLES = (INCIDENT_STAGES, ADMINISTRATIVE_STAGES, CRIMINAL_STAGES, QUESTIONING_STAGES)
EVERY_STAGE = tuple(dict.fromkeys(stage.key for table in TABLES for stage in table))
"""Looking and narrowing go on after a subject is closed."""


@act(
    "subjects.look",
    "查阅敏感事项",
    "Look at a sensitive subject",
    subject=Subject,
    power=SEE,
    basis=SECRECY,
    at=EVERY_STAGE,
    entitled=lambda subject, by: True,
    menu=False,
    quiet=True,
)
def look(subject: Subject, by: By) -> Done:
    """Somebody who may see it opened a sensitive subject. The page itself decided that they may."""
    return Done(fields={"sensitivity": subject.sensitivity})


@act(
    "subjects.trace",
    "按证件号或电话查询",
    "Search by ID number or telephone",
    subject=Staff,
    power=SEE,
    basis=SECRECY,
    entitled=lambda officer, by: officer.pk == by.actor.pk,
    menu=False,
    quiet=True,
)
def trace(officer: Staff, by: By, *, index: str, found: tuple[str, ...] = ()) -> Done:
    """The officer searched for a person by number: the entry keeps the number's keyed digest, and what was found."""
    return Done(fields={"index": index}, rel=found)


def keep_look(subject: Subject, staff: Staff, at: datetime) -> None:
    """Record a look at a sensitive subject: one entry for each officer, subject and hour, so that reading stays quick.

    A second look within the hour costs one read by key and writes nothing.
    """
    if subject.sensitivity:
        key = f"look:{staff.pk}:{subject.pk}:{at:%Y%m%d%H}"
        if not SubmittedForm.objects.filter(key=key).exists():
            look(subject, By(staff, at, key=key))


def keep_trace(staff: Staff, at: datetime, index: str, found: Iterable[Subject]) -> None:
    """Record a search by ID number or telephone, once for each officer, number and hour."""
    key = f"trace:{staff.pk}:{index[:24]}:{at:%Y%m%d%H}"
    if not SubmittedForm.objects.filter(key=key).exists():
        trace(staff, By(staff, at, key=key), index=index, found=tuple(one.obj for one in found)[:20])


@act(
    "subjects.narrow",
    "限定知悉范围",
    "Narrow who may know",
    subject=Subject,
    basis=SECRECY,
    at=EVERY_STAGE,
    asks={"viewers": Ask("知悉人员", "Who may know", help=_("主办人不必列入"), choices=may_know)},
    checklist=(("只列确需知悉的人员", "Name only those who need to know"),),
    order=900,
)
def narrow(
    subject: Subject,
    by: By,
    *,
    viewers: tuple[Staff, ...],
    reason: Annotated[str, Ask("理由", "Reason", lines=True)],
) -> Done:
    """Make it sensitive: lists, pages and search show it to its owner and the people named, and each look is recorded.

    Done again it replaces the people named before. Who narrows it is named too, or nobody could widen it.
    """
    wanted = {one.pk for one in viewers} | {by.actor.pk}
    rows, touches = narrowed(subject, wanted, 1)
    return Done(rows=rows, fields={"reason": reason}, touches=touches)


@act(
    "subjects.widen",
    "解除知悉限制",
    "Lift the narrowing",
    subject=Subject,
    basis=SECRECY,
    at=EVERY_STAGE,
    order=910,
)
def widen(subject: Subject, by: By, *, reason: Annotated[str, Ask("理由", "Reason", lines=True)]) -> Done:
    """It is a subject like any other again, seen by everybody whose post reaches it."""
    if not subject.sensitivity:
        raise refuse(_("本事项没有限定知悉范围"), _("不必解除"), code="sensitivity")
    return Done(fields={"reason": reason}, touches=opened(subject))


@guard("subjects.narrow", "subjects.widen")
def work_only(subject: Subject, _by: By, _arguments: Any) -> Refusal | None:
    """Units, people and papers have no circle of their own."""
    if subject.kind in WORK:
        return None
    return Refusal(_("只有警情和案件可以限定知悉范围"), _("请在所属的案件上办理"), code="kind")


@guard("subjects.narrow", "subjects.widen")
def sealed_stays_sealed(subject: Subject, _by: By, _arguments: Any) -> Refusal | None:
    """R27: a sealed record is opened by its keepers for a named purpose, never widened like any other."""
    if subject.sensitivity < SEALED:
        return None
    return Refusal(_("本案记录已经封存"), _("办理“查询封存记录”或者“解除封存”"), "刑事诉讼法#286", "R27")


@guard("subjects.widen")
def is_narrowed(subject: Subject, _by: By, _arguments: Any) -> Refusal | None:
    """Nothing to lift while everybody may see it."""
    return None if subject.sensitivity else Refusal(_("本事项没有限定知悉范围"), _("不必解除"), code="sensitivity")
