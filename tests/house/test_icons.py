"""Promise: every icon that a template or a rail entry names can be drawn."""

from __future__ import annotations

import re

import lucide
import pytest

from tests.house import texts

IN_TEMPLATE = re.compile(
    r"{%\s*icon\s+\"([^\"]+)\"|\bicon=\"([^\"]+)\"|{%\s*tag\s[^%]*?\"(?:ok|warn|bad|law|brand|)\"\s+\"([^\"]+)\""
)
IN_MODULE = re.compile(
    r"MenuLink\([^)]*?\"[\w:-]+\",\s*\"([a-z0-9-]+)\"|\bEntry\((?:[^()]|\([^()]*\))*?\"[\w:/-]+\",\s*\"([a-z0-9-]+)\""
)


def named() -> set[str]:
    found: set[str] = set()
    for path in texts.templates():
        found |= {name for match in IN_TEMPLATE.findall(path.read_text("utf-8")) for name in match if name}
    for path in texts.modules():
        found |= {name for match in IN_MODULE.findall(path.read_text("utf-8")) for name in match if name}
    return found


@pytest.mark.parametrize("name", sorted(named()))
def test_icon_exists(name: str) -> None:
    assert lucide._load_icon(name) is not None
