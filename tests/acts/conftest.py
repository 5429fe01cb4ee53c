"""Stand-ins for the rooms above the machinery, so that it is tested alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from egret.acts.done import By, Proposed
from egret.acts.ports import DeadlineRule, Due, Issued, Paper, Pause, Place, Scope, ports
from egret.acts.refusals import Refusal

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
HERE = Place(unit=3, district=2, city=1, agency=1)


@dataclass(frozen=True)
class Somebody:
    pk: int = 7
    powers: frozenset[str] = frozenset({"*"})
    unit_code: str = "350203"

    @property
    def pseudonym(self) -> str:
        return f"o:{self.pk}"


class Powers:
    def refusal(self, actor: Any, power: str, place: Place, at: datetime) -> Refusal | None:
        held = "*" in actor.powers or power in actor.powers
        return None if held else Refusal(f"无权{power}", "请找有权的人", code="power")

    def scope(self, actor: Any, power: str, at: datetime) -> Scope:
        return Scope(units=(3,))


class Rules:
    hours = {"G01": 24, "G04": 24, "G05": 72, "G02": 24, "G03": 24}

    def deadline(self, rule: str, on: date) -> DeadlineRule:
        return DeadlineRule(rule, rule, rule, self.hours[rule], "hour", "H", "x#1", False, (), "")

    def due(self, rule: str, start: datetime, pauses: Sequence[Pause] = (), extended: Sequence[int] = ()) -> Due:
        end = start + timedelta(hours=self.hours[rule]) + sum((p.end - p.start for p in pauses), timedelta())
        return Due(end, end)

    def due_in_chain(self, rule: str, first_start: datetime) -> Due:
        return self.due(rule, first_start)

    def amount(self, name: str, on: date) -> Decimal:
        return Decimal(1)

    def listed(self, name: str, on: date) -> Sequence[str]:
        return ()

    def in_force(self, cite: str, on: Any) -> bool:
        return True

    def cited_on(self, cite: str, on: Any) -> str:
        return cite

    def article(self, matter: str, on: Any) -> str:
        return ""

    def resolves(self, cite: str, on: date) -> bool:
        return True


@dataclass
class Papers:
    issued: list[Paper] = field(default_factory=list)

    def issue(self, paper: Paper, subject: Any, by: By) -> Issued:
        self.issued.append(paper)
        return Issued(len(self.issued), paper.kind, f"{paper.kind}1号", "sha256:" + "ab" * 32)

    def preview(self, paper: Paper, subject: Any, by: By) -> Mapping[str, Any]:
        return dict(paper.facts)


@dataclass
class Approvals:
    proposals: list[tuple[str, Mapping[str, Any], Mapping[str, Any]]] = field(default_factory=list)

    def chain_needed(self, card: Any, subject: Any, by: By, arguments: Mapping[str, Any]) -> bool:
        return True

    def propose(self, card: Any, subject: Any, by: By, arguments: Any, shown: Any) -> Proposed:
        self.proposals.append((card.name, arguments, shown))
        return Proposed(len(self.proposals), "0" * 26)


@pytest.fixture
def desks() -> Iterator[tuple[Papers, Approvals]]:
    kept = dict(vars(ports))
    papers, approvals = Papers(), Approvals()
    ports.powers, ports.rules, ports.papers, ports.approvals = Powers(), Rules(), papers, approvals
    yield papers, approvals
    vars(ports).clear()
    vars(ports).update(kept)


@pytest.fixture
def by() -> By:
    return By(Somebody(), AT)
