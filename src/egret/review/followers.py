"""What the desk does when others have acted: an item whose paper went another way is ended."""

from __future__ import annotations

from datetime import datetime

from egret.acts.done import By
from egret.acts.refusals import Refused
from egret.cases.models import AdministrativeCase
from egret.jobs.registry import Work, handler
from egret.org.system import SystemActor
from egret.review.acts import items as acts
from egret.review.models import ReviewItem
from egret.review.models.items import OPEN
from egret.review.queries import items

DESK = SystemActor("s:review")


def over(item: ReviewItem) -> str:
    """Why nothing is left to review: `approval` went on or came back, `penalty` was reviewed or returned."""
    if item.approval is not None:
        is_here = items.occasion_of(item.approval) == item.occasion and items.waiting_step(item.approval) is not None
        return "" if is_here else "approval"
    case = AdministrativeCase.objects.get(pk=item.matter_id)
    decision = items.put_forward(case)
    reviewed = case.reviews.filter(kind="法制审核", at__gte=item.opened).exists()
    waits = case.stage == "review" and decision is not None and f"penalty:{decision.pk}" == item.occasion
    return "" if waits and not reviewed else "penalty"


def end_over(at: datetime, limit: int = 500) -> int:
    """End every open item with nothing left to review; how many."""
    ended = 0
    for item in ReviewItem.objects.filter(stage__in=OPEN).select_related("approval").order_by("pk")[:limit]:
        why = over(item)
        if why:
            try:
                acts.end(item, By(DESK, at), why=why)
            except Refused:  # somebody ended it meanwhile
                continue
            ended += 1
    return ended


@handler("review.end_items")
def end_items(work: Work) -> None:
    end_over(work.at)
