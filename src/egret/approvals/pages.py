"""What the pages of the approvals room show, laid out for their templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from egret.acts.ports import ports
from egret.acts.queries import running_clocks
from egret.approvals import comparing, links, queries
from egret.approvals.models import LOCAL, Approval, ApprovalStep
from egret.approvals.stages import StepState
from egret.documents import body
from egret.documents.kinds import Kind, kind_named
from egret.org.models import Staff
from egret.ui.pieces import Dial, Event, Step

SHORT = 12


@dataclass(frozen=True, slots=True)
class Wording:
    """A piece of wording on a paper that may be changed before the last signature."""

    paper: str
    fact: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper as its signers read it: blocks of the document room, or plain facts where its kind is not known."""

    title: str
    blocks: Sequence[Any]
    facts: Sequence[tuple[str, str]]
    wording: Sequence[Wording] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the inbox."""

    step: ApprovalStep
    approval: Approval
    due: datetime | None
    mark: str
    """Key and digest, as the batch form sends them back."""


@dataclass(frozen=True, slots=True)
class ApprovalPage:
    approval: Approval
    staff: Staff
    target_address: str
    form_address: str
    told: Sequence[queries.Told]
    sheets: Sequence[Sheet]
    strip: Sequence[Step]
    opinions: Sequence[Event]
    dials: Sequence[Dial]
    mine: tuple[ApprovalStep, queries.Signer] | None
    is_last: bool
    is_proposer: bool
    records_partner: bool
    objections: Sequence[ApprovalStep]
    versions: Sequence[comparing.Version]

    @property
    def digest_short(self) -> str:
        return self.approval.digest.removeprefix("sha256:")[:SHORT]


def waiting(staff: Staff, at: datetime) -> list[Waiting]:
    return [
        Waiting(step, step.approval, getattr(step, "limit_due", None), f"{step.approval_id}|{step.approval.digest}")
        for step in queries.inbox(staff, at)
    ]


def page_of(approval: Approval, staff: Staff, at: datetime) -> ApprovalPage:
    steps = list(queries.steps_now(approval))
    who = {step.pk: queries.signers(step, at) for step in steps if step.state == StepState.WAITING}
    mine = next(
        ((step, one) for step in steps for one in who.get(step.pk, ()) if one.staff.pk == staff.pk),
        None,
    )
    return ApprovalPage(
        approval=approval,
        staff=staff,
        target_address=links.subject_address(approval.target),
        form_address=links.form_address(approval),
        told=queries.arguments_of(approval),
        sheets=[sheet_of(paper) for paper in approval.shown.get("papers", [])],
        strip=[_stage(step, who) for step in steps if step.state != StepState.VOID],
        opinions=[_opinion(step) for step in queries.all_steps(approval) if step.signed_at is not None],
        dials=dials(approval, at),
        mine=mine,
        is_last=not any(step.state == StepState.PENDING for step in steps),
        is_proposer=staff.pk == approval.proposer_id,
        records_partner=queries.records_partner(approval, staff.pk, at),
        versions=comparing.versions(approval),
        objections=[step for step in steps if step.objecting and step.state == StepState.SIGNED],
    )


def sheet_of(paper: dict[str, Any]) -> Sheet:
    content = paper.get("content", {})
    facts = content.get("facts", content)
    try:
        kind = kind_named(paper["kind"])
    except LookupError:
        plain = [(str(name), queries.in_words(value)) for name, value in facts.items()]
        return Sheet(paper["kind"], (), plain)
    if kind.version != content.get("version"):
        plain = [(_label(kind, name), queries.in_words(value)) for name, value in facts.items()]
        return Sheet(kind.title, (), plain)
    blocks = body.filled(kind.body, kind.by_name, facts)
    return Sheet(kind.title, blocks, (), wording_of(kind, f"{kind.name}|{content.get('about', '')}", facts))


def wording_of(kind: Kind, paper: str, facts: Mapping[str, Any]) -> list[Wording]:
    """What of a paper is wording, as text to be edited."""
    return [
        Wording(paper, fact.name, fact.zh, as_text(facts[fact.name]))
        for fact in kind.facts
        if fact.editable and fact.name in facts
    ]


def as_text(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else str(value)


def _label(kind: Any, name: str) -> str:
    fact = kind.by_name.get(name)
    return fact.zh if fact is not None else name


_STATES: dict[str, str] = {"signed": "done", "waiting": "now", "sent_back": "back", "refused": "back"}


def _stage(step: ApprovalStep, who: Mapping[int, Sequence[queries.Signer]]) -> Step:
    if step.signed_by is not None:
        note = step.signed_by.label
    elif step.state == StepState.WAITING:
        note = queries.names(who[step.pk]) or _("暂无可签批的人")
    else:
        note = ""
    return Step(step.label, _STATES.get(step.state, ""), note)  # type: ignore[arg-type]


def _opinion(step: ApprovalStep) -> Event:
    assert step.signed_at is not None
    word = {
        StepState.SIGNED: _("同意"),
        StepState.SENT_BACK: _("退回"),
        StepState.REFUSED: _("不批准"),
        StepState.VOID: _("已签，后退回重签"),
    }.get(StepState(step.state), "")
    tone = {StepState.SIGNED: "ok", StepState.SENT_BACK: "warn", StepState.REFUSED: "bad"}.get(
        StepState(step.state), ""
    )
    if step.objecting:
        word, tone = _("持不同意见"), "warn"
    elif step.overrules:
        word = _("同意（不采纳前一意见）")
    who = step.signed_by.label if step.signed_by else ""
    if step.for_staff is not None:
        who = _("%(taker)s（受%(giver)s委托）") % {"taker": who, "giver": step.for_staff.label}
    return Event(
        at=step.signed_at,
        title=f"{step.label}：{word}",
        text=step.opinion,
        who=who,
        tone=tone,  # type: ignore[arg-type]
        number=step.paper_number,
    )


def dials(approval: Approval, at: datetime) -> list[Dial]:
    """Limits that run on what is to be approved, and the paper's own when the act was done first."""
    found = []
    if approval.paper_due is not None and approval.is_open:
        due = approval.paper_due
        found.append(Dial(_("补办批准手续"), approval.opened, due, due, note=_("逾期即为违法，未获批准须立即解除")))
    for clock in running_clocks(approval.target)[:6]:
        rule = ports.rules.deadline(clock.rule, clock.started.astimezone(LOCAL).date())
        state = "held" if clock.state == "held" else "running"
        found.append(
            Dial(rule.title, clock.started, clock.guard_due, clock.legal_due, article=rule.cite, state=state)  # type: ignore[arg-type]
        )
    return found
