"""Who may review: an officer with the legal qualification on that day, who has not handled the case (R52, R53)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.refusals import Refusal
from egret.org.models import Staff
from egret.review.models import ReviewItem
from egret.review.queries import items

LOOK = "治安管理处罚法(2025)#114"


def _refusal(why: str) -> Refusal | None:
    """The sentence for each reason why somebody may not review."""
    return {
        "team": Refusal(_("办案人员不能审核自己办理的案件"), _("请法制部门其他人员审核"), LOOK, "R53"),
        "proposer": Refusal(_("呈批人不能审核自己的呈批"), _("请法制部门其他人员审核"), LOOK, "R53"),
        "category": Refusal(
            _("警务辅助人员不能作出审核决定"),
            _("由人民警察担任的审核员办理"),
            "公安机关办理行政案件程序规定#52",
            "R04",
        ),
        "qualification": Refusal(
            _("没有国家统一法律职业资格，不能从事法制审核"),
            _("由取得资格的人员审核；已取得的先登记资格证书"),
            "行政处罚法#58",
            "R53",
        ),
    }.get(why)


@guard("review.take_up", "review.agree", "review.agree_second", "review.give_back")
def reviewer_is_free_of_the_case(item: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R52, R53 at the desk, as on the case itself."""
    staff = by.actor if isinstance(by.actor, Staff) else Staff.objects.filter(pk=by.actor.pk).first()
    if not isinstance(item, ReviewItem) or staff is None:
        return None
    return _refusal(items.conflict(item, staff, by.at))


@guard("review.assign")
def assigned_is_free_of_the_case(item: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Nobody is assigned who could not review."""
    reviewer = given.get("reviewer")
    if reviewer is None or not isinstance(item, ReviewItem):
        return None
    return _refusal(items.conflict(item, reviewer, by.at))


@guard("review.take_up", "review.agree", "review.give_back")
def it_is_with_somebody_else(item: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """What was assigned to one reviewer is not taken by another."""
    if not isinstance(item, ReviewItem) or item.reviewer is None or item.reviewer.pk == by.actor.pk:
        return None
    if item.stage == "second":
        return None
    return Refusal(
        _("这一件由%(name)s审核") % {"name": item.reviewer.label},
        _("改由他人审核的，先办理“指定审核员”"),
        code="assigned",
    )


@guard("review.agree_second", "review.give_back")
def second_is_another(item: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """The second review is somebody else's."""
    if isinstance(item, ReviewItem) and item.stage == "second" and item.reviewer_id == by.actor.pk:
        yield Refusal(_("二次审核须由另一名审核员办理"), _("请法制部门其他审核员办理"), LOOK, "R53")
