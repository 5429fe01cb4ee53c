"""办案程序: the transitions of procedure (`rulebook/procedure.yaml`), each with a lasting id and its acts.

What an act issues, asks for and starts stands on its card; here stands only which step of the law it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from egret.law.rulebook import FOLDER, Entry, read

ID = re.compile(r"T[A-Z]\d\d")
KINDS = ("incident", "criminal", "admin")


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of the law from one state of a matter to another."""

    id: str
    title: str
    title_en: str
    acts: tuple[str, ...]
    """Names of the acts that carry it; empty while there is none."""


@dataclass(frozen=True, slots=True)
class Part:
    """The transitions of one kind of matter."""

    kind: str
    title: str
    title_en: str
    transitions: tuple[Transition, ...]


def _transition(entry: Entry) -> Transition:
    found = Transition(entry.text("id"), entry.text("title"), entry.text("title_en"), entry.texts("acts"))
    if not ID.fullmatch(found.id):
        entry.refuse(f"{found.id!r} is no id of a transition", "Write such as TA01.", "id")
    entry.close()
    return found


def _part(entry: Entry) -> Part:
    transitions = tuple(_transition(one) for one in entry.entries("transitions"))
    found = Part(entry.text("kind", among=KINDS), entry.text("title"), entry.text("title_en"), transitions)
    entry.close()
    return found


@cache
def parts(folder: Path = FOLDER) -> tuple[Part, ...]:
    """Every part, strictly read; an id stands once."""
    entry = read(folder / "procedure.yaml")
    entry.text("title")
    entry.text("title_en")
    found = tuple(_part(part) for part in entry.entries("parts"))
    ids = [one.id for part in found for one in part.transitions]
    if twice := sorted({ident for ident in ids if ids.count(ident) > 1}):
        entry.refuse(f"{', '.join(twice)} stands twice", "Give each transition an id of its own.", "parts")
    entry.close()
    return found
