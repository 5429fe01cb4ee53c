"""Names of laws while they are typed, and names misheard."""

from __future__ import annotations

import pytest

from egret.law import names, queries
from egret.law.models import Law

pytestmark = pytest.mark.django_db


@pytest.fixture
def known() -> tuple[names.Name, ...]:
    for title, level in (
        ("中华人民共和国治安管理处罚法", "law"),
        ("中华人民共和国刑事诉讼法", "law"),
        ("行政处罚法实施办法", "rule"),
        ("中华人民共和国行政处罚法", "law"),
    ):
        Law.objects.create(key=title.replace("中华人民共和国", ""), title=title, level=level)
    return queries.law_names()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("治安", "治安管理处罚法"),
        ("治安法", "治安管理处罚法"),
        ("治安管理處罰", "治安管理处罚法"),
        ("zaglcff", "治安管理处罚法"),
        ("xzcf", "行政处罚法"),
        ("xingzhengch", "行政处罚法"),
        ("诉讼", "刑事诉讼法"),
        ("刑诉", "刑事诉讼法"),
    ],
)
def test_a_law_is_found_while_its_name_is_typed(known: tuple[names.Name, ...], typed: str, first: str) -> None:
    assert names.completed(typed, known)[0].title == f"中华人民共和国{first}"


def test_one_letter_or_nonsense_completes_nothing(known: tuple[names.Name, ...]) -> None:
    assert names.completed("z", known) == names.completed("qqqq", known) == names.completed("", known) == []


def test_each_law_is_offered_once(known: tuple[names.Name, ...]) -> None:
    found = names.completed("治安", known)
    assert len({name.law for name in found}) == len(found)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("刑事诉颂法82条", "刑事诉讼法82条"),
        ("按治安管理出罚法 43条", "按治安管理处罚法 43条"),
        ("刑事诉讼法82条", ""),
        ("邻居半夜放音乐", ""),
        ("abc", ""),
    ],
)
def test_a_misheard_name_is_put_right(known: tuple[names.Name, ...], written: str, meant: str) -> None:
    assert names.put_right(written, known) == meant
