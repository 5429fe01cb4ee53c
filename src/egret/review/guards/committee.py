"""集体审议 as a safeguard: what waits for the committee, who may sit, and when votes may be opened (F66)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.refusals import Refusal
from egret.cases import queries as cases
from egret.cases.models import CaseFacts
from egret.review import chosen
from egret.review.models.committee import LAW, OPEN, AgendaItem
from egret.review.queries import committee


def _waits_for_committee(name: str) -> Any:
    def waits(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
        """F66: on the agenda it waits; by duty of law it follows; what the force chose to deliberate is hinted at."""
        if not isinstance(case, CaseFacts):
            return
        day = by.at.astimezone(LOCAL).date()
        known = {one.key: one for one in chosen.triggers(day)}
        said = committee.said_on(case, name)
        for item in said:
            trigger = known.get(item.trigger)
            article = trigger.article if trigger else ""
            if committee.is_open(item):
                yield Refusal(
                    _("本案正在集体审议，还没有决定"),
                    _("等待委员会决定；不再需要审议的由委员会撤下议程"),
                    article,
                    "F66",
                )
            elif not item.agreed:
                yield Refusal(
                    _("集体审议没有同意：%(conclusion)s") % {"conclusion": item.conclusion[:60]},
                    _("按审议决定办理；情况变化的重新提请集体审议"),
                    article,
                    "F66",
                    severity="block" if trigger is not None and trigger.duty else "warn",
                )
        if not said:
            yield from _should_go_there(case, name, by)

    waits.__name__ = f"waits_for_committee_{name.rpartition('.')[2]}"
    waits.__module__ = __name__
    return waits


def _should_go_there(case: CaseFacts, name: str, by: By) -> Iterator[Refusal]:
    for trigger in committee.triggers_met(case, name, by.at):
        yield Refusal(
            _("本案有这种情形：%(what)s，应当考虑提请集体审议") % {"what": trigger.label},
            _("办理“提请集体审议”"),
            trigger.article,
            "F66",
            severity="block" if trigger.duty else "hint",
        )


for _name in chosen.ever_collective():
    guard(_name)(_waits_for_committee(_name))


@guard("cases.return_after_notice", "cases.return_from_review")
def deliberated_upon(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """F66: the penalty a committee deliberates is not dropped beneath it."""
    before = AgendaItem.objects.filter(matter_id=case.pk, stage__in=OPEN).exclude(decision=None)
    if not before.exists():
        return None
    return Refusal(_("本案正在集体审议，还没有决定"), _("等待委员会决定；不再需要审议的由委员会撤下议程"), LAW, "F66")


@guard("review.convene")
def enough_sit_and_nobody_of_the_case(item: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """Quorum, a chair who may chair, and no conflict of interest (R52)."""
    if not isinstance(item, AgendaItem):
        return
    seats = list(committee.seats(item.committee, by.at))
    rule = chosen.committee(by.at.astimezone(LOCAL).date())
    if len(seats) < rule.least:
        yield Refusal(
            _("委员会只有%(seats)d名委员，不足%(least)d名") % {"seats": len(seats), "least": rule.least},
            _("先增加委员"),
            LAW,
            "F66",
        )
    chair, present = given.get("chair"), given.get("present")
    if chair is None or present is None:
        return
    keys = {chair.pk, *(one.pk for one in present)}
    matter = item.matter.noun()
    barred = set(cases.team(matter)) if isinstance(matter, CaseFacts) else set()
    may_sit = len([one for one in seats if one.member_id not in barred])
    if len(keys) < rule.quorum(may_sit):
        yield Refusal(
            _("到会%(here)d人，不足%(needed)d人") % {"here": len(keys), "needed": rule.quorum(may_sit)},
            _("改期召集，或者请更多委员到会"),
            LAW,
            "F66",
        )
    if chair.pk not in {one.member_id for one in seats if one.chairs}:
        yield Refusal(_("主持人不是可以主持的委员"), _("选择可以主持的委员"), LAW, "R50")
    if keys & barred:
        yield Refusal(
            _("办案民警不能作为委员表决"), _("办案民警只列席汇报，从到会委员中去掉"), "治安管理处罚法(2025)#95", "R52"
        )


@guard("review.cast_vote")
def sits_and_has_not_voted(item: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """Each member present votes once."""
    if not isinstance(item, AgendaItem):
        return
    if by.actor.pk not in item.present:
        yield Refusal(_("您不是本次到会的委员"), _("由到会委员投票"), LAW, "F66")
    elif committee.ballots(item).filter(member=by.actor.pk).exists():
        yield Refusal(_("您已经投票，不能更改"), _("等待开票"), LAW, "twice")


@guard("review.open_votes")
def all_have_voted(item: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Votes are opened together, when everybody present has cast one."""
    if not isinstance(item, AgendaItem):
        return None
    missing = len(item.present) - committee.ballots(item).count()
    if not missing:
        return None
    return Refusal(_("还有%(missing)d名到会委员没有投票") % {"missing": missing}, _("等全部投票后一起开票"), LAW, "F66")
