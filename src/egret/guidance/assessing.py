"""What the law allows for a charge or a violation of a day: the tiers that hold, the one the amount reaches, the range.

The day of the conduct selects the law. Where its text is not held, or two texts compete of which neither is lighter,
the answer is that a person must look. Ranges are bounds, never a prediction. Nothing here knows Django.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from egret.guidance import lighter, sentencing, tables
from egret.guidance.sentencing import Range, Span, Used
from egret.guidance.tables import Start, Threshold, Tier, ViolationTier, Weighing

PLAIN = "数额"
"""The metric that an amount of money is compared with by itself; others need the officer's eye."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Which tier an amount reaches. `open_` is a higher one that lies within a span provinces choose from."""

    amount: int
    tier: int
    by: Threshold | None
    open_: Threshold | None


def known(name: str) -> str:
    """crime, violation, or empty: what a name stands for."""
    if name in tables.charges():
        return "crime"
    return "violation" if any(name in held for held in tables.violations().values()) else ""


def all_names() -> list[str]:
    """Every charge and every violation of either text, each once."""
    held = [name for found in tables.violations().values() for name in found]
    return list(dict.fromkeys([*tables.charges(), *held]))


def like(name: str, limit: int = 12) -> list[str]:
    """Names that hold what was written, the shortest first."""
    words = name.strip()
    found = [one for one in all_names() if words and (words in one or one in words) and one != words]
    return sorted(found, key=len)[:limit]


def amounts(charge: str, on: date, region: str = "") -> list[Threshold]:
    """The thresholds of a charge on a day; where the region set its own number, the national span gives way."""
    held = [one for one in tables.thresholds() if one.charge == charge and one.holds_on(on)]
    own = [one for one in held if one.region and one.region == region]
    settled = {(one.tier, one.metric, one.condition) for one in own}
    national = [one for one in held if not one.region and (one.tier, one.metric, one.condition) not in settled]
    return sorted([*own, *national], key=lambda one: (one.tier, one.metric, one.condition))


def reached(charge: str, amount: int, on: date, region: str = "") -> Reach | None:
    """The tier an amount reaches by its number alone; None for a charge without such thresholds."""
    plain = [one for one in amounts(charge, on, region) if one.metric == PLAIN and not one.condition]
    if not plain:
        return None
    sure = [one for one in plain if amount >= one.high]
    by = max(sure, key=lambda one: one.tier, default=None)
    tier = by.tier if by else 0
    maybe = [one for one in plain if one.low <= amount < one.high and one.tier > tier]
    return Reach(amount, tier, by, max(maybe, key=lambda one: one.tier, default=None))


@dataclass(frozen=True, slots=True)
class CrimeAnswer:
    """The answer for a charge."""

    charge: str
    on: date
    tiers: Sequence[Tier]
    held: bool
    """The articles' present text held on the day of the conduct. Otherwise a person must find the older text."""
    since: date
    reach: Reach | None
    amounts: Sequence[Threshold]
    tier: Tier | None
    start: Start | None
    used: Sequence[Used]
    range: Range | None
    why_not: str
    """Why no range was counted; empty when it was, or when no tier was chosen."""


@dataclass(frozen=True, slots=True)
class CrimeFacts:
    """What the officer says of a crime."""

    charge: str
    on: date
    region: str = ""
    amount: int | None = None
    tier: int | None = None
    start: Span | None = None
    """Narrows the guideline's span of the starting point."""
    added: Span = (Fraction(0), Fraction(0))
    factors: Collection[str] = ()


