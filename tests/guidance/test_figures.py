"""How well facts are read, measured on real cases that lie outside the project; floors so that it gets no worse.

The names of charges are taken out of the facts first, for a police officer's text does not name them.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from typing import Any

import pytest

from egret.guidance import amounts, proposing, reading, tables
from tests.law.shared_data import SHARED

CASES = SHARED / "data" / "cases"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CASES.is_dir(), reason="REAL CASES ABSENT: set EGRET_SHARED to the folder with data/cases"),
]
RENAMED = {
    "生产、销售假药": "生产、销售、提供假药",
    "非法采伐、毁坏国家重点保护植物": "危害国家重点保护植物",
    "非法猎捕、杀害珍贵、濒危野生动物": "危害珍贵、濒危野生动物",
    "非法买卖制毒物品": "非法生产、买卖、运输制毒物品、走私制毒物品",
    "伪造、变造居民身份证": "伪造、变造、买卖身份证件",
    "盗窃、抢夺枪支、弹药、爆炸物": "盗窃、抢夺枪支、弹药、爆炸物、危险物质",
}


def rows(name: str, most: int = 10_000) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text("utf-8").splitlines()[:most]]
    names = re.compile("|".join(map(re.escape, sorted(tables.charges(), key=len, reverse=True))))
    return [{**one, "fact": names.sub("某罪", one["fact"])} for one in found]


def gold(one: dict[str, Any]) -> set[str]:
    names = (re.sub(r"[\[\]]", "", name) for name in one["charges"])
    return {RENAMED.get(name, name) + "罪" for name in names}


def f1(pairs: list[tuple[set[str], set[str]]]) -> float:
    hits, said, true = (sum(map(len, part)) for part in zip(*((a & b, a, b) for a, b in pairs), strict=True))
    return 2 * hits / (said + true)


@pytest.mark.parametrize(("name", "floor"), [("charge_dev", 0.58), ("judgment_dev", 0.60)])
def test_charges(name: str, floor: float) -> None:
    pairs = [({each.charge for each in proposing.propose(one["fact"])}, gold(one)) for one in rows(name)]
    answered = sum(bool(said) for said, _ in pairs) / len(pairs)
    sys.stdout.write(f"{name}: charge F1 {f1(pairs):.3f}, answered {answered:.3f}\n")
    assert f1(pairs) >= floor


def test_articles_and_sentences_with_the_width_of_the_span() -> None:
    pairs, inside, widths = [], [], []
    for one in rows("judgment_dev"):
        read = reading.read(one["fact"], date(2026, 3, 1))
        said = {cite.partition("#")[2].partition("-")[0] for cite in read.articles}
        pairs.append((said, {str(number) for number in one["articles"]}))
        if read.months and not one["life"] and not one["death"]:
            inside.append(read.months[0] <= one["months"] <= read.months[1])
            widths.append(read.months[1] - read.months[0])
    share, width = sum(inside) / len(inside), sum(widths) / len(widths)
    told = f"{share:.3f} of {len(inside)} sentences inside, mean width {width:.1f} months"
    sys.stdout.write(f"judgment_dev: article F1 {f1(pairs):.3f}; {told}\n")
    assert f1(pairs) >= 0.57 and share >= 0.69 and width <= 60


def test_amounts() -> None:
    right = answered = 0
    found = rows("amount_dev")
    for one in found:
        total = amounts.add_up(one["fact"]).total
        answered += total is not None
        right += total is not None and abs(float(total[1]) - one["amount"]) <= 0.005 * one["amount"]
    sys.stdout.write(f"amount_dev: {right} of {len(found)} right, {answered} answered\n")
    assert right / len(found) >= 0.88
