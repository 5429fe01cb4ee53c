"""The legal office's pages in a browser: by keyboard, in both themes, at 360 px, clean for axe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from egret.demo import crimes, offences
from egret.demo.hands import sign_all
from egret.demo.matters import ASSAULT, BURGLARY
from egret.review.acts import centre, committee
from egret.review.models import CentreGroup, ReviewItem
from tests.building.org import NOON, District, police_city
from tests.desk.conftest import account_of
from tests.review.conftest import LATE
from tests.review.test_centre import NAMES


@pytest.fixture
def shown(transactional_db: None, settings: Any) -> Iterator[District]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    city = police_city()
    _case, outcome = crimes.arrest_asked(city.squad, BURGLARY, NOON)
    sign_all(outcome, LATE, leave=2)
    by = city.by("legal_reviewer", LATE)
    for duty, title in NAMES.items():
        group = centre.found_group(city.branch.place, by, duty=duty, title=title).subject
        assert isinstance(group, CentreGroup)
        centre.join_group(group, by, member=city["legal_reviewer"], leads=duty == "criminal")
    committee.found_committee(city.branch.place, by, title="鹭湖分局刑事疑难案件研判组", panel="criminal_hard")
    offences.contested(city.squad, ASSAULT, NOON)
    crimes.returned(city.squad, BURGLARY, NOON, "补充同案人员供述。")
    yield city


@pytest.mark.browser
@pytest.mark.slow
def test_in_the_browser(shown: District, page: Any, live_server: Any, sign_in: Any, axe: Any, shoot: Any) -> None:
    sign_in(page, account_of(shown, shown["legal_reviewer"]))
    for name in (
        "centre",
        "found_group",
        "review",
        "review_register",
        "review_workload",
        "acceptance",
        "agenda",
        "found_committee",
    ):
        page.goto(live_server.url + reverse(f"desk:{name}"))
        axe(page)
        shoot(page, name)
    page.goto(live_server.url + reverse("desk:review"))
    button = page.get_by_role("button", name="收件").first
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/s/*/")
    axe(page)
    page.goto(page.url + "do/review.take_up/")
    page.locator("main form button.go").press("Enter")
    page.wait_for_url("**/s/*/")
    page.goto(page.url + "do/review.agree/")
    axe(page)
    for box in page.locator("[name=points]").all():
        box.check()
    page.fill("[name=opinion]", "同意")
    page.locator("main form button.go").press("Enter")
    page.wait_for_url("**/s/*/")
    shoot(page, "review_item")
    assert not ReviewItem.objects.exclude(stage="passed").exists()
