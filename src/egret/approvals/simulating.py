"""What a version of a chain would have changed: past approvals and running cases routed along the old and the new.

Set-based: three reads whatever their number (approvals, running cases, and signers once for each level and unit).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from egret.acts import arguments as codec
from egret.acts.cards import Card, all_acts
from egret.acts.machine import place_of
from egret.acts.models import Subject, all_nouns
from egret.acts.ports import Place, ports
from egret.approvals import queries, revisions
from egret.approvals.models import LOCAL, Approval, ChainRevision
from egret.law import approval_chains, chain_choices
from egret.law.approval_chains import Chain, Form, Step

LISTED = 500
"""How many changed matters a result names one by one; all of them are counted and covered by its digest."""
NOBODY = 0
"""As the proposer of what is not proposed yet."""


@dataclass(frozen=True, slots=True)
class Matter:
    """An approval of the past or a running case, as far as its route depends on it."""

    pk: int
    target: int
    place: Place
    proposer: int
    facts: Mapping[str, Any]


@dataclass(slots=True)
class Routes:
    """The two chains, each asked once for each set of facts."""

    old: Form
    new: Form
    on: Any
    known: dict[str, tuple[str, str, tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)

    def of(self, facts: Mapping[str, Any]) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
        """Old and new path in one line each, the levels that come in and those that go."""
        key = json.dumps(facts, sort_keys=True, default=str)
        if key not in self.known:
            before, after = self.old.asked(self.on, facts), self.new.asked(self.on, facts)
            was, now = [one.level for one in before], [one.level for one in after]
            added = tuple(level for level in now if level not in was)
            gone = tuple(level for level in was if level not in now)
            self.known[key] = (path(before), path(after), added, gone)
        return self.known[key]


@dataclass(slots=True)
class Signers:
    """Who may sign a level in a unit, asked once for each."""

    at: datetime
    known: dict[tuple[str, int], tuple[int, ...]] = field(default_factory=dict)

    def of(self, level: str, place: Place, proposer: int) -> tuple[int, ...]:
        """Signers of the level, or of the nearest above it that somebody but the proposer holds."""
        for one in queries.ladder(level):
            found = tuple(staff for staff in self._holders(one, place) if staff != proposer)
            if found:
                return found
        return ()

    def _holders(self, level: str, place: Place) -> tuple[int, ...]:
        key = (level, place.unit)
        if key not in self.known:
            self.known[key] = tuple(one.staff.pk for one in queries.signers_at(level, place, self.at, NOBODY))
        return self.known[key]


def path(steps: tuple[Step, ...]) -> str:
    """Levels from left to right, parallel ones with ∥."""
    turns = approval_chains.turns(steps)
    words = ""
    for place, step in enumerate(steps):
        if place:
            words += "∥" if turns[place] == turns[place - 1] else "→"
        words += step.level
    return words


def simulate(revision: ChainRevision, at: datetime) -> dict[str, Any]:
    """The result as plain data: counts, the paths that differ, whom it would ask, and where nobody could sign."""
    held = approval_chains.chain_of(revision.chain, revision.chain_kind)
    place = place_of(revision)
    day = revision.valid_from
    old = revisions.form_on(held, place, day - timedelta(days=1)) or held.forms.on(day)
    assert old is not None
    days = int(ports.rules.amount("chain_simulation_days", at.astimezone(LOCAL).date()))
    routes, signers = Routes(old, revisions.form_of(held, revision), day), Signers(at)
    past = list(_past(held, revision, at - timedelta(days=days)))
    running = list(_running(held, revision))
    approvals, cases = Changed(routes, signers), Changed(routes, signers)
    approvals.look_at(past)
    cases.look_at(running)
    return {
        "at": at.isoformat(),
        "days": days,
        "old": [[one.step.level, bool(one.when)] for one in old.steps],
        "new": chain_choices.canonical(chain_choices.read(revision.steps)),
        "approvals": approvals.told(len(past)),
        "running": cases.told(len(running)),
        "load": sorted([staff, more, less] for staff, (more, less) in approvals.load.items()),
        "signers": {f"{level}@{unit}": list(found) for (level, unit), found in sorted(signers.known.items())},
    }


def signed_digest(revision: ChainRevision, result: Mapping[str, Any]) -> str:
    """What the second person signs: the version and what its simulation found."""
    fixed = {
        "chain": [revision.chain, revision.chain_kind, revision.valid_from.isoformat(), revision.law_since.isoformat()],
        "steps": revision.steps,
        "result": result,
    }
    return codec.digest(fixed)


@dataclass(slots=True)
class Changed:
    """Matters that go another way, as they are met."""

    routes: Routes
    signers: Signers
    found: list[list[Any]] = field(default_factory=list)
    paths: dict[tuple[str, str], int] = field(default_factory=dict)
    nobody: list[list[Any]] = field(default_factory=list)
    load: dict[int, list[int]] = field(default_factory=dict)

    def look_at(self, matters: Iterable[Matter]) -> None:
        for one in matters:
            old, new, added, gone = self.routes.of(one.facts)
            if old == new:
                continue
            self.found.append([one.pk, one.target, one.place.unit, old, new])
            self.paths[old, new] = self.paths.get((old, new), 0) + 1
            self._ask(one, added, 0)
            self._ask(one, gone, 1)

    def _ask(self, one: Matter, levels: tuple[str, ...], column: int) -> None:
        for level in levels:
            staff = self.signers.of(level, one.place, one.proposer)
            if not staff and column == 0:
                self.nobody.append([one.pk, one.target, level])
            for each in staff:
                self.load.setdefault(each, [0, 0])[column] += 1

    def told(self, looked_at: int) -> dict[str, Any]:
        return {
            "looked_at": looked_at,
            "changed": len(self.found),
            "matters": len({target for _pk, target, *_rest in self.found}),
            "paths": [[old, new, count] for (old, new), count in sorted(self.paths.items())],
            "listed": self.found[:LISTED],
            "all": codec.digest(self.found),
            "nobody": self.nobody[:LISTED],
            "nobody_count": len(self.nobody),
        }


def _names(held: Chain) -> tuple[str, ...]:
    return (held.name, *held.also_called)


def _kinds(held: Chain) -> list[str]:
    """Case kinds whose approvals of that name go along this chain."""
    found = []
    for kind in approval_chains.KINDS:
        try:
            if approval_chains.chain_of(held.name, kind) is held:
                found.append(kind)
        except LookupError:
            continue
    return found


def _reach(revision: ChainRevision) -> Q:
    return Q(district=revision.district) if revision.district else Q(city=revision.city)


def _past(held: Chain, revision: ChainRevision, since: datetime) -> Iterator[Matter]:
    rows = Approval.objects.filter(
        _reach(revision), chain__in=_names(held), chain_kind__in=_kinds(held), proposed_at__gte=since
    ).order_by("pk")
    columns = ("pk", "target_id", "unit", "district", "city", "agency", "proposer_id", "facts")
    for pk, target, unit, district, city, agency, proposer, facts in rows.values_list(*columns):
        yield Matter(pk, target, Place(unit, district, city, agency), proposer, codec.decode(facts or {}))


def _running(held: Chain, revision: ChainRevision) -> Iterator[Matter]:
    """Cases at a stage where an act of this chain may be done next: each act of each case once."""
    names, kinds = _names(held), _kinds(held)
    cards = [entry.card for entry in all_acts() if entry.card.approval in names and not entry.card.creates]
    for model in sorted(all_nouns(), key=lambda one: one.KIND):
        mine = [card for card in cards if issubclass(model, card.subject)]
        if not mine or getattr(model, "case_kind", "both") not in kinds:
            continue
        stages = {key for card in mine for key in _stages(card, model)}
        rows = model._default_manager.filter(_reach(revision), stage__in=stages).order_by("pk")
        for case in rows.iterator(chunk_size=2000):
            hook = getattr(case, "approval_facts", None)
            for card in mine:
                if case.stage in _stages(card, model):
                    facts = hook(card.name, {}) if hook else {}
                    yield Matter(case.pk, case.pk, place_of(case), NOBODY, facts)


def _stages(card: Card, model: type[Subject]) -> frozenset[str]:
    return card.stages_of(model) or frozenset(stage.key for stage in model.STAGES if not stage.final)
