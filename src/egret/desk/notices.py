"""Notices: who is told what, from entries of the journal and from clocks that run out.

Each has a key of its own, so a follower or a scan that repeats itself tells nobody twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from egret.acts.cards import act_named
from egret.acts.clocks import LOCAL
from egret.acts.machine import place_of
from egret.acts.models import Clock, ClockState, Subject
from egret.acts.ports import Due, ports
from egret.approvals import queries as approvals
from egret.approvals.models import Approval
from egret.approvals.stages import StepState
from egret.cases.models import AdministrativeCase, CriminalCase
from egret.desk.models import Notice, NoticeSort
from egret.desk.pages import english
from egret.journal.reading import Recorded
from egret.org import queries as org
from egret.org.models import Staff

CAP = 99
NEAR, FAR = timedelta(days=2), timedelta(days=45)
"""How far ahead the scan of every minute looks, and that of every quarter of an hour: past the longest lead."""
SIGNERS = 20
URGING = ("review.remind", "review.remind_filing", "review.order_acceptance", "review.designate")
ASSIGNING = ("cases.assign", "cases.assign_investigators", "cases.change_handlers")


def tell(
    staff: Iterable[int],
    key: str,
    sort: NoticeSort,
    subject: int,
    at: datetime,
    *,
    clock: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Tell each of them once."""
    rows = [
        Notice(staff=one, key=key, sort=sort, subject=subject, at=at, clock=clock, facts=dict(facts or {}))
        for one in dict.fromkeys(staff)
        if one
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def of_entry(entry: Recorded) -> None:
    """What one entry means for people other than who acted."""
    kind, _colon, key = entry.obj.partition(":")
    if kind == Approval.KIND and key.isdigit():
        approval = Approval.objects.filter(pk=int(key)).select_related("proposer").first()
        if approval is not None:
            _of_approval(approval, entry)
    elif entry.act in URGING and key.isdigit():
        _of_urging(int(key), entry)
    elif entry.act in ASSIGNING and key.isdigit():
        _of_assignment(int(key), entry)


def _of_approval(approval: Approval, entry: Recorded) -> None:
    facts = {"act": approval.act, "number": approval.number}
    for step in approvals.steps_now(approval).filter(state=StepState.WAITING):
        signers = [one.staff.pk for one in approvals.signers(step, entry.at)[:SIGNERS]]
        tell(signers, f"sign:{step.pk}", NoticeSort.TO_SIGN, approval.pk, entry.at, facts=facts)
    told = {
        "granted": NoticeSort.GRANTED,
        "carried_out": NoticeSort.GRANTED,
        "sent_back": NoticeSort.SENT_BACK,
        "refused": NoticeSort.REFUSED,
    }.get(approval.stage)
    if told is not None and approval.proposer_id:
        key = f"{told}:{approval.pk}:{approval.round}"
        tell([approval.proposer_id], key, told, approval.pk, entry.at, facts=facts)


def _of_urging(key: int, entry: Recorded) -> None:
    """Who handles the report, and who may say what becomes of it in the unit."""
    subject = Subject.objects.filter(pk=key).first()
    if subject is None:
        return
    heads = [one.pk for one in org.signers("L2", place_of(subject), entry.at, limit=SIGNERS)]
    people = [one for one in (subject.owner, *heads) if one]
    tell(people, f"urged:{entry.uid}", NoticeSort.URGED, subject.pk, entry.at, facts={"act": entry.act})


def _of_assignment(key: int, entry: Recorded) -> None:
    for model in (AdministrativeCase, CriminalCase):
        case = model.objects.filter(pk=key).first()
        if case is not None:
            others = [one for one in case.handlers if f"o:{one}" != entry.actor]
            tell(others, f"assigned:{entry.uid}", NoticeSort.ASSIGNED, case.pk, entry.at, facts={"act": entry.act})


def of_clocks(at: datetime, ahead: timedelta) -> int:
    """Tell of running limits whose moment to warn has come, or which are past; how many were told of.

    Warnings come at the leads before the guard end, a breach at the legal end. After a pause of the worker only the
    last moment that passed is told.
    """
    told = 0
    running = Clock.objects.filter(state=ClockState.RUNNING, for_police=True, guard_due__lte=at + ahead)
    breached = Notice.objects.filter(clock=OuterRef("pk"), sort=NoticeSort.BREACH)
    latest = Notice.objects.filter(clock=OuterRef("pk"), sort=NoticeSort.WARNING, at__gte=OuterRef("guard_due"))
    open_ones = running.exclude(Exists(breached)).exclude(Exists(latest), legal_due__gte=at)
    for clock in open_ones.select_related("subject").order_by("guard_due").iterator(chunk_size=500):
        if clock.legal_due < at:
            _tell_clock(clock, NoticeSort.BREACH, clock.legal_due, f"breach:{clock.pk}")
            told += 1
            continue
        passed = [moment for moment in _moments(clock) if moment <= at]
        if passed:
            _tell_clock(clock, NoticeSort.WARNING, max(passed), f"warn:{clock.pk}:{max(passed):%Y%m%d%H%M}")
            told += 1
    return told


def _moments(clock: Clock) -> Sequence[datetime]:
    due = Due(clock.guard_due, clock.legal_due)
    # The guard end itself is the last warning.
    return [*ports.rules.warnings(clock.rule, clock.started, due), clock.guard_due]


def _tell_clock(clock: Clock, sort: NoticeSort, moment: datetime, key: str) -> None:
    subject = clock.subject
    people = [subject.owner or 0, *getattr(subject.noun(), "handlers", ())]
    if sort == NoticeSort.BREACH:
        people += [one.pk for one in org.signers("L2", place_of(subject), moment, limit=5)]
    if subject.sensitivity:
        named = set(subject.named_viewers.values_list("staff", flat=True)) | {subject.owner}
        people = [one for one in people if one in named]
    facts = {"rule": clock.rule, "started": clock.started.isoformat(), "due": clock.guard_due.isoformat()}
    tell(people, key, sort, subject.pk, moment, clock=clock.pk, facts=facts)


def of_staff(staff: int) -> QuerySet[Notice]:
    """Somebody's notices."""
    return Notice.objects.filter(staff=staff)


def unread(staff: int) -> int:
    """How many are unread, counted no further than one past the cap."""
    return of_staff(staff).filter(read=None).order_by()[: CAP + 1].count()


def mark_read(staff: int, at: datetime, pk: int | None = None) -> int:
    """Mark one of somebody's notices as read, or all."""
    found = of_staff(staff).filter(read=None)
    return (found if pk is None else found.filter(pk=pk)).update(read=at)


def stamp(staff: int) -> str:
    """Changes whenever the list does: for conditional requests."""
    newest = of_staff(staff).order_by(F("id").desc()).values_list("id", flat=True).first()
    return f'"{staff}-{newest or 0}-{unread(staff)}"'


@dataclass(frozen=True, slots=True)
class Line:
    """A notice as its page shows it."""

    notice: Notice
    sentence: str
    title: str
    number: str
    url: str
    icon: str
    tone: str


ICONS = {
    NoticeSort.TO_SIGN: ("stamp", "brand"),
    NoticeSort.GRANTED: ("check", "ok"),
    NoticeSort.SENT_BACK: ("undo-2", "warn"),
    NoticeSort.REFUSED: ("x", "bad"),
    NoticeSort.ASSIGNED: ("user-round", "brand"),
    NoticeSort.WARNING: ("clock", "warn"),
    NoticeSort.BREACH: ("triangle-alert", "bad"),
    NoticeSort.URGED: ("siren", "warn"),
}


def lines(staff: Staff, found: Sequence[Notice], sees: Callable[[Sequence[int]], set[int]]) -> list[Line]:
    """Notices in words. A subject the reader may no longer see is told without its title."""
    subjects = Subject.objects.in_bulk([one.subject for one in found])
    visible = sees([key for key, subject in subjects.items() if subject.kind != Approval.KIND])
    told = []
    for one in found:
        subject = subjects.get(one.subject)
        is_approval = subject is not None and subject.kind == Approval.KIND
        is_open = subject is not None and (is_approval or subject.pk in visible)
        icon, tone = ICONS[NoticeSort(one.sort)]
        url = reverse("approvals:approval" if is_approval else "desk:subject", args=[one.subject]) if is_open else ""
        title, number = (subject.title, subject.number) if is_open and subject else (_("（已不在您的知悉范围）"), "")
        told.append(Line(one, _sentence(one), title, number, url, icon, tone))
    return told


def _sentence(notice: Notice) -> str:
    if notice.sort in (NoticeSort.WARNING, NoticeSort.BREACH):
        started = datetime.fromisoformat(notice.facts["started"]).astimezone(LOCAL).date()
        rule = ports.rules.deadline(notice.facts["rule"], started)
        words = _("“%(limit)s”已超过期限") if notice.sort == NoticeSort.BREACH else _("“%(limit)s”期限将至")
        return words % {"limit": rule.title_en if english() else rule.title}
    words = {
        NoticeSort.TO_SIGN: _("“%(act)s”等您审批"),
        NoticeSort.GRANTED: _("“%(act)s”已获批准"),
        NoticeSort.SENT_BACK: _("“%(act)s”被退回，请修改后重新呈批"),
        NoticeSort.REFUSED: _("“%(act)s”未获批准"),
        NoticeSort.ASSIGNED: _("“%(act)s”：您是办案民警"),
        NoticeSort.URGED: _("案管组：“%(act)s”，请答复"),
    }[NoticeSort(notice.sort)]
    return words % {"act": act_named(notice.facts["act"]).card.label}
