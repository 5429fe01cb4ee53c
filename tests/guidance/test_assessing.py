"""What the law allows on a day: the day selects the text, the amount the tier, and doubt goes to a person."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from egret.guidance import assessing
from egret.guidance.assessing import CrimeFacts, of_crime, of_violation, reached

ON = date(2026, 3, 1)
FUJIAN = "350000"


@pytest.mark.parametrize(
    ("amount", "region", "tier", "open_"),
    [
        (900, "", 0, None),
        (2_000, "", 0, 1),
        (3_000, "", 1, None),
        (2_999, FUJIAN, 0, None),
        (12_000, FUJIAN, 1, None),
        (60_000, FUJIAN, 2, None),
        (59_999, FUJIAN, 1, None),
        (60_000, "", 1, 2),
        (400_000, "", 2, 3),
        (300_000, FUJIAN, 3, None),
    ],
)
def test_the_amount_of_a_theft_and_where_the_province_decides(
    amount: int, region: str, tier: int, open_: int | None
) -> None:
    found = reached("盗窃罪", amount, ON, region)
    assert found is not None
    assert (found.tier, found.open_ and found.open_.tier) == (tier, open_)


def test_a_charge_without_amounts_reaches_nothing_by_itself() -> None:
    assert reached("故意伤害罪", 10_000, ON) is None


def test_an_amount_selects_the_tier_and_the_guideline_counts_a_range() -> None:
    found = of_crime(CrimeFacts("盗窃罪", ON, FUJIAN, 12_000, factors=("record", "restitution", "plea")))
    assert found.tier is not None and found.tier.number == 1
    assert found.range is not None and found.range.months == (1, 13)  # 1*(1+0-.6), 12*(1+.1)
    assert found.start is not None and (found.start.low, found.start.high) == (1, 12)


def test_a_narrowed_start_narrows_the_range() -> None:
    wide = of_crime(CrimeFacts("抢劫罪", ON, tier=1)).range
    close = of_crime(CrimeFacts("抢劫罪", ON, tier=1, start=(Fraction(48), Fraction(48)))).range
    assert wide and close and wide.months == (36, 72) and close.months == (48, 48)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (CrimeFacts("危险驾驶罪", ON, tier=1), "detention_only"),
        (CrimeFacts("背叛国家罪", ON, tier=1), "no_start"),
        (CrimeFacts("盗窃罪", ON, tier=1, start=(Fraction(60), Fraction(60))), "start_outside"),
        (CrimeFacts("盗窃罪", ON, tier=1, factors=("preparation",)), "no_number:犯罪预备"),
    ],
)
def test_what_cannot_be_counted_is_said_and_not_guessed(facts: CrimeFacts, why: str) -> None:
    found = of_crime(facts)
    assert (found.range, found.why_not) == (None, why)


def test_conduct_before_the_present_text_is_not_counted() -> None:
    found = of_crime(CrimeFacts("盗窃罪", date(2011, 4, 30), tier=1))
    assert (found.held, found.range, found.since) == (False, None, date(2011, 5, 1))
    assert of_crime(CrimeFacts("盗窃罪", date(2021, 7, 1), tier=1)).held


def test_before_the_guideline_there_is_no_starting_point() -> None:
    assert of_crime(CrimeFacts("盗窃罪", date(2020, 1, 1), tier=1)).why_not == "no_start"


def test_a_blow_struck_before_and_decided_after_the_change() -> None:
    found = of_violation("殴打他人", date(2025, 12, 31), ON)
    assert (found.text, [one.answer for one in found.compared]) == ("2012", ["old", "old"])
    after = of_violation("殴打他人", date(2026, 1, 1), ON)
    assert (after.text, list(after.compared)) == ("2025", [])


def test_theft_before_and_after_needs_a_person_except_where_only_the_fine_rose() -> None:
    assert [one.answer for one in of_violation("盗窃", date(2025, 6, 1), ON).compared] == ["person", "old"]


def test_circumstances_are_those_of_the_text_of_the_conduct() -> None:
    old = of_violation("盗窃", date(2025, 6, 1), ON, 1, ["forgiven", "young", "slight"])
    new = of_violation("盗窃", date(2026, 2, 1), ON, 1, ["forgiven"])
    assert [one.code for one in old.weighed] == ["slight", "young"]
    assert old.below_floor and old.not_executed
    assert [one.cite for one in new.weighed] == ["治安管理处罚法(2025)#20"]


def test_a_name_of_the_other_text_has_no_tiers_on_that_day() -> None:
    only_new = next(
        name for name in assessing.all_names()
        if assessing.known(name) == "violation" and not of_violation(name, date(2025, 6, 1), ON).tiers
    )  # fmt: skip
    assert of_violation(only_new, ON, ON).tiers


def test_names_nearby() -> None:
    assert "盗窃罪" in assessing.like("盗窃") and assessing.like("") == []
    assert assessing.related("殴打他人") == ["殴打他人（加重情形）"]
    assert (assessing.known("盗窃罪"), assessing.known("盗窃"), assessing.known("赏花")) == ("crime", "violation", "")
