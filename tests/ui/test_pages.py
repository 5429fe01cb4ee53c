"""The frame, the error pages and the language switch, without a browser."""

from __future__ import annotations

import pytest
from django.template import engines
from django.test import Client, RequestFactory
from django.utils import translation

from egret.ui import frame, rail
from tests.ui import gallery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("dressed")]


def draw(source: str, **values: object) -> str:
    return engines["django"].from_string(source).render(values)


def test_title_is_also_the_heading(client: Client) -> None:
    page = client.get("/gallery/").content.decode()
    assert "<title>滨北路某小区入户盗窃案 · 白鹭</title>" in page
    assert "<h1>滨北路某小区入户盗窃案</h1>" in page


def test_rail_shows_what_is_visible_in_order_and_marks_the_place() -> None:
    rail.register(rail.Entry("secret", "监督", "Watch", "gallery", "eye", "watch", visible=lambda request: False))
    rail.register(rail.Entry("nowhere", "未开通", "Not built", "no:such", "eye", "watch"))
    groups = rail.groups(RequestFactory().get("/gallery/one/"), "cases")
    assert [group.key for group in groups] == ["today", "work", "law"]
    places = {place.key: place for group in groups for place in group.places}
    assert [key for key, place in places.items() if place.is_current] == ["cases"]
    assert places["worklist"].count == 12
    assert sum(place.is_thumb for place in places.values()) == 4
    with translation.override("en"):
        assert [group.text for group in rail.groups(RequestFactory().get("/"))] == ["Today", "Work", "Law"]


def test_current_place_is_the_longest_address_the_page_lies_under() -> None:
    rail.register(rail.Entry("all", "全部", "All", "/cases/", "folder", "work"))
    rail.register(rail.Entry("mine", "我的", "Mine", "/cases/mine/", "folder", "work"))
    for path, expected in (("/cases/7/", "all"), ("/cases/mine/7/", "mine"), ("/casesx/", None)):
        groups = rail.groups(RequestFactory().get(path))
        current = [place.key for group in groups for place in group.places if place.is_current]
        assert current == ([expected] if expected else [])


def test_unknown_group_is_refused() -> None:
    with pytest.raises(ValueError, match="no group 'kitchen'"):
        rail.register(rail.Entry("x", "x", "x", "x", "x", "kitchen"))


def test_nobody_signed_in_sees_neither_rail_nor_search(client: Client) -> None:
    frame.set_who(lambda request: None)
    page = client.get("/gallery/").content.decode()
    assert 'class="rail"' not in page
    assert 'role="search"' not in page


def test_who_is_asked_once_a_page(client: Client) -> None:
    asked: list[str] = []
    frame.set_who(lambda request: asked.append(request.path) or frame.Who("陈某"))  # type: ignore[func-returns-value]
    client.get("/gallery/")
    assert asked == ["/gallery/"]


def test_language_is_switched_by_post_and_stays(client: Client) -> None:
    assert 'lang="zh-Hans"' in client.get("/gallery/").content.decode()
    answer = client.post("/language/", {"language": "en", "next": "/gallery/?q=1"})
    assert answer.headers["Location"] == "/gallery/?q=1"
    english = client.get("/gallery/").content.decode()
    assert '<html lang="en">' in english
    assert "Skip to the text" in english
    elsewhere = client.post("/language/", {"language": "en", "next": "//elsewhere.example/"})
    assert elsewhere.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("address", "status", "sentence"), [("/nowhere/", 404, "没有这一页"), ("/broken/", 500, "系统出了差错")]
)
def test_error_pages_are_sentences_with_a_remedy(client: Client, address: str, status: int, sentence: str) -> None:
    client.raise_request_exception = False
    answer = client.get(address)
    assert answer.status_code == status
    assert f"<h1>{sentence}</h1>" in answer.content.decode()
    assert 'class="remedy"' in answer.content.decode()


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_need_no_request(name: str) -> None:
    page = engines["django"].get_template(name).render({})
    assert "</html>" in page


def test_form_without_its_token_is_told_kindly() -> None:
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "这一页放得太久了" in answer.content.decode()


def test_errors_lead_to_their_fields(client: Client) -> None:
    page = draw("{% errors form %}{% fields form %}", form=gallery.Extension({"way": "x"}))
    for anchor in ("id_ground", "id_until", "id_way_0", "id_facts", "id_sure"):
        assert f'href="#{anchor}"' in page
        assert f'id="{anchor}"' in page
    assert page.count('aria-invalid="true"') >= 5
    assert 'aria-describedby="id_ground_helptext id_ground_error"' in page
    assert 'id="id_ground_error"' in page


def test_values_are_escaped() -> None:
    danger = "<script>alert(1)</script>"
    source = (
        "{% card x note=x %}{{ x }}{% endcard %}{% tag x %}{% cite x %}{% empty x remedy=x %}"
        "{% note %}{{ x }}{% endnote %}{% refusals f %}"
        "{% once x %}{% confirm x %}{{ x }}{% endconfirm %}{% proof 1 digest=x %}"
    )
    page = draw(source, x=danger, f=gallery.refusal(danger, danger, danger))
    assert danger not in page
    assert page.count("&lt;script&gt;") >= 12


def test_citation_leads_where_the_law_can_be_read() -> None:
    assert draw('{% cite "刑事诉讼法#82" %}') == '<span class="cite">刑事诉讼法 82</span>'
    frame.set_citation(lambda citation: "/law/82/" if citation.endswith("#82") else None)
    assert draw('{% cite "刑事诉讼法#82" %}') == '<a class="cite" href="/law/82/">刑事诉讼法 82</a>'
    assert draw('{% cite "刑事诉讼法#83" %}').startswith("<span")


def test_unknown_icon_does_not_break_a_page() -> None:
    assert "<svg" in draw('{% icon "no-such-icon" %}')
