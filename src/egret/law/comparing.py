"""Two wordings side by side: what was taken out, what came in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORD = re.compile(r"[0-9a-zA-Z]+|\n|.", re.DOTALL)
_LONG = 6_000
_SAME_RULE = 0.4
"""Between the laws of 2012 and 2025, kept numbers lie above it and moved ones below."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that both share, or that only one has."""

    kind: Literal["same", "out", "in"]
    text: str


def compare(before: str, after: str) -> list[Run]:
    """The way from one wording to the other; single shared characters inside a change count as changed, so it reads
    as words."""
    if len(before) > _LONG or len(after) > _LONG:
        return [Run("same", after)] if before == after else [Run("out", before), Run("in", after)]
    old, new = _WORD.findall(before), _WORD.findall(after)
    runs: list[Run] = []
    for kind, a, b, c, d in _changes(old, new):
        if kind == "equal":
            runs.append(Run("same", "".join(old[a:b])))
            continue
        if b > a:
            runs.append(Run("out", "".join(old[a:b])))
        if d > c:
            runs.append(Run("in", "".join(new[c:d])))
    return runs


def is_reworded(before: str, after: str) -> bool:
    """Whether two texts are wordings of one rule; a number given to another rule shares little but common words."""
    return SequenceMatcher(None, before, after, autojunk=False).ratio() >= _SAME_RULE


def _changes(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    merged: list[tuple[str, int, int, int, int]] = []
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for index, step in enumerate(steps):
        kind, a, b, c, d = step
        inside = 0 < index < len(steps) - 1
        if kind == "equal" and inside and b - a == 1 and old[a] not in "，。；：、\n":
            kind = "replace"
        if kind != "equal" and merged and merged[-1][0] != "equal":
            _, a0, _, c0, _ = merged[-1]
            merged[-1] = ("replace", a0, b, c0, d)
        else:
            merged.append((kind, a, b, c, d))
    return merged


def marked(text: str, words: list[str]) -> list[tuple[bool, str]]:
    """A text cut into runs, those that hold one of the words marked; the page escapes each."""
    wanted = [re.escape(word) for word in sorted(set(words), key=len, reverse=True) if word]
    if not wanted:
        return [(False, text)]
    pieces = re.split(f"({'|'.join(wanted)})", text, flags=re.IGNORECASE)
    return [(index % 2 == 1, piece) for index, piece in enumerate(pieces) if piece]


def excerpt(text: str, words: list[str], width: int = 160) -> str:
    """The stretch of a text around the first of the words."""
    places = [place for word in words if word and (place := text.lower().find(word.lower())) >= 0]
    start = max(min(places, default=0) - width // 4, 0)
    cut = text[start : start + width]
    return ("…" if start else "") + cut + ("…" if start + width < len(text) else "")
