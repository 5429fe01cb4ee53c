"""What the pages of documents show, laid out for their templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from egret.acts.cards import act_named
from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Clock, ClockState
from egret.acts.ports import Actor, ports
from egret.acts.queries import MenuItem, menu
from egret.documents import links, queries, service
from egret.documents.models import Document
from egret.ui.pieces import Dial


@dataclass(frozen=True, slots=True)
class ToServe:
    """A line of the list of papers that have not reached whom they must reach."""

    document: Document
    to: str
    clock: Dial | None
    act: str
    address: str

    @property
    def due(self) -> datetime | None:
        return self.clock.guard_due if self.clock else None


@dataclass(frozen=True, slots=True)
class Verb:
    """An act on a paper as the menu offers it, and where it is done."""

    item: MenuItem
    label: str
    address: str


def to_serve(actor: Actor, at: datetime) -> list[ToServe]:
    """Papers still to be served, the nearest limit first, then those without one as they were made."""
    found = queries.to_serve(actor, at)
    clocks = _clocks(found)
    lines = [_line(one, clocks) for one in found]
    return sorted(lines, key=lambda line: (line.due is None, line.due or line.document.opened, line.document.pk))


def _line(document: Document, clocks: dict[tuple[int, str], list[Clock]]) -> ToServe:
    rule = service.served_kinds()[document.document_kind]
    person = document.facts.get(rule.to)
    own = rule.act == "documents.serve"
    if document.stage == "published":
        running = clocks.get((document.pk, "A22"), [])
    else:
        running = [
            clock
            for name in rule.rules
            for clock in clocks.get((document.matter_id, name), [])
            if clock.about in ("", document.about)
        ]
    return ToServe(
        document=document,
        to=str(person["name"]) if isinstance(person, dict) else "",
        clock=_dial(running[0]) if running else None,
        act=act_named(rule.act).card.label,
        address=links.act_address(document.pk if own else document.matter_id, rule.act),
    )


def _clocks(found: Sequence[Document]) -> dict[tuple[int, str], list[Clock]]:
    keys = {key for one in found for key in (one.pk, one.matter_id)}
    names = {"A22", *(rule for kind in service.served_kinds().values() for rule in kind.rules)}
    running = Clock.objects.filter(subject_id__in=keys, rule__in=names, state=ClockState.RUNNING)
    kept: dict[tuple[int, str], list[Clock]] = {}
    for clock in running.order_by("guard_due", "pk"):
        kept.setdefault((clock.subject_id, clock.rule), []).append(clock)
    return kept


def _dial(clock: Clock) -> Dial:
    rule = ports.rules.deadline(clock.rule, clock.started.astimezone(LOCAL).date())
    english = (get_language() or "").startswith("en")
    return Dial(
        title=rule.title_en if english else rule.title,
        started=clock.started,
        guard_due=clock.guard_due,
        legal_due=clock.legal_due,
        article=rule.cite if "#" in rule.cite else "",
        note=rule.consequence,
    )


def verbs(document: Document, by: By) -> list[Verb]:
    """What may be done with a paper now."""
    rule = service.served_kinds().get(document.document_kind)
    elsewhere = rule is not None and rule.act != "documents.serve"
    made = []
    for item in menu(document, by):
        name, key = item.card.name, document.pk
        if name == "documents.serve" and elsewhere and rule is not None:
            name, key = rule.act, document.matter_id
        made.append(Verb(item, act_named(name).card.label, links.act_address(key, name)))
    return made
