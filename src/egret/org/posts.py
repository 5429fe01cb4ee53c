"""Post kinds as data: level, duty, the powers a post carries and how far they reach (`rulebook/posts/`)."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

SEE = "subjects.see"


class ScopeLevel(enum.StrEnum):
    """How far a power reaches from the unit of the post."""

    UNIT = "unit"
    DISTRICT = "district"
    CITY = "city"
    AGENCY = "agency"
    EVERYWHERE = "everywhere"

    @property
    def label(self) -> str:
        return str(_SCOPES[self])


_SCOPES = {
    ScopeLevel.UNIT: _("本单位"),
    ScopeLevel.DISTRICT: _("本分局（县）"),
    ScopeLevel.CITY: _("全市"),
    ScopeLevel.AGENCY: _("本机关"),
    ScopeLevel.EVERYWHERE: _("不限"),
}


def covers(patterns: Iterable[str], power: str) -> bool:
    """Whether patterns such as `cases.*` name the power; `!cases.legal_review` takes one out again."""
    patterns = tuple(patterns)
    return any(fnmatchcase(power, p) for p in patterns if p[0] != "!") and not any(
        fnmatchcase(power, p[1:]) for p in patterns if p[0] == "!"
    )


@dataclass(frozen=True, slots=True)
class PostKind:
    """岗位: what its holder answers for and may do."""

    key: str
    title: str
    title_en: str
    level: str
    """L0 … L6, P, C; empty when the post signs nothing. Approval chains name these."""
    scope: ScopeLevel
    sees: ScopeLevel
    """How far the holder sees subjects; an administrator governs everywhere and sees no case."""
    agency: str
    """Kind of organ that has such a post."""
    powers: tuple[str, ...]
    duty: tuple[tuple[str, str], ...]
    """责任: what the holder answers for, (Chinese, English)."""
    categories: tuple[str, ...]
    """Who may hold it: an auxiliary cannot be an investigating officer (人民警察法 26)."""
    needs_qualification: bool = False

    @property
    def label(self) -> str:
        return self.title_en if (get_language() or "").startswith("en") else self.title

    @property
    def leads(self) -> bool:
        """Whether the post stays behind when its holder is lent to another unit."""
        return self.level not in ("", "L0")

    def holds(self, power: str) -> bool:
        return covers(self.powers, power)

    def reach(self, power: str) -> ScopeLevel:
        return self.sees if power == SEE else self.scope


def _kind(key: str, text: Mapping[str, Any]) -> PostKind:
    return PostKind(
        key=key,
        title=text["title"],
        title_en=text["title_en"],
        level=text.get("level", ""),
        scope=ScopeLevel(text["scope"]),
        sees=ScopeLevel(text.get("sees", text["scope"])),
        agency=text.get("agency", "police"),
        powers=(SEE, *text["powers"]),
        duty=tuple((pair["zh"], pair["en"]) for pair in text["duty"]),
        categories=tuple(text.get("categories", ["officer"])),
        needs_qualification=bool(text.get("needs_qualification", False)),
    )


@cache
def _kinds() -> dict[str, PostKind]:
    found: dict[str, PostKind] = {}
    for path in sorted((Path(settings.RULEBOOK) / "posts").glob("*.yaml")):
        for key, text in yaml.safe_load(path.read_text("utf-8")).items():
            if key in found:
                raise ValueError(f"{path.name}: two posts are called {key}")
            found[key] = _kind(key, text)
    return found


def post_kinds() -> list[PostKind]:
    """Every post kind, in the order of the rulebook."""
    return list(_kinds().values())


def post_kind(key: str) -> PostKind:
    """Raises LookupError with the name that is not known."""
    try:
        return _kinds()[key]
    except KeyError:
        raise LookupError(f"there is no post called {key!r} in rulebook/posts") from None
