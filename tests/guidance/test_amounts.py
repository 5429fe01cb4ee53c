"""Sums in the facts of a case: Chinese numerals, ten thousands, spans, what does not count, and totals."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egret.guidance.amounts import add_up, find


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("骗取现金3984元", 3984, 3984),
        ("骗取现金1,234.5元", Fraction("1234.5"), Fraction("1234.5")),
        ("骗取现金3.5万元", 35_000, 35_000),
        ("骗取现金二万三千元", 23_000, 23_000),
        ("骗取现金三万五元", 35_000, 35_000),
        ("骗取现金十五万元", 150_000, 150_000),
        ("骗取现金1万余元", 10_000, 10_000),
        ("骗取现金1亿元", 100_000_000, 100_000_000),
        ("骗取现金3-5万元", 30_000, 50_000),
        ("骗取现金三千至五千元", 3_000, 5_000),
        ("骗取现金５０００元", 5_000, 5_000),
    ],
)
def test_a_sum_in_any_spelling(text: str, low: int, high: int) -> None:
    assert add_up(text).total == (low, high)


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("盗走手机一部，价值人民币2000元，又盗走现金500元。", 2_500),
        ("盗走手机一部，价值2000元。案发后退还被害人2000元。", 2_000),
        ("盗走手机一部，价值2000元，以600元的价格卖给他人。", 2_000),
        ("盗走手机一部，价值2000元。被告人曾因盗窃罪被判处罚金5000元。", 2_000),
        ("骗取甲某6万元，骗取乙某8万元，共计14万元。", 140_000),
        ("共骗取三人现金共计20万元。骗取甲6万元，骗取乙8万元，骗取丙6万元。", 200_000),
        ("盗走电脑和现金1500元，经鉴定电脑共计价值2990元。", 4_490),
        ("1.盗走饼干，合计价值237.6元。\n2.盗走糖果，合计价值537.6元。", Fraction("775.2")),
        ("骗取甲某3000元，拿到钱后逃离，将骗取的3000元挥霍。", 3_000),
    ],
)
def test_what_counts_and_how_it_adds_up(text: str, total: Fraction) -> None:
    found = add_up(text)
    assert found.total == (total, total), [(text[one.start : one.end], one.role) for one in found.sums]


@pytest.mark.parametrize("text", ["", "二人发生争执，互相推搡。", "判处罚金3000元。", "2015年3月4日的3起案件"])
def test_where_nothing_counts_there_is_no_total(text: str) -> None:
    assert add_up(text).total is None


def test_things_without_a_value_are_told() -> None:
    assert add_up("盗走电动车一辆（暂无法鉴定），又盗走现金300元。").unvalued


def test_a_total_stated_by_the_text_is_told() -> None:
    assert add_up("骗取甲某6万元，骗取乙某8万元，共计14万元。").stated
    assert not add_up("骗取甲某6万元，骗取乙某8万元。").stated


@given(st.text("元万千百十一二三四五六七八九0123456789.,，。；余多至-骗取共计价值现金退还\n ", max_size=80))
def test_any_text_can_be_read_and_every_sum_stands_where_it_says(text: str) -> None:
    found = add_up(text)
    for one in found.sums:
        assert 0 <= one.start < one.end <= len(text) and one.low <= one.high
        assert text[one.start : one.end].endswith(("元", "块钱"))
    assert (found.total is None) == (not any(one.role in ("counted", "total") for one in found.sums))
    assert len(find(text)) == len(found.sums)
