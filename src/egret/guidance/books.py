"""The strict reader of `rulebook/guides/`: what must be proved in a kind of case, by which evidence, and common errors.

What the law fixes stands under `law` and `gates`, each cited and proved by `egret law lint`; everything else is this
project's proposal until the legal office of a force approves it. Nothing here knows Django.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from egret.law.rulebook import CITE, FOLDER, THRESHOLD_UNITS, Entry, read

KINDS = ("material", "documentary", "witness", "victim", "suspect", "expert", "scene", "media")
"""The eight kinds of evidence (刑事诉讼法 50), as the case room names them."""
UNITS = (*THRESHOLD_UNITS, "gram", "fold")


@dataclass(frozen=True, slots=True)
class Law:
    """Something the law itself fixes, with the article and the number that stands in it."""

    text: str
    cite: str


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of evidence a case of the kind must have, or has when something is so."""

    id: str
    kind: str
    text: str
    proves: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    """Kinds of documents that show it."""
    words: tuple[str, ...] = ()
    """Words of which one stands in what the evidence is called; none: any of its kind shows it."""
    when: str = ""
    """When it is needed; empty: always."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the legal opinion: what it is about, the view, the article where one says it."""

    about: str
    view: str
    cite: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a force's legal office may change: the evidence book and the legal opinion."""

    facts: Mapping[str, str]
    must: tuple[Item, ...]
    when: tuple[Item, ...]
    errors: tuple[str, ...]
    steps: tuple[str, ...]
    opinion: tuple[Point, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        return (*self.must, *self.when)

    def as_plain(self) -> dict[str, Any]:
        """As JSON keeps it: lists for tuples, and the facts in their order whatever the database does with keys."""
        found = asdict(self) | {"facts": [[key, text] for key, text in self.facts.items()]}
        for name in ("must", "when"):
            found[name] = [
                {key: list(v) if isinstance(v, tuple) else v for key, v in one.items()} for one in found[name]
            ]
        return {key: list(value) for key, value in found.items()}


def content_of(plain: Mapping[str, Any]) -> Content:
    """The other way: content as JSON kept it."""
    many = ("proves", "papers", "words")
    must, when = (
        tuple(_item_of({k: tuple(v) if k in many else v for k, v in one.items()}) for one in plain[name])
        for name in ("must", "when")
    )
    opinion = tuple(Point(**one) for one in plain["opinion"])
    return Content(dict(plain["facts"]), must, when, tuple(plain["errors"]), tuple(plain["steps"]), opinion)


def _item_of(fields: dict[str, Any]) -> Item:
    return Item(**fields)


def faults(content: Content) -> list[tuple[str, str]]:
    """What may not stand, as (code, what): an item that proves no known fact, a fact nothing proves, a twin, …"""
    found = [("kind", one.id) for one in content.items if one.kind not in KINDS]
    found += [
        ("fact", f"{one.id} → {fact}") for one in content.items for fact in one.proves if fact not in content.facts
    ]
    names = [one.id for one in content.items]
    found += [("twice", name) for name in dict.fromkeys(names) if names.count(name) > 1]
    proved = {fact for one in content.items for fact in one.proves}
    found += [("unproved", fact) for fact in content.facts if fact not in proved]
    found += [("empty", one.id) for one in content.items if not one.text.strip()]
    found += [("cite", one.cite) for one in content.opinion if one.cite and not CITE.fullmatch(one.cite)]
    if not content.facts or not content.must:
        found.append(("nothing", ""))
    return found


@dataclass(frozen=True, slots=True)
class Book:
    """One kind of case as the project ships it."""

    number: str
    title: str
    title_en: str
    causes: tuple[str, ...]
    words: tuple[str, ...]
    """Of which one stands in title or summary, where the cause is wider than the kind; none: the cause is enough."""
    basis: tuple[str, ...]
    law: tuple[Law, ...]
    content: Content

    def fits(self, cause: str, text: str) -> bool:
        """Whether a case of this cause and these words is of the kind."""
        return cause.strip() in self.causes and (
            not self.words or any(word in f"{cause} {text}" for word in self.words)
        )


@dataclass(frozen=True, slots=True)
class Common:
    """What every case must show, and the gates of procedure that all kinds share."""

    must: tuple[Item, ...]
    gates: tuple[Law, ...]


def _item(entry: Entry) -> Item:
    found = Item(
        entry.text("id"),
        entry.text("kind", among=KINDS),
        entry.text("text"),
        entry.texts("proves"),
        entry.texts("papers"),
        entry.texts("words"),
        entry.text("when", ""),
    )
    entry.close()
    return found


def _law(entry: Entry) -> Law:
    found = Law(entry.text("text"), entry.text("cite"))
    if not CITE.fullmatch(found.cite):
        entry.refuse(f"the citation {found.cite!r} names no article", "Write law#article.", "cite")
    if entry.has("value"):
        entry.whole("value")
        entry.text("unit", among=UNITS)
    entry.close()
    return found


def _point(entry: Entry) -> Point:
    found = Point(entry.text("about"), entry.text("view"), entry.text("cite", ""))
    entry.close()
    return found


def read_book(file: Path) -> Book:
    """One file of `rulebook/guides`."""
    entry = read(file)
    facts = entry.entry("facts")
    if facts is None:
        entry.refuse("no fact is to be proved", "Write `facts:` with F1, F2, …")
    content = Content(
        {name: facts.text(name) for name in facts.names()},
        tuple(map(_item, entry.entries("must"))),
        tuple(map(_item, entry.entries("when"))),
        entry.texts("errors"),
        entry.texts("steps"),
        tuple(map(_point, entry.entries("opinion"))),
    )
    book = Book(
        entry.text("number"),
        entry.text("title"),
        entry.text("title_en"),
        entry.texts("causes"),
        entry.texts("words"),
        entry.texts("basis"),
        tuple(map(_law, entry.entries("law"))),
        content,
    )
    if not entry.flag("proposal"):
        entry.refuse("the evidence book does not say what it is", "Write `proposal: true`; only `law` is the law's.")
    for code, what in faults(content):
        entry.refuse(f"{code}: {what}", "Let each item prove known facts, and each fact be proved by an item.", "must")
    if not book.causes or not book.basis or not book.law:
        entry.refuse("causes, basis or law are missing", "Write for which causes it holds and on which articles.")
    entry.close()
    return book


@cache
def books(folder: Path = FOLDER) -> Mapping[str, Book]:
    """Every kind by its number, in order."""
    files = (file for file in (folder / "guides").glob("*.yaml") if file.stem != "common")
    found = sorted((read_book(file) for file in files), key=lambda one: one.number)
    return {one.number: one for one in found}


@cache
def common(folder: Path = FOLDER) -> Common:
    """What all kinds share."""
    entry = read(folder / "guides" / "common.yaml")
    found = Common(tuple(map(_item, entry.entries("must"))), tuple(map(_law, entry.entries("gates"))))
    entry.flag("proposal")
    entry.close()
    return found


def book(number: str) -> Book:
    """Raises LookupError for a number the rulebook does not know."""
    try:
        return books()[number]
    except KeyError:
        raise LookupError(f"there is no guide {number!r} in rulebook/guides") from None


def book_for(cause: str, text: str) -> Book | None:
    """The kind a case is of, by its cause and its words; None: of none of them."""
    return next((one for one in books().values() if one.fits(cause, text)), None)


def with_content(held: Book, content: Content) -> Book:
    """A book as a force's legal office words it; what the law fixes stays."""
    return replace(held, content=content)


def as_lines(values: Sequence[str]) -> str:
    return "\n".join(values)
