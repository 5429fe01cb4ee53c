from __future__ import annotations

from collections.abc import Iterator

import pytest

from egret.ui import frame, rail
from tests.browser.fixtures import axe, browser, page, shoot, sign_in  # noqa: F401
from tests.ui import gallery


@pytest.fixture
def dressed(settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The gallery's own frame and rail, whatever the rooms have registered."""
    settings.ROOT_URLCONF = "tests.ui.gallery"  # type: ignore[attr-defined]
    monkeypatch.setattr(frame, "_frame", frame._Frame())
    monkeypatch.setattr(rail, "_entries", {})
    gallery.dress()
    yield
