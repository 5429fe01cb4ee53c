"""Sums of money in the facts of a case, and how they add up: what counts, what does not and why, and the total.

Every sum keeps its place in the text. A total that the text states itself goes before our addition. Where a value is
missing or a sum is a span, the result says so; where nothing counts there is no result. Nothing here knows Django.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from egret.kit import numerals

Role = Literal["counted", "total", "part", "repeated", "returned", "proceeds", "penalty", "price", "other"]
"""counted: adds up · total: stated by the text · part: inside a stated total · repeated: told before · the rest do
not count: given back, what the loot fetched, a fine or compensation, a price a piece or wage, not what the act took."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum where it stands in the text, in yuan; `low` and `high` differ for a span."""

    start: int
    end: int
    low: Fraction
    high: Fraction
    about: bool
    """余, 多, 约: the text itself does not give the exact number."""
    role: Role


@dataclass(frozen=True, slots=True)
class Added:
    """All sums of a text and what they come to; `total` is None when nothing counts."""

    sums: tuple[Sum, ...]
    total: tuple[Fraction, Fraction] | None
    stated: bool
    """The text states the total itself."""
    unvalued: bool
    """The text speaks of things whose value it does not give."""


_DIGITS = r"[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?"
_WRITTEN = r"[零〇一二两三四五六七八九十百千]+"
_ONE = rf"(?:{_DIGITS}|{_WRITTEN})"
_MONEY = re.compile(
    rf"(?P<first>{_ONE})(?P<scale1>[万亿千百]?)(?:元)?(?P<dash>[-—~～至到]+)(?P<second>{_ONE})(?P<scale2>[万亿千百]?)"
    rf"(?P<more2>[余多]?)元"
    rf"|(?P<whole>{_ONE})(?P<more>[余多]?)(?P<scale>[万亿千百]?)(?P<rest>{_ONE}(?=[余多]?元))?(?P<more3>[余多]?)(?P<unit>元|块钱)"
)
_SCALE = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}

_REASONS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("returned", re.compile(r"退还|退赔|退赃|退回|返还|归还|追回|发还|退出|退缴|缴获|查获现金|挽回|偿还|还款|退清")),
    ("penalty", re.compile(r"罚金|罚款|判处|赔偿|谅解|保证金|缴纳|预缴|没收|并处|判决")),
    (
        "proceeds",
        re.compile(
            r"销赃|得款|卖得|变卖|卖给|卖了|出售|低价|转卖|获利|分得|分给|赃款|违法所得|非法所得|以.{0,12}价格|典当|抵押"
        ),
    ),
    (
        "price",
        re.compile(r"每[月天次台部个张吨斤公人]|月息|利息|月工资|工资|原价|购买价|购买时|租金|报酬|好处费|手续费"),
    ),
)
_TOTAL = re.compile(
    r"(?:共计|合计|总计|总价值|总价|总额|总金额|累计|总共|共价值|共骗取|共盗|共得|折合共|物品共|款物共|财物共)[^，。；]{0,16}$"
)
_GRAND = re.compile(r"上述|以上|综上|全部|总计|总金额|总价值|累计|[多数\d一二三四五六七八九十]+[次起名]")
_KNOWN = re.compile(
    r"(?:骗取|骗得|盗得|盗窃|窃得|抢得|抢劫|取得|收取|存入|所盗|所骗|被盗|被骗|某[甲乙丙丁]?|上述|该)的(?:现金|人民币)*$"
)
_OBJECT = re.compile(
    r"价值|现金|人民币|骗取|骗得|盗走|盗得|盗取|窃得|窃取|抢走|抢得|劫得|劫取|损失|侵占|挪用|索要|敲诈|转账|汇款|汇给|借款|"
    r"货款|鉴定|认定|估价|取走|取款|支付|交给|收取|收受|诈骗|存入|拿走|偷走|退税|税款|金额|数额"
)
_UNVALUED = re.compile(r"(?:无法|未能|不能|未予|未作|未)(?:鉴定|估价|核实|认定)|价值不详|价格不详")
_EVIDENCE = re.compile(
    r"上述(?:犯罪)?事实|以上事实|认定上述|前述事实|上述指控|证实上述|为证实|公诉机关(?:当庭|就上述)|公诉机关认为|公诉人认为"
)
_FOUND = re.compile(r"(?:经审理|审理)(?:查明|认定)|本院查明")
_BEFORE = re.compile(r"曾因|前科|因犯.{0,12}罪|刑满释放|于\d{4}年.{0,20}判处")


