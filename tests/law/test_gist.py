"""Our own gists: complete for what is cited, true in their numbers, and not the law's words."""

from __future__ import annotations

import difflib
from datetime import date
from pathlib import Path

import pytest

from egret.kit.numerals import quantities
from egret.law import gist
from egret.law.importer import collection
from egret.law.resolving import article_at, resolves
from tests.law.shared_data import LAWS, needs_laws

FOLDER = Path(__file__).resolve().parents[2] / "rulebook" / "gist"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cite", "on", "resolved"),
    [
        ("刑事诉讼法#91", date(2026, 5, 1), True),
        ("治安管理处罚法(2025)#97", date(2026, 5, 1), True),
        ("治安管理处罚法#83", date(2020, 5, 1), True),
        ("治安管理处罚法(2012)#83", date(2026, 5, 1), False),
        ("公安机关办理行政案件程序规定#9999", date(2026, 5, 1), False),
        ("公安部关于改革完善受案立案制度的意见(2015)#审查期限", date(2026, 5, 1), True),
        ("没有这部法#1", date(2026, 5, 1), False),
    ],
)
def test_without_any_import_citations_resolve_on_gists(cite: str, on: date, resolved: bool) -> None:
    assert resolves(cite, on) is resolved


@pytest.mark.django_db
def test_the_day_chooses_between_the_old_and_the_new_act() -> None:
    old, new = (article_at("治安管理处罚法#43", day) for day in (date(2025, 12, 31), date(2026, 1, 1)))
    assert old is not None and new is not None
    assert (old.edition, new.edition) == ("2012", "2025")
    assert old.is_gist and not old.memory


@pytest.mark.django_db
def test_what_was_written_from_memory_is_marked() -> None:
    found = article_at("公安机关涉案财物管理若干规定(2015)#11", date(2026, 1, 1))
    assert found is not None and found.memory


def test_a_wrong_gist_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("law: 法\narticles: {}\n", "utf-8")
    with pytest.raises(gist.GistBroken, match=r"x\.yaml"):
        gist.read(tmp_path)


@needs_laws
def test_numbers_of_gists_stand_in_the_real_articles_and_the_words_are_our_own() -> None:
    book = gist.read(FOLDER)
    laws = {law.key: law for law in collection.read(LAWS).laws}
    wrong, copied = [], []
    for (key, edition, place), said in book.gists.items():
        if said.memory or key not in laws or not place.partition("-")[0].isdigit():
            continue
        no, _, sub = place.partition("-")
        years = next(e.years for e in book.by_law[key] if e.label == edition)
        version = next(
            (v for v in laws[key].versions if v.dated and v.dated.year == int(edition)),
            next(
                (v for v in reversed(laws[key].versions) if v.dated and v.dated.year in years), laws[key].versions[-1]
            ),
        )
        article = next(
            (a for a in version.articles if (a.no, a.sub) == (int(no), int(sub or 0)) and a.kind == "article"), None
        )
        if article is None:
            wrong.append((key, place, "absent"))
            continue
        held = set(quantities(article.text))
        wrong += [(key, place, str(number)) for number in said.numbers if number not in held]
        same = difflib.SequenceMatcher(None, said.zh, article.text, autojunk=False).find_longest_match()
        if same.size > 24:
            copied.append((key, place, said.zh[same.a : same.a + same.size]))
    assert wrong == []
    assert copied == []
