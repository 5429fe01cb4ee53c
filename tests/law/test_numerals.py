"""Chinese numerals, both ways, and quantities found in sentences of law."""

from __future__ import annotations

from fractions import Fraction

import pytest

from egret.kit import numerals


@pytest.mark.parametrize("zero", ["零", "〇"])
def test_every_number_of_an_article_reads_back(zero: str) -> None:
    for number in range(1, 1301):
        assert numerals.read(numerals.write(number, zero)) == number


def test_all_four_digit_numbers_read_back() -> None:
    assert all(numerals.read(numerals.write(number)) == number for number in range(1, 10_000))


def test_arabic_and_full_width_read_alike() -> None:
    for number in range(1, 1301):
        wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        assert numerals.read(str(number)) == numerals.read(wide) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("十", 10),
        ("一十", 10),
        ("二十", 20),
        ("两", 2),
        ("两百", 200),
        ("一百零一", 101),
        ("一百〇一", 101),
        ("一百一十", 110),
        ("一百十", 110),
        ("一千二百六十", 1260),
        ("二〇二五", 2025),
        ("五万", 50_000),
        ("一千零一", 1001),
        ("一千零一十", 1010),
        ("○", 0),
    ],
)
def test_spellings(written: str, number: int) -> None:
    assert numerals.read(written) == number


@pytest.mark.parametrize("text", ["", "条", "十百", "二三十", "第三", "百千"])
def test_what_is_no_number(text: str) -> None:
    assert numerals.read(text) is None


def test_only_law_sized_numbers_are_written() -> None:
    for number in (0, -1, 10_000):
        with pytest.raises(ValueError, match="9999"):
            numerals.write(number)


def test_labels() -> None:
    assert numerals.label(264) == "第二百六十四条"
    assert numerals.label(120, 1) == "第一百二十条之一"
    assert numerals.label(101) == "第一百零一条"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("应当在三十日以内办结", ["30 day"]),
        ("不得超过二十四小时", ["24 hour"]),
        ("不得超过二个月", ["2 month"]),
        ("六个月内没有被发现", ["6 month"]),
        ("每日按罚款数额的百分之三加处", ["3 percent"]),
        ("处一千元以下罚款", ["1000 yuan"]),
        ("处五日以上十日以下拘留", ["5 day", "10 day"]),
        ("十至十五日", ["10 day", "15 day"]),
        ("７个工作日", ["7 workday"]),
        ("五万元以上", ["50000 yuan"]),
        ("并处1,000元罚款", ["1000 yuan"]),
        ("三分之一", ["1/3 fraction"]),
        ("半年", ["6 month"]),
        ("自2026年1月1日起，依照第三十条第二款", []),
        ("已满十四周岁不满十六周岁", ["14 age", "16 age"]),
    ],
)
def test_quantities(sentence: str, expected: list[str]) -> None:
    assert [str(quantity) for quantity in numerals.quantities(sentence)] == expected


def test_percent_keeps_decimals() -> None:
    assert numerals.quantities("0.5％")[0].value == Fraction(1, 2)
