"""Every component together in a browser: readable by everyone, at any width, in both themes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("dressed")]


def test_gallery_is_accessible_and_fits(
    page: Page, live_server: Any, axe: Callable[..., None], shoot: Callable[..., Any]
) -> None:
    answer = page.goto(f"{live_server.url}/gallery/")
    assert answer is not None and answer.ok
    shoot(page, "gallery")
    axe(page)
    page.set_viewport_size({"width": 360, "height": 740})
    axe(page)
