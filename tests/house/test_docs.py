"""What the documents say is so: links resolve, commands exist, generated pages are current."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

from egret.config import environment, reference

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"")


def links(page: Path) -> Iterator[tuple[str, str]]:
    for match in LINK.finditer(re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.S)):
        target, _, anchor = (match.group(1) or match.group(2)).partition("#")
        if "://" not in target and not target.startswith("mailto:"):
            yield target, anchor


def anchors(page: Path) -> set[str]:
    """Anchors as the usual renderers make them: lower case, marks gone, blanks to hyphens."""
    heads = re.findall(r"^#+ +(.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_resolve(page: Path) -> None:
    for target, anchor in links(page):
        place = (page.parent / target).resolve() if target else page
        assert place.exists(), f"{page.name} links to {target}"
        if anchor and place.suffix == ".md":
            assert anchor in anchors(place), f"{page.name} links to {target}#{anchor}"


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
    while waiting:
        page = waiting.pop()
        if page not in seen:
            seen.add(page)
            found = ((page.parent / target).resolve() for target, _ in links(page) if target)
            for place in found:
                # A linked folder shows its pages.
                waiting += (
                    sorted(place.glob("*.md"))
                    if place.is_dir()
                    else [place] * (place.suffix == ".md" and place.is_file())
                )
    assert not [str(page.relative_to(ROOT)) for page in DOCUMENTS if page not in seen]


def test_commands_that_documents_tell_exist() -> None:
    known = {*get_commands(), "test", "help"}
    for page in DOCUMENTS:
        shown = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", page.read_text("utf-8"), re.S))
        for verb in re.findall(r"\./egret ([a-z_]+)", shown):
            assert verb in known, f"{page.name} tells ./egret {verb}"


def test_generated_pages_are_current() -> None:
    assert not reference.outdated(), "run ./egret reference"


def test_settings_are_told_in_both_languages() -> None:
    for row in environment.described(environment.Environment()):
        assert row.en and re.search(r"[\u4e00-\u9fff]", row.zh), row.name


def test_secrets_are_masked() -> None:
    settings = environment.Environment(secret_key="hush", database_url="postgresql://egret:hush@db/egret")
    assert "hush" not in str(environment.described(settings))


@pytest.mark.parametrize("kind", ["run", "test"])
def test_each_dependency_has_its_reason(kind: str) -> None:
    told = (ROOT / "docs/explanation/dependencies.md").read_text("utf-8")
    asked = re.findall(r"^([A-Za-z][\w-]*)", (ROOT / f"requirements/{kind}.in").read_text("utf-8"), re.M)
    assert not [name for name in asked if f"`{name}`" not in told]


def test_the_launcher_reads_on_an_old_python() -> None:
    """The refusal must be a sentence, not a syntax error: nothing newer than Python 3.6 may stand in the launcher."""
    ast.parse((ROOT / "egret").read_text("utf-8"), feature_version=(3, 6))


def test_the_launcher_tells_its_two_commands() -> None:
    shown = subprocess.run([str(ROOT / "egret")], capture_output=True, text=True, check=True).stdout
    assert "./egret demo" in shown and "./egret test" in shown
