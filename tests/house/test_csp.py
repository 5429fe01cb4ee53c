"""Promise: a strict content policy holds on every page, and no template asks for what it forbids."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from tests.house import texts

SCRIPTS = sorted(texts.PACKAGE.glob("*/static/**/*.js"))
SHEETS = sorted(texts.PACKAGE.glob("*/static/**/*.css"))
FORBIDDEN = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*\btype=[\"']application/json[\"'])", re.IGNORECASE),
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "inline handler": re.compile(r"<[^>{]*\son[a-z]+\s*=", re.IGNORECASE),
    "htmx expression": re.compile(r"\bhx-on\b|hx-(?:vals|headers)\s*=\s*[\"']js:|hx-trigger\s*=\s*[\"'][^\"']*\["),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "asset from elsewhere": re.compile(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//"),
}


@pytest.mark.parametrize("path", texts.templates(), ids=texts._named)
def test_template_asks_for_nothing_forbidden(path: Path) -> None:
    source = path.read_text("utf-8")
    found = [name for name, pattern in FORBIDDEN.items() if pattern.search(source)]
    assert not found, f"{texts._named(path)}: {', '.join(found)}"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_script_evaluates_nothing(path: Path) -> None:
    source = path.read_text("utf-8")
    assert not re.search(r"\beval\(|new Function|\.innerHTML\b|document\.write|https?://", source)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_sheet_fetches_nothing(path: Path) -> None:
    assert not re.search(r"@import|url\(\s*[\"']?(?!#)", path.read_text("utf-8"))


@pytest.mark.django_db
def test_policy_is_on_every_answer(client: Client) -> None:
    policy = client.get("/no-such-page/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
