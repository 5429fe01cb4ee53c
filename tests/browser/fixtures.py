"""Chromium for tests: a page, axe, pictures. Other folders use it by importing the fixtures in their conftest."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

# Playwright keeps an event loop in this thread, where Django would refuse its ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
]
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The shell comes first: it draws the same pages without a window around them, and opens one in half the time."""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


def pictures() -> Path:
    """Where pictures go: docs with EGRET_KEEP_PICTURES=1, else the folder EGRET_PICTURES, else the home of the run."""
    if os.environ.get("EGRET_KEEP_PICTURES") == "1":
        folder = Path(settings.CHECKOUT) / "docs" / "pictures"
    else:
        folder = Path(os.environ.get("EGRET_PICTURES") or Path(settings.HOME) / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@functools.cache
def chromium(path: str) -> Browser:
    """One Chromium a process: folders import this fixture each for itself, and Playwright starts only once."""
    playwright = sync_playwright().start()
    opened = playwright.chromium.launch(executable_path=path, args=FLAGS)

    def close() -> None:
        opened.close()
        playwright.stop()

    atexit.register(close)
    return opened


@pytest.fixture(scope="session")
def browser() -> Browser:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(
            "NO BROWSER: Chromium is missing, so nothing was tried in a browser "
            "(Debian: apt-get install chromium-headless-shell)"
        )
    return chromium(path)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in Chinese at 1280 px; a script error or a breach of the content policy fails the test."""
    context = browser.new_context(viewport=WIDE, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce")
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console",
        lambda said: (
            faults.append(said.text) if said.type == "error" and "Content Security Policy" in said.text else None
        ),
    )
    yield opened
    context.close()
    assert not faults, faults


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, Any], None]:
    """Give a page the session of a user, without the sign-in form."""

    def enter(page: Page, user: Any) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return enter


@pytest.fixture
def axe() -> Callable[..., None]:
    """No violation of WCAG 2.2 AA on the page as it stands, in both themes."""

    def check(page: Page, schemes: tuple[str, ...] = ("light", "dark")) -> None:
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = Axe().run(page)
            assert found.violations_count == 0, f"{page.url} {scheme}\n{found.generate_report()}"
        page.emulate_media(color_scheme="light")

    return check


@pytest.fixture
def shoot() -> Callable[..., list[Path]]:
    """Pictures of a page, wide and narrow, light and dark; nothing may stick out at 360 px."""

    def take(page: Page, name: str, *, whole: bool = True) -> list[Path]:
        taken = []
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size["width"], f"{name}: {wide} px wide at {size['width']} px"
            page.evaluate("window.scrollTo(0, 0)")
            if whole:  # as tall as its text, so that what is fixed to an edge stands there in the picture
                tall = max(size["height"], page.evaluate("document.documentElement.scrollHeight"))
                page.set_viewport_size({"width": size["width"], "height": min(tall, 12_000)})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                path = pictures() / f"{name}-{size['width']}-{scheme}.png"
                page.screenshot(path=path, full_page=whole)
                taken.append(path)
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="light")
        return taken

    return take
