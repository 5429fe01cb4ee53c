"""What the legal office's pages show: lines of the queue, the register, and the picture of the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from egret.acts.models import Subject
from egret.acts.ports import Place, ports
from egret.desk import pages
from egret.intake.models import Incident
from egret.org import queries as org
from egret.org.models import Staff
from egret.review.models import REVIEW_STAGES, ReviewItem
from egret.review.models.acceptance import Urging
from egret.review.queries import acceptance, items, replies
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


def waiting(officer: Staff, at: datetime) -> list[Waiting]:
    """Papers and penalties that stand before the office, the nearest limit first."""
    papers = [
        Waiting(
            one.pk,
            one.target.title,
            one.target.number,
            reverse("approvals:approval", args=[one.pk]),
            one.proposed_at,
            one.paper_due or one.target.due,
            pages.act_title(one.act),
        )
        for one in items.papers_waiting(officer, at)
    ]
    penalties = [
        Waiting(
            one.pk,
            one.title,
            one.number,
            reverse("desk:subject", args=[one.pk]),
            one.changed,
            one.due,
            pages.act_title("cases.legal_review"),
        )
        for one in items.penalties_waiting(officer, at)
    ]
    return sorted([*papers, *penalties], key=lambda one: (one.due is None, one.due or one.since, one.key))


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


def pictures(officer: Staff, at: datetime) -> list[Picture]:
    """Where the work stands, how old it is, and who has it in hand."""
    load = items.workload(officer, at)
    stages: list[tuple[str | Promise, int, str]] = [(_("待收件"), load.waiting, "")]
    stages += [(REVIEW_STAGES[key].label, number, "") for key, number in load.by_stage]
    ages: list[tuple[str | Promise, int, str]] = [
        (label, number, "")
        for label, number in zip((_("一天以内"), _("一至三天"), _("三天以上")), load.ages, strict=True)
    ]
    people: list[tuple[str | Promise, int, str]] = [
        (one.reviewer.label, one.in_hand, _since(one.oldest)) for one in load.loads
    ]
    return [picture(_("各环节件数"), stages), picture(_("在办时间"), ages), picture(_("审核员手上件数"), people)]


def _since(oldest: datetime | None) -> str:
    return _("最早收件 %s") % moment(oldest) if oldest else ""


def tabs(here: str) -> list[Tab]:
    """The pages of the legal office."""
    names = {
        "review": _("审核台"),
        "agenda": _("集体审议"),
        "review_register": _("退查不捕不诉台账"),
        "review_workload": _("工作量"),
    }
    return [Tab(label, reverse(f"desk:{name}"), name == here) for name, label in names.items()]


def may_run_committee(officer: Staff, at: datetime) -> bool:
    return ports.powers.refusal(officer, "review.committee", branch_of(officer), at) is None


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
