"""What is held, restricted, found and approved by whom, in a browser: both themes, at 360 px, clean for axe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from egret.demo import crimes
from egret.demo.matters import BURGLARY
from egret.supervision.patrol import patrol
from tests.browser.fixtures import axe, browser, page, shoot, sign_in  # noqa: F401
from tests.building.org import NOON, District, later, police_city
from tests.desk.conftest import account_of

PAGES = ("/property/", "/restricted/", "/supervision/findings/", "/approvals/matrix/")


@pytest.fixture
def shown(transactional_db: None, settings: Any) -> Iterator[District]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    city = police_city()
    crimes.detained(city.squad, BURGLARY, NOON)
    patrol(later(days=90))
    yield city


@pytest.mark.browser
@pytest.mark.slow
def test_in_the_browser(
    shown: District,
    page: Any,  # noqa: F811
    live_server: Any,
    sign_in: Any,  # noqa: F811
    axe: Any,  # noqa: F811
    shoot: Any,  # noqa: F811
) -> None:
    sign_in(page, account_of(shown, shown["legal_reviewer"]))
    for path in PAGES:
        answer = page.goto(live_server.url + path)
        assert answer.ok, path
        axe(page)
        shoot(page, "governing" + path.replace("/", "_"))
