"""Names of laws while they are typed: by their beginning, any part, pinyin or its initials; names misheard put right.

Held in memory by every worker: one line a name, read anew when laws have come or gone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, Max
from pypinyin import Style, lazy_pinyin

from egret.law.models import ImportRun, Law, Level
from egret.law.variants import simplified
from egret.law.words import normalise

_RANK = {Level.CONSTITUTION: 0, Level.LAW: 0, Level.REGULATION: 1, Level.INTERPRETATION: 1}
MISHEARD_FROM = 4
"""Names shorter than this sound like too many other words to be put right."""


@dataclass(frozen=True, slots=True)
class Name:
    """A spelling under which a law is known."""

    law: int
    title: str
    spelling: str
    initials: str
    pinyin: str
    sounds: str
    """What each character sounds like by itself, between blanks, so that one is never found inside another."""
    order: tuple[int, int, str]


def sounds(text: str) -> str:
    """Syllable by syllable; whatever is no Han character is a mark of its own."""
    heard = (lazy_pinyin(one, style=Style.NORMAL)[0] if one >= "\u3400" else "_" for one in text)
    return f" {' '.join(heard)} "


def _name(law: int, title: str, spelling: str, rank: int) -> Name:
    syllables = [one.lower() for one in lazy_pinyin(spelling, style=Style.NORMAL) if one]
    initials, whole = "".join(one[0] for one in syllables), "".join(syllables)
    return Name(law, title, spelling, initials, whole, sounds(spelling), (rank, len(spelling), spelling))


def held(aliases: dict[str, tuple[str, ...]]) -> tuple[Name, ...]:
    """Names of all laws held, with their other names, the weightier and shorter first."""
    state = Law.objects.aggregate(count=Count("pk"), newest=Max("pk"))
    digest = ImportRun.objects.order_by("-pk").values_list("digest", flat=True).first() or ""
    return _held(tuple(aliases.items()), f"{state['count']}:{state['newest']}:{digest}")


@lru_cache(maxsize=2)
def _held(aliases: tuple[tuple[str, tuple[str, ...]], ...], state: str) -> tuple[Name, ...]:
    names: list[Name] = []
    known: dict[str, tuple[int, str, int]] = {}
    rows = Law.objects.exclude(level=Level.CASE).filter(region="", amending=False)
    for pk, key, title, level in rows.values_list("pk", "key", "title", "level"):
        rank = _RANK.get(level, 2)  # type: ignore[call-overload]
        known[key] = (pk, title, rank)
        names.append(_name(pk, title, key, rank))
    for alias, keys in aliases:
        for key in keys:
            if key in known and alias != key:
                pk, title, rank = known[key]
                names.append(_name(pk, title, alias, rank))
    return tuple(sorted(names, key=lambda name: name.order))


def completed(typed: str, names: tuple[Name, ...], limit: int = 6) -> list[Name]:
    """Laws a half-typed text may mean: names that begin with it, then those that hold it; letters as pinyin."""
    text = simplified(normalise(typed)).replace(" ", "")
    if len(text) < 2:
        return []
    tests: tuple[Callable[[Name], bool], ...]
    if text.isascii():
        tests = (lambda name: name.initials.startswith(text), lambda name: name.pinyin.startswith(text))
    else:
        tests = (lambda name: name.spelling.startswith(text), lambda name: text in name.spelling)
    once: dict[int, Name] = {}
    for test in tests:
        for name in names:
            if test(name):
                once.setdefault(name.law, name)
                if len(once) == limit:
                    return list(once.values())
    return list(once.values())


def put_right(query: str, names: tuple[Name, ...]) -> str:
    """The query with a misheard name of a law as it is written (刑事诉颂法 -> 刑事诉讼法); empty when there is none."""
    text = normalise(query)
    if not any(character >= "\u3400" for character in text):
        return ""
    heard = sounds(text)
    found = [name for name in names if len(name.spelling) >= MISHEARD_FROM and name.sounds in heard]
    for name in sorted(found, key=lambda one: -len(one.spelling)):
        if name.spelling in text:
            return ""
        start = heard[: heard.index(name.sounds) + 1].count(" ") - 1
        return text[:start] + name.spelling + text[start + len(name.spelling) :]
    return ""
