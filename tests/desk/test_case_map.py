"""The map of a case: one picture of what has been done, what runs and what may follow."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from egret.acts.done import By
from egret.acts.paths import visits
from egret.acts.queries import menu, timeline
from egret.cases.acts import penalty, remedies, sealing
from egret.cases.models import AdministrativeCase, CriminalCase
from egret.demo import offences
from egret.demo.matters import ASSAULT
from egret.desk import pages
from egret.desk.case_map import CaseMap, case_map
from egret.desk.open_file import OpenFile
from egret.documents.models import Document
from egret.documents.queries import documents_of, drawn, render
from egret.ui.path_picture import Path, Station, measured, picture, sheets, wrapped
from tests.browser.fixtures import pictures
from tests.building import cases
from tests.building.org import NOON, District

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]
SVG = "{http://www.w3.org/2000/svg}"


def map_of(city: District, case: AdministrativeCase | CriminalCase, post: str = "officer") -> CaseMap:
    by = By(city[post], NOON + timedelta(days=1))
    return case_map(OpenFile(case), timeline(case), menu(case, by), pages.dials(case), by.at)


def test_a_young_case_shows_where_it_stands_what_runs_and_each_way_on(city: District) -> None:
    case = cases.accepted(city)
    path = map_of(city, case).path
    assert [(one.title, one.state) for one in path.stations][:3] == [
        ("受案（立案）", "done"),
        ("调查取证", "now"),
        ("审核", "ahead"),
    ]
    limits = {str(dial.title) for dial in pages.dials(case)}
    assert limits and {one.text for one in path.running} == limits
    assert all(0 < one.share < 1 for one in path.running if one.tone != "late")
    table = AdministrativeCase.STAGES
    ways = {(step.act, table[step.to].title) for step in table.steps if case.stage in step.frm}
    assert len(path.branches) == len(ways), "each step of the stage table from here"
    submit = next(one for one in path.branches if one.to == "审核")
    assert submit.state == "wait" and "只有本人陈述" in submit.note and submit.url.endswith("cases.submit_for_review/")
    mediation = next(one for one in path.branches if one.to == "治安调解")
    assert mediation.state == "open"


def test_merging_leads_into_rest_and_not_where_it_takes_the_main_case(city: District) -> None:
    case = cases.burglary(city)
    assert case.stage == "investigating"
    ways = [one.to for one in map_of(city, case).path.branches if one.text == "并案侦查"]
    assert ways == ["已并案"]


def test_what_another_post_does_is_drawn_without_a_link(city: District) -> None:
    case = cases.accepted(city)
    others = [one for one in map_of(city, case, "bureau_head").path.branches if one.state == "other"]
    assert others and not any(one.url for one in others)


def test_a_stage_that_is_come_back_to_is_drawn_again(city: District) -> None:
    case = offences.submitted(city.squad, ASSAULT, NOON)
    at = timeline(case)[-1].at + timedelta(hours=1)
    penalty.return_from_review(case, By(city.squad.reviewer, at), reason="补充证人证言")
    case = AdministrativeCase.objects.get(pk=case.pk)
    assert [one.stage for one in visits(case, timeline(case))][-3:] == ["investigating", "review", "investigating"]


def test_a_case_that_has_ended_has_no_ways_and_all_its_papers(city: District) -> None:
    case = cases.closed(city)
    found = map_of(city, case)
    assert found.path.stations[-1].title == "已结案" and found.path.stations[-1].state == "now"
    papers = [mark for one in found.path.stations for mark in one.marks if mark.has_paper]
    assert papers and all(mark.url.startswith("/") for mark in papers)


def test_links_of_the_picture_lead_somewhere_and_its_ids_are_its_own(city: District, signed_in: Enter) -> None:
    case = cases.investigated(city)
    page = signed_in("officer").get(reverse("desk:subject", args=[case.pk])).content.decode()
    svgs = re.findall(r"<svg [^>]*map-.*?</svg>", page, re.S)
    assert len(svgs) == 2
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for svg in svgs:
        tree = ElementTree.fromstring(svg)
        assert tree.find(f"{SVG}title") is not None and tree.find(f"{SVG}desc") is not None
        anchors = [link.get("href", "") for link in tree.iter(f"{SVG}a")]
        assert anchors
        for href in anchors:
            assert href.startswith("/") or href.removeprefix("#") in ids, href


def test_what_people_wrote_never_becomes_markup() -> None:
    path = Path('<b>"某"</b>', "a & b", [Station("<script>", "x<y", "now")])
    for one in (picture(path, wide=True, name="m"), *sheets(path)):
        assert "<script>" not in one and ElementTree.fromstring(one) is not None


def test_text_keeps_within_its_column() -> None:
    for text in (
        "当事人对案件事实有异议的，依照治安管理处罚法（2025）第一百一十七条告知",
        "Submit for review by the legal office",
    ):
        lines = wrapped(text, 150, 14)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(measured(line, 14) <= 164 for line in lines)
        assert not any(line[0] in "，。）" for line in lines)
    assert wrapped("一二三四五六七八九十", 28, 14, most=2) == ["一二", "三…"]


def test_a_long_path_takes_several_sheets() -> None:
    path = Path("t", "d", [Station(f"第{at}站", "2026-03-02", "done") for at in range(80)])
    pages = sheets(path, height=1000)
    assert len(pages) > 2
    assert all(float(ElementTree.fromstring(one).get("height", "0")) <= 1000 for one in pages)
    assert sum(one.count('class="pass"') for one in pages) == 80


def test_it_reads_in_english(city: District, signed_in: Enter) -> None:
    case = cases.accepted(city)
    with translation.override("en"):
        path = map_of(city, case).path
    assert path.stations[1].title == "Investigation" and path.branches_title == "From here one may go to"
    assert not re.search("[\u4e00-\u9fff]", path.description)


@pytest.mark.browser
def test_the_map_in_a_browser(city: District, page, live_server, axe, shoot, sign_in) -> None:  # type: ignore[no-untyped-def]
    from tests.desk.conftest import account_of

    case = cases.investigated(city)
    sign_in(page, account_of(city, city["officer"]))
    page.goto(live_server.url + reverse("desk:subject", args=[case.pk]))
    axe(page)
    link = page.locator("#map .wide svg a").first
    link.focus()
    assert link.evaluate("one => one === document.activeElement")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(live_server.url + reverse("desk:subject", args=[case.pk]))
    for part in ("wide", "narrow"):
        page.set_viewport_size({"width": 1280 if part == "wide" else 360, "height": 900})
        box = page.locator(f"#map .{part} svg").bounding_box()
        assert box and box["width"] > 280
    shoot(page, "case_map", whole=False)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("#map").screenshot(path=pictures() / "case_map-card.png")


def test_the_way_of_the_case_is_bound_into_its_file(city: District) -> None:
    """Archiving issues 案件流程图: each stage and act of the journal, frozen, drawn on the page and on paper."""
    case = cases.closed(city)
    at = timeline(case)[-1].at + timedelta(days=1)
    filed = {"volume": "2026-X-00012", "pages": 36, "kept_for": "长期", "place": "档案室"}
    sealed = {"ground": sealing.SealGround.OFFENCE, "keepers": (city["case_manager"],)}
    sealing.seal_record(case, city.by("officer", at), **sealed)
    remedies.archive(type(case).objects.get(pk=case.pk), city.by("officer", at), **filed)
    paper = Document.objects.get(matter_id=case.pk, document_kind="行政案件流程图")
    told = paper.facts["path"]
    assert [one["stage"] for one in told][:2] == ["受案（立案）", "调查取证"] and told[-1]["stage"] == "已结案"
    numbers = {number for visit in told for mark in visit["marks"] for number in mark["papers"]}
    assert numbers == set(documents_of(case).exclude(pk=paper.pk).values_list("number", flat=True))
    [block] = [one for one in drawn(paper)["blocks"] if one["block"] == "path"]
    assert "案件流程图" in block["pictures"][0] and "已结案" in block["alt"]
    pdf = render(paper)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 2
    pictures().joinpath("case_map.pdf").write_bytes(pdf)
