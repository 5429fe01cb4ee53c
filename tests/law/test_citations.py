"""Citations: found, parsed, resolved on a day, written."""

from __future__ import annotations

import csv
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from egret.law import citations, gist
from egret.law.citations import Book, Citation, Edition
from tests.law.shared_data import SHARED

ROOT = Path(__file__).resolve().parents[2]
DEV = SHARED / "data" / "citations_dev.tsv"


@pytest.fixture(scope="module")
def book() -> Book:
    return Book(gist.read(ROOT / "rulebook" / "gist").aliases)


def parts(citation: Citation | None) -> tuple[object, ...]:
    assert citation is not None
    return (citation.law, citation.article, citation.sub, citation.paragraph, citation.item, citation.year)


@pytest.mark.skipif(not DEV.is_file(), reason="CITATION LIST ABSENT: set EGRET_SHARED to the folder that holds data/")
def test_every_spelling_of_the_list_is_understood(book: Book) -> None:
    wrong, times = [], []
    with DEV.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    for row in rows:
        started = time.perf_counter()
        found = citations.parse(row["query"], book)
        times.append(time.perf_counter() - started)
        wanted = (
            set(row["law_key"].split("|")),
            int(row["article"]),
            int(row["sub"] or 0),
            int(row["paragraph"] or 0),
            int(row["item"] or 0),
        )
        if found is None or (set(found.laws), found.article, found.sub, found.paragraph, found.item) != wanted:
            wrong.append((row["query"], found))
    assert wrong == []
    assert sorted(times)[int(len(times) * 0.95)] < 0.005


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("刑法264", ("刑法", 264, 0, 0, 0, None)),
        ("第264条 刑法", ("刑法", 264, 0, 0, 0, None)),
        ("《中华人民共和国刑事诉讼法》（2018）第八十二条第一款第（三）项", ("刑事诉讼法", 82, 0, 1, 3, 2018)),
        ("刑法第一百二十条之1", ("刑法", 120, 1, 0, 0, None)),
        ("刑法第一百三十三条之一第一款第（二）项", ("刑法", 133, 1, 1, 2, None)),
        ("刑訴法", None),
        ("治安管理处罚法（2012年修正）第四十三条", ("治安管理处罚法", 43, 0, 0, 0, 2012)),
        ("依照治安法第五十一条处罚", ("治安管理处罚法", 51, 0, 0, 0, None)),
    ],
)
def test_queries(book: Book, query: str, expected: tuple[object, ...] | None) -> None:
    found = citations.parse(query, book)
    assert (parts(found) if expected else found) == expected


def test_an_ambiguous_name_means_both(book: Book) -> None:
    found = citations.parse("程序规定61条", book)
    assert found is not None and len(found.laws) == 2


def test_the_rest_of_the_query_is_kept(book: Book) -> None:
    found = citations.parse("入户 刑法第264条 既遂", book)
    assert found is not None and found.rest == "入户 既遂"


def test_lists_and_ranges(book: Book) -> None:
    text = "依照刑法第三、五条和第二百六十四条，参照刑事诉讼法第八十条至第八十三条"
    assert [(c.law, c.article, c.until) for c in citations.find(text, book)] == [
        ("刑法", 3, 0), ("刑法", 5, 0), ("刑法", 264, 0), ("刑事诉讼法", 80, 83),
    ]  # fmt: skip


def test_spans_point_at_the_text(book: Book) -> None:
    text = "根据《治安管理处罚法》第４３条第二款处罚"
    [found] = citations.find(text, book)
    assert text[found.start : found.end] == "《治安管理处罚法》第４３条第二款"


def test_this_law_needs_a_context(book: Book) -> None:
    assert citations.find("本法第三条", book) == []
    [found] = citations.find("本法第三条", book, context="刑法")
    assert (found.law, found.article) == ("刑法", 3)


def test_an_unknown_law_in_book_marks_is_still_a_citation(book: Book) -> None:
    [found] = citations.find("《渡口市养鸦条例》第三条", book)
    assert (found.law, found.article) == ("渡口市养鸦条例", 3)


@pytest.mark.parametrize("text", ["盗窃300元怎么处罚", "邻居噪声", "二〇二五年三月", ""])
def test_plain_words_are_no_citation(book: Book, text: str) -> None:
    assert citations.parse(text, book) is None


@pytest.mark.parametrize(
    ("cite", "expected"),
    [
        ("治安管理处罚法(2025)#97", [("治安管理处罚法", 97, 0, 0, 0, 2025)]),
        ("公安机关办理行政案件程序规定#61(1)(2)", [("公安机关办理行政案件程序规定", 61, 0, 1, 2, None)]),
        ("刑法#133-1", [("刑法", 133, 1, 0, 0, None)]),
        ("刑法#120之一", [("刑法", 120, 1, 0, 0, None)]),
        ("公安机关适用继续盘问规定(2004)#11,17", [("公安机关适用继续盘问规定", n, 0, 0, 0, 2004) for n in (11, 17)]),
        ("没有井号", []),
    ],
)
def test_cites_of_the_rulebook(cite: str, expected: list[tuple[object, ...]]) -> None:
    assert [parts(one) for one in citations.parse_cite(cite)] == expected


def test_a_document_without_articles_is_cited_by_section() -> None:
    [found] = citations.parse_cite("公安部关于改革完善受案立案制度的意见(公通字〔2015〕32号)#审查期限")
    assert (found.law, found.section, found.year) == ("公安部关于改革完善受案立案制度的意见", "审查期限", 2015)


def test_written_and_read_again(book: Book) -> None:
    one = Citation(("刑事诉讼法",), 82, 0, 1, 3, 2018)
    assert citations.format(one) == "《刑事诉讼法》（2018）第八十二条第一款第（三）项"
    assert parts(citations.parse(citations.format(one), book)) == parts(one)
    assert parts(citations.parse_cite(citations.as_cite(one))[0]) == parts(one)


class Shelf:
    """Two versions of one law."""

    OLD = Edition("治安管理处罚法", "2012-10-26", frozenset({2012}), date(2006, 3, 1), date(2026, 1, 1), True, 119)
    NEW = Edition("治安管理处罚法", "2025-06-27", frozenset({2025, 2026}), date(2026, 1, 1), None, False, 144)

    def editions(self, key: str) -> Sequence[Edition]:
        return (self.OLD, self.NEW) if key == "治安管理处罚法" else ()

    def has(self, key: str, label: str, article: int, sub: int) -> bool:
        return 0 < article <= (119 if label == "2012-10-26" else 144) and not sub


@pytest.mark.parametrize(
    ("on", "year", "label", "certain"),
    [
        (date(2020, 5, 6), None, "2012-10-26", True),
        (date(2025, 12, 31), None, "2012-10-26", True),
        (date(2026, 1, 1), None, "2025-06-27", False),
        (date(2026, 5, 1), 2012, "2012-10-26", True),
    ],
)
def test_the_day_chooses_the_version(on: date, year: int | None, label: str, certain: bool) -> None:
    [found] = citations.resolve(Citation(("治安管理处罚法",), 43, year=year), Shelf(), on)
    assert found.edition is not None
    assert (found.edition.label, found.found, found.certain) == (label, True, certain)


def test_a_number_above_the_last_article_is_told() -> None:
    [found] = citations.resolve(Citation(("治安管理处罚法",), 145), Shelf(), date(2026, 5, 1))
    assert (found.found, found.last_article) == (False, 144)
