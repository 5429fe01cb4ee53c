"""Act cards: all that is known of an act besides what it does, and the register of all of them.

From the cards come the officer's menu, the permission matrix, the duty and power lists, the forms, the docs.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, get_type_hints

from django.utils.translation import get_language

from egret.acts.ports import ports
from egret.acts.refusals import Refusal, Text

if TYPE_CHECKING:
    from egret.acts.done import By
    from egret.acts.machine import Act
    from egret.acts.models import Subject


@dataclass(frozen=True, slots=True)
class Ask:
    """How a page asks for one argument of an act."""

    label: str
    label_en: str
    help: Text = ""
    choices: Callable[[Subject, By], Iterable[Any]] | None = None
    """What may be chosen: model instances or (value, label) pairs, given the subject and who asks."""
    lines: bool = False
    """A longer text of several lines."""
    personal: bool = False
    initial: Callable[[Subject, By], Any] | None = None
    pattern: str = ""

    @property
    def title(self) -> str:
        return self.label_en if (get_language() or "").startswith("en") else self.label


@dataclass(frozen=True)
class Card:
    """What an act is called, what it rests on, what it needs, issues, starts and stops."""

    name: str
    """`room.verb`; also the journal's name for it."""
    title: str
    title_en: str
    subject: type[Subject]
    """The noun it happens to; an abstract one stands for all nouns that extend it."""
    power: str
    basis: tuple[str, ...]
    """Citations, `law#article`; each resolves."""
    creates: bool = False
    """The act is done over a place and makes the subject."""
    at: tuple[str, ...] = ()
    """Stages at which it may be done without moving; the stage table adds those it moves from."""
    documents: tuple[str, ...] = ()
    """Kinds it issues; a trailing `?` marks one issued only in some cases."""
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    approval: str = ""
    """Name of the approval chain in the rulebook; empty: takes effect at once."""
    checklist: tuple[tuple[str, str], ...] = ()
    """What to have ready, (Chinese, English)."""
    errors: tuple[tuple[str, str], ...] = ()
    """Common errors, (Chinese, English)."""
    batch_safe: bool = False
    system: bool = False
    """May be done by a job of the system."""
    asks: Mapping[str, Ask] = field(default_factory=dict)
    """How arguments that are rows are asked; plain values say it at the argument with `Annotated`. (The type checker's
    Django plugin reads `Annotated[Model, ...]` as something of its own.)"""
    entitled: Callable[[Any, By], bool] | None = None
    """Who may do it by being named for it (the signer of a step, a delegate), without the power of a post."""
    menu: bool = True
    """Shown in the subject's act menu; false for acts with a page of their own."""
    order: int = 500
    quiet: bool = False
    """Leaves nothing on the subject but its entry (a look at it): pages others have open do not become stale."""

    @property
    def label(self) -> str:
        return self.title_en if (get_language() or "").startswith("en") else self.title

    @property
    def room(self) -> str:
        return self.name.split(".", 1)[0]

    def stages_of(self, model: type[Subject]) -> frozenset[str]:
        """Stages of a noun at which the act may be done; empty: at any that is not final."""
        return frozenset(self.at) | model.STAGES.starts_of(self.name)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One keyword argument of an act, as the form builder and the codec see it."""

    name: str
    annotation: Any
    ask: Ask
    default: Any
    required: bool


GuardFunction = Callable[["Subject", "By", Mapping[str, Any]], Refusal | Iterable[Refusal] | None]

_acts: dict[str, Act[Any, ...]] = {}
_guards: dict[str, list[GuardFunction]] = {}


def enrol(entry: Act[Any, ...]) -> None:
    name = entry.card.name
    if name in _acts:
        raise ValueError(f"two acts are called {name}")
    _acts[name] = entry


def all_acts() -> Iterator[Act[Any, ...]]:
    """Every act of the house, alphabetical."""
    return iter(sorted(_acts.values(), key=lambda entry: entry.card.name))


def act_named(name: str) -> Act[Any, ...]:
    """Raises LookupError with the name that is not known."""
    try:
        return _acts[name]
    except KeyError:
        raise LookupError(f"there is no act called {name!r}") from None


def guard(*names: str) -> Callable[[GuardFunction], GuardFunction]:
    """Register a reason why acts of these names may have to wait; an upper room uses it to guard a lower room's act.

    The guard gets the locked subject, who acts, and the arguments; for the menu the arguments may be missing.
    """

    def keep(function: GuardFunction) -> GuardFunction:
        for name in names:
            _guards.setdefault(name, []).append(function)
        return function

    return keep


def guards_of(name: str) -> tuple[GuardFunction, ...]:
    return tuple(_guards.get(name, ()))


def ask_guards(
    card: Card,
    subject: Subject,
    by: By,
    arguments: Mapping[str, Any],
    asked: dict[GuardFunction, Sequence[Refusal]] | None = None,
) -> list[Refusal]:
    """Everything the guards hold against the act now, blocks first.

    A menu, which asks of many acts with no arguments yet, passes `asked`: a guard of several acts answers once.
    """
    kept = {} if asked is None else asked
    found: list[Refusal] = []
    for function in _guards.get(card.name, ()):
        if function not in kept:
            kept[function] = _answer(function(subject, by, arguments))
        found += kept[function]
    found = as_cited_on(found, by)
    return sorted(found, key=lambda refusal: ("block", "warn", "hint").index(refusal.severity))


def _answer(answer: Refusal | Iterable[Refusal] | None) -> Sequence[Refusal]:
    if isinstance(answer, Refusal):
        return [answer]
    return list(answer or ())


def as_cited_on(refusals: Iterable[Refusal], by: By) -> list[Refusal]:
    """Refusals with the articles in force on the day of the act: last year's act is judged by last year's text."""
    return [
        replace(one, article=ports.rules.cited_on(one.article, by.day)) if "#" in one.article else one
        for one in refusals
    ]


def parameters_of(body: Callable[..., Any], asks: Mapping[str, Ask]) -> tuple[Parameter, ...]:
    """The keyword-only arguments of an act's body, with how each is asked."""
    hints = get_type_hints(body, include_extras=True)
    found = []
    for name, parameter in inspect.signature(body).parameters.items():
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            continue
        annotation = hints[name]
        said = (m for m in getattr(annotation, "__metadata__", ()) if isinstance(m, Ask))
        ask = asks.get(name) or next(said, Ask(name, name))
        inner = annotation.__origin__ if hasattr(annotation, "__metadata__") else annotation
        required = parameter.default is inspect.Parameter.empty
        found.append(Parameter(name, inner, ask, None if required else parameter.default, required))
    return tuple(found)
