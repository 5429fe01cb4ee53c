"""文书草稿: the papers of an act as they would be issued, with the wording that may still be changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from egret.acts.done import By
from egret.acts.machine import Act
from egret.approvals.pages import Sheet, Wording, sheet_of

WORD, WAS = "word:", "was:"


@dataclass(frozen=True, slots=True)
class Edited:
    """A piece of wording as the form carries it: what the facts say, and what the officer made of it."""

    name: str
    label: str
    was: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    sheet: Sheet
    words: Sequence[Edited]


def wording_in(posted: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Words that read otherwise than the paper did when it was shown."""
    found: dict[str, dict[str, str]] = {}
    for name, text in posted.items():
        place = name.removeprefix(WORD)
        if place == name or _plain(text) == _plain(posted.get(WAS + place, "")):
            continue
        paper, _, fact = place.rpartition("|")
        found.setdefault(paper, {})[fact] = _plain(text)
    return found


def drafts(entry: Act[Any, ...], subject: Any, by: By, arguments: Mapping[str, Any]) -> list[Draft]:
    """The papers as they would be issued now. Raises Refused when the act cannot be shown."""
    plain = entry.show(subject, replace(by, wording={}), arguments)["papers"]
    worded = entry.show(subject, by, arguments)["papers"] if by.wording else plain
    return [_draft(sheet_of(before), sheet_of(after)) for before, after in zip(plain, worded, strict=True)]


def _draft(before: Sheet, after: Sheet) -> Draft:
    now = {_place(one): one.text for one in after.wording}
    words = [Edited(_place(one), one.label, one.text, now.get(_place(one), one.text)) for one in before.wording]
    return Draft(after, words)


def _place(one: Wording) -> str:
    return f"{one.paper}|{one.fact}"


def _plain(text: str) -> str:
    return "\n".join(line.strip() for line in text.replace("\r", "").split("\n") if line.strip())