def of_crime(facts: CrimeFacts) -> CrimeAnswer:
    """The tiers of a charge and, where the guideline counts, the range of the chosen one."""
    tiers = tables.charges()[facts.charge]
    since = max(tier.since for tier in tiers)
    held = since <= facts.on
    reach = None if facts.amount is None else reached(facts.charge, facts.amount, facts.on, facts.region)
    number = facts.tier if facts.tier is not None else reach.tier if reach and not reach.open_ else None
    tier = next((one for one in tiers if one.number == number), None)
    start = tables.start_of(tier, facts.on, facts.region) if tier else None
    used: list[Used] = []
    counted, why_not = None, ""
    if tier is not None and held:
        try:
            used = sentencing.gather(facts.factors, tables.factors())
            counted = _counted(tier, tiers, start, used, facts)
        except sentencing.CannotCount as error:
            why_not = error.reason
    shown = amounts(facts.charge, facts.on, facts.region)
    return CrimeAnswer(facts.charge, facts.on, tiers, held, since, reach, shown, tier, start, used, counted, why_not)


def _counted(tier: Tier, tiers: Sequence[Tier], start: Start | None, used: Sequence[Used], facts: CrimeFacts) -> Range:
    frame = sentencing.frame_of(tier, tiers)
    if start is None and facts.start is None:
        raise sentencing.CannotCount("no_start")
    span = facts.start or (Fraction(start.low), Fraction(start.high)) if start else facts.start
    if span is None or not frame.low <= span[0] <= span[1] <= frame.high:
        raise sentencing.CannotCount("start_outside")
    return sentencing.assess(span, facts.added, used, frame)


@dataclass(frozen=True, slots=True)
class Compared:
    """One tier under the text of the conduct beside the same tier under the text of the decision."""

    old: ViolationTier
    new: ViolationTier | None
    answer: lighter.Answer


@dataclass(frozen=True, slots=True)
class ViolationAnswer:
    """The answer for a violation."""

    violation: str
    on: date
    text: str | None
    """Which text was the law at the conduct; None when none is held for the day."""
    tiers: Sequence[ViolationTier]
    compared: Sequence[Compared]
    successors: Sequence[str]
    """Under the later text, violations of the article that took over, when the name itself is gone."""
    tier: ViolationTier | None
    weighed: Sequence[Weighing]
    below_floor: bool
    """A circumstance lets the penalty fall below the tier, or be waived."""
    not_executed: bool


def of_violation(
    name: str, on: date, decided: date, tier: int | None = None, factors: Collection[str] = ()
) -> ViolationAnswer:
    """The tiers under the text of the conduct, compared with those of the decision when the law has changed since."""
    text, later = tables.text_on(on), tables.text_on(decided)
    held = tables.violations().get(text or "", {})
    tiers = held.get(name, ())
    compared: list[Compared] = []
    successors: list[str] = []
    if tiers and later and later != text:
        after = tables.violations()[later]
        compared = [_beside(one, after.get(name, ())) for one in tiers]
        if name not in after:
            articles = {_article(one.cite) for one in tiers}
            successors = [new for new, rows in after.items() if {row.formerly for row in rows} & articles]
    chosen = next((one for one in tiers if one.number == tier), tiers[0] if len(tiers) == 1 else None)
    weighed = [one for code, one in tables.weighings(text or "").items() if code in factors]
    effects = {one.effect for one in weighed}
    return ViolationAnswer(
        name, on, text, tiers, compared, successors, chosen, weighed,
        bool(effects & {"lighten_or_mitigate", "lighten_mitigate_or_waive", "mitigate_or_waive"}),
        "not_executed" in effects,
    )  # fmt: skip


def _article(cite: str) -> str:
    """治安管理处罚法(2012)#43(1) without its paragraph."""
    law, _, place = cite.partition("#")
    return f"{law}#{place.partition('(')[0]}"


def _beside(old: ViolationTier, after: Sequence[ViolationTier]) -> Compared:
    """Tiers are the same when their tag is; a tag that is gone leaves the comparison to a person."""
    same = [one for one in after if one.tag == old.tag]
    if len(same) != 1:
        return Compared(old, None, "person")
    return Compared(old, same[0], lighter.of_violation(old, same[0]))


def related(name: str) -> list[str]:
    """Names of the same violation with its aggravated form, so that neither is overlooked."""
    stem, _, _ = name.partition("（")
    held = [one for found in tables.violations().values() for one in found]
    return [one for one in dict.fromkeys(held) if one != name and one.partition("（")[0] == stem]
