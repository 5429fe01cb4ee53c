"""A reviewer finds the list of a case incomplete, sends it back by name, the officer mends it; a guide is withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from egret.acts.done import By
from egret.acts.machine import place_of
from egret.demo import offences
from egret.demo.matters import ASSAULT
from egret.guidance import books
from egret.guidance.acts.dossiers import make_dossier
from egret.guidance.acts.guides import withdraw_guide
from egret.guidance.models import GuideVersion, ModelDossier
from egret.review.acts.items import receive, take_up
from egret.review.models import ReviewItem
from tests.building import cases
from tests.building.org import NOON, District, later
from tests.guidance.conftest import account_of
from tests.guidance.test_guides import Office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = later(days=4)


@pytest.fixture(autouse=True)
def that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def opened(page: Page, address: str) -> None:
    """The fold of the list, opened by keyboard."""
    page.goto(address)
    page.locator("#checklist summary").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#checklist table")


def test_a_reviewer_who_finds_the_list_incomplete(
    page: Page,
    live_server: Any,
    city: District,
    sign_in: Callable[..., None],
    axe: Callable[..., None],
    shoot: Callable[..., Any],
) -> None:
    office = Office(city)
    version = office.approved(guide="EB03", content=books.book("EB03").content.as_plain())
    case = offences.submitted(city.squad, ASSAULT, NOON)
    got = receive(place_of(case), By(city["legal_assistant"], later(days=3)), matter=case)
    item = ReviewItem.objects.get(pk=got.subject.pk)
    take_up(item, By(office.first, later(days=3, hours=1)))

    sign_in(page, account_of(city, office.first))
    opened(page, f"{live_server.url}/s/{item.pk}/")
    listed = page.locator("#checklist")
    assert "双方阵营以外的在场人证言" in listed.inner_text() and version.number in listed.inner_text()
    axe(page)
    shoot(page, "guide-list-of-a-review")
    listed.get_by_role("link", name="退回补正").click()
    page.wait_for_selector("textarea[name=defects]")
    assert "缺：双方阵营以外的在场人证言" in page.input_value("textarea[name=defects]")
    axe(page)
    page.get_by_role("button", name="确认办理").click()
    page.wait_for_load_state()
    case = offences.again(case)
    assert case.stage == "investigating"

    page.context.clear_cookies()
    sign_in(page, account_of(city, city["officer"]))
    opened(page, f"{live_server.url}/s/{case.pk}/")
    missing = page.locator("#checklist tr", has_text="双方阵营以外的在场人证言")
    assert "缺" in missing.inner_text()
    missing.get_by_role("link", name="核对").click()
    page.wait_for_selector("select[name=item]")
    assert page.input_value("select[name=item]") == "M3"
    axe(page)
    page.fill("input[name=note]", "现场只有双方，没有旁人")
    page.get_by_role("button", name="确认办理").click()
    page.wait_for_load_state()
    opened(page, f"{live_server.url}/s/{case.pk}/")
    settled = page.locator("#checklist tr", has_text="双方阵营以外的在场人证言").inner_text()
    assert "本案不需要" in settled and "现场只有双方" in settled
    axe(page)
    shoot(page, "guide-list-of-a-case")

    withdraw_guide(GuideVersion.objects.get(pk=version.pk), By(office.second, NOW), reasons="要求与新规定不符")
    opened(page, f"{live_server.url}/s/{case.pk}/")
    assert "按建议稿" in page.locator("#checklist").inner_text()
    page.goto(f"{live_server.url}/s/{case.pk}/checklist/")
    axe(page)


def test_the_room_of_guides_in_pictures(
    page: Page,
    live_server: Any,
    city: District,
    sign_in: Callable[..., None],
    axe: Callable[..., None],
    shoot: Callable[..., Any],
) -> None:
    office = Office(city)
    version = office.proposed(day=NOW.date(), at=datetime.fromisoformat(NOW.isoformat()))
    case = cases.closed(city, at=later(days=-30))
    make_dossier(
        case,
        By(office.first, NOW),
        story="2026年1月31日，陈某明在便利店门前因停车与林某华争执，打了一拳。",
        lesson="先固定监控，再做伤情鉴定，双方陈述互相印证。",
    )
    sign_in(page, account_of(city, office.second))
    for name, address in {
        "guides": "/guidance/guides/",
        "guide": "/guidance/guides/EB01/",
        "guide-version": f"/guidance/guides/version/{version.pk}/",
        "guide-draft": "/guidance/guides/EB02/draft/",
        "model-dossier": f"/guidance/dossiers/{ModelDossier.objects.get().pk}/",
    }.items():
        page.goto(live_server.url + address)
        axe(page)
        shoot(page, name)
    page.goto(f"{live_server.url}/guidance/guides/version/{version.pk}/")
    page.get_by_role("button", name="核定，到生效日期起用").click()
    page.wait_for_load_state()
    assert "已核定" in page.content()
