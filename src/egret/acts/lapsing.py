"""Limits that run out by themselves: a right the party did not use, another organ's term, a permission that ended.

They end without anybody's breach, yet not without a trace: the work loop lapses them by an act of the system.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from egret.acts.done import By, Done, Lapse
from egret.acts.machine import act
from egret.acts.models import Clock, ClockState, Subject
from egret.jobs.registry import Work, every, handler

RIGHTS = ("C15", "C16", "C38", "C34", "L11", "S02", "S03", "T05")
"""Terms in which something may be asked for; once over, the right lapses (procedure.md 2, “right lapses”)."""


@act(
    "subjects.lapse",
    "期限届满失效",
    "Lapse of limits",
    subject=Subject,
    basis=("公安机关办理行政案件程序规定#35",),
    system=True,
    menu=False,
    quiet=True,
)
def lapse(subject: Subject, by: By) -> Done:
    """End the limits of the subject that have run out on their own."""
    over = _run_out(by.at).filter(subject_id=subject.pk).order_by("pk").values_list("rule", "about")
    return Done(clocks=[Lapse(rule, about) for rule, about in over], why="lapse")


def _run_out(at: datetime) -> models.QuerySet[Clock]:
    ours = models.Q(for_police=False) | models.Q(rule__in=RIGHTS)
    return Clock.objects.filter(ours, state=ClockState.RUNNING, legal_due__lt=at)


@dataclass(frozen=True, slots=True)
class ClockHand:
    """The job of the system that minds the clocks."""

    pk: int = 0
    pseudonym: str = "s:clock"
    unit_code: str = "system"


def lapse_all(at: datetime, limit: int = 200) -> int:
    """Lapse what has run out, subject by subject; how many subjects were touched."""
    keys = list(_run_out(at).order_by("guard_due").values_list("subject_id", flat=True)[:limit])
    subjects = Subject.objects.in_bulk(dict.fromkeys(keys))
    for subject in subjects.values():
        lapse(subject.noun(), By(ClockHand(), at))
    return len(subjects)


@handler("acts.lapse")
def lapse_now(work: Work) -> None:
    lapse_all(work.at)


every("acts.lapse", seconds=300)
