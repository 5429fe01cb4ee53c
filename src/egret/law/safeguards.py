"""The safeguards of the field, R01-R56, as the rulebook lists them: how hard each holds, and on which article."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from egret.acts import reference
from egret.law.rulebook import FOLDER, read

SEVERITIES = ("block", "warn", "hint")


@dataclass(frozen=True, slots=True)
class Listed:
    """One safeguard as the rulebook lists it."""

    id: str
    title: str
    title_en: str
    severity: str
    basis: tuple[str, ...]
    carried_by: str
    """What carries it besides guards: a chain of approval, the text of a paper."""


@cache
def listed(folder: Path = FOLDER) -> dict[str, Listed]:
    """Every safeguard by its id, in the order of the list."""
    entry = read(folder / "safeguards.yaml")
    entry.text("title"), entry.text("title_en")
    found: dict[str, Listed] = {}
    for one in entry.entries("safeguards"):
        key = one.text("id")
        if key in found:
            one.refuse(f"{key} stands here twice", "Give each safeguard one entry.", "id")
        basis = one.texts("basis")
        if not basis:
            one.refuse(f"{key} cites nothing", "Write `basis: [law#article]`.")
        severity = one.text("severity", among=SEVERITIES)
        found[key] = Listed(key, one.text("title"), one.text("title_en"), severity, basis, one.text("carried_by", ""))
        one.close()
    entry.close()
    return found


WEIGHTS = {"block": "拦截 block", "warn": "警示 warning", "hint": "提示 hint"}


def as_markdown() -> str:
    """docs/reference/safeguards.md: the list of the field, then every guard with what it says."""
    guards = reference.safeguards()
    raised = reference.raised()
    lines = [
        "| | 保障 | safeguard | 强度 | 依据 basis | 由谁把关 carried by |",
        "|---|---|---|---|---|---|",
    ]
    for one in listed().values():
        found = [guard.function.__name__.replace("_", " ") for guard in guards if one.id in guard.codes]
        bodies = {each.module.rpartition(".")[2] for each in raised if each.code == one.id and ".acts." in each.module}
        carried = [*([one.carried_by] if one.carried_by else []), *found, *(f"`{name}`" for name in sorted(bodies))]
        basis = "、".join(one.basis)
        lines.append(
            f"| {one.id} | {one.title} | {one.title_en} | {WEIGHTS[one.severity]} | {basis} | {'；'.join(carried)} |"
        )
    return reference.safeguards_as_markdown("\n".join(lines))
