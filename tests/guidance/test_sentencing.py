"""The sentencing guideline: the worked examples of the field, each correction, and the properties of the arithmetic."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egret.guidance import sentencing as s
from egret.guidance.tables import Factor, Tier, charges, factors

KNOWN = factors()
F = Fraction


def tier(charge: str, number: int) -> Tier:
    return next(one for one in charges()[charge] if one.number == number)


def frame(charge: str, number: int) -> s.Frame:
    return s.frame_of(tier(charge, number), charges()[charge])


def parts(**percent: int) -> list[tuple[Factor, Fraction]]:
    return [(KNOWN[code], F(value)) for code, value in percent.items()]


def test_theft_of_twelve_thousand_with_a_record_returned_and_pleaded() -> None:
    facts = F(12_000 - 3_000, 2_000)
    assert s.baseline(F(6), [facts]) == F(21, 2)
    point = s.count(F(6), [facts], parts(record=10, plea_with=35), frame("盗窃罪", 1))
    assert (point.raw, point.rounded, point.rule, point.months) == (F("7.875"), 8, "within", 8)
    assert [step.what for step in point.steps] == ["start", "added", "second", "second", "sum"]


def test_fraud_as_accessory_with_surrender_refund_and_plea() -> None:
    point = s.count(F(36), [F(5)], parts(accessory=40, plea_with=45), frame("诈骗罪", 2))
    assert [step.months for step in point.steps if step.what == "first"] == [F("24.6")]
    assert (point.raw, point.rule, point.months) == (F("13.53"), "mitigated", 14)


def test_injury_by_a_minor_with_a_weapon_compensated_and_forgiven() -> None:
    point = s.count(
        F(48), [F(6)], parts(minor_16_18=30, compensated_forgiven=30, weak_victims=10), frame("故意伤害罪", 2)
    )
    assert (point.steps[2].months, point.raw) == (F("37.8"), F("30.24"))
    assert (point.rule, point.months) == ("mitigated", 30)


def test_robbery_whose_circumstances_only_lighten_stays_at_the_floor() -> None:
    point = s.count(F(48), [], parts(plea_with=35), frame("抢劫罪", 1))
    assert (point.raw, point.rounded, point.rule, point.months) == (F("31.2"), 31, "floor", 36)


def test_attempted_household_theft_by_a_recidivist() -> None:
    point = s.count(F(36), [F(20_000, 5_000)], parts(attempt=30, recidivist=30, confession=10), frame("盗窃罪", 2))
    assert (point.raw, point.rule, point.months, point.otherwise) == (F("33.6"), "mitigated", 34, 36)
    assert next(step.months for step in point.steps if step.of == "recidivist") == F("8.4")


def test_the_order_of_factors_is_kept_in_the_trace() -> None:
    point = s.count(F(40), [], parts(attempt=30, accessory=20, record=5), frame("盗窃罪", 2))
    assert [(step.of, step.percent) for step in point.steps if step.of] == [
        ("attempt", -30),
        ("accessory", -20),
        ("record", 5),
    ]


@pytest.mark.parametrize(
    ("months", "codes", "rule", "becomes", "person"),
    [
        (40, [], "within", 40, False),
        (130, [], "ceiling", 120, False),
        (30, ["restitution"], "floor", 36, False),
        (30, ["surrender"], "mitigated", 30, False),
        (0, ["surrender"], "mitigated", 1, False),
        (60, ["coerced"], "must_mitigate", 35, False),
        (20, ["coerced"], "must_mitigate", 20, False),
    ],
)
def test_each_statutory_correction(months: int, codes: list[str], rule: str, becomes: int, person: bool) -> None:
    found = s.correct(months, frame("盗窃罪", 2), [KNOWN[code] for code in codes])
    assert (found[0], found[1], found[3]) == (rule, becomes, person)


def test_mandatory_mitigation_from_the_lowest_tier_needs_a_person() -> None:
    assert s.correct(6, frame("盗窃罪", 1), [KNOWN["coerced"]])[3]


@pytest.mark.parametrize(
    ("charge", "number", "why"),
    [("危险驾驶罪", 1, "detention_only"), ("背叛国家罪", 2, "life_or_death"), ("受贿罪", 4, "life_or_death")],
)
def test_the_guideline_does_not_count_everywhere(charge: str, number: int, why: str) -> None:
    with pytest.raises(s.CannotCount) as refused:
        frame(charge, number)
    assert refused.value.reason == why


def test_plea_takes_in_surrender_and_refund_but_their_mitigation_stays() -> None:
    used = s.gather(["plea", "surrender", "restitution", "record"], KNOWN)
    told = {one.factor.code: (one.percent, one.absorbed_by) for one in used}
    assert told["plea_with"] == ((0, 60), "")
    assert told["surrender"] == ((0, 0), "认罪认罚")
    assert told["restitution"] == ((0, 0), "认罪认罚")
    found = s.assess((F(36), F(36)), (F(0), F(0)), used, frame("盗窃罪", 2))
    assert found.low.rule == "mitigated"


def test_plea_alone_keeps_the_lower_bound() -> None:
    assert [(one.factor.code, one.percent) for one in s.gather(["plea"], KNOWN)] == [("plea", (0, 30))]


@pytest.mark.parametrize(
    "codes", [["surrender", "confession"], ["record", "recidivist"], ["minor_16_18", "aged_intent"]]
)
def test_two_circumstances_that_exclude_each_other_are_refused(codes: list[str]) -> None:
    with pytest.raises(s.CannotCount, match="both:"):
        s.gather(codes, KNOWN)


def test_a_circumstance_without_a_national_number_is_not_guessed() -> None:
    with pytest.raises(s.CannotCount, match="no_number:犯罪预备"):
        s.gather(["preparation"], KNOWN)
    assert s.gather(["preparation"], KNOWN, {"preparation": (F(30), F(50))})[0].percent == (30, 50)


NUMBERED = [one for one in KNOWN.values() if one.bounds]
FIRST = [one for one in NUMBERED if one.layer == 1]
percents = st.integers(0, 60).map(Fraction)
layer_one = st.lists(st.tuples(st.sampled_from(FIRST), percents), max_size=5)
any_parts = st.lists(st.tuples(st.sampled_from(NUMBERED), percents), max_size=6)
bases = st.fractions(0, 180, max_denominator=12)
frames = st.tuples(st.integers(1, 120), st.integers(0, 60), st.sampled_from([None, 1])).map(
    lambda one: s.Frame(one[0], one[0] + one[1], one[2])
)


@given(base=bases, found=layer_one, data=st.data())
def test_the_order_of_the_first_layer_does_not_matter(
    base: Fraction, found: list[tuple[Factor, Fraction]], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(found))
    assert s.first_layer(base, found) == s.first_layer(base, shuffled)


@given(one=bases, other=bases, found=any_parts, within=frames)
def test_a_higher_baseline_never_gives_less(
    one: Fraction, other: Fraction, found: list[tuple[Factor, Fraction]], within: s.Frame
) -> None:
    low, high = sorted((one, other))
    less, more = (s.count(start, [], found, within) for start in (low, high))
    assert less.raw <= more.raw
    assert less.months <= more.months


@given(months=st.integers(0, 400), within=frames)
def test_clipping_twice_is_clipping_once(months: int, within: s.Frame) -> None:
    once = s.clip(months, within)
    assert s.clip(once, within) == once
    rule, corrected, _otherwise, _person = s.correct(months, within, [])
    assert corrected == once, rule


@given(base=bases, width=bases, codes=st.sets(st.sampled_from([one.code for one in NUMBERED])), within=frames)
def test_the_lower_end_never_lies_above_the_upper(
    base: Fraction, width: Fraction, codes: set[str], within: s.Frame
) -> None:
    try:
        used = s.gather(codes, KNOWN)
    except s.CannotCount:
        return
    found = s.assess((base, base + width), (F(0), F(0)), used, within)
    assert found.low.raw <= found.high.raw
    assert found.low.months <= found.high.months


@given(st.fractions(0, 300, max_denominator=1000))
def test_half_is_counted_up_and_rounding_moves_at_most_half_a_month(value: Fraction) -> None:
    assert abs(s.half_up(value) - value) <= F(1, 2)
    assert s.half_up(F(int(value)) + F(1, 2)) == int(value) + 1