def _number(text: str) -> Fraction | None:
    plain = text.translate(str.maketrans("０１２３４５６７８９．", "0123456789.")).replace(",", "").replace("，", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return Fraction(plain)
    found = numerals.read(text)
    return None if found is None else Fraction(found)


def _value(found: re.Match[str]) -> tuple[Fraction, Fraction, bool] | None:
    if found["second"]:
        one, other = _number(found["first"]), _number(found["second"])
        if one is None or other is None:
            return None
        scale = _SCALE[found["scale2"]]
        low = one * (_SCALE[found["scale1"]] if found["scale1"] else scale)
        return (low, other * scale, True) if low <= other * scale else None
    whole = _number(found["whole"])
    if whole is None:
        return None
    value = whole * _SCALE[found["scale"]]
    if found["rest"]:
        rest = _number(found["rest"])
        if rest is None or not found["scale"]:
            return None
        step = _SCALE[found["scale"]] // 10
        value += rest * step if rest < 10 and not found["rest"].isdigit() else rest
    return value, value, bool(found["more"] or found["more3"])


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around a sum: from mark to mark."""
    left = max((text.rfind(mark, 0, start) for mark in "，。；：\n（("), default=-1) + 1
    ends = [place for mark in "，。；\n）)" if (place := text.find(mark, end)) >= 0]
    return left, min(ends, default=len(text))


def _sentence(text: str, start: int) -> int:
    """Where the sentence of a place begins."""
    return max(text.rfind(mark, 0, start) for mark in "。\n") + 1


def _role(text: str, start: int, end: int) -> Role:
    left, right = _clause(text, start, end)
    clause, sentence = text[left:right], text[_sentence(text, start) : start]
    if _BEFORE.search(sentence[-60:]):
        return "penalty"
    for role, pattern in _REASONS:
        if pattern.search(clause):
            return role
    if _TOTAL.search(text[left:start]):
        return "total"
    near = text[max(_sentence(text, start), left - 24) : right]
    return "counted" if _OBJECT.search(near) else "other"


def find(text: str) -> list[Sum]:
    """Every sum with its role as its own clause tells it."""
    found = []
    for match in _MONEY.finditer(text):
        value = _value(match)
        if value is not None and value[1] > 0:
            role = _role(text, match.start(), match.end())
            about = value[2] or text[match.start() - 1 : match.start()] in ("约", "近")
            found.append(Sum(match.start(), match.end(), value[0], value[1], about, role))
    return found


def _scope(text: str) -> tuple[int, int]:
    """Where facts are told: what the court found if it found anything, else all; never the list of evidence."""
    begin = 0
    found = _FOUND.search(text)
    if found and any(one.start > found.end() and one.role in ("counted", "total") for one in find(text)):
        begin = found.start()
    stop = _EVIDENCE.search(text, begin + 10)
    return begin, stop.start() if stop else len(text)


def add_up(text: str) -> Added:
    """The sums of a text and their total. A stated total takes in the sums before it that it covers."""
    begin, stop = _scope(text)
    sums: list[Sum] = []
    open_: list[int] = []
    stated = False
    for one in find(text):
        if not begin <= one.start < stop:
            sums.append(replace(one, role="repeated" if one.role in ("counted", "total", "part") else one.role))
            continue
        sums.append(one)
        place = len(sums) - 1
        if one.role == "counted":
            if _told_before(text, sums, open_, one):
                sums[place] = replace(one, role="repeated")
            else:
                open_.append(place)
        elif any(sums[i].role == "total" and sums[i].low == one.low and one.low % 100 for i in open_):
            sums[place] = replace(one, role="repeated")
        elif one.role == "total":
            covered = _covered(text, sums, open_, one)
            for each in covered:
                sums[each] = replace(sums[each], role="part")
            open_ = [each for each in open_ if each not in covered] + [place]
            stated = True
    whole = _whole(sums, open_)
    if whole is not None:
        for each in open_:
            if each != whole:
                sums[each] = replace(sums[each], role="part")
        sums[whole] = replace(sums[whole], role="total")
        open_, stated = [whole], True
    total = _sum(sums, open_)
    return Added(tuple(sums), total if open_ else None, stated and len(open_) == 1, bool(_UNVALUED.search(text)))


def _sum(sums: Sequence[Sum], places: Sequence[int]) -> tuple[Fraction, Fraction]:
    low = sum((sums[place].low for place in places), Fraction(0))
    return low, sum((sums[place].high for place in places), Fraction(0))


def _whole(sums: Sequence[Sum], open_: Sequence[int]) -> int | None:
    """The sum that equals all the others together: the text told the whole, then its parts, or the other way round."""
    low, high = _sum(sums, open_)
    return next((i for i in open_ if len(open_) > 1 and sums[i].low * 2 == low and sums[i].high * 2 == high), None)


def _told_before(text: str, sums: Sequence[Sum], open_: Sequence[int], one: Sum) -> bool:
    """One sum told twice: an uncommon number again in its sentence, or a number that is spoken of as already known."""
    begins = _sentence(text, one.start)
    same = [i for i in open_ if sums[i].low == one.low]
    if _KNOWN.search(text[max(0, one.start - 12) : one.start]) and same:
        return True
    return any(sums[i].start >= begins and one.low % 100 for i in same)


def _covered(text: str, sums: Sequence[Sum], open_: Sequence[int], one: Sum) -> list[int]:
    """The open sums a stated total takes in: all when it equals them or says so, else those of its own sentence.

    The appraised value of things does not take in the cash beside them.
    """
    before = _sum(sums, open_)[0]
    left, right = _clause(text, one.start, one.end)
    clause, begins = text[left:right], _sentence(text, one.start)
    if one.low == before or (_GRAND.search(text[begins:right]) and before <= one.high):
        return list(open_)
    own = [place for place in open_ if sums[place].start >= max(begins, text.rfind("\n", 0, one.start))]
    if _sum(sums, own)[0] > one.high:
        return []
    if "价值" in clause and not re.search("现金|款|财物", clause) and _sum(sums, own)[0] != one.low:
        own = [place for place in own if "现金" not in text[max(0, sums[place].start - 8) : sums[place].start]]
    return own
