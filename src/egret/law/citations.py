"""Citations of law in four verbs: find them in a text, parse a query or a rulebook cite, resolve on a day, format.

A pure library: it knows names from a `Book` and texts from a `Shelf`, and neither Django nor files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from egret.kit import numerals
from egret.law.importer.titles import law_key

_N = r"[〇○零一二两三四五六七八九十百千]+|[0-9]+"
_SKIPPED_IN_NAMES = frozenset("、,《》〈〉<>")
_VARIANTS = str.maketrans({"條": "条", "項": "项", "笫": "第", "號": "号", "〔": "(", "〕": ")", "[": "(", "]": ")"})
_THIS_LAW = ("本法", "本规定", "本条例", "本解释", "本规则", "本办法", "本决定")


@dataclass(frozen=True, slots=True)
class Citation:
    """One place in the law. Several laws when the name alone does not tell which (程序规定)."""

    laws: tuple[str, ...]
    """Keys of laws."""
    article: int = 0
    sub: int = 0
    paragraph: int = 0
    item: int = 0
    year: int | None = None
    """The version named in brackets: (2012), (2025修订)."""
    section: str = ""
    """A part of a document without articles, by its own name."""
    until: int = 0
    """Last article of a range; 0 when one article is meant."""
    start: int = 0
    end: int = 0
    rest: str = ""
    """What else a query said."""

    @property
    def law(self) -> str:
        return self.laws[0] if self.laws else ""


class Book:
    """Names of laws as people write them. One spelling may mean several laws, or another law after a day."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        self._root: dict[str, object] = {}
        self.keys: set[str] = set()
        for name, keys in names.items():
            self.add(name, keys)

    def add(self, name: str, keys: Iterable[str]) -> None:
        node = self._root
        for character in _plain_name(name):
            node = node.setdefault(character, {})  # type: ignore[assignment]
        node[""] = tuple(dict.fromkeys((*node.get("", ()), *keys)))  # type: ignore[misc]
        self.keys.update(keys)

    def longest(self, text: str, start: int) -> tuple[int, tuple[str, ...]] | None:
        """Where the longest name that begins at `start` ends, and the laws it means."""
        node, position, best = self._root, start, None
        while position < len(text):
            following = node.get(text[position])
            if following is None:
                if node is not self._root and text[position] in _SKIPPED_IN_NAMES:
                    position += 1
                    continue
                break
            node = following  # type: ignore[assignment]
            position += 1
            if "" in node:
                best = (position, node[""])
        return best  # type: ignore[return-value]


