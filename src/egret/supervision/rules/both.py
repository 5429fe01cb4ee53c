"""审批与文书: who signs is somebody else, a crime is no mere penalty, papers are whole (F67, F71, F88)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from egret.approvals.models import ApprovalStep
from egret.approvals.queries import ladder
from egret.approvals.stages import StepState
from egret.cases.models import AdministrativeCase, Decision, Examination
from egret.documents.models import Document
from egret.org.models import Appointment
from egret.org.posts import post_kinds
from egret.supervision.look import Found, Look, detects, having, person_of, told
from egret.supervision.rules.intake import INJURY, SUMS, criminal_sums, grave_injuries, injury

SIGNING = ("L1", "L2", "L3", "L4", "L5", "L6")
"""Levels of the police; other organs decide in papers of their own."""


@detects("F67", having(ApprovalStep, state=StepState.SIGNED, path="approval__target_id"))
def signed_for_oneself(look: Look) -> Iterator[Found]:
    """F67: nobody approves what they proposed or what they handle, or without a post of the level."""
    own = Q(signed_by_id=F("approval__proposer_id")) | Q(signed_by_id=F("approval__target__owner"))
    signed = look.among(ApprovalStep.objects.filter(own, state=StepState.SIGNED), "approval__target_id")
    for pk, subject, at, level in signed.values_list("pk", "approval__target_id", "signed_at", "level"):
        assert at is not None
        yield Found(subject, f"step:{pk}", at, (("签署时间", told(at)), ("审批级别", level)))
    yield from _signed_without_the_post(look)


def _signed_without_the_post(look: Look) -> Iterator[Found]:
    """Steps signed by who held, on that day, no post that signs at the level or stands in for it."""
    held = Q(staff=OuterRef("signed_by")) | Q(staff=OuterRef("for_staff"))
    then = Q(since__lte=OuterRef("signed_at")) & (Q(until=None) | Q(until__gt=OuterRef("signed_at")))
    lacking: Any = Q()
    for level in SIGNING:
        posts = [kind.key for kind in post_kinds() if kind.level in ladder(level)]
        lacking |= Q(level=level) & ~Exists(Appointment.objects.filter(held, then, post__in=posts))
    steps = ApprovalStep.objects.filter(lacking, state=StepState.SIGNED)
    rows = look.among(steps, "approval__target_id")
    for pk, subject, at, level in rows.values_list("pk", "approval__target_id", "signed_at", "level"):
        assert at is not None
        shown = (("签署时间", told(at)), ("审批级别", level), ("签署人当时的级别", "不够"))
        yield Found(subject, f"post:{pk}", at, shown)


@detects("F71", Examination, SUMS, of=AdministrativeCase)
def penalty_for_a_crime(look: Look) -> Iterator[Found]:
    """F71: penalised and left at that, though injury or sum is a crime's (行政处罚法 82)."""
    decided = grave_injuries(look).filter(subject__decisions__decided_at__isnull=False).distinct()
    yield from (injury(row) for row in decided.values_list(*INJURY))
    penalised = Decision.objects.filter(subject_id=OuterRef("pk")).exclude(decided_at=None)
    yield from criminal_sums(look, Exists(penalised))


@detects("F88", Document)
def flawed_paper(look: Look) -> Iterator[Found]:
    """F88: a paper in force has a number and a seal; which paper it is and what it lacks is told."""
    flawed = Q(number="") | Q(seal={}) | Q(seal__organ="") | Q(series_code="")
    papers = look.among(Document.objects.filter(flawed).exclude(stage="voided"), "matter_id")
    columns = ("pk", "matter_id", "about", "title", "opened", "number", "series_code", "seal")
    for pk, subject, about, title, opened, number, series, seal in papers.values_list(*columns):
        lacking = [("文号", number), ("发文字号", series), ("用印", (seal or {}).get("organ"))]
        missing = "、".join(name for name, there in lacking if not there)
        shown = (("文书", f"{title}{number}"), ("制作时间", told(opened)), ("缺少", missing))
        yield Found(subject, f"document:{pk}", opened, shown, person_of(about))
