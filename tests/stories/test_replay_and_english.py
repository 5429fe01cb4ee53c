"""A supervisor looks at a case as it stood; an officer works in English."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from tests.stories import ways
from tests.stories.hands import Desk, words

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_supervisor_replays_a_case_at_a_past_moment(desk: Desk) -> None:
    file = ways.reported(desk, sort="offence", title="超市内盗窃", account="有人将两瓶白酒藏入衣内带出。")
    file.accused = ("周某",)
    ways.accepted(file, "盗窃", "治安管理处罚法(2025)#58")
    desk.time.passes(minutes=10)
    then = desk.time.at
    desk.time.passes(hours=3)
    ways.heard(file)
    desk.as_("supervisor").go(reverse("desk:replay", args=[file.case]))
    assert "周某" in desk.page.locator("main").inner_text()
    offered = desk.page.locator("select[name=at] option").all_inner_texts()
    assert len(offered) > 8
    desk.go(reverse("desk:replay", args=[file.case]) + f"?at={words(then)}")
    past = desk.page.locator("main").inner_text()
    assert "调查取证" in past
    assert "周某" not in desk.page.locator("main .body > .stack").first.inner_text(), "not yet known then"
    desk.page.locator("select[name=at]").select_option(index=0)
    with desk.page.expect_navigation(wait_until="domcontentloaded"):
        desk.page.locator("main form button[type=submit]").first.click()
    assert "受案（立案）" in desk.page.locator("main").inner_text()
    assert not desk.menu(file.case), "a supervisor looks and does not act"


def test_officer_works_in_english(desk: Desk, axe: Callable[..., None]) -> None:
    """The same acts behind English words; papers and refusals' articles stay what they are."""
    desk.as_("officer").go("/")
    with desk.page.expect_navigation(wait_until="domcontentloaded"):
        desk.page.locator("form.tongue button").click()
    assert desk.page.locator("html").get_attribute("lang") == "en"
    file = ways.reported(desk, sort="offence", title="超市内盗窃", account="有人将两瓶白酒藏入衣内带出。")
    menu = desk.page.locator("#acts").inner_text()
    assert "Accept as an administrative case" in menu
    desk.do(file.incident, "cases.accept_administrative", cause="盗窃", cause_cite="治安管理处罚法(2025)#58")
    desk.sign_all(file.incident)
    file.case = ways.case_of(desk, file.incident)
    desk.as_("unit_head").do(file.case, "cases.assign", handlers=file.two)
    desk.as_("officer").open(file.case)
    axe(desk.page)
    assert "Investigation" in desk.page.locator(".stages li.now").inner_text()
    no = desk.page.locator("#acts li.no").all_inner_texts()
    assert no, "what may not be done yet says why"
    chinese = [char for text in no for char in text if "\u4e00" <= char <= "\u9fff"]
    laws = "治安管理处罚法公安机关办理行政案件程序规定行政处罚法"
    assert not set(chinese) - set(laws), "".join(chinese)
