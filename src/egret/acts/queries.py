"""Who sees what, what may be done now, and how a subject stood at a past moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any, TypeVar, cast

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Card, all_acts, ask_guards
from egret.acts.clocks import open_on, running_on
from egret.acts.done import By
from egret.acts.looking import looking_at
from egret.acts.machine import Act, place_of
from egret.acts.models import Clock, NamedViewer, Subject
from egret.acts.ports import Actor, Scope, ports
from egret.acts.refusals import Refusal
from egret.journal import reading

N = TypeVar("N", bound=Subject)

Choices = Callable[[Subject, By], Iterable[Any]]

SEE = "subjects.see"
"""The power to see subjects; held by every post over its own part of the tree."""


def of_kind(model: type[N]) -> QuerySet[N]:
    """All rows of a noun, its kind named: an index by place begins with the kind, and is not used without it."""
    rows = cast("QuerySet[N]", model._default_manager.all())
    return rows.filter(kind=model.KIND) if model.KIND else rows


def _within(scope: Scope) -> Q:
    where = Q()
    for column, keys in (
        ("unit", scope.units),
        ("district", scope.districts),
        ("city", scope.cities),
        ("agency", scope.agencies),
    ):
        if keys:
            # One key as equality keeps the walk on the composite index; IN over many falls off it.
            where |= Q(**{column: keys[0]}) if len(keys) == 1 else Q(**{f"{column}__in": keys})
    return where


def visible_to(actor: Actor, at: datetime, model: type[N]) -> QuerySet[N]:
    """The rows of a noun an actor sees: lists, pages, API and search all ask here.

    A sensitive subject is narrowed to the people named for it and its owner. What is part of a whole is as secret as
    the whole, so that nothing stays open of a case that was narrowed after it came about.
    """
    scope = ports.powers.scope(actor, SEE, at)
    rows = of_kind(model)
    if not scope.everywhere:
        where = _within(scope)
        if not where:
            return rows.none()
        rows = rows.filter(where)
    whole = model.SEEN_WITH
    about = Q(subject_id=OuterRef("pk")) | (Q(subject_id=OuterRef(f"{whole}_id")) if whole else Q())
    named = NamedViewer.objects.filter(about, staff=actor.pk)
    owned = Q(**{f"{whole}__owner" if whole else "owner": actor.pk})
    open_to_all = Q(sensitivity=0, **{f"{whole}__sensitivity": 0}) if whole else Q(sensitivity=0)
    return rows.filter(open_to_all | owned | Exists(named))


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An act as the menu shows it: whether it may be done now, and if not, why and what to do."""

    act: Act[Any, ...]
    refusals: tuple[Refusal, ...]
    due: datetime | None = None
    """Guard end of the nearest limit of the police that runs now and that this act stops."""
    leads_on: bool = False
    """Whether the stage table leads from here to another stage by this act."""

    @property
    def card(self) -> Card:
        return self.act.card

    @property
    def allowed(self) -> bool:
        return not self.blocks

    @property
    def is_idle(self) -> bool:
        """Nobody and nothing is there that it could happen to; a page may fold it away."""
        return any(refusal.code == "nobody" for refusal in self.blocks)

    @property
    def blocks(self) -> tuple[Refusal, ...]:
        return tuple(refusal for refusal in self.refusals if refusal.severity == "block")

    @property
    def cautions(self) -> tuple[Refusal, ...]:
        return tuple(refusal for refusal in self.refusals if refusal.severity != "block")


def acts_on(model: type[Subject]) -> Iterable[Act[Any, ...]]:
    """The acts that can happen to a noun, in working order."""
    found = [a for a in all_acts() if issubclass(model, a.card.subject) and not a.card.creates]
    return sorted(found, key=lambda a: (a.card.order, a.card.name))


def entitled(subject: Subject, by: By) -> list[Act[Any, ...]]:
    """Acts of this stage that the officer's post has the power for; whether they may happen now is not yet asked.

    Acts of other stages and of other posts are left out; they would only be noise at 3 a.m.
    """
    found: list[Act[Any, ...]] = []
    asked: dict[str, bool] = {}
    place = place_of(subject)
    for entry in acts_on(type(subject)):
        card = entry.card
        stages = card.stages_of(type(subject))
        here = subject.stage in stages if stages else not subject.stage_now.final
        if not card.menu or not here:
            continue
        if card.power not in asked:
            asked[card.power] = ports.powers.refusal(by.actor, card.power, place, by.at) is None
        if asked[card.power]:
            found.append(entry)
    return found


def pressing(subject: Subject, acts: Iterable[Act[Any, ...]]) -> list[Act[Any, ...]]:
    """Of some acts, those that a subject asks for now: they answer a running limit or lead to another stage."""
    return [one for one in acts if _leads_on(one.card, subject) or _nearest(one.card, subject)]


