"""What the script adds, and that nothing is missing without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("dressed")]


def test_search_is_at_hand(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/gallery/")
    page.keyboard.press("Control+k")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("wmm")
    expect(page.locator("#found a")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#found a")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#find")).to_be_focused()
    expect(page.locator("#found a")).to_have_count(0)
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()


def test_clock_runs_on_from_the_servers_moment(page: Page, live_server: Any) -> None:
    page.clock.install()
    page.goto(f"{live_server.url}/gallery/")
    late, soon = page.locator(".clock .left .t").nth(0), page.locator(".clock .left .t").nth(1)
    before = late.inner_text(), soon.inner_text()
    page.clock.run_for(11 * 60 * 1000)
    assert (late.inner_text(), soon.inner_text()) != before
    assert soon.inner_text() == "21:49"


def test_form_is_sent_once(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/gallery/")
    sent: list[str] = []
    page.route(
        "**/gallery/",
        lambda route: sent.append(route.request.method) if route.request.method == "POST" else route.continue_(),
    )
    page.evaluate("""() => { const form = document.querySelector("form[data-guard]"); form.noValidate = true;
        form.requestSubmit(); form.requestSubmit(); form.requestSubmit(); }""")
    page.wait_for_timeout(300)
    assert sent == ["POST"]


def test_keyboard_reaches_the_text_first_and_the_menu_closes(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/public/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.goto(f"{live_server.url}/gallery/")
    page.locator(".me > summary").click()
    expect(page.locator(".drop")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".drop")).to_be_hidden()


def test_all_works_without_script(browser: Browser, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/gallery/")
    page.locator(".thumbs a").last.click()
    expect(page.locator(".rail")).to_be_visible()
    page.locator(".rail .shut").click()
    expect(page.locator(".rail")).to_be_hidden()
    page.locator(".confirm > summary").click()
    expect(page.locator(".confirm .btn.bad").last).to_be_visible()
    page.locator(".tongue button").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("#find").fill("wmm")
    page.keyboard.press("Enter")
    page.wait_for_url("**/found/?q=wmm")
    context.close()


def test_printed_page_leaves_the_frame_away(page: Page, live_server: Any, axe: Callable[..., None]) -> None:
    page.goto(f"{live_server.url}/gallery/")
    page.emulate_media(media="print", color_scheme="dark")
    for away in (".bar", ".rail", ".acts", ".pager"):
        expect(page.locator(away).first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()") == "#fff"
