"""The chain an act must pass, read from the rulebook for its case kind and its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from egret.acts.cards import Card
from egret.acts.machine import place_of
from egret.acts.models import Subject
from egret.approvals import revisions
from egret.law import approval_chains

LOCAL = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Link:
    """One signature the chain asks for; links of one `turn` are signed in parallel."""

    level: str
    role: str
    role_en: str
    turn: int


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain as it stood on a day for the facts of a case."""

    name: str
    links: tuple[Link, ...]
    urgent: bool = False
    """Whether the act may be carried out first, with the paper to follow."""
    regularise: timedelta | None = None
    """How soon the paper must follow; None: at once on return, without a length of its own."""
    batch_safe: bool = False
    case_kind: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What the steps depended on."""


def chain_for(name: str, case_kind: str, on: date, facts: Mapping[str, Any]) -> Chain:
    """Raises LookupError when the rulebook has no chain of that name on that day."""
    found = approval_chains.chain_of(name, case_kind)
    return _built(name, found, found.steps(on, facts))


def _built(name: str, held: approval_chains.Chain, steps: tuple[approval_chains.Step, ...]) -> Chain:
    urgent = held.urgent
    return Chain(
        name=name,
        links=tuple(
            Link(step.level, step.role_zh, step.role_en, turn)
            for step, turn in zip(steps, approval_chains.turns(steps), strict=True)
        ),
        urgent=urgent is not None,
        regularise=urgent.within or None if urgent is not None else None,
        batch_safe=held.batch_safe,
    )


def chain_of(card: Card, subject: Subject, at: datetime, arguments: Mapping[str, Any]) -> Chain:
    """The chain of an act on a subject, as its force has it on that day.

    The subject's noun tells its case kind and the facts that matter to it.
    """
    hook = getattr(subject, "approval_facts", None)
    facts: Mapping[str, Any] = hook(card.name, arguments) if hook else {}
    kind = getattr(subject, "case_kind", None) or "both"
    on = at.astimezone(LOCAL).date()
    found = _of_force(card.approval, kind, subject, on, facts) or chain_for(card.approval, kind, on, facts)
    return replace(found, case_kind=kind, facts=facts)


def _of_force(name: str, kind: str, subject: Subject, on: date, facts: Mapping[str, Any]) -> Chain | None:
    """The chain of the force's own version, where it has one that counts on that day."""
    try:
        held = approval_chains.chain_of(name, kind)
    except LookupError:
        return None
    revision = revisions.in_force(held, place_of(subject), on)
    return _built(name, held, revisions.form_of(held, revision).asked(on, facts)) if revision is not None else None
