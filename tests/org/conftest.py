from __future__ import annotations

import pytest

from tests.browser.fixtures import axe, browser, page, shoot, sign_in  # noqa: F401
from tests.building.org import District, police_city


@pytest.fixture
def city(db: None) -> District:
    return police_city()


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
