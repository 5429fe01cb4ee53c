"""Our own gist of the articles that rules and acts cite: what they say in a sentence, and the numbers that stand in
them.

With it the system works before any statute is imported. It is no text of law; pages say so. A gist written from
memory, of a
document nobody here has read, is marked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from egret.kit.numerals import Quantity, label
from egret.law.citations import Edition
from egret.law.importer.titles import law_key


class GistBroken(ValueError):
    """A gist file does not have the form it must have."""


@dataclass(frozen=True, slots=True)
class Gist:
    """One article in our own words."""

    law: str
    edition: str
    place: str
    """`82`, `120-1`, or the name of a section."""
    zh: str
    en: str
    numbers: tuple[Quantity, ...]
    memory: bool

    @property
    def label(self) -> str:
        no, _, sub = self.place.partition("-")
        return label(int(no), int(sub or 0)) if no.isdigit() else self.place


@dataclass(frozen=True)
class GistBook:
    """All gists: laws with their editions, and articles by place."""

    titles: Mapping[str, str]
    titles_en: Mapping[str, str]
    by_law: Mapping[str, tuple[Edition, ...]]
    gists: Mapping[tuple[str, str, str], Gist]
    aliases: Mapping[str, tuple[str, ...]]
    """Spelling -> keys of laws."""

    def editions(self, key: str) -> Sequence[Edition]:
        return self.by_law.get(key, ())

    def has(self, key: str, label: str, article: int, sub: int) -> bool:
        return (key, label, _place(article, sub)) in self.gists

    def get(self, key: str, edition: str, place: str) -> Gist | None:
        return self.gists.get((key, edition, place))


def _place(article: int, sub: int) -> str:
    return f"{article}-{sub}" if sub else str(article)


_KEYS = {"law", "title", "title_en", "edition", "years", "from", "to", "memory", "articles"}
_ARTICLE_KEYS = {"zh", "en", "numbers", "memory"}


def read(folder: Path) -> GistBook:
    """Read every gist file; a wrong key or value is refused with the file's name."""
    titles: dict[str, str] = {}
    titles_en: dict[str, str] = {}
    by_law: dict[str, list[Edition]] = {}
    gists: dict[tuple[str, str, str], Gist] = {}
    aliases: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        if path.name == "aliases.yaml":
            for key, names in data["aliases"].items():
                for name in (key, *names):
                    aliases[name] = (*aliases.get(name, ()), law_key(key))
            continue
        _check(path, data)
        key = law_key(str(data["law"]))
        edition = str(data["edition"])
        titles[key], titles_en[key] = str(data["title"]), str(data["title_en"])
        years = frozenset(int(year) for year in data.get("years", ()))
        by_law.setdefault(key, []).append(
            Edition(key, edition, years, _day(data.get("from")), _day(data.get("to")), confirmed=False)
        )
        for place, said in data["articles"].items():
            memory = bool(data.get("memory") or said.get("memory"))
            numbers = tuple(_quantity(path, text) for text in said.get("numbers", ()))
            gists[(key, edition, str(place))] = Gist(key, edition, str(place), said["zh"], said["en"], numbers, memory)
    ordered = {
        key: tuple(sorted(found, key=lambda e: (e.in_force_from or date.min, e.label))) for key, found in by_law.items()
    }
    return GistBook(titles, titles_en, ordered, gists, aliases)


def _check(path: Path, data: Any) -> None:
    if (
        not isinstance(data, dict)
        or set(data) - _KEYS
        or not {"law", "title", "title_en", "edition", "articles"} <= set(data)
    ):
        raise GistBroken(f"{path.name}: keys must be among {sorted(_KEYS)}")
    for place, said in data["articles"].items():
        if not isinstance(said, dict) or set(said) - _ARTICLE_KEYS or not said.get("zh") or not said.get("en"):
            raise GistBroken(f"{path.name}: article {place} needs zh and en")


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None


def _quantity(path: Path, text: str) -> Quantity:
    number, _, unit = str(text).partition(" ")
    try:
        return Quantity(Fraction(number), unit)
    except ValueError:
        raise GistBroken(f"{path.name}: {text!r} is no number with a unit") from None


@lru_cache(maxsize=4)
def book(folder: Path) -> GistBook:
    """The gists of a folder, read once."""
    return read(folder)
