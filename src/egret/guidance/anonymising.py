"""隐名: a text without the people, places and numbers of its case; and the proof that none of them is left.

What the case knows (names, ID numbers, addresses, units) is replaced wherever it stands, the same value by the same
word every time; what only looks like a number of somebody (phones, cards, plates, dates) goes by its form. Nothing here
knows Django.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial

LETTERS = "甲乙丙丁戊己庚辛壬癸"
SHORTEST = 2
"""A value of one character stands in half of all words; it tells nobody apart and is left."""
_PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,6}?(?:省|自治区|市|区|县|镇|乡|街道|路|街|巷|弄|里|村|小区|花园|新村|广场|大厦|公寓|学校|医院|超市|酒店)"
)
PATTERNS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "id": (re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])"), "〔证件号码〕"),
    "url": (re.compile(r"https?://\S+|[\w.+-]+@[\w-]+\.[\w.]+|\b\d{1,3}(?:\.\d{1,3}){3}\b"), "〔网络地址〕"),
    "card": (re.compile(r"(?<!\d)\d{12,30}(?!\d)"), "〔账号〕"),
    "phone": (re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)"), "〔电话〕"),
    "plate": (re.compile(rf"[{_PLATES}][A-HJ-NP-Z]·?[A-HJ-NP-Z0-9]{{5,6}}(?![A-Z0-9])"), "〔车牌〕"),
    "account": (re.compile(r"(?:微信|QQ|支付宝|抖音)(?:号|账号)?\s*[:：]?\s*[A-Za-z0-9_-]{5,}"), "〔网络账号〕"),
    "house": (re.compile(r"(?<![0-9A-Za-z])\d+(?=号楼|号院|号|室|栋|幢|单元|弄)"), "某"),
}
"""Kind -> what its values look like, and what is written for them."""
_DATE = re.compile(r"(?:(\d{4})[年./-])(\d{1,2})[月./-](\d{1,2})日?|(?<!\d)(\d{1,2})月(\d{1,2})日")


@dataclass(frozen=True, slots=True)
class Known:
    """A value the case knows: what it is, and which word takes its place."""

    text: str
    kind: str
    word: str


@dataclass
class Anonymiser:
    """Replaces what is known and what looks like a number of somebody; counts what it took, keeps no value of it."""

    known: tuple[Known, ...]
    since: date
    """The day of the conduct: dates become days counted from it."""
    times: Counter[str] = field(default_factory=Counter)
    values: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        usable = {one.text: one for one in reversed(self.known) if len(one.text.strip()) >= SHORTEST}
        self.known = tuple(sorted(usable.values(), key=lambda one: (-len(one.text), one.text)))
        self._word = {one.text: one for one in self.known}
        joined = "|".join(re.escape(one.text) for one in self.known)
        self._any = re.compile(joined) if joined else None

    def text(self, said: str) -> str:
        """The text with everything replaced."""
        if self._any is not None:
            said = self._any.sub(self._known, said)
        said = _DATE.sub(self._day, said)
        for kind, (pattern, word) in PATTERNS.items():
            said = pattern.sub(partial(self._formed, kind, word), said)
        return said

    def _formed(self, kind: str, word: str, found: re.Match[str]) -> str:
        return self._took(kind, found[0], word)

    def _known(self, found: re.Match[str]) -> str:
        one = self._word[found[0]]
        return self._took(one.kind, one.text, one.word)

    def _day(self, found: re.Match[str]) -> str:
        year, month, day, *short = found.groups()
        try:
            on = date(int(year), int(month), int(day)) if year else None
        except ValueError:
            on = None
        word = "某月某日" if on is None else day_word(on, self.since)
        return self._took("date", "".join(filter(None, (year, month, day, *short))), word)

    def _took(self, kind: str, value: str, word: str) -> str:
        self.times[kind] += 1
        self.values.setdefault(kind, set()).add(value)
        return word

    @property
    def removed(self) -> dict[str, list[int]]:
        """Kind -> how many different values were taken out, and how often they stood there."""
        return {kind: [len(self.values[kind]), self.times[kind]] for kind in sorted(self.times)}

    def left(self, said: str, kinds: Iterable[str] = ()) -> list[str]:
        """Kinds of what still stands in a text, of all kinds or of those asked for; nothing is the proof."""
        found = [one.kind for one in self.known if one.text in said]
        found += ["date"] if _DATE.search(said) else []
        found += [kind for kind, (pattern, _word) in PATTERNS.items() if pattern.search(said)]
        asked = set(kinds)
        return [kind for kind in dict.fromkeys(found) if not asked or kind in asked]


def day_word(on: date, since: date) -> str:
    """A day as counted from the conduct: 第1日 is that day itself."""
    days = (on - since).days
    return f"第{days + 1}日" if days >= 0 else f"案发前{-days}日"


def letters(count: int) -> Iterable[str]:
    """甲, 乙, … 癸, 甲2, …"""
    return [f"{LETTERS[at % 10]}{at // 10 + 1 if at >= 10 else ''}" for at in range(count)]


def people(named: Iterable[tuple[str, str]]) -> list[Known]:
    """Names with the role they have in the matter, each replaced by role and letter; one name, one word."""
    roles: dict[str, list[str]] = {}
    seen: set[str] = set()
    for name, role in named:
        if name and name not in seen:
            seen.add(name)
            roles.setdefault(role, []).append(name)
    return [
        Known(name, "name", f"{role}{letter}")
        for role, names in roles.items()
        for name, letter in zip(names, letters(len(names)), strict=True)
    ]


def places(addresses: Iterable[str]) -> list[Known]:
    """Addresses and the named parts of them: province, street, estate."""
    found: list[Known] = []
    parts: dict[str, list[str]] = {}
    for address in filter(None, dict.fromkeys(addresses)):
        found.append(Known(address, "place", "某地"))
        for part in _PLACE.findall(address):
            ending = re.search(r"(?:自治区|街道|小区|花园|新村|广场|大厦|公寓|学校|医院|超市|酒店|.)$", part)
            name = ending[0] if ending else ""
            if not part.startswith("某") and len(part) > len(name):
                parts.setdefault(name, []).append(part)
    for name, values in parts.items():
        several = list(dict.fromkeys(values))
        pairs = zip(several, letters(len(several)), strict=True)
        found += [Known(part, "place", f"{letter}{name}") for part, letter in pairs]
    return found
