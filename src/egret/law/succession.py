"""Two texts of one law side by side: under which article a matter stood on a day.

Procedure follows the day of the act; the penalty follows the day of the conduct, unless the later text is lighter
(行政处罚法 37). What only the later text asks for has no article before it, and binds nobody before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from egret.law import rulebook
from egret.law.rulebook import FOLDER, Timeline

GOVERNS = ("procedure", "penalty")


@dataclass(frozen=True, slots=True)
class Matter:
    """What the law orders in one respect, text after text."""

    id: str
    title: str
    title_en: str
    governs: str
    cites: Timeline[str]


@cache
def matters(folder: Path = FOLDER) -> Mapping[str, Matter]:
    """Every matter by its id."""
    found: dict[str, Matter] = {}
    for file in sorted((folder / "succession").glob("*.yaml")):
        entry = rulebook.read(file)
        entry.text("title"), entry.text("title_en")
        for one in entry.entries("matters"):
            cites = Timeline([(day, _cite(fields)) for day, fields in one.dated("values")])
            matter = Matter(
                one.text("id"), one.text("title"), one.text("title_en"), one.text("governs", among=GOVERNS), cites
            )
            one.close()
            if matter.id in found:
                one.refuse(f"`{matter.id}` stands twice", "Give each matter an id of its own.")
            found[matter.id] = matter
        entry.close()
    return found


def _cite(fields: rulebook.Entry) -> str:
    cite = fields.text("cite")
    fields.close()
    return cite


def article(name: str, on: date) -> str:
    """The article on a matter that holds on a day; empty while the law asked nothing. Raises LookupError."""
    try:
        return matters()[name].cites.on(on) or ""
    except KeyError:
        raise LookupError(f"rulebook/succession knows no matter {name}") from None


@cache
def _by_cite() -> Mapping[str, tuple[Matter, ...]]:
    found: dict[str, tuple[Matter, ...]] = {}
    for matter in matters().values():
        for _day, cite in matter.cites:
            found[cite] = (*found.get(cite, ()), matter)
    return found


def cited_on(cite: str, on: date) -> str:
    """The article that said on that day what `cite` says: itself once it is in force; empty when none said it."""
    known = _by_cite().get(cite, ())
    for matter in known:
        if any(held == cite and day <= on for day, held in matter.cites):
            return cite  # An older text named on purpose stays: the conduct may lie under it.
    return next((held for matter in known if (held := matter.cites.on(on))), "" if known else cite)


def as_markdown() -> str:
    """docs/reference/two-texts.md: each matter before and after, and the day that decides."""
    lines = [
        "# 新旧条文对照 / The two texts side by side",
        "",
        "Written from `rulebook/succession/`; do not edit here. Procedure follows the day of the act; the penalty",
        "follows the day of the conduct, unless the later text is lighter (行政处罚法 37). Each line is tried on both",
        "sides of the day in `tests/cases/test_two_texts.py`.",
        "",
        "| 事项 | matter | by the day of | 2025-12-31 | 2026-01-01 |",
        "|---|---|---|---|---|",
    ]
    for one in matters().values():
        before, after = one.cites.on(date(2025, 12, 31)) or "—", one.cites.on(date(2026, 1, 1)) or "—"
        decides = "the conduct" if one.governs == "penalty" else "the act"
        lines.append(f"| {one.title} | {one.title_en} | {decides} | {before} | {after} |")
    return "\n".join(lines) + "\n"
