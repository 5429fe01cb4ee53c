"""The doors: sign-in, second step, recovery codes, keys, devices, in both languages and themes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Page

from egret.ui import frame

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("dressed")]

OUTSIDE = ["/account/login/", "/account/inactive/"]
INSIDE = [
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/",
    "/account/password/change/",
    "/account/sessions/",
    "/account/logout/",
]


@pytest.fixture
def officer(settings: Any) -> Any:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("egret.org")]
    return get_user_model().objects.create_user("350200", "Harbour-blue-2026")


def test_sign_in_speaks_both_languages(client: Client, officer: Any) -> None:
    assert "用通行密钥登录" in client.get("/account/login/").content.decode()
    english = client.get("/account/login/", headers={"accept-language": "en"}).content.decode()
    assert "Sign in with a passkey" in english
    assert 'lang="en"' in english


def test_demo_accounts_show_in_a_demo_only(client: Client, settings: Any) -> None:
    frame.set_demo_accounts(lambda: [frame.DemoAccount("chen", "湖滨派出所 · 办案民警", "egret-demo-2026")])
    settings.IS_DEMO = False
    assert "egret-demo-2026" not in client.get("/account/login/").content.decode()
    settings.IS_DEMO = True
    assert "egret-demo-2026" in client.get("/account/login/").content.decode()


@pytest.mark.browser
def test_doors_are_accessible(
    page: Page,
    live_server: Any,
    axe: Callable[..., None],
    shoot: Callable[..., Any],
    sign_in: Callable[[Page, Any], None],
    officer: Any,
    settings: Any,
) -> None:
    settings.IS_DEMO = True
    frame.set_demo_accounts(lambda: [frame.DemoAccount("chen", "湖滨派出所 · 办案民警", "egret-demo-2026")])
    for address in OUTSIDE:
        answer = page.goto(live_server.url + address)
        assert answer is not None and answer.ok, address
        axe(page)
    page.goto(f"{live_server.url}/account/login/")
    shoot(page, "sign-in")
    page.fill("input[name=login]", "350200")
    page.fill("input[name=password]", "wrong-password")
    page.click("form button.go")
    assert page.locator(".wrongs").is_visible()
    axe(page)
    sign_in(page, officer)
    for address in INSIDE:
        answer = page.goto(live_server.url + address)
        assert answer is not None and answer.ok, address
        if "/reauthenticate/" in page.url:
            page.fill("input[name=password]", "Harbour-blue-2026")
            page.click("main form button.go")
        axe(page)
    page.goto(f"{live_server.url}/account/2fa/")
    shoot(page, "sign-in-security")
