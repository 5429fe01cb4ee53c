"""The legal office's queue: what waits to be taken in, what is in hand, who may take it, and how long it has waited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from egret.acts.clocks import LOCAL
from egret.acts.machine import place_of
from egret.acts.models import Subject
from egret.acts.queries import visible_to
from egret.approvals.models import Approval, ApprovalStep
from egret.approvals.stages import StepState
from egret.cases import queries as cases
from egret.cases.models import AdministrativeCase, CaseFacts, Decision
from egret.org import queries as org
from egret.org.models import Category, Staff
from egret.review.models import CentreGroup, ReviewItem, ReviewStep
from egret.review.models.items import OPEN
from egret.review.queries import centre

REVIEWER = "review.agree"
"""The power of who gives the legal office's word."""
LEVEL = "L3"
PENALTY = "cases.legal_review"
"""The act that a penalty's review ends in."""


def waiting_step(approval: Approval) -> ApprovalStep | None:
    """The step of the legal office in the round that counts, when it waits."""
    found = approval.steps.filter(round=approval.round, level=LEVEL, state=StepState.WAITING)
    return found.first() if approval.stage == "waiting" else None


def occasion_of(approval: Approval) -> str:
    """One round of an approval comes to the desk once."""
    return f"approval:{approval.pk}:{approval.round}"


def put_forward(case: Subject) -> Decision | None:
    """The penalty that stands before the legal office."""
    return Decision.objects.filter(subject_id=case.pk, decided_at=None).order_by("-pk").first()


def item_of(approval: Approval) -> ReviewItem | None:
    """The review of the present round, whatever came of it."""
    return ReviewItem.objects.filter(occasion=occasion_of(approval)).first()


def papers_waiting(officer: Staff, at: datetime) -> list[Approval]:
    """Approvals whose turn it is at the legal office and which nobody has taken in."""
    steps = ApprovalStep.objects.filter(level=LEVEL, state=StepState.WAITING)
    found = visible_to(officer, at, Approval).filter(stage="waiting", pk__in=steps.values("approval"))
    taken = set(ReviewItem.objects.filter(approval__in=found).values_list("occasion", flat=True))
    rows = found.select_related("target", "proposer").order_by("proposed_at", "pk")[:200]
    return [one for one in rows if occasion_of(one) not in taken]


def penalties_waiting(officer: Staff, at: datetime) -> list[AdministrativeCase]:
    """Cases put before the legal office whose penalty nobody has taken in."""
    found = visible_to(officer, at, AdministrativeCase).filter(stage="review").order_by("due", "pk")[:200]
    taken = set(ReviewItem.objects.filter(matter__in=[one.pk for one in found]).values_list("occasion", flat=True))
    return [one for one in found if (it := put_forward(one)) is not None and f"penalty:{it.pk}" not in taken]


def in_hand(officer: Staff, at: datetime, group: CentreGroup | None = None) -> QuerySet[ReviewItem]:
    """Items under review, of the whole office or of one group of the centre, the nearest limit first."""
    found = visible_to(officer, at, ReviewItem).filter(stage__in=OPEN)
    found = found.filter(group=group) if group else found
    found = found.select_related("reviewer", "second", "matter", "group")
    return found.order_by("due", "opened", "pk")


def steps_of(item: Subject) -> QuerySet[ReviewStep]:
    return ReviewStep.objects.filter(subject_id=item.pk).select_related("by").order_by("at", "pk")


def conflict(item: ReviewItem, staff: Staff, at: datetime) -> str:
    """Why this person may not review it: `team`, `proposer`, `category`, `qualification`; empty when they may."""
    matter = item.matter.noun()
    if isinstance(matter, CaseFacts) and staff.pk in set(cases.team(matter)):
        return "team"
    if item.approval is not None and item.approval.proposer_id == staff.pk:
        return "proposer"
    if staff.category != Category.OFFICER:
        return "category"
    return "" if staff.qualified(at.astimezone(LOCAL).date()) else "qualification"


def load_of(staff: Sequence[int]) -> dict[int, int]:
    """How many items each has in hand."""
    open_items = ReviewItem.objects.filter(reviewer__in=staff, stage__in=OPEN)
    counted = open_items.order_by().values_list("reviewer").annotate(number_of=Count("pk"))
    return {**dict.fromkeys(staff, 0), **dict(counted)}


