"""What the legal office's pages show: lines of the queue, the register, and the picture of the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from egret.acts.clocks import LOCAL
from egret.acts.models import Subject
from egret.acts.ports import Place, ports
from egret.approvals.models import Approval
from egret.desk import pages
from egret.intake.models import Incident
from egret.org import queries as org
from egret.org.models import Staff
from egret.review import chosen
from egret.review.models import REVIEW_STAGES, CentreGroup, ReviewItem, Seat
from egret.review.models.acceptance import Urging
from egret.review.queries import acceptance, centre, committee, items, replies
from egret.ui.moments import moment
from egret.ui.pieces import Tab


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of what has not been taken in yet."""

    key: int
    title: str
    number: str
    url: str
    since: datetime
    due: datetime | None
    act: str
    group: CentreGroup | None


def waiting(officer: Staff, at: datetime, group: CentreGroup | None = None) -> list[Waiting]:
    """Papers and penalties that stand before the office or one of its groups, the nearest limit first."""
    found = [
        _waiting(one, pages.act_title(name), of)
        for one, name, of in items.waiting_by_group(officer, at)
        if group in (None, of)
    ]
    return sorted(found, key=lambda one: (one.due is None, one.due or one.since, one.key))


def _waiting(one: Subject, title: str, group: CentreGroup | None) -> Waiting:
    if isinstance(one, Approval):
        url, due = reverse("approvals:approval", args=[one.pk]), one.paper_due or one.target.due
        return Waiting(one.pk, one.target.title, one.target.number, url, one.proposed_at, due, title, group)
    url = reverse("desk:subject", args=[one.pk])
    return Waiting(one.pk, one.title, one.number, url, one.changed, one.due, title, group)


def may_receive(officer: Staff, at: datetime) -> bool:
    """Whether the button that takes in is of use to this person."""
    return ports.powers.refusal(officer, "review.receive", officer.place, at) is None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a picture: its label, its number, and where it is drawn."""

    label: str | Promise
    value: int
    y: int
    width: int
    note: str = ""

    @property
    def text_y(self) -> int:
        return self.y + 15


@dataclass(frozen=True, slots=True)
class Picture:
    """Bars under a title; the same numbers stand in a table for those who read rather than look."""

    title: str
    bars: Sequence[Bar]

    @property
    def height(self) -> int:
        return max(24, 26 * len(self.bars))


ROW, FULL = 26, 240


def picture(title: str, found: Sequence[tuple[str | Promise, int, str]]) -> Picture:
    """Bars to one scale; a number that is there is never drawn as nothing."""
    most = max((value for _label, value, _note in found), default=0) or 1
    bars = [
        Bar(label, value, place * ROW, max(2 if value else 0, value * FULL // most), note)
        for place, (label, value, note) in enumerate(found)
    ]
    return Picture(title, bars)


def pictures(officer: Staff, at: datetime, group: CentreGroup | None = None) -> list[Picture]:
    """Where the work of the office or of one group stands, how old it is, and who has it; then the groups' shares."""
    load = items.workload(officer, at, group)
    stages: list[tuple[str | Promise, int, str]] = [(_("待收件"), load.waiting, "")]
    stages += [(REVIEW_STAGES[key].label, number, "") for key, number in load.by_stage]
    ages: list[tuple[str | Promise, int, str]] = [
        (label, number, "")
        for label, number in zip((_("一天以内"), _("一至三天"), _("三天以上")), load.ages, strict=True)
    ]
    people: list[tuple[str | Promise, int, str]] = [
        (one.reviewer.label, one.in_hand, _since(one.oldest)) for one in load.loads
    ]
    found = [picture(_("各环节件数"), stages), picture(_("在办时间"), ages), picture(_("审核员手上件数"), people)]
    if group is None and len(load.groups) > 1:
        names = duties(at)
        shares = [(_group(one, names), one.in_hand, _share(one)) for one in load.groups]
        found.append(picture(_("各工作组在审件数"), shares))
    return found


def _group(load: items.GroupLoad, names: Mapping[str, str]) -> str:
    return names.get(load.group.duty, load.group.title) if load.group else _("没有归组")


