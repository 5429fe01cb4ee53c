"""What goes into an act (`By`), what its body states (`Done`) and what its caller gets (`Outcome`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from egret.acts.ports import Actor, Issued, Paper
from egret.ui.moments import SHANGHAI

if TYPE_CHECKING:
    from egret.acts.models import Clock, Journalled, Subject


class About(Protocol):
    """Whom a clock can be about."""

    @property
    def key(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Signature:
    """One step of an approval as it was signed."""

    actor: Actor
    level: str
    at: datetime
    digest: str
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class Approved:
    """The approval an act passed before it took effect."""

    pk: int
    uid: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, when, and what they had before them."""

    actor: Actor
    at: datetime
    seen: int | None = None
    """Version of the subject the page showed; an older one is refused as stale."""
    key: str = ""
    """Idempotency key of the form; a repeated submit answers with what the first one did."""
    approved: Approved | None = None
    urgent: bool = False
    """Carried out first on an urgent ground, with the paper to follow where the chain allows it."""
    wording: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Words the officer changed on the papers before they are issued: `kind|about` -> fact -> text."""

    @property
    def day(self) -> date:
        """The day of the act in Shanghai: procedure follows the law of that day."""
        return self.at.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class Start:
    """A clock begins: rule id, from when, about whom or what (`person:12`; empty: the subject itself)."""

    rule: str
    at: datetime
    about: str = ""
    first: datetime | None = None
    """For a limit that follows others: when the first of them began. Counted from there, month ends add no day."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Running clocks of this rule end; `about=None` means whomever they are about."""

    rule: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A running clock stops counting from `at`, on a ground with its paper (expert opinion, hearing, mediation)."""

    rule: str
    at: datetime
    ground: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """A held clock counts again from `at`; its ends are worked out anew."""

    rule: str
    at: datetime
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Lengthen:
    """A running clock gets one of the extensions its rule knows, by its place in the rulebook."""

    rule: str
    extension: int
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Lapse:
    """Running clocks of this rule ran out without an act, as they may: a right of the party, another organ's term."""

    rule: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Carry:
    """A clock of another subject runs on here, as it ran there: from the same start, to the same ends.

    `person` is who it is about here; the row may be new in this act.
    """

    clock: Clock
    person: About


ClockEvent = Start | Stop | Hold | Resume | Lengthen | Lapse | Carry


@dataclass(frozen=True, slots=True)
class Touch:
    """Another subject that the same act moves or marks; it gets its own entry."""

    subject: Subject
    to: str = ""
    clocks: Sequence[ClockEvent] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)
    """Columns of it that the act sets. What the body read of it may be old: the act must lock what guards it."""


@dataclass(frozen=True, slots=True)
class Born:
    """A new subject born of an act (a case of an incident), with what stands beside it; it gets its own entry."""

    subject: Subject
    rows: Sequence[Journalled] = ()
    papers: Sequence[Paper] = ()
    clocks: Sequence[ClockEvent] = ()


@dataclass(slots=True)
class Done:
    """What became true. The body states it; the machinery makes it so, in one transaction."""

    to: str = ""
    """New stage; empty when the subject stays where it is."""
    subject: Subject | None = None
    """The new subject, unsaved, when the act creates one."""
    rows: Sequence[Journalled] = ()
    """Further unsaved rows; written after the subject."""
    papers: Sequence[Paper] = ()
    clocks: Sequence[ClockEvent] = ()
    begets: Sequence[Born] = ()
    touches: Sequence[Touch] = ()
    rel: Sequence[str] = ()
    """Further objects, `kind:id`, without personal data."""
    doc: Sequence[str] = ()
    """Digests of files that belong to the act, `sha256:<hex>`."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Facts committed one by one, so that each can be disclosed or erased alone."""
    why: str = ""
    """Code of the legal ground."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """The act waits for signatures."""

    pk: int
    uid: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the caller of an act gets."""

    uid: str
    subject: Subject
    papers: tuple[Issued, ...] = ()
    begets: tuple[Subject, ...] = ()
    proposed: Proposed | None = None
    repeated: bool = False
    """The same form had been sent before; nothing was written a second time."""