def candidates(item: ReviewItem, at: datetime) -> list[Staff]:
    """Who may review the item: its group's people first, then who has least in hand; no handler (R52, R53)."""
    people = [one for one in org.holders(REVIEWER, place_of(item), at) if not conflict(item, one, at)]
    load = load_of([one.pk for one in people])
    group = centre.members(item.group, at)
    return sorted(people, key=lambda one: (one.pk not in group, load[one.pk], one.pk))


@dataclass(frozen=True, slots=True)
class Load:
    """One reviewer's desk: how many in hand, and since when the oldest."""

    reviewer: Staff
    in_hand: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class GroupLoad:
    """One group's part of the work; without a group, what nobody's group has."""

    group: CentreGroup | None
    waiting: int
    in_hand: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Workload:
    """The office's work as it stands. No count of cases, arrests or fines, and nobody is ranked (程序: 令137)."""

    waiting: int
    by_stage: tuple[tuple[str, int], ...]
    ages: tuple[int, int, int]
    """Open items of less than a day, of one to three days, older."""
    loads: tuple[Load, ...]
    groups: tuple[GroupLoad, ...]


Waiting = tuple[Subject, str, CentreGroup | None]
"""What was not taken in yet (an approval, or a case with its penalty), the act under review, and whose work it is."""


def waiting_by_group(officer: Staff, at: datetime) -> list[Waiting]:
    """Everything not taken in yet, each with the group whose work it will be."""
    routes = centre.Routes(officer, at)
    papers: list[tuple[Subject, Subject, str]] = [(one, one.target, one.act) for one in papers_waiting(officer, at)]
    penalties: list[tuple[Subject, Subject, str]] = [(one, one, PENALTY) for one in penalties_waiting(officer, at)]
    return [(one, act, routes.of(matter, act)) for one, matter, act in [*papers, *penalties]]


def workload(officer: Staff, at: datetime, group: CentreGroup | None = None) -> Workload:
    """What waits, where it stands, how old it is, and who has it, of the office or of one of its groups.

    People stand in the order of their numbers.
    """
    items = in_hand(officer, at, group).order_by()
    waiting = waiting_by_group(officer, at)
    stages = dict(items.values_list("stage").annotate(number_of=Count("pk")))
    day, three = at - timedelta(days=1), at - timedelta(days=3)
    ages = items.aggregate(
        new=Count("pk", filter=Q(opened__gt=day)),
        mid=Count("pk", filter=Q(opened__lte=day, opened__gt=three)),
        old=Count("pk", filter=Q(opened__lte=three)),
    )
    held = {
        row["reviewer"]: row
        for row in items.exclude(reviewer=None).values("reviewer").annotate(n=Count("pk"), since=Min("opened"))
    }
    people = {one.pk: one for one in org.holders(REVIEWER, officer.place, at)}
    if group is not None:
        inside = centre.members(group, at)
        people = {key: one for key, one in people.items() if key in inside}
    people |= org.staff_by_id(held)
    loads = [
        Load(one, held[one.pk]["n"] if one.pk in held else 0, held[one.pk]["since"] if one.pk in held else None)
        for one in sorted(people.values(), key=lambda one: one.police_number)
    ]
    return Workload(
        waiting=sum(group in (None, one) for _matter, _act, one in waiting),
        by_stage=tuple((stage, stages.get(stage, 0)) for stage in OPEN),
        ages=(ages["new"], ages["mid"], ages["old"]),
        loads=tuple(loads),
        groups=group_loads(officer, at, waiting),
    )


def group_loads(officer: Staff, at: datetime, found: Sequence[Waiting] | None = None) -> tuple[GroupLoad, ...]:
    """Each group's share of the office's work, and last what no group has."""
    waiting = [group for _matter, _act, group in (waiting_by_group(officer, at) if found is None else found)]
    counted = in_hand(officer, at).order_by().values_list("group").annotate(n=Count("pk"), since=Min("opened"))
    held = {key: (number, since) for key, number, since in counted}
    groups: list[CentreGroup | None] = [*centre.Routes(officer, at).groups, None]
    return tuple(GroupLoad(one, waiting.count(one), *held.get(one.pk if one else None, (0, None))) for one in groups)
