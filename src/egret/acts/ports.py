"""What the act machinery asks of rooms above it, as small protocols they fulfil at start-up.

`acts` stands below `org`, `law`, `documents` and `approvals`, yet an act needs to know who may, until when, on which
paper and
after whose signature. Each upper room hands in one object when its app is ready; the machinery never imports it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from egret.acts.cards import Card
    from egret.acts.done import By, Proposed
    from egret.acts.models import Subject
    from egret.acts.refusals import Refusal

Counting = Literal["H", "D0", "D1", "W", "M0", "M1", "B", "I"]
LengthUnit = Literal["hour", "day", "workday", "month", "year", "immediate"]


class Actor(Protocol):
    """Who acts: an officer, a partner's clerk, or a job of the system."""

    @property
    def pk(self) -> int: ...
    @property
    def pseudonym(self) -> str:
        """Stable id without personal data, e.g. `o:1001`; `s:` for a job of the system."""

    @property
    def unit_code(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the tree of units something lies: ids of the unit and its ancestors, and the agency that holds it."""

    unit: int
    district: int | None
    city: int | None
    agency: int


@dataclass(frozen=True, slots=True)
class Scope:
    """Over which units somebody holds a power: ids by level. `everywhere` spans all agencies."""

    units: tuple[int, ...] = ()
    districts: tuple[int, ...] = ()
    cities: tuple[int, ...] = ()
    agencies: tuple[int, ...] = ()
    everywhere: bool = False


class PowerDesk(Protocol):
    def refusal(self, actor: Actor, power: str, place: Place, at: datetime) -> Refusal | None:
        """None when the actor's post holds the power over the place at that moment."""

    def scope(self, actor: Actor, power: str, at: datetime) -> Scope:
        """Everywhere the actor holds the power at that moment."""


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """A time limit as it stood on a day (procedure.md section 2)."""

    id: str
    title: str
    title_en: str
    length: int
    unit: LengthUnit
    counting: Counting
    cite: str
    liberty: bool
    """Liberty or property is held: no roll-over, legal end and guard end are one."""
    leads: tuple[str, ...]
    consequence: str
    extension: str = ""
    approver: str = ""
    party: bool = False
    """The limit binds the party, not the police."""
    external: bool = False
    """Another organ's term, shown for planning only."""


@dataclass(frozen=True, slots=True)
class Pause:
    """An interval that does not count, with the paper that stands for it."""

    start: datetime
    end: datetime
    ground: str


@dataclass(frozen=True, slots=True)
class Due:
    """The two ends of a limit: warnings fire on `guard`, breach is judged on `legal`."""

    guard: datetime
    legal: datetime
    provisional: bool = False
    """A holiday calendar not yet published was used; the legal end may still move."""


class RuleDesk(Protocol):
    def deadline(self, rule: str, on: date) -> DeadlineRule:
        """The limit as it stood on that day. Raises LookupError when there was none."""

    def due(
        self,
        rule: str,
        start: datetime,
        pauses: Sequence[Pause] = (),
        extended: Sequence[int] = (),
        *,
        on: date | None = None,
    ) -> Due:
        """When the limit that began at `start` ends, with the extensions (by their place) that were approved.

        Its length is that of the day it began, or of the day `on`.
        """

    def due_in_chain(self, rule: str, first_start: datetime) -> Due:
        """When a limit that follows others ends, counted from the start of the first of them."""

    def warnings(self, rule: str, start: datetime, due: Due) -> Sequence[datetime]:
        """The moments at which to warn of a limit that began at `start`."""

    def amount(self, name: str, on: date) -> Decimal:
        """A threshold of the rulebook (an age, a sum, a count) as it stood on that day. Raises LookupError."""

    def listed(self, name: str, on: date) -> Sequence[str]:
        """A list of the rulebook (articles, words) as it stood on that day. Raises LookupError for an unknown name."""

    def resolves(self, cite: str, on: date) -> bool:
        """Whether a citation such as `刑事诉讼法#82` names an article we hold."""

    def in_force(self, cite: str, on: date) -> bool:
        """Whether the text a citation names was the law on that day: begun, and not ended."""

    def cited_on(self, cite: str, on: date) -> str:
        """The article that said on that day what `cite` says; empty when the law then said nothing of it."""

    def article(self, matter: str, on: date) -> str:
        """The article on a matter of `rulebook/succession` that holds on that day; empty while there is none."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document an act issues: its kind and the facts that fill it."""

    kind: str
    facts: Mapping[str, Any]
    about: str = ""
    """Key of the person or thing it concerns, e.g. `person:12`."""
    replaces: int = 0
    """Key of the voided paper it corrects."""

    @property
    def key(self) -> str:
        """Which paper of an act it is: an act issues no two of one kind about one person."""
        return f"{self.kind}|{self.about}"


@dataclass(frozen=True, slots=True)
class Issued:
    """A document that now exists."""

    pk: int
    kind: str
    number: str
    digest: str
    """`sha256:<hex>` of its canonical content, with a random code in it so that it cannot be guessed."""


class PaperDesk(Protocol):
    def reworded(self, paper: Paper, wording: Mapping[str, str]) -> Paper:
        """The paper with words the officer changed. Raises Refused for what may not be worded freely."""

    def issue(self, paper: Paper, subject: Subject, by: By) -> Issued:
        """Number and freeze a document inside the act's transaction; the PDF is made afterwards."""

    def preview(self, paper: Paper, subject: Subject, by: By) -> Mapping[str, Any]:
        """The document's content as it would be issued, without number: what an approver is shown."""


class ApprovalDesk(Protocol):
    def propose(
        self, card: Card, subject: Subject, by: By, arguments: Mapping[str, Any], shown: Mapping[str, Any]
    ) -> Proposed:
        """Keep a proposal (encoded arguments, digest of what was shown) for the chain the card names."""

    def chain_needed(self, card: Card, subject: Subject, by: By, arguments: Mapping[str, Any]) -> bool:
        """False when the chain has no step for this case, or it is urgent and the chain lets the paper follow."""

    def regularise(
        self, card: Card, subject: Subject, by: By, arguments: Mapping[str, Any], shown: Mapping[str, Any]
    ) -> None:
        """Open the approval of an act that took effect first on an urgent ground."""


class _Ports:
    """The four desks, handed in at start-up."""

    powers: PowerDesk
    rules: RuleDesk
    papers: PaperDesk
    approvals: ApprovalDesk


ports = _Ports()
