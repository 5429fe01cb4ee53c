"""Who may sign, what waits for whom, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from egret.acts.arguments import decode
from egret.acts.cards import act_named
from egret.acts.models import Subject
from egret.acts.ports import Place, Scope
from egret.acts.queries import visible_to
from egret.acts.refusals import Text
from egret.approvals.models import LOCAL, PARTNER_LEVELS, Approval, ApprovalStep, Delegation
from egret.approvals.stages import StepState
from egret.org import queries as org
from egret.org.desk import held_by
from egret.org.holdings import Holdings, holdings_of
from egret.org.models import Appointment, Staff
from egret.org.posts import post_kinds

COMMAND = ("L1", "L2", "L4", "L5", "L6")
"""The line of command; the legal office (L3) stands beside it and is stood in for by the leaders above it."""
PROPOSER = "proposer"
"""To whom an approval is sent back when not to an earlier step."""
CAP = 99
"""Counts beyond are shown as 99+."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who may sign a step; `for_staff` when on another's behalf."""

    staff: Staff
    for_staff: Staff | None = None


def ladder(level: str) -> tuple[str, ...]:
    """The level itself and those that may stand in for it, nearest first."""
    if level in COMMAND:
        return COMMAND[COMMAND.index(level) :]
    return (level, *COMMAND[2:]) if level == "L3" else (level,)


def signers(step: ApprovalStep, at: datetime) -> list[Signer]:
    """Everybody who may sign a step then. The page, the guard and the notices all ask here.

    The proposer never signs, nor does anybody on the proposer's behalf.
    """
    proposer = step.approval.proposer_id
    if step.staff is not None:
        return [] if step.staff_id == proposer else [Signer(step.staff)]
    return signers_at(step.asked_level or step.level, step.approval.place, at, proposer)


def signers_at(level: str, place: Place, at: datetime, proposer: int) -> list[Signer]:
    """Holders of a level over a place, then those they delegated to, without the proposer."""
    return list(_signing(level, place, at, proposer))


def _signing(level: str, place: Place, at: datetime, proposer: int) -> Iterator[Signer]:
    """One after the other, so that whoever only asks whether there is one does not look into delegations."""
    holders = _partners(level, at) if level in PARTNER_LEVELS else org.signers(level, place, at, limit=500)
    holders = [one for one in holders if one.pk != proposer]
    fit = [one for one in holders if _fit(one, level, at)]
    yield from map(Signer, fit)
    known = {proposer, *(one.pk for one in fit)}
    given = Delegation.objects.filter(
        giver__in=[one.pk for one in holders], stage="in_force", since__lte=at, until__gt=at, taker__stage="serving"
    ).select_related("giver", "taker")
    for one in given.order_by("pk"):
        if level in one.levels and one.taker_id not in known and _fit(one.taker, level, at):
            known.add(one.taker_id)
            yield Signer(one.taker, one.giver)


def asked_level(level: str, place: Place, at: datetime, proposer: int) -> str | None:
    """The level that is asked to sign: the chain's own, or the next higher one held by anybody but the proposer."""
    if level in PARTNER_LEVELS:
        return level
    return next((one for one in ladder(level) if next(_signing(one, place, at, proposer), None)), None)


def signs(staff: int, step: ApprovalStep, at: datetime) -> Signer | None:
    """How this person may sign the step, or None."""
    level, place = step.asked_level or step.level, step.approval.place
    if step.staff is None and level not in PARTNER_LEVELS and staff != step.approval.proposer_id:
        # Most signers hold the level themselves: one look at what they hold spares the list of everybody who does.
        own = (
            Staff.objects.filter(pk=staff, stage="serving").first()
            if level in org.levels_over(staff, place, at)
            else None
        )
        if own is not None and _fit(own, level, at):
            return Signer(own)
    return next((one for one in signers(step, at) if one.staff.pk == staff), None)


def steps_now(approval: Approval) -> QuerySet[ApprovalStep]:
    """Steps of the round that counts, in order."""
    return approval.steps.filter(round=approval.round).select_related(
        "staff", "signed_by", "for_staff", "added_by", "approval__proposer"
    )


def all_steps(approval: Approval) -> QuerySet[ApprovalStep]:
    """Steps of every round, oldest first."""
    return approval.steps.select_related("signed_by", "for_staff").order_by("round", "signed_at", "pk")


def records_partner(approval: Approval, staff: int, at: datetime) -> bool:
    """Whether this person of the legal office may enter what another organ decided."""
    waits = steps_now(approval).filter(state=StepState.WAITING, level__in=PARTNER_LEVELS).exists()
    return waits and staff != approval.proposer_id and bool({"L3", "L4"} & org.levels_over(staff, approval.place, at))


