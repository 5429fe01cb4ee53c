"""Hands that act in the fictional district: every signature is given by somebody who may give it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from egret.acts.done import By, Outcome
from egret.acts.machine import place_of
from egret.approvals import acts as approvals
from egret.approvals import queries as signing
from egret.approvals.models import Approval, ApprovalStep
from egret.approvals.stages import StepState
from egret.cases.acts.penalty import ReviewPoint
from egret.org.models import Staff
from egret.review import chosen
from egret.review.acts import items as reviews
from egret.review.models import ReviewItem

LOCAL = ZoneInfo("Asia/Shanghai")
BETWEEN_SIGNATURES = timedelta(minutes=6)
_MOST = 12
"""Steps of the longest chain, with room to spare."""


class NotSigned(RuntimeError):
    """A proposal that was to be signed through came to another end."""


def on(at: datetime, days: int, hour: int, minute: int = 0) -> datetime:
    """An hour of the working day, so many days after the day of `at` in the city."""
    day = at.astimezone(LOCAL) + timedelta(days=days)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def sign_all(outcome: Outcome, at: datetime, leave: int = 0) -> Outcome:
    """Have a proposal signed, one signer after the other; with `leave`, the last steps still wait in an inbox."""
    if outcome.proposed is None:
        return outcome
    approval = Approval.objects.get(pk=outcome.proposed.pk)
    for _turn in range(_MOST):
        open_steps = signing.steps_now(approval).filter(state__in=[StepState.WAITING, StepState.PENDING])
        if approval.stage != "waiting" or open_steps.count() <= leave:
            break
        step = open_steps.filter(state=StepState.WAITING).order_by("turn", "pk")[0]
        _give_signature(approval, step, signing.signers(step, at)[0].staff, at)
        approval = Approval.objects.get(pk=approval.pk)
        at += BETWEEN_SIGNATURES
    if not leave and approval.stage not in ("granted", "carried_out"):
        raise NotSigned(f"{approval.act}: {approval.stage}, {approval.title}: {approval.refusals}")
    return outcome


def _give_signature(approval: Approval, step: ApprovalStep, signer: Staff, at: datetime) -> None:
    """The step's signature; what leaves through the legal office gets it by its review."""
    if step.level == "L3" and approval.act in chosen.single_exit(at.astimezone(LOCAL).date()):
        review(approval, signer, at)
    else:
        approvals.sign(approval, By(signer, at), digest=approval.digest, opinion="同意")


def taken_in(approval: Approval, by: Staff, at: datetime) -> ReviewItem:
    """The legal office takes the paper in."""
    outcome = reviews.receive(place_of(approval), By(by, at), matter=approval)
    return ReviewItem.objects.get(pk=outcome.subject.pk)


def review(approval: Approval, reviewer: Staff, at: datetime) -> ReviewItem:
    """Taken in, taken up and agreed to by one reviewer: the legal office has signed."""
    item = taken_in(approval, reviewer, at)
    reviews.take_up(item, By(reviewer, at))
    reviews.agree(item, By(reviewer, at), points=tuple(ReviewPoint.values), opinion="同意")
    return ReviewItem.objects.get(pk=item.pk)
