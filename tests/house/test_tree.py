"""What may lie in the tree: no machine's path, no registry's host, no lock with addresses, nothing made or lent."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Written in two halves, so that this file does not find itself.
MACHINE_PATH = re.compile(rb"/" rb"work/(main|shared)|/" rb"tmp/[a-z]|/" rb"home/[a-z]|/" rb"root/")
REGISTRY_HOSTS = re.compile(
    rb"pypi\.(org|python)|pythonhosted|npmjs\.(org|com)|proxy\.golang|mirrors?\.[a-z]+\.|deb\.debian|index-url", re.I
)
ADDRESS = re.compile(rb"https?://")


@cache
def tracked() -> tuple[str, ...]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: the tracked tree cannot be listed")
    return tuple(name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file())


def found(pattern: re.Pattern[bytes], names: list[str]) -> list[str]:
    return [f"{name}: {hit.group().decode()}" for name in names if (hit := pattern.search((ROOT / name).read_bytes()))]


def test_no_path_of_a_machine() -> None:
    assert not found(MACHINE_PATH, [name for name in tracked() if name != "tests/house/test_tree.py"])


def test_no_host_of_a_registry() -> None:
    assert not found(REGISTRY_HOSTS, [name for name in tracked() if name != "tests/house/test_tree.py"])


def test_locks_hold_hashes_and_no_addresses() -> None:
    assert not [
        name for name in tracked() if Path(name).name in {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock"}
    ]
    locks = ["requirements/run.txt", "requirements/test.txt"]
    assert not found(ADDRESS, locks)
    for lock in locks:
        text = (ROOT / lock).read_text("utf-8")
        pins = re.findall(
            r"^[a-z0-9][^\n]*==[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}[^\n]*\n)+)", text, re.M | re.I
        )
        assert len(pins) == len(re.findall(r"^[a-z0-9][^\n]*==", text, re.M | re.I)) > 20


def test_locks_pin_what_the_lists_ask() -> None:
    for kind in ("run", "test"):
        asked = re.findall(r"^([A-Za-z][\w-]*)", (ROOT / f"requirements/{kind}.in").read_text("utf-8"), re.M)
        pinned = re.findall(
            r"^([a-z0-9][\w.-]*?)(?:\[.*?\])?==", (ROOT / f"requirements/{kind}.txt").read_text("utf-8"), re.M
        )
        assert {name.lower().replace("_", "-") for name in asked} <= {name.lower() for name in pinned}


def test_nothing_made_nothing_lent_nothing_huge() -> None:
    made = re.compile(r"\.(mo|pyc|sqlite3|docx|xz)$|^var/|^\.venv/|(^|/)data/laws/")
    assert not [name for name in tracked() if made.search(name)]
    assert not [name for name in tracked() if (ROOT / name).stat().st_size > 1_500_000]


def test_no_unfinished_marks() -> None:
    mark = re.compile(rb"\b(TO" rb"DO|FIX" rb"ME|XX" rb"X)\b")
    assert not found(mark, [name for name in tracked() if name.endswith((".py", ".html", ".css", ".js"))])
