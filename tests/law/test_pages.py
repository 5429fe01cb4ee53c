"""Pages of the law room: lists, versions side by side, search, gists, confirmation of a date."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from egret.acts.ports import ports
from egret.acts.refusals import Refused
from egret.law import comparing, importing, queries, views
from egret.law.acts import confirm_effective_date
from egret.law.comparing import compare, excerpt, marked
from egret.law.models import EffectiveDate, Law, Version
from egret.law.ranking import index
from egret.org import signed_in
from egret.org.system import SystemActor
from egret.ui import frame

END = "<!-- INFO END -->"
AT = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
CLERK = SystemActor("s:test")


class AllPowers:
    def refusal(self, *_: Any) -> None:
        return None

    def scope(self, *_: Any) -> None:
        return None


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(signed_in, "officer_or_none", lambda request: CLERK)
    monkeypatch.setattr(frame._frame, "who", lambda request: frame.Who("某民警"))
    monkeypatch.setattr(views, "officer", lambda request: CLERK)
    monkeypatch.setattr(ports, "powers", AllPowers())
    return Client()


@pytest.fixture
def laws(tmp_path: Path, db: None) -> Path:
    def write(name: str, history: str, body: str) -> None:
        (tmp_path / name).write_text(f"# 中华人民共和国渡鸦法\n\n{history}\n\n{END}\n\n{body}\n", "utf-8")

    write(
        "渡鸦法(2012-10-26).md",
        "2012年10月26日 修正",
        "## 第一章 总则\n\n第一条 渡鸦登记，处五日以下拘留。\n\n第二条 旧。",
    )
    write(
        "渡鸦法(2025-06-27).md",
        "2025年6月27日 修订",
        "## 第一章 总则\n\n第一条 渡鸦登记，处十日以下拘留。\n\n第二条 新。\n\n第三条 自2026年1月1日起施行。",
    )
    importing.import_folder(tmp_path, at=AT)
    return tmp_path


def read(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_list_and_the_law(client: Client, laws: Path) -> None:
    assert "中华人民共和国渡鸦法" in read(client, "/law/?q=渡鸦")
    law = Law.objects.get()
    page = read(client, f"/law/{law.pk}/")
    assert "第一章 总则" in page and "未经确认" in page
    assert "旧。" in read(client, f"/law/{law.pk}/?version=2012-10-26")


def test_versions_stand_side_by_side_with_what_changed(client: Client, laws: Path) -> None:
    page = read(client, f"/law/{Law.objects.get().pk}/1/")
    assert "<del>五</del>" in page and "<ins>十</ins>" in page


def test_search_by_words_and_by_citation(client: Client, laws: Path) -> None:
    assert "<mark>渡鸦登记</mark>" in read(client, "/law/search/?q=渡鸦登记")
    assert "2025-06-27" in read(client, "/law/search/?q=渡鸦法第一条&on=2026-05-01")
    old = read(client, "/law/search/?q=渡鸦法第一条&on=2020-05-01")
    assert "2012-10-26" in old and "2025-06-27" not in old
    assert "最后一条是第 3 条" in read(client, "/law/search/?q=渡鸦法第九条&on=2026-05-01")
    assert "没有找到" in read(client, "/law/search/?q=海象")


def test_results_stand_by_law_with_their_neighbours_and_the_reason(client: Client, laws: Path) -> None:
    index.rebuild()
    page = read(client, "/law/search/?q=渡鸦登记被抓了&on=2026-05-01")
    assert page.count("<h2><a") == 1
    assert "部分词相符" in page and "前后条文" in page and "第二条" in page
    assert "同时按法律用语检索" in page and "拘留" in page


def test_while_nothing_is_imported_the_page_says_so_and_offers_the_gist(client: Client, db: None) -> None:
    assert "还没有导入法律法规" in read(client, "/law/search/?q=邻居半夜放音乐")
    page = read(client, "/law/search/?q=刑事诉讼法第八十二条")
    assert "自写要旨" in page and "/law/cite/?c=" in page and "还没有导入法律法规" not in page


def test_results_narrow_to_a_level_or_a_law(client: Client, laws: Path) -> None:
    level = Law.objects.get().level
    for build in (lambda: None, index.rebuild):
        build()
        assert "<mark>" in read(client, f"/law/search/?q=渡鸦登记&level={level}&on=2026-05-01")
        assert "没有找到" in read(client, "/law/search/?q=渡鸦登记&level=constitution&on=2026-05-01")
        assert "<mark>" in read(client, "/law/search/?q=渡鸦登记&law=渡鸦&on=2026-05-01")
        assert "没有找到" in read(client, "/law/search/?q=渡鸦登记&law=海象法&on=2026-05-01")


def test_what_is_typed_is_escaped(client: Client, laws: Path) -> None:
    assert "<script>alert" not in read(client, "/law/search/?q=<script>alert(1)</script>渡鸦")


@pytest.mark.parametrize("query", ['"', '渡鸦" OR "', "*", "NEAR(", "'", "\\", "渡鸦&|!", "\0渡鸦", "-", "🙂"])
def test_no_query_breaks_the_index(laws: Path, query: str) -> None:
    queries.search(query, on=date(2026, 5, 1))


def test_a_citation_leads_to_the_article_or_to_our_gist(client: Client, laws: Path) -> None:
    law = Law.objects.get()
    answer = client.get("/law/cite/", {"c": "渡鸦法(2025)#1"})
    assert answer.headers["Location"] == f"/law/{law.pk}/1/#2025-06-27"
    assert "自写的要旨" in read(client, "/law/cite/?c=刑事诉讼法%2391")
    assert client.get("/law/cite/", {"c": "渡鸦法#99"}).status_code == 404


def test_the_import_report(client: Client, laws: Path) -> None:
    assert "施行日期未经确认" in read(client, "/law/imports/")


def test_a_person_confirms_the_date(client: Client, laws: Path) -> None:
    law = Law.objects.get()
    given = {"day": "2026-01-01", "source": "主席令", "key": "k1"}
    answer = client.post(f"/law/{law.pk}/versions/2025-06-27/confirm/", given)
    assert answer.status_code == 302
    version = Version.objects.get(label="2025-06-27")
    assert (version.is_confirmed, version.from_source, version.confirmed_by) == (True, "confirmed", "s:test")
    assert EffectiveDate.objects.get().day == date(2026, 1, 1)
    assert Version.objects.get(label="2012-10-26").in_force_to == date(2026, 1, 1)
    importing.import_folder(laws, at=AT)
    assert Version.objects.get(label="2025-06-27").is_confirmed


def test_a_date_before_adoption_is_refused(client: Client, laws: Path) -> None:
    law = Law.objects.get()
    given = {"day": "2025-01-01", "source": "误", "key": "k2"}
    page = client.post(f"/law/{law.pk}/versions/2025-06-27/confirm/", given).content.decode()
    assert "早于这一版本的通过或公布日期" in page
    assert not EffectiveDate.objects.exists()


def test_confirming_needs_the_power(laws: Path) -> None:
    from egret.acts.done import By

    with pytest.raises(Refused):
        confirm_effective_date(
            importing.NOWHERE, By(CLERK, AT), law="渡鸦法", version="2025-06-27", day=date(2026, 1, 1), source="x"
        )
    assert not Version.objects.get(label="2025-06-27").is_confirmed


def test_nobody_reads_without_signing_in(db: None) -> None:
    assert Client().get("/law/").status_code == 302


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("处五日拘留", "处十日拘留", [("same", "处"), ("out", "五"), ("in", "十"), ("same", "日拘留")]),
        ("甲", "甲", [("same", "甲")]),
        ("500元", "1000元", [("out", "500"), ("in", "1000"), ("same", "元")]),
    ],
)
def test_comparing(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    assert [(run.kind, run.text) for run in compare(before, after)] == expected


def test_marking_and_excerpts() -> None:
    assert marked("一渡鸦二", ["渡鸦"]) == [(False, "一"), (True, "渡鸦"), (False, "二")]
    assert excerpt("甲" * 300 + "渡鸦", ["渡鸦"], 100).endswith("渡鸦")


def test_a_number_given_to_another_rule_is_not_shown_as_a_change() -> None:
    assert comparing.is_reworded("渡鸦登记，处五日以下拘留。", "渡鸦登记，处十日以下拘留。")
    assert not comparing.is_reworded("公安机关应当当场宣告决定书并交付。", "在办案场所询问，全程同步录音录像。")