def menu(subject: Subject, by: By, acts: Sequence[Act[Any, ...]] | None = None) -> list[MenuItem]:
    """The act menu of a subject: what the officer's post may do at this stage, with the reasons for what must wait.

    First comes what may be done, and of that what ends a running limit, the nearest first; then what leads to another
    stage. `acts` leaves only some of those the officer is entitled to.
    """
    found = entitled(subject, by) if acts is None else acts
    with looking_at(subject):
        offers = _offers({choices for entry in found for _title, choices in _must_choose(entry)}, subject, by)
        answers: dict[Any, Sequence[Refusal]] = {}
        items = [
            MenuItem(
                entry,
                (*_nothing_to_choose(entry, offers), *ask_guards(entry.card, subject, by, {}, answers)),
                _nearest(entry.card, subject),
                _leads_on(entry.card, subject),
            )
            for entry in found
        ]
    return sorted(items, key=lambda item: (not item.allowed, *_urgency(item), not item.leads_on))


def _urgency(item: MenuItem) -> tuple[float, int]:
    """The nearest limit first; of acts that end the same one, what was made for it before what ends much else."""
    return (item.due.timestamp() if item.due else inf, len(item.card.stops))


def _leads_on(card: Card, subject: Subject) -> bool:
    steps = type(subject).STAGES.steps
    here = (one for one in steps if one.act == card.name and subject.stage in one.frm and not one.beside)
    return any(one.to != subject.stage for one in here)


def _nearest(card: Card, subject: Subject) -> datetime | None:
    """The limit an act answers; what ends the whole matter answers none."""
    table = type(subject).STAGES
    if any(one.act == card.name and table[one.to].final for one in table.steps):
        return None
    return next((one.guard_due for one in running_on(subject, *card.stops) if one.for_police), None)


def _must_choose(entry: Act[Any, ...]) -> list[tuple[str, Choices]]:
    """What an act that happens to a row (a person, an opinion, a decision) must be given, and from what."""
    asked = entry.card.asks
    return [
        (one.ask.title, one.ask.choices)
        for one in entry.parameters
        if one.required and one.name in asked and one.ask.choices is not None
    ]


def _nothing_to_choose(entry: Act[Any, ...], offers: Mapping[Choices, bool]) -> list[Refusal]:
    """An act waits until there is something it could happen to."""
    lacking = [title for title, choices in _must_choose(entry) if not offers[choices]]
    return [Refusal(_("没有可以选择的“%(what)s”") % {"what": what}, code="nobody") for what in lacking]


def _offers(asked: Iterable[Choices], subject: Subject, by: By) -> dict[Choices, bool]:
    """Whether each has anything to choose; all that the database answers is asked in one query."""
    there: dict[Choices, bool] = {}
    rows: dict[str, Choices] = {}
    exist: dict[str, Exists] = {}
    for at, choices in enumerate(asked):
        offered = choices(subject, by)
        if isinstance(offered, QuerySet) and not offered.query.is_empty():
            rows[f"q{at}"], exist[f"q{at}"] = choices, Exists(offered)
        else:
            there[choices] = not isinstance(offered, QuerySet) and bool(offered)
    if rows:
        answers = cast("dict[str, Any]", Subject._base_manager.filter(pk=subject.pk).values(**exist).get())
        there |= {choices: bool(answers[name]) for name, choices in rows.items()}
    return there


def running_clocks(subject: Subject) -> Sequence[Clock]:
    """Limits that run or are held, the nearest first."""
    return open_on(subject)


def timeline(subject: Subject, *, opened: bool = True) -> list[reading.Recorded]:
    """Everything that happened to the subject, oldest first, from the journal."""
    return reading.history(subject.obj, fields=opened)


@dataclass(frozen=True, slots=True)
class Past:
    """A subject as it stood: the rows of each table by key, and the entries up to then."""

    at: datetime
    rows: dict[str, dict[int, dict[str, Any]]]
    entries: tuple[reading.Recorded, ...]


def as_of(subject: Subject, at: datetime, beside: Iterable[Subject] = ()) -> Past:
    """Replay a subject at any past moment from the journal alone: the row images of its entries, folded in order.

    What has a chain of its own (a measure of a case) is replayed with it when named `beside`.
    """
    rows: dict[str, dict[int, dict[str, Any]]] = {}
    entries = tuple(entry for entry in timeline(subject) if entry.at <= at)
    others = (entry for one in beside for entry in timeline(one) if entry.at <= at)
    for entry in (*entries, *others):
        for table, key, columns in entry.fields.get("rows", []):
            if columns is None:
                rows.get(table, {}).pop(key, None)
            else:
                rows.setdefault(table, {})[key] = columns
    return Past(at, rows, entries)
