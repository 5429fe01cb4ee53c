"""From the facts of a case in plain text to law: charges, articles, tier and span, the amount, the persons.

A proposal for a person to confirm. It says by what the tier was found (amount, injury, or only the basic tier), and it
abstains where no charge stands out. Nothing here knows Django.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from egret.guidance import amounts, assessing, features, proposing, tables
from egret.guidance.amounts import Added
from egret.guidance.learnt import Model
from egret.guidance.merging import several_crimes
from egret.guidance.proposing import Proposal
from egret.guidance.tables import Tier

By = Literal["amount", "open_amount", "injury", "learnt", "basic"]
"""How the tier was found. open_amount: the sum lies where provinces choose. learnt: closed cases with such words lay
there. basic: nothing pointed higher."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person the text names, with the role it gives first."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Reached:
    """The tiers of a proposed charge that come into question, the lowest first."""

    proposal: Proposal
    tiers: tuple[Tier, ...]
    by: By
    weighed: tuple[str, ...] = ()
    """Words that spoke for the charge in closed cases, the strongest first."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text was read to say; without charges the reader abstained."""

    charges: tuple[Reached, ...]
    articles: tuple[str, ...]
    amount: Added
    persons: tuple[Person, ...]
    months: tuple[int, int] | None
    """The span of custody of all charges together; None where no tier has custody, or nothing was proposed."""
    life: bool
    death: bool


_ROLES = {
    "被告人": "suspect", "犯罪嫌疑人": "suspect", "嫌疑人": "suspect", "违法行为人": "suspect", "上诉人": "suspect",
    "被害人": "victim", "受害人": "victim", "被侵害人": "victim", "证人": "witness", "同案人": "accomplice",
}  # fmt: skip
_ROLE = re.compile("|".join(sorted(_ROLES, key=len, reverse=True)))
_HIDDEN_NAME = re.compile(
    r"[\u4e00-\u9fff]?(?:某|[xX×＊*]{1,3})[某甲乙丙丁xX×\d]{0,3}|[\u4e00-\u9fff]\d?某[某甲乙丙丁\d]{0,2}"
)
_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{2,3}")
_NO_NAME = re.compile(r"及其|家属|提出|陈述|辩护|等人|的|在|于|对|将|与|伙同|驾驶|到|为|因|供述|系|以|经")


def persons(text: str) -> list[Person]:
    """Everybody who stands behind a role; a name not made anonymous must stand in the text twice."""
    found: dict[str, str] = {}
    for role in _ROLE.finditer(text):
        hidden = _HIDDEN_NAME.match(text, role.end())
        name = hidden[0] if hidden else _plain(text, role.end())
        if name:
            found.setdefault(name, _ROLES[role[0]])
    return [Person(name, role) for name, role in found.items()]


def _plain(text: str, at: int) -> str:
    longest = _PLAIN_NAME.match(text, at)
    for length in (3, 2):
        name = longest[0][:length] if longest and len(longest[0]) >= length else ""
        if name and text.count(name) > 1 and not _NO_NAME.search(name):
            return name
    return ""


def _weight(tier: Tier) -> tuple[bool, bool, tuple[int, int]]:
    return tier.death, tier.life, tier.custody or (0, 0)


_DEATH = re.compile(r"致.{0,12}死亡|经抢救无效.{0,4}死亡|当场死亡|因.{0,20}死亡|身亡")
_GRAVE = re.compile(r"重伤")
INJURY = ("故意伤害罪", "非法拘禁罪", "强奸罪")
"""Charges whose tiers follow what was done to the body: minor injury, serious injury, death, in this order."""


def tier_of(charge: str, facts: str, amount: Added, on: date, region: str = "") -> tuple[tuple[Tier, ...], By]:
    """The tiers that come into question, and what pointed to them."""
    held = tables.charges()[charge]
    ladder = [one for one in held if not one.for_unit] or list(held)
    if amount.total is not None:
        reach = assessing.reached(charge, int(amount.total[1]), on, region)
        if reach is not None:
            last = reach.open_.tier if reach.open_ else max(reach.tier, 1)
            span = tuple(one for one in ladder if max(reach.tier, 1) <= one.number <= last)
            return span or (ladder[0],), "open_amount" if reach.open_ else "amount"
    if charge in INJURY:
        step = 3 if _DEATH.search(facts) else 2 if _GRAVE.search(facts) else 1
        found = [one for one in ladder if one.number == step]
        return tuple(found or ladder[-1:]), "injury"
    return (min(ladder, key=_weight),), "basic"


def read(text: str, on: date, region: str = "", model: Model | None = None) -> Reading:
    """What a text says, for a person to confirm. Without a model rules answer alone."""
    amount = amounts.add_up(text)
    facts = proposing.facts_of(text)
    found = proposing.candidates(text)
    if model is None:
        ruled = ((one, *tier_of(one.charge, facts, amount, on, region)) for one in proposing.stand_out(found))
        reached = tuple(Reached(one, tiers, by) for one, tiers, by in ruled)
    else:
        reached = _by_cases(text, found, amount, on, region, model)
    tiers = [tier for one in reached for tier in one.tiers]
    articles = tuple(dict.fromkeys(tier.cite.partition("(")[0] for tier in tiers))
    return Reading(
        reached, articles, amount, tuple(persons(text)), _together(reached, on), any(tier.life for tier in tiers),
        any(tier.death for tier in tiers),
    )  # fmt: skip


def _by_cases(
    text: str, found: Sequence[Proposal], amount: Added, on: date, region: str, model: Model
) -> tuple[Reached, ...]:
    """The charges and tiers by rules and by what was learnt; where law or injury tell the tier, they go before."""
    blank = features.unnamed(text, [one.name for one in persons(text)])
    seen = model.vector(features.words(blank), features.marks(blank, found, amount))
    reached = []
    for one in proposing.with_learnt(found, model.charges(seen), model.bars):
        tiers, by = tier_of(one.charge, proposing.facts_of(text), amount, on, region)
        odds = model.tiers(one.charge, seen) if by in ("basic", "open_amount") else {}
        if odds:
            number = max(odds, key=lambda each: odds[each])
            tiers, by = tuple(tier for tier in tables.charges()[one.charge] if tier.number == number) or tiers, "learnt"
        weighed = model.weighed(one.charge, seen) if one.odds is not None else []
        words = tuple(word for word, _ in weighed)
        places = tuple((text.find(word), text.find(word) + len(word)) for word in words if word in text)
        shown = replace(one, evidence=tuple(dict.fromkeys((*one.evidence, *places))))
        reached.append(Reached(shown, tiers, by, words))
    return tuple(reached)


def _together(reached: Sequence[Reached], on: date) -> tuple[int, int] | None:
    spans = [
        (min(custody[0] for custody in held), max(custody[1] for custody in held))
        for one in reached
        if (held := [tier.custody for tier in one.tiers if tier.custody])
    ]
    if not spans:
        return None
    merged = several_crimes(on, [high for _, high in spans]).term
    return max(low for low, _ in spans), merged[1] if merged else spans[0][1]
