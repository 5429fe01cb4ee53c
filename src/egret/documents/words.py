"""How dates, sums, people and citations are written on Chinese legal papers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from egret.kit import numerals

SHANGHAI = ZoneInfo("Asia/Shanghai")
PERSON_PARTS = (
    ("alias", "别名{}"),
    ("sex", "{}"),
    ("birth", "{}出生"),
    ("ethnicity", "{}"),
    ("nationality", "国籍{}"),
    ("education", "文化程度{}"),
    ("id_number", "{id_kind}号码{}"),
    ("work", "工作单位或职业：{}"),
    ("address", "住{}"),
    ("phone", "联系电话{}"),
    ("relation", "与当事人关系：{}"),
)
"""What may be said of a person besides the name, in the order papers say it."""
_CITE = re.compile(
    r"(?P<law>[^#]+)#(?P<article>\d+)(?:-(?P<sub>\d+))?(?:\((?P<paragraph>\d+)\))?(?:\((?P<item>\d+)\))?"
)
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")


def day(value: str) -> str:
    """`2026-11-23` -> 2026年11月23日"""
    read = date.fromisoformat(value)
    return f"{read.year}年{read.month}月{read.day}日"


def moment(value: str) -> str:
    """`2026-11-23T06:05:00Z` -> 2026年11月23日14时05分, Beijing time."""
    local = datetime.fromisoformat(value.replace("Z", "+00:00")).astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日{local.hour}时{local.minute:02d}分"


def yuan(value: str) -> str:
    return f"人民币{value}元"


def capital_yuan(value: str) -> str:
    """The sum in banker's numerals, which cannot be altered: 500 -> 伍佰元整, 3050.6 -> 叁仟零伍拾元陆角."""
    cents = int(Decimal(value) * 100)
    whole, rest = divmod(cents, 100)
    jiao, fen = divmod(rest, 10)
    text = f"{_capital(whole)}元" if whole or not rest else ""
    if not rest:
        return f"{text}整"
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif text:
        text += "零"
    return text + (f"{_DIGITS[fen]}分" if fen else "")


def _capital(number: int) -> str:
    if not number:
        return "零"
    text, gap = "", False
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    for index in reversed(range(len(groups))):
        group = groups[index]
        if not group:
            gap = bool(text)
            continue
        for place in (3, 2, 1, 0):
            digit = group // 10**place % 10
            if digit:
                text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place]
                gap = False
            else:
                gap = bool(text)
        text += ("", "万", "亿", "万亿")[index]
        gap = gap and group % 10 == 0
    return text


def cited(cite: str) -> str:
    """`治安管理处罚法#51(1)` -> 《治安管理处罚法》第五十一条第一款"""
    match = _CITE.fullmatch(cite)
    if not match:
        return cite
    law = re.sub(r"[(（][^()（）]*[)）]$", "", match["law"])
    text = f"《{law}》{numerals.label(int(match['article']), int(match['sub'] or 0))}"
    if match["paragraph"]:
        text += f"第{numerals.write(int(match['paragraph']))}款"
    if match["item"]:
        text += f"第{numerals.write(int(match['item']))}项"
    return text


def cited_together(cites: Sequence[str]) -> str:
    return "、".join(cited(cite) for cite in cites)


def described(person: Mapping[str, Any]) -> str:
    """陈某明，男，1990年5月6日出生，…"""
    parts = [str(person["name"])]
    for key, pattern in PERSON_PARTS:
        if key in person:
            value = day(person[key]) if key == "birth" else str(person[key])
            parts.append(pattern.format(value, id_kind=person.get("id_kind", "证件")))
    return "，".join(parts)


def officer(member: Mapping[str, Any]) -> str:
    return f"{member['name']}（警号{member['badge']}）" if member.get("badge") else str(member["name"])