def my_steps(approval: Approval, staff: int, at: datetime) -> list[tuple[ApprovalStep, Signer]]:
    """Steps of the approval that this person may sign now."""
    waiting = steps_now(approval).filter(state=StepState.WAITING)
    found = ((step, signs(staff, step, at)) for step in waiting)
    return [(step, signer) for step, signer in found if signer is not None]


def _partners(level: str, at: datetime) -> list[Staff]:
    posts = [kind.key for kind in post_kinds() if kind.level == level and kind.agency == PARTNER_LEVELS[level]]
    held = Appointment.objects.filter(Q(until=None) | Q(until__gt=at), post__in=posts, since__lte=at)
    return list(Staff.objects.filter(pk__in=held.values("staff"), stage="serving").order_by("pk"))


def _fit(staff: Staff, level: str, at: datetime) -> bool:
    """A reviewer without the legal qualification on that day may not sign for the legal office (行政处罚法 58)."""
    kinds = [kind for kind in post_kinds() if kind.level == level]
    return not (kinds and all(kind.needs_qualification for kind in kinds)) or staff.qualified(
        at.astimezone(LOCAL).date()
    )


def _reaches(held: Holdings, at: datetime) -> list[tuple[str, Scope]]:
    """Levels at which a person signs, each with how far it reaches."""
    return [(kind.level, ground.scope(kind.scope)) for kind, ground, whole in held.posts_at(at) if whole and kind.level]


def _asked(level: str, scope: Scope) -> Q:
    where = Q(staff=None, asked_level=level)
    if scope.everywhere or level in PARTNER_LEVELS:
        return where
    for column, keys in (("unit", scope.units), ("district", scope.districts), ("city", scope.cities)):
        if keys:
            return where & (Q(**{column: keys[0]}) if len(keys) == 1 else Q(**{f"{column}__in": keys}))
    return where & Q(approval__agency__in=scope.agencies)


def waiting_for(staff: Staff, at: datetime) -> QuerySet[ApprovalStep]:
    """Steps that this person may sign now."""
    where = Q(staff=staff.pk)
    for level, scope in _reaches(held_by(staff, at), at):
        if _fit(staff, level, at):
            where |= _asked(level, scope)
    taken = Delegation.objects.filter(taker=staff.pk, stage="in_force", since__lte=at, until__gt=at)
    for giver, levels in taken.values_list("giver_id", "levels"):
        for level, scope in _reaches(holdings_of(giver), at):
            if level in levels and _fit(staff, level, at):
                where |= _asked(level, scope) & ~Q(approval__proposer=giver)
    return ApprovalStep.objects.filter(where, state=StepState.WAITING).exclude(approval__proposer=staff.pk)


def inbox(staff: Staff, at: datetime, limit: int = 200) -> list[ApprovalStep]:
    """What waits for this person's signature, the soonest limit first."""
    due = Coalesce("approval__paper_due", "approval__target__due")
    found = waiting_for(staff, at).annotate(limit_due=due)
    return list(
        found.order_by(F("limit_due").asc(nulls_last=True), "waiting_since", "pk").select_related(
            "approval__target", "approval__proposer"
        )[:limit]
    )


def waiting_count(staff: Staff, at: datetime, cap: int = CAP) -> int:
    """How many wait, counted no further than one past the cap."""
    return len(waiting_for(staff, at).values_list("pk", flat=True)[: cap + 1])


def sent_by(staff: int, limit: int = 100) -> list[Approval]:
    """What this person proposed, what is still open first."""
    found = Approval.objects.filter(proposer=staff).select_related("target").prefetch_related("steps")
    return list(found.order_by("-is_open", "-proposed_at", "-pk")[:limit])


def signed_by(staff: int, limit: int = 100) -> list[ApprovalStep]:
    """What this person signed, newest first."""
    found = ApprovalStep.objects.filter(signed_by=staff).select_related("approval__target", "approval__proposer")
    return list(found.order_by("-signed_at", "-pk")[:limit])


def history(target: Subject, limit: int = 100) -> list[Approval]:
    """Every approval asked for on a subject, newest first."""
    found = Approval.objects.filter(target=target.pk).select_related("proposer").prefetch_related("steps__signed_by")
    return list(found.order_by("-proposed_at", "-pk")[:limit])


def open_on(target: Subject) -> list[Approval]:
    """Approvals under way on a subject, newest first."""
    return list(Approval.objects.filter(target=target.pk, is_open=True).order_by("-proposed_at", "-pk"))