def _plain_name(name: str) -> str:
    return "".join(c for c in law_key(name).lower().translate(_VARIANTS) if c not in _SKIPPED_IN_NAMES)


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text in one spelling (NFKC, 条 for 條, no blanks), with the way back to where each character stood."""

    text: str
    places: tuple[int, ...]
    blank_before: frozenset[int]

    def origin(self, index: int) -> int:
        return self.places[index] if index < len(self.places) else (self.places[-1] + 1 if self.places else 0)


_REPUBLIC = "中华人民共和国"


def _fold(text: str) -> _Folded:
    characters: list[str] = []
    places: list[int] = []
    blanks: set[int] = set()
    for index, raw in enumerate(text):
        for character in unicodedata.normalize("NFKC", raw).lower().translate(_VARIANTS):
            if character.isspace() or character == "\u200b":
                blanks.add(len(characters))
            else:
                characters.append(character)
                places.append(index)
    return _Folded("".join(characters), tuple(places), frozenset(blanks))


_YEAR = re.compile(r"\((?:[^()#]{0,20}?)(\d{4})(?:[^()]*)\)")
_NUMBER = re.compile(
    rf"(?:第)?(?P<no>{_N})(?:之(?P<early>{_N}))?条(?:之(?P<sub>{_N})(?!款)|-(?P<dash>\d+))?"
    rf"(?:的?第?(?P<para>{_N})款)?(?:的?第?\(?(?P<item>{_N})\)?项)?"
)
_TO = re.compile(rf"(?:至|到|-|—|~)第?(?P<no>{_N})条")
_MORE = re.compile(
    rf"(?:、|和|及|以及|,)第?(?P<no>{_N})条(?:之(?P<sub>{_N}))?(?:第?(?P<para>{_N})款)?(?:第?\(?(?P<item>{_N})\)?项)?"
)
_SHARED = re.compile(rf"第?(?P<list>(?:{_N})(?:、(?:{_N}))+)条|第?(?P<a>{_N})(?:至|到|-|—|~)(?P<b>{_N})条")
_BARE = re.compile(
    r"第?(?P<no>\d{1,4}|[〇○零一二三四五六七八九十百千]+)"
    rf"(?:-(?P<sub>\d{{1,2}})|之(?P<zhi>{_N}))?(?![\d年月日号万元克.])"
)


def _int(text: str | None) -> int:
    return (numerals.read(text) or 0) if text else 0


def find(text: str, book: Book, *, context: str = "") -> list[Citation]:
    """Every citation in a text, in order. `context` is the key of the law the text belongs to: 本法, and bare 第…条,
    mean it."""
    return list(_find(_fold(text), book, context))


def _find(folded: _Folded, book: Book, context: str) -> Iterator[Citation]:
    text, position = folded.text, 0
    while position < len(text):
        named = _name_at(text, position, book, context)
        if named is None:
            bare = _NUMBER.match(text, position) if context and text[position] == "第" else None
            if bare and bare["no"]:
                yield from _numbers(folded, (context,), None, position, bare.start())
                position = max(bare.end(), position + 1)
            else:
                position += 1
            continue
        end, laws, year = named
        found = list(_numbers(folded, laws, year, position, end))
        yield from found
        position = max((index for index in (_position(folded, c.end) for c in found)), default=end)
        position = max(position, end)


def _position(folded: _Folded, origin: int) -> int:
    for index, place in enumerate(folded.places):
        if place >= origin:
            return index
    return len(folded.text)


def _name_at(text: str, position: int, book: Book, context: str) -> tuple[int, tuple[str, ...], int | None] | None:
    """The law named here: end of the name with its marks and year, keys, year."""
    start = position
    opened = False
    while start < len(text) and text[start] in "《〈<":
        opened, start = True, start + 1
    inner = start + len(_REPUBLIC) if text.startswith(_REPUBLIC, start) else start
    laws: tuple[str, ...] = ()
    found = book.longest(text, inner)
    if found:
        end, laws = found
    elif context and (here := next((name for name in _THIS_LAW if text.startswith(name, inner)), "")):
        end, laws = inner + len(here), (context,)
    elif opened and "》" in text[inner : inner + 120]:
        end = text.index("》", inner)
        laws = (law_key(text[inner:end]),)
    else:
        return None
    if opened and found:
        close = text.find("》", end)
        inside = text[end:close] if close >= 0 else ""
        if (
            close > end
            and not _YEAR.fullmatch(inside)
            and "《" not in text[end:close]
            and not re.match(r"第|\d", inside)
        ):
            end, laws = close, (law_key(text[inner:close]),)
    year: int | None = None
    while end < len(text):
        if text[end] in "》〉>":
            end += 1
        elif text[end] == "(" and (match := _YEAR.match(text, end)):
            year, end = int(match[1]), match.end()
        else:
            break
    return end, laws, year


def _numbers(folded: _Folded, laws: tuple[str, ...], year: int | None, start: int, at: int) -> Iterator[Citation]:
    """The articles named from `at` on: one, a list, a range."""
    text = folded.text
    if at < len(text) and text[at] in "的,":
        at += 1
    origin = folded.origin(start)
    shared = _SHARED.match(text, at)
    if shared:
        end = folded.origin(shared.end() - 1) + 1
        if shared["list"]:
            for number in shared["list"].split("、"):
                yield Citation(laws, _int(number), year=year, start=origin, end=end)
        else:
            yield Citation(laws, _int(shared["a"]), until=_int(shared["b"]), year=year, start=origin, end=end)
        yield from _further(folded, laws, year, shared.end())
        return
    match = _NUMBER.match(text, at)
    if not match or not _int(match["no"]):
        return
    first = _citation(match, laws, year, origin, folded.origin(match.end() - 1) + 1)
    span = _TO.match(text, match.end())
    if span:
        yield replace(first, until=_int(span["no"]), end=folded.origin(span.end() - 1) + 1)
        return
    yield first
    yield from _further(folded, laws, year, match.end())


def _further(folded: _Folded, laws: tuple[str, ...], year: int | None, position: int) -> Iterator[Citation]:
    """、第五条 and 和第二百六十四条之一 after the first article."""
    while more := _MORE.match(folded.text, position):
        position = more.end()
        start, end = folded.origin(more.start("no")), folded.origin(position - 1) + 1
        no, sub, paragraph, item = (_int(more[name]) for name in ("no", "sub", "para", "item"))
        yield Citation(laws, no, sub, paragraph, item, year, start=start, end=end)


def _citation(match: re.Match[str], laws: tuple[str, ...], year: int | None, start: int, end: int) -> Citation:
    sub = _int(match["sub"]) or _int(match["dash"]) or _int(match["early"])
    return Citation(laws, _int(match["no"]), sub, _int(match["para"]), _int(match["item"]), year, start=start, end=end)


def parse(query: str, book: Book, *, context: str = "") -> Citation | None:
    """What a query cites, with the rest of its words; None when it names no article and no law.

    Beyond `find`: the number may lack 条 (身份证法 8), stand before the name (第264条 刑法), or be absent (the law
    itself).
    """
    if "#" in query:
        cited = parse_cite(query)
        if cited:
            return cited[0]
    folded = _fold(query[:400])
    found = next(_find(folded, book, context), None)
    if found is not None:
        return replace(found, rest=_rest(query, found.start, found.end))
    text = folded.text
    for position in range(len(text)):
        named = _name_at(text, position, book, "")
        if named is None or not (set(named[1]) & book.keys):
            continue
        end, laws, year = named
        start = folded.origin(position)
        bare = _BARE.match(text, end)
        if bare and (bare.end() == len(text) or bare.end() in folded.blank_before):
            stop = folded.origin(bare.end() - 1) + 1
            return Citation(
                laws,
                _int(bare["no"]),
                _int(bare["sub"]) or _int(bare["zhi"]),
                year=year,
                start=start,
                end=stop,
                rest=_rest(query, start, stop),
            )
        before = list(_NUMBER.finditer(text[:position]))
        stop = folded.origin(end - 1) + 1
        if before and _int(before[-1]["no"]):
            first = folded.origin(before[-1].start())
            cited_before = _citation(before[-1], laws, year, first, stop)
            return replace(cited_before, rest=(query[:first] + " " + query[stop:]).strip())
        return Citation(laws, year=year, start=start, end=stop, rest=_rest(query, start, stop))
    return None


def _rest(query: str, start: int, end: int) -> str:
    return " ".join(f"{query[:start]} {query[end:]}".split())


_CITE_ARTICLE = re.compile(
    r"^(?P<no>\d{1,4})(?:-(?P<sub>\d{1,2})|之(?P<zhi>[一二三四五六七八九十\d]+))?"
    r"(?:\((?P<para>\d{1,2})\))?(?:\((?P<item>\d{1,2})\)|(?P<bare>\d{1,2}))?$"
)


def parse_cite(cite: str) -> list[Citation]:
    """A citation as data writes it: `治安管理处罚法(2025)#97`, `…#61(1)(2)`, `刑法#133-1`, `…#11,17`,
    `…意见(2015)#审查期限`."""
    name, mark, places = cite.strip().partition("#")
    if not mark or not name or not places:
        return []
    year = None
    tail = re.search(r"[(（][^()（）]*?(\d{4})[^()（）]*[)）]$", name.strip())
    if tail:
        year, name = int(tail[1]), name[: tail.start()]
    key = law_key(name)
    found = []
    for place in re.split(r"[,，、;；]", places):
        match = _CITE_ARTICLE.match(place.strip())
        if match:
            sub = _int(match["sub"]) or _int(match["zhi"])
            item = _int(match["item"]) or _int(match["bare"])
            found.append(Citation((key,), int(match["no"]), sub, _int(match["para"]), item, year))
        elif place.strip():
            found.append(Citation((key,), year=year, section=place.strip()))
    return found


@dataclass(frozen=True, slots=True)
class Edition:
    """A version on the shelf."""

    key: str
    label: str
    years: frozenset[int]
    in_force_from: date | None
    in_force_to: date | None
    confirmed: bool
    last_article: int = 0


class Shelf(Protocol):
    """Where texts lie."""

    def editions(self, key: str) -> Sequence[Edition]:
        """Versions of a law, oldest first; empty when the law is not held."""

    def has(self, key: str, label: str, article: int, sub: int) -> bool:
        """Whether a version holds the article."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a citation means on a day."""

    citation: Citation
    edition: Edition | None
    found: bool
    certain: bool
    """The version follows from its year or from confirmed dates, not from proposed ones."""
    last_article: int = 0


