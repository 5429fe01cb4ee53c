"""Spellings of our own: every way an officer may write a citation, in either script."""

from __future__ import annotations

from pathlib import Path

import pytest

from egret.law import citations, gist, variants
from egret.law.citations import Book
from egret.law.variants import simplified

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def book() -> Book:
    return Book(gist.read(ROOT / "rulebook" / "gist").aliases)


@pytest.mark.parametrize(
    ("written", "law", "article", "sub", "paragraph", "item"),
    [
        ("治安管理處罰法第五十一條", "治安管理处罚法", 51, 0, 0, 0),
        ("《中華人民共和國治安管理處罰法》第五十一條第二款", "治安管理处罚法", 51, 0, 2, 0),
        ("刑訴法82條3項", "刑事诉讼法", 82, 0, 0, 3),
        ("刑事訴訟法 第一百一十九條", "刑事诉讼法", 119, 0, 0, 0),
        ("刑法二百九十三条", "刑法", 293, 0, 0, 0),
        ("刑法２９３条", "刑法", 293, 0, 0, 0),
        ("刑法 293", "刑法", 293, 0, 0, 0),
        ("刑法第一百三十三条之一第一款第（二）项", "刑法", 133, 1, 1, 2),
        ("刑法133-1", "刑法", 133, 1, 0, 0),
        ("反電詐法第三十八條", "反电信网络诈骗法", 38, 0, 0, 0),
        ("禁毒法六十二条", "禁毒法", 62, 0, 0, 0),
        ("警察法二十二", "人民警察法", 22, 0, 0, 0),
        ("警察法第二十二", "人民警察法", 22, 0, 0, 0),
        ("刑法一百三十三之一", "刑法", 133, 1, 0, 0),
        ("治安法 五十一 殴打", "治安管理处罚法", 51, 0, 0, 0),
        ("第264条 刑法", "刑法", 264, 0, 0, 0),
        ("槍支管理法第五十條", "枪支管理法", 50, 0, 0, 0),
        ("反家暴法三十三条", "反家庭暴力法", 33, 0, 0, 0),
        ("治安法一百〇一条", "治安管理处罚法", 101, 0, 0, 0),
    ],
)
def test_a_citation_in_any_spelling(
    book: Book, written: str, law: str, article: int, sub: int, paragraph: int, item: int
) -> None:
    found = citations.parse(simplified(written), book)
    assert found is not None
    assert (found.law, found.article, found.sub, found.paragraph, found.item) == (law, article, sub, paragraph, item)


def test_folding_keeps_every_place() -> None:
    assert simplified("鄰居半夜放音樂，吵鬧") == "邻居半夜放音乐，吵闹"
    assert simplified("刑法第264条") == "刑法第264条"


def test_no_character_is_folded_twice() -> None:
    table = variants.table(ROOT / "rulebook" / "search" / "traditional.yaml")
    assert len(table) > 1400
    assert not [pair for pair in table.items() if ord(pair[1]) in table]


def test_a_pair_that_is_none_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "traditional.yaml"
    broken.write_text("pairs: 國国 法\n", "utf-8")
    with pytest.raises(ValueError, match="no pair"):
        variants.table(broken)