def returned_to(staff: int, target: Subject, act: str, key: str) -> Approval | None:
    """The proposal of this act that came back to this person, when `key` names it."""
    if not key.isdigit() or len(key) > 18:
        return None
    found = Approval.objects.filter(pk=int(key), proposer=staff, target=target.pk, act=act, stage="sent_back")
    return found.first()


def papers_overdue(at: datetime, limit: int = 500) -> list[Approval]:
    """Acts that were carried out first and whose paper has not followed in time."""
    found = Approval.objects.filter(is_open=True, paper_due__lt=at).select_related("target", "proposer")
    return list(found.order_by("paper_due", "pk")[:limit])


def readable(staff: Staff, approval: Approval, at: datetime) -> bool:
    """Whether the person may open the approval: has a part in it, or sees what it is about."""
    if approval.proposer_id == staff.pk:
        return True
    noun = type(approval.target.noun())
    if visible_to(staff, at, noun).filter(pk=approval.target_id).exists():
        return True
    named = Q(staff=staff.pk) | Q(signed_by=staff.pk) | Q(added_by=staff.pk)
    return approval.steps.filter(named).exists() or bool(my_steps(approval, staff.pk, at))


def find(staff: Staff, pk: int, at: datetime) -> Approval | None:
    """The approval, if the person may open it."""
    approval = Approval.objects.filter(pk=pk).select_related("target", "proposer").first()
    return approval if approval is not None and readable(staff, approval, at) else None


@dataclass(frozen=True, slots=True)
class Told:
    """One argument of the proposed act, as its page names it."""

    label: Text
    value: str
    personal: bool


def arguments_of(approval: Approval) -> list[Told]:
    """The arguments in words, labelled as the act's own form labels them."""
    found = []
    for parameter in act_named(approval.act).parameters:
        if parameter.name in approval.arguments:
            value = in_words(approval.arguments[parameter.name])
            if value:
                found.append(Told(parameter.ask.title, value, parameter.ask.personal))
    return found


def in_words(value: Any) -> str:
    """An encoded value as people read it."""
    if isinstance(value, list):
        return "；".join(filter(None, map(in_words, value)))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict) and "$data" in value:
        return "，".join(filter(None, map(in_words, value["of"].values())))
    if isinstance(value, dict) and value.keys().isdisjoint({"$row", "$time", "$date", "$decimal"}):
        return "；".join(f"{key}：{in_words(one)}" for key, one in value.items() if in_words(one))
    if value is None or value == "":
        return ""
    known = decode(value)
    if isinstance(known, datetime):
        return known.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")
    return str(known)


def earlier_steps(approval: Approval, step: ApprovalStep) -> list[ApprovalStep]:
    """Signed steps of this round before the given one, to which it may be sent back."""
    return [one for one in steps_now(approval) if one.state == StepState.SIGNED and one.turn < step.turn]


def reviewers(approval: Approval, at: datetime) -> list[Staff]:
    """Colleagues who may be asked for an opinion besides the chain: holders of a level of signature in the branch."""
    posts = [kind.key for kind in post_kinds() if kind.level in ("L1", "L2", "L3", "L4")]
    where = Q(at_unit=approval.unit) | Q(at_unit__district=approval.district or 0)
    held = Appointment.objects.filter(
        where, Q(until=None) | Q(until__gt=at), post__in=posts, since__lte=at, staff__stage="serving"
    )
    found = Staff.objects.filter(pk__in=held.values("staff")).exclude(pk=approval.proposer_id)
    return list(found.order_by("police_number"))


def delegates(staff: Staff, at: datetime) -> Sequence[Staff]:
    """Colleagues of the same agency who may sign for this person."""
    return list(
        Staff.objects.filter(agency=staff.agency, district=staff.district, stage="serving", category=staff.category)
        .exclude(pk=staff.pk)
        .order_by("police_number")[:300]
    )


def levels_of(staff: int, at: datetime) -> tuple[str, ...]:
    """Levels at which a person signs then, in the order of the chain."""
    return tuple(sorted({level for level, _scope in _reaches(holdings_of(staff), at) if level != "L0"}))


def delegations_of(staff: int, at: datetime) -> QuerySet[Delegation]:
    """Delegations given or taken by this person that hold or will hold."""
    return (
        Delegation.objects.filter(Q(giver=staff) | Q(taker=staff), stage="in_force", until__gt=at)
        .select_related("giver", "taker")
        .order_by("since", "pk")
    )


def names(people: Iterable[Signer], limit: int = 3) -> str:
    """A few names, for a sentence."""
    return "、".join(one.staff.label for one in list(people)[:limit])
