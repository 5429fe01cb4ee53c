"""Promise: each safeguard of the field is carried by a guard or a named mechanism, as hard as listed, and tested."""

from __future__ import annotations

import re

import pytest

from egret.acts import reference
from egret.law.safeguards import as_markdown, listed
from tests.cases import test_safeguards as planted

IDS = [f"R{number:02d}" for number in range(1, 57)]


def test_the_list_is_whole() -> None:
    assert list(listed()) == IDS


@pytest.mark.parametrize("key", IDS)
def test_it_holds_as_hard_as_the_list_says(key: str) -> None:
    one = listed()[key]
    found = {each.severity for each in reference.raised() if each.code == key}
    if one.carried_by and not found:
        return
    assert one.severity in found, f"{key} should {one.severity}, it says {sorted(found) or 'nothing'}"
    if one.severity != "block":
        assert "block" not in found, f"{key} is no block"


@pytest.mark.parametrize("key", IDS)
def test_its_breach_is_planted_and_a_lawful_run_does_not_meet_it(key: str) -> None:
    assert key in planted.BREACHES, f"no test plants a breach of {key}"
    assert key in planted.LAWFUL, f"no lawful run passes {key}"


def test_the_handbook_lists_all() -> None:
    assert re.findall(r"^\| (R\d\d) \|", as_markdown(), re.M) == IDS
