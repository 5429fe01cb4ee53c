"""The sentencing guideline as arithmetic: baseline, two layers of circumstances, rounding, statutory correction.

量刑指导意见 (法发〔2021〕21号; 法〔2024〕132号), rounding by provincial rules (half up). Times are months, exact
fractions until the one rounding. The answer is a range: every span is counted at both of its ends. Nothing here knows
Django.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from egret.guidance.tables import Factor, Tier

Rule = Literal["within", "mitigated", "floor", "ceiling", "must_mitigate"]
"""Which statutory correction fitted: a within · b below the floor by 减轻 · c lifted to the floor · d cut at the
ceiling · e 应当减轻, so pressed below the floor."""
Span = tuple[Fraction, Fraction]


class CannotCount(ValueError):
    """The guideline does not count here; `reason` names why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Frame:
    """The custodial span of a tier, and the floor of the next lower one (None when there is none)."""

    low: int
    high: int
    below: int | None


@dataclass(frozen=True, slots=True)
class Used:
    """A circumstance with the percentage counted, lower and upper end; an absorbed one only mitigates."""

    factor: Factor
    percent: Span
    absorbed_by: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the trace."""

    what: str
    of: str
    percent: Fraction | None
    months: Fraction


@dataclass(frozen=True, slots=True)
class Point:
    """The guideline counted once."""

    steps: tuple[Step, ...]
    raw: Fraction
    rounded: int
    rule: Rule
    months: int
    otherwise: int | None
    """The result when the court only lightens where it might mitigate."""
    needs_person: bool
    """The statute demands what months cannot express (应当减轻 from the lowest tier)."""


@dataclass(frozen=True, slots=True)
class Range:
    """The guideline counted at both ends."""

    low: Point
    high: Point

    @property
    def months(self) -> tuple[int, int]:
        return self.low.months, self.high.months


def frame_of(tier: Tier, ladder: Sequence[Tier]) -> Frame:
    """The span of a tier, and what lies below. Raises CannotCount where the guideline does not count."""
    if tier.term is None or tier.custody is None:
        kind = "life_or_death" if tier.life or tier.death else "detention_only" if tier.detention else "fine_only"
        raise CannotCount(kind)
    lower = [
        one.custody[0]
        for one in ladder
        if one.custody and one.for_unit == tier.for_unit and one.custody[0] < tier.custody[0]
    ]
    return Frame(*tier.custody, max(lower, default=None))


def half_up(value: Fraction) -> int:
    """Whole months, a half counted up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def baseline(start: Fraction, added: Sequence[Fraction] = ()) -> Fraction:
    """基准刑: the starting point with what the further facts add, in months."""
    return start + sum(added, Fraction(0))


def first_layer(base: Fraction, parts: Sequence[tuple[Factor, Fraction]]) -> Fraction:
    """Circumstances of who acted and how far it went: multiplied one after the other."""
    for factor, percent in parts:
        base *= 1 + percent / 100 if factor.increases else 1 - percent / 100
    return base


def second_layer(middle: Fraction, parts: Sequence[tuple[Factor, Fraction]]) -> Fraction:
    """All others: percentages of the first layer's result, added in one direction and subtracted in the other."""
    total = sum((percent if factor.increases else -percent for factor, percent in parts), Fraction(0))
    return max(Fraction(0), middle * (1 + total / 100))


def clip(months: int, frame: Frame) -> int:
    """Into the span of the tier."""
    return min(max(months, frame.low), frame.high)


def correct(months: int, frame: Frame, factors: Collection[Factor]) -> tuple[Rule, int, int | None, bool]:
    """The statutory correction (刑法 61-63): rule, months, what else may result, and whether a person must decide."""
    floor = frame.below or 0
    if any(one.effect == "must_mitigate" for one in factors):
        pressed = max(min(months, frame.low - 1), floor)
        return "must_mitigate", pressed, None, pressed < 1
    if months > frame.high:
        return "ceiling", frame.high, None, False
    if months >= frame.low:
        return "within", months, None, False
    if any(one.may_mitigate for one in factors):
        return "mitigated", max(months, floor), frame.low, max(months, floor) < 1
    return "floor", frame.low, None, False


def gather(
    codes: Collection[str], known: Mapping[str, Factor], narrowed: Mapping[str, Span] | None = None
) -> list[Used]:
    """The circumstances with their percentages; what another one takes in is not counted twice.

    Raises CannotCount for two of one group, and for one without a national number unless `narrowed` gives it.
    """
    narrowed = narrowed or {}
    chosen = {code: known[code] for code in known if code in codes}
    lifted = {one.lifts for one in chosen.values() if one.lifts}
    swaps = {code: f"{code}_with" for code in lifted if code in chosen and f"{code}_with" in known}
    found: list[Used] = []
    groups: dict[str, str] = {}
    taken = {absorbed: one.name for one in chosen.values() for absorbed in one.absorbs}
    for code, one in chosen.items():
        if one.group and one.group in groups:
            raise CannotCount(f"both:{groups[one.group]}:{one.name}")
        if one.group:
            groups[one.group] = one.name
        factor = known[swaps[code]] if code in swaps else one
        if code in taken:
            found.append(Used(factor, (Fraction(0), Fraction(0)), taken[code]))
            continue
        if code in narrowed:
            span = narrowed[code]
        elif factor.bounds is None:
            raise CannotCount(f"no_number:{factor.name}")
        else:
            span = Fraction(factor.bounds[0]), Fraction(factor.bounds[1])
        found.append(Used(factor, span))
    return found


def count(start: Fraction, added: Sequence[Fraction], parts: Sequence[tuple[Factor, Fraction]], frame: Frame,
          absorbed: Sequence[Factor] = ()) -> Point:  # fmt: skip
    """The guideline once, with exact percentages: steps 1-5, each in the trace."""
    steps = [Step("start", "", None, start)]
    running = start
    for one in added:
        running += one
        steps.append(Step("added", "", None, running))
    for factor, percent in parts:
        if factor.layer == 1:
            running = first_layer(running, [(factor, percent)])
            steps.append(Step("first", factor.code, percent if factor.increases else -percent, running))
    middle = running
    second = [(factor, percent) for factor, percent in parts if factor.layer == 2]
    for factor, percent in second:
        signed = percent if factor.increases else -percent
        steps.append(Step("second", factor.code, signed, middle * signed / 100))
    raw = second_layer(middle, second)
    if second:
        steps.append(Step("sum", "", None, raw))
    rounded = half_up(raw)
    rule, months, otherwise, person = correct(rounded, frame, [*[factor for factor, _ in parts], *absorbed])
    return Point(tuple(steps), raw, rounded, rule, months, otherwise, person)


def assess(start: Span, added: Span, used: Sequence[Used], frame: Frame) -> Range:
    """Both ends: the least months with the strongest reductions, the most with the weakest."""

    def end(place: int) -> Point:
        parts = [
            (one.factor, one.percent[place if one.factor.increases else 1 - place])
            for one in used
            if not one.absorbed_by
        ]
        facts = [added[place]] if added[1] else []
        return count(start[place], facts, parts, frame, [one.factor for one in used if one.absorbed_by])

    return Range(end(0), end(1))
