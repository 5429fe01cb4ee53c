"""The demo's city behind a live server, a clock that the story moves, and a desk to work at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from tests.browser.fixtures import axe, browser, page, shoot, sign_in  # noqa: F401
from tests.building.org import NOON, District, police_city
from tests.stories.hands import Desk, Time


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """Each story has its own home; passwords are quick, and nobody is signed out when the story skips a night."""
    settings.HOME = tmp_path / "home"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SESSION_COOKIE_AGE = 10 * 365 * 24 * 60 * 60
    return tmp_path / "home"


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """What the pages take for now."""
    told = Time(NOON)
    monkeypatch.setattr(timezone, "now", told)
    return told


@pytest.fixture
def city(transactional_db: None) -> District:
    return police_city()


@pytest.fixture
def desk(city: District, browser: Browser, live_server: Any, time: Time) -> Iterator[Desk]:  # noqa: F811
    opened = Desk(browser, live_server.url, city, time)
    yield opened
    opened.close()
    assert not opened.faults, opened.faults