def edition_on(editions: Sequence[Edition], on: date, year: int | None = None) -> tuple[Edition | None, bool]:
    """The version a citation means: the one its year names, else the one in force that day; and whether that is
    certain."""
    if year is not None:
        named = [edition for edition in editions if year in edition.years]
        dated = [edition for edition in named if edition.label.startswith(str(year))]
        return ((dated or named)[-1], True) if named else (None, True)
    holding = [
        e
        for e in editions
        if (e.in_force_from is None or e.in_force_from <= on) and (e.in_force_to is None or on < e.in_force_to)
    ]
    if holding:
        chosen = holding[-1]
        alone = len(editions) == 1
        return chosen, chosen.confirmed or (alone and (chosen.in_force_from is None or chosen.in_force_from <= on))
    return None, False


def resolve(citation: Citation, shelf: Shelf, on: date) -> list[Resolved]:
    """What each law a citation may mean says on a day. A number above the last article is not found; the last one is
    told."""
    answers = []
    for key in citation.laws:
        edition, certain = edition_on(shelf.editions(key), on, citation.year)
        if edition is None:
            answers.append(Resolved(replace(citation, laws=(key,)), None, False, False))
            continue
        there = shelf.has(key, edition.label, citation.article, citation.sub) if citation.article else True
        answers.append(Resolved(replace(citation, laws=(key,)), edition, there, certain, edition.last_article))
    return answers


def format(citation: Citation, title: str = "") -> str:
    """《治安管理处罚法》第四十三条第二款第（三）项"""
    written = f"《{title or citation.law}》"
    if citation.year:
        written += f"（{citation.year}）"
    if citation.section:
        return f"{written}{citation.section}"
    if citation.article:
        written += numerals.label(citation.article, citation.sub)
        if citation.until:
            written += f"至{numerals.label(citation.until)}"
    if citation.paragraph:
        written += f"第{numerals.write(citation.paragraph)}款"
    if citation.item:
        written += f"第（{numerals.write(citation.item)}）项"
    return written


def as_cite(citation: Citation) -> str:
    """治安管理处罚法(2025)#43(2)(3), as data writes it."""
    written = citation.law + (f"({citation.year})" if citation.year else "") + "#"
    if citation.section:
        return written + citation.section
    written += f"{citation.article}" + (f"-{citation.sub}" if citation.sub else "")
    if citation.paragraph or citation.item:
        written += f"({citation.paragraph or 1})" + (f"({citation.item})" if citation.item else "")
    return written
