"""Numbers as Chinese law writes them: numerals both ways, and quantities with their units found in a sentence."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = r"[〇○零一二两三四五六七八九十百千0-9０-９]+"
"""A whole number below ten thousand, in any spelling."""


def read(text: str) -> int | None:
    """The whole number a text spells (一百〇一, 两, 二〇二五, 264, ２６４); None when it spells none."""
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    if all(character in DIGITS for character in text):
        return int("".join(str(DIGITS[character]) for character in text))
    head, mark, tail = text.partition("万")
    if mark:
        ten_thousands, rest = _below_ten_thousand(head), _below_ten_thousand(tail) if tail else 0
        return None if ten_thousands is None or rest is None else ten_thousands * 10_000 + rest
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> int | None:
    if text.isascii() and text.isdigit():
        return int(text)
    total, digit, ceiling = 0, None, 10_000
    for character in text:
        if character in UNITS:
            unit = UNITS[character]
            if unit >= ceiling or digit == 0:
                return None
            total, digit, ceiling = total + (1 if digit is None else digit) * unit, None, unit
        elif character in DIGITS:
            if digit:
                return None
            digit = DIGITS[character]
        else:
            return None
    return total + (digit or 0) if text else None


def write(number: int, zero: str = "零") -> str:
    """The numeral law uses for 1..9999: 10 is 十, 101 is 一百零一 (`zero` may be 〇)."""
    if not 0 < number < 10_000:
        raise ValueError(f"{number}: only 1 to 9999 are written in Chinese numerals")
    names, written, gap = "零一二三四五六七八九", "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            written += (zero if gap and written else "") + names[digit] + name
        gap = not digit if written else False
        if not number:
            break
    return written.removeprefix("一") if written.startswith("一十") else written


def label(number: int, sub: int = 0) -> str:
    """第一百二十条之一"""
    return f"第{write(number)}条" + (f"之{write(sub)}" if sub else "")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, as it stands in a sentence."""

    value: Fraction
    unit: str
    """hour, day, workday, month, year, yuan, percent, gram, times, person, age; `fraction` for 三分之一."""

    def __str__(self) -> str:
        return f"{self.value} {self.unit}"


_UNIT_WORDS = {
    "小时": "hour",
    "个小时": "hour",
    "日": "day",
    "天": "day",
    "个月": "month",
    "月": "month",
    "年": "year",
    "元": "yuan",
    "个工作日": "workday",
    "工作日": "workday",
    "克": "gram",
    "千克": "kilogram",
    "公斤": "kilogram",
    "次": "times",
    "人": "person",
    "名": "person",
    "周岁": "age",
    "岁": "age",
    "分钟": "minute",
    "张": "piece",
    "件": "piece",
    "份": "piece",
    "倍": "fold",
    "吨": "ton",
    "毫克": "milligram",
    "％": "percent",
    "%": "percent",
    "个": "piece",
    "株": "piece",
    "只": "piece",
    "条": "piece",
}
_WORDS = "|".join(sorted(map(re.escape, _UNIT_WORDS), key=len, reverse=True))
_AMOUNT = r"[〇○零一二两三四五六七八九十百千万亿0-9０-９,，.．]*[〇○零一二两三四五六七八九十百千万亿0-9０-９]"
_BOUND = r"(?:以上|以下|以内|至|到|或者|或|、|-|—|～|~)"
_QUANTITY = re.compile(
    rf"(?P<whole>[〇零一二两三四五六七八九十百千0-9０-９]+)分之(?P<part>{_AMOUNT})"
    rf"|(?P<first>{_AMOUNT})(?:{_BOUND}{{1,2}}(?P<second>{_AMOUNT}))?(?P<unit>{_WORDS})"
    r"|(?P<half>半)(?:个)?(?P<halfunit>年|月)"
)
_DATE = re.compile(
    r"[0-9０-９〇零一二三四五六七八九]{4}年(?:[0-9０-９一二三四五六七八九十]{1,3}月(?:[0-9０-９一二三四五六七八九十]{1,3}日)?)?"
)
_CITED = re.compile(rf"第{NUMERAL}(?:[条款项次章节编]|批)(?:之{NUMERAL})?")


def _amount(text: str) -> Fraction | None:
    text = unicodedata.normalize("NFKC", text).replace(",", "").strip(".")
    for mark, factor in (("亿", 100_000_000), ("万", 10_000)):
        if text.endswith(mark):
            head = _amount(text[:-1])
            return None if head is None else head * factor
    if re.fullmatch(r"\d+\.\d+", text):
        return Fraction(text)
    whole = read(text)
    return None if whole is None else Fraction(whole)


def quantities(text: str) -> list[Quantity]:
    """Every number with a unit in a text, in order: 三十日, 二十四小时, 百分之三, 五日以上十日以下 (both), 500元以下.

    Calendar dates and cited article numbers are no quantities. In 十至十五日 the first number takes the unit of the
    second.
    """
    text = _CITED.sub("　", _DATE.sub("　", text))
    found: list[Quantity] = []
    for match in _QUANTITY.finditer(text):
        if match["whole"]:
            whole, part = read(match["whole"]), _amount(match["part"])
            if whole and part is not None:
                found.append(Quantity(part, "percent") if whole == 100 else Quantity(part / whole, "fraction"))
            continue
        if match["half"]:
            found.append(Quantity(Fraction(6), "month") if match["halfunit"] == "年" else Quantity(Fraction(15), "day"))
            continue
        unit = _UNIT_WORDS[match["unit"]]
        for spelled in (match["first"], match["second"]):
            value = _amount(spelled) if spelled else None
            if value is not None:
                found.append(Quantity(value, unit))
    return found