def _share(load: items.GroupLoad) -> str:
    """Which group it is, what waits for it, and since when its oldest item is there."""
    title = load.group.title if load.group else ""
    told = [title, _("待收件 %d 件") % load.waiting, _since(load.oldest)]
    return "；".join(one for one in told if one)


def _since(oldest: datetime | None) -> str:
    return _("最早收件 %s") % moment(oldest) if oldest else ""


def tabs(here: str) -> list[Tab]:
    """The pages of the legal office."""
    names = {
        "review": _("审核台"),
        "centre": _("执法监督管理中心"),
        "agenda": _("集体审议"),
        "review_register": _("退查不捕不诉台账"),
        "review_workload": _("工作量"),
    }
    return [Tab(label, reverse(f"desk:{name}"), name == here) for name, label in names.items()]


def may_run_committee(officer: Staff, at: datetime) -> bool:
    return ports.powers.refusal(officer, "review.committee", branch_of(officer), at) is None


def may_run_centre(officer: Staff, at: datetime) -> bool:
    return ports.powers.refusal(officer, "review.centre", branch_of(officer), at) is None


def groups(officer: Staff, chosen_key: str) -> tuple[Sequence[CentreGroup], CentreGroup | None]:
    """The groups to choose among, and the one chosen, when it is one of them."""
    found = list(centre.groups(officer.place))
    return found, next((one for one in found if str(one.pk) == chosen_key), None)


@dataclass(frozen=True, slots=True)
class GroupDesk:
    """One group on the page of the centre: what it is for, who is in it, its load and the cases it follows."""

    duty: str
    seats: Sequence[Seat]
    load: items.GroupLoad
    rows: Sequence[pages.Row]


def duties(at: datetime) -> dict[str, str]:
    """What groups may be for on that day, by key."""
    return {one.key: one.label for one in chosen.centre(at.astimezone(LOCAL).date()).groups}


def desks(officer: Staff, at: datetime) -> tuple[list[GroupDesk], items.GroupLoad]:
    """Every group of the centre, and what none of them has."""
    names = duties(at)
    *loads, unplaced = items.group_loads(officer, at)
    found = [
        GroupDesk(
            names.get(load.group.duty, load.group.duty),
            list(committee.seats(load.group, at)),
            load,
            pages.rows(centre.followed(load.group, officer, at)),
        )
        for load in loads
        if load.group is not None
    ]
    return found, unplaced


def branch_of(officer: Staff) -> Place:
    """The branch (or the city bureau) the person belongs to: where its committee sits."""
    over = officer.district or officer.city
    return Place(over, officer.district, officer.city, officer.agency) if over else officer.place


MOST = 100
"""Reports without an outcome on one page: the first to be due."""


def whens() -> list[tuple[str, str]]:
    """By when: past, within a day, later or without a limit."""
    return [
        (acceptance.LATE, _("已超期")),
        (acceptance.TODAY, _("一天以内到期")),
        (acceptance.REST, _("其余")),
    ]


def may_oversee(officer: Staff, at: datetime) -> bool:
    return ports.powers.refusal(officer, "review.oversee", officer.place, at) is None


@dataclass(frozen=True, slots=True)
class Report:
    """A report without an outcome: its unit, the last thing asked about it, and the act that asks."""

    row: pages.Row
    unit: str
    urging: Urging | None

    @property
    def remind(self) -> str:
        return "review.remind" if self.row.subject.kind == Incident.KIND else "review.remind_filing"


def acceptance_rows(found: Sequence[Subject]) -> list[Report]:
    """Each report as the page shows it."""
    units = org.units_by_id(one.unit for one in found)
    asked = acceptance.last_urgings([one.pk for one in found])
    return [
        Report(row, units[row.subject.unit].label if row.subject.unit in units else "", asked.get(row.subject.pk))
        for row in pages.rows(found)
    ]


def reply_kinds() -> list[tuple[str, str]]:
    """What the register keeps, as it is recorded and as it is read."""
    words = (_("退回补充侦查"), _("不批准逮捕"), _("不起诉"))
    return list(zip(replies.REGISTERED, words, strict=True))


def hand_of(item: ReviewItem) -> str:
    """Whose hands an item is in: the reviewer's, or the assistants'."""
    return item.reviewer.label if item.reviewer else _("法制辅助岗")
