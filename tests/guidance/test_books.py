"""The evidence books: fourteen kinds, each whole in itself, the law apart from the proposal, nothing odd let in."""

from __future__ import annotations

from pathlib import Path

import pytest

from egret.cases.models import EvidenceKind
from egret.documents.kinds import all_kinds
from egret.guidance import books
from egret.law.rulebook import FOLDER, RulebookError

ALL = list(books.books().values())


def test_there_are_the_fourteen_kinds_of_the_force() -> None:
    assert [one.number for one in ALL] == [f"EB{no:02d}" for no in range(1, 15)]
    assert len({one.title for one in ALL}) == len({one.title_en for one in ALL}) == 14


@pytest.mark.parametrize("book", ALL, ids=lambda one: one.number)
def test_each_fact_is_proved_and_each_paper_exists(book: books.Book) -> None:
    assert books.faults(book.content) == []
    assert len(book.content.must) >= 4 and book.content.errors and book.content.steps and book.content.opinion
    wanted = {paper for one in (*book.content.items, *books.common().must) for paper in one.papers}
    assert wanted <= set(all_kinds()), "a paper nobody issues shows nothing"


@pytest.mark.parametrize("book", ALL, ids=lambda one: one.number)
def test_content_is_the_same_when_kept_as_json(book: books.Book) -> None:
    assert books.content_of(book.content.as_plain()) == book.content


def test_the_eight_kinds_are_those_of_the_case_room() -> None:
    assert set(books.KINDS) == set(EvidenceKind.values)


@pytest.mark.parametrize(
    ("cause", "text", "number"),
    [
        ("盗窃罪", "滨北路入户盗窃", "EB01"),
        ("盗窃", "超市里偷了两瓶酒", ""),
        ("诈骗罪", "冒充客服骗取转账", "EB02"),
        ("殴打他人", "", "EB03"),
        ("危险驾驶罪", "", "EB04"),
        ("为赌博提供条件", "", "EB06"),
        ("饲养动物干扰他人正常生活", "", ""),
    ],
)
def test_a_case_finds_its_kind(cause: str, text: str, number: str) -> None:
    found = books.book_for(cause, text)
    assert (found.number if found else "") == number


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("proves: [F1, F2, F3]", "proves: [F1, F9]", "fact: M1 → F9"),
        ("  F7: 同伙分工和销赃", "  F7: 同伙分工和销赃\n  F8: 无人证明", "unproved: F8"),
        ("id: M2,", "id: M1,", "twice: M1"),
        ("kind: scene, text: 现场勘验", "kind: rumour, text: 现场勘验", "rumour"),
        ("proposal: true", "proposal: false", "does not say what it is"),
        ("errors:", "slips: []\nerrors:", "no field known here"),
    ],
)
def test_a_broken_book_is_refused_with_its_place(tmp_path: Path, was: str, becomes: str, told: str) -> None:
    text = (FOLDER / "guides" / "burglary.yaml").read_text("utf-8")
    assert was in text
    file = tmp_path / "burglary.yaml"
    file.write_text(text.replace(was, becomes, 1), "utf-8")
    with pytest.raises(RulebookError, match=told):
        books.read_book(file)
