"""A small city, an incident in it, and chains given by a table, so that the room is tested apart from the rulebook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from egret.acts.done import By
from egret.acts.ports import ports
from egret.approvals import chains
from egret.approvals.chains import Chain, Link
from egret.approvals.models import Approval
from egret.intake import acts as intake
from egret.intake.models import Incident
from egret.org.models import Staff
from tests.acts.conftest import Papers, Rules
from tests.building.org import NOON, District, police_city

WORDS = {
    "L1": "法制员",
    "L2": "办案部门负责人",
    "L3": "法制部门",
    "L4": "公安机关负责人",
    "L5": "市局负责人",
    "P": "检察院",
}


def links(text: str) -> tuple[Link, ...]:
    """`L1 L2|L3 L4`: signed from left to right, with `|` in parallel."""
    return tuple(
        Link(level, WORDS.get(level, level), level, turn)
        for turn, group in enumerate(text.split(), 1)
        for level in group.split("|")
    )


@dataclass
class Table:
    """The chains of a test by name."""

    chains: dict[str, Chain] = field(default_factory=dict)

    def set(self, text: str, name: str = "移送案件", **more: Any) -> None:
        self.chains[name] = Chain(name, links(text), **more)


@dataclass
class Office:
    """The city, its incident, and short ways to propose and sign."""

    city: District
    chains: Table
    papers: Papers

    def incident(self, at: datetime = NOON, title: str = "入户盗窃") -> Incident:
        outcome = intake.register(
            self.city.station.place,
            By(self.city["officer"], at),
            channel="walk_in",
            sort="crime",
            title=title,
            account="昨夜家中被盗",
        )
        return Incident.objects.get(pk=outcome.subject.pk)

    def propose(
        self, incident: Incident | None = None, post: str = "officer", at: datetime = NOON, **more: Any
    ) -> Approval:
        outcome = intake.transfer(
            incident or self.incident(at),
            By(self.city[post], at, **more),
            to="邻区公安分局",
            reason="案发地在邻区",
        )
        assert outcome.proposed is not None
        return Approval.objects.get(pk=outcome.proposed.pk)

    def person(self, who: str | Staff) -> Staff:
        return self.city[who] if isinstance(who, str) else who

    def do(
        self, act: Callable[..., Any], approval: Approval, who: str | Staff, at: datetime | None = None, **more: Any
    ) -> Approval:
        """An act on an approval as it is now, with what is shown now."""
        fresh = Approval.objects.get(pk=approval.pk)
        if getattr(act, "__name__", "") in ("sign", "send_back", "refuse_approval", "record_partner_decision"):
            more.setdefault("digest", fresh.digest)
        act(fresh, By(self.person(who), at or NOON + timedelta(hours=1)), **more)
        return Approval.objects.get(pk=approval.pk)


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Table:
    found = Table()

    def chain_for(name: str, case_kind: str, on: date, facts: Any) -> Chain:
        return found.chains[name]

    monkeypatch.setattr(chains, "chain_for", chain_for)
    found.set("L2 L4")
    return found


@pytest.fixture
def stand_ins() -> Iterator[Papers]:
    kept = dict(vars(ports))
    papers = Papers()
    ports.papers, ports.rules = papers, Rules()
    yield papers
    vars(ports).clear()
    vars(ports).update(kept)


@pytest.fixture
def office(db: None, stand_ins: Papers, table: Table) -> Office:
    return Office(police_city(), table, stand_ins)
