"""Officers signed in, for tests of the desk's pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from egret.org.acts import accounts
from egret.org.models import Account, Staff
from tests.browser.fixtures import axe, browser, page, shoot, sign_in  # noqa: F401
from tests.building.org import District, police_city


@pytest.fixture
def city(db: None) -> District:
    return police_city()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """Each test has its own home: its own keys, its own published files."""
    settings.HOME = tmp_path / "home"
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:  # type: ignore[no-untyped-def]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def account_of(city: District, staff: Staff) -> Account:
    """The account of a person, opened when there is none."""
    fresh = Staff.objects.select_related("account").get(pk=staff.pk)
    if fresh.account is None:
        accounts.open_account(fresh, city.by("admin"), password="heron-wades-slowly", must_change=False)
        fresh = Staff.objects.select_related("account").get(pk=staff.pk)
    assert fresh.account is not None
    return fresh.account


@pytest.fixture
def signed_in(city: District) -> Callable[[str | Staff], Client]:
    """A client with the holder of a post (or a person) signed in."""

    def enter(who: str | Staff) -> Client:
        client = Client()
        staff = city[who] if isinstance(who, str) else who
        client.force_login(account_of(city, staff))
        return client

    return enter
