"""What stands beside the form of an act, from its card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.machine import Act
from egret.acts.ports import ports
from egret.approvals.chains import chain_of
from egret.desk import pages
from egret.documents.kinds import kind_named


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands beside an act's form: law, papers, signatures, what to have ready, what goes wrong."""

    act: Act[Any, ...]
    checklist: list[str]
    errors: list[str]
    documents: list[str]
    clocks: list[str]
    chain: list[str]
    urgent: bool
    """Whether it may be done first, on an urgent ground, with the paper to follow."""


def sheet_of(entry: Act[Any, ...], found: Any, by: By) -> Sheet:
    """The sheet of an act on a subject; without one when the act creates it."""
    card, english = entry.card, pages.english()
    day = by.at.astimezone(LOCAL).date()
    rules = [ports.rules.deadline(rule, day) for rule in card.starts]
    papers = [kind_named(name.rstrip("?")) for name in card.documents]
    chain = chain_of(card, found, by.at, {}) if card.approval and found is not None else None
    return Sheet(
        act=entry,
        checklist=[line[english] for line in card.checklist],
        errors=[line[english] for line in card.errors],
        documents=[kind.title_en if english else kind.title for kind in papers],
        clocks=[rule.title_en if english else rule.title for rule in rules],
        chain=[link.role_en if english else link.role for link in (chain.links if chain else ())],
        urgent=chain is not None and chain.urgent,
    )
