"""The strict reader of `rulebook/`: dated, cited values, refused with file, line and remedy when anything is odd.

A value holds from its date until the next; before the first it does not exist. Nothing here knows Django, so the same
reader serves the platform, the lint and the tests.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Generic, Literal, NoReturn, TypeVar, cast

import yaml

FOLDER = Path(__file__).resolve().parents[3] / "rulebook"

Source = Literal["text", "memory", "proposal"]
SOURCES: tuple[Source, ...] = ("text", "memory", "proposal")
CITE = re.compile(r"[^#\s]+#[1-9]\d*(?:之[一二三四五六七八九十]+)?")
LAW = re.compile(r"[^#\s]+(?:#[1-9]\d*)?")
Step = str | int


class RulebookError(ValueError):
    """Something in the rulebook that may not stand; says where, what and how to mend it."""

    def __init__(self, file: Path, line: int, problem: str, remedy: str) -> None:
        super().__init__(f"{file}:{line}: {problem}. {remedy}")
        self.file, self.line, self.problem, self.remedy = file, line, problem, remedy


_TRUTH = re.compile(r"(?:true|false)$")


class _Loader(yaml.CSafeLoader):
    """Safe YAML that refuses a key said twice, and in which `on` and `no` are words, not truth values."""

    yaml_implicit_resolvers = {
        first: [(tag, _TRUTH if tag == "tag:yaml.org,2002:bool" else pattern) for tag, pattern in found]
        for first, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """A dict of the node; a later twin would otherwise silently win."""
        found: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        if len(found) != len(node.value):
            keys = [key.value for key, _ in node.value]
            twin = next(key for place, (key, _) in enumerate(node.value) if key.value in keys[:place])
            raise yaml.constructor.ConstructorError(None, None, "a key stands here twice", twin.start_mark)
        return found


def read(file: Path) -> Entry:
    """One YAML file of the rulebook as an entry whose fields must all be asked for."""
    try:
        content = yaml.load(file.read_bytes(), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RulebookError(file, line, f"this is no clean YAML ({error.problem})", "Mend the line.") from error
    if not isinstance(content, dict):
        raise RulebookError(file, 1, "the file holds no fields", "Write `key: value` lines.")
    return Entry(file, (), content)


def _line(file: Path, path: tuple[Step, ...]) -> int:
    """Line of a place in a file, found only once something is wrong there."""
    node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    line = 1
    for step in path:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == str(step)), None)
            if pair is None:
                return line
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


class Entry:
    """A mapping under reading: every field is asked for with its type, and `close` refuses what nobody asked for."""

    __slots__ = ("_asked", "_fields", "file", "path")

    def __init__(self, file: Path, path: tuple[Step, ...], fields: dict[Any, Any]) -> None:
        self.file, self.path, self._fields = file, path, fields
        self._asked: set[str] = set()

    def refuse(self, problem: str, remedy: str, *at: Step) -> NoReturn:
        """Stop with the place of this entry, or of one of its fields."""
        path = (*self.path, *at)
        raise RulebookError(self.file, _line(self.file, path), problem, remedy)

    @property
    def line(self) -> int:
        """Line at which the entry begins."""
        return _line(self.file, self.path)

    def names(self) -> tuple[str, ...]:
        """The names of all fields, in their order: for a mapping whose keys are names of its own."""
        return tuple(str(key) for key in self._fields)

    def has(self, key: str) -> bool:
        """Whether the field is written."""
        return key in self._fields

    def _take(self, key: str, kind: type | tuple[type, ...], word: str, needed: bool) -> Any:
        self._asked.add(key)
        found = self._fields.get(key)
        if found is None:
            if needed:
                self.refuse(f"`{key}` is missing", f"Write `{key}:` with {word}.")
            return None
        if not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool):
            self.refuse(f"`{key}` is {found!r}, which is not {word}", f"Write {word}.", key)
        return found

    def text(self, key: str, default: str | None = None, *, among: Collection[str] = ()) -> str:
        """A text field, of a closed list if one is given."""
        found = self._take(key, str, "a text", default is None)
        if found is None:
            return cast(str, default)
        if among and found not in among:
            self.refuse(f"`{key}` is {found!r}", f"Use one of: {', '.join(among)}.", key)
        return cast(str, found)

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number, zero or more."""
        found = self._take(key, int, "a whole number", default is None)
        if found is None:
            return cast(int, default)
        if found < 0:
            self.refuse(f"`{key}` is {found}", "Write a number of zero or more.", key)
        return cast(int, found)

    def flag(self, key: str, default: bool = False) -> bool:
        """A yes or no."""
        found = self._take(key, bool, "true or false", False)
        return default if found is None else cast(bool, found)

    def day(self, key: str) -> date:
        """A calendar day."""
        return cast(date, self._take(key, date, "a date such as 2026-01-01", True))

    def scalar(self, key: str, default: str | None = None) -> str:
        """A day, a day with a time, or a text; as text."""
        found = self._take(key, (str, date), "a day or a text", default is None)
        return cast(str, default) if found is None else str(found)

    def items(self, key: str) -> list[Any]:
        """A list, empty when absent."""
        return cast("list[Any]", self._take(key, list, "a list", False) or [])

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        found = self.items(key)
        for place, item in enumerate(found):
            if not isinstance(item, str):
                self.refuse(f"{item!r} in `{key}` is not a text", "Write a text.", key, place)
        return tuple(found)

    def entries(self, key: str) -> list[Entry]:
        """A list of mappings."""
        return [self._entry(item, key, place) for place, item in enumerate(self.items(key))]

    def entry(self, key: str) -> Entry | None:
        """A mapping inside this one, None when absent."""
        found = self._take(key, dict, "fields of its own", False)
        return None if found is None else self._entry(found, key)

    def _entry(self, found: Any, *at: Step) -> Entry:
        if not isinstance(found, dict):
            self.refuse(f"{found!r} is no set of fields", "Write `key: value` lines.", *at)
        return Entry(self.file, (*self.path, *at), found)

    def plain(self, key: str) -> dict[str, Any]:
        """A mapping taken as it is, such as the facts of an example."""
        return dict(self._take(key, dict, "fields of its own", True))

    def dated(self, key: str) -> list[tuple[date, Entry]]:
        """Entries by the day they begin, each day later than the one before."""
        found = self._take(key, dict, "entries by date", True)
        self._asked.add(key)
        if not found:
            self.refuse(f"`{key}` holds nothing", "Write at least one date with its value.", key)
        before: date | None = None
        read: list[tuple[date, Entry]] = []
        for day, fields in found.items():
            if not isinstance(day, date):
                self.refuse(f"{day!r} in `{key}` is no date", "Write the day the value begins.", key, str(day))
            if before is not None and day <= before:
                self.refuse(f"{day} stands after {before}", "Sort the dates, earliest first.", key, str(day))
            before = day
            read.append((day, self._entry(fields, key, str(day))))
        return read

    def close(self) -> None:
        """Refuse a field nobody asked for."""
        for key in self._fields:
            if key not in self._asked:
                self.refuse(f"`{key}` is no field known here", f"Known: {', '.join(sorted(self._asked))}.", str(key))


@dataclass(frozen=True, slots=True)
class Cited:
    """Where something of the rulebook comes from."""

    cite: str
    also: tuple[str, ...]
    source: Source
    configurable: bool

    @property
    def cites(self) -> tuple[str, ...]:
        """All citations, the one that holds the number first."""
        return (self.cite, *self.also)


def cited(entry: Entry) -> Cited:
    """The citation of an entry; what was not read in the text may be configured and says so."""
    source = cast(Source, entry.text("source", "text", among=SOURCES))
    cite = entry.text("cite")
    if not (CITE if source == "text" else LAW).fullmatch(cite):
        entry.refuse(f"the citation {cite!r} names no article", "Write law#article, such as 刑事诉讼法#91.", "cite")
    also = entry.texts("also")
    for place, one in enumerate(also):
        if not CITE.fullmatch(one):
            entry.refuse(f"the citation {one!r} names no article", "Write law#article.", "also", place)
    configurable = entry.flag("configurable")
    if source != "text" and not configurable:
        entry.refuse(f"a value from {source} cannot bind", "Write `configurable: true` beside it.", "source")
    return Cited(cite, also, source, configurable)


@dataclass(frozen=True, slots=True)
class Value:
    """A number of law with the day it begins to hold."""

    since: date
    value: int
    unit: str
    cited: Cited
    sum_of: tuple[int, ...]
    """Parts that stand in the article when the number itself is their sum (three days and four more)."""
    file: Path
    place: tuple[Step, ...]

    @property
    def line(self) -> int:
        """Line of the value in its file."""
        return _line(self.file, self.place)

    @property
    def stated(self) -> tuple[int, ...]:
        """The numbers that must stand in the cited article."""
        return self.sum_of or (self.value,)


def value(since: date, entry: Entry, unit: str, units: Collection[str]) -> Value:
    """One dated value."""
    number = entry.whole("value")
    parts = tuple(entry.items("sum_of"))
    if parts and (not all(type(part) is int for part in parts) or sum(parts) != number):
        entry.refuse(f"{number} is not the sum of {list(parts)}", "Correct the value or its parts.", "sum_of")
    found = Value(
        since,
        number,
        entry.text("unit", unit, among=units),
        cited(entry),
        parts,
        entry.file,
        (*entry.path, "value"),
    )
    entry.close()
    return found


T = TypeVar("T")


class Timeline(Generic[T]):
    """Dated things of one kind: each holds from its day until the next, and before the first there is none."""

    __slots__ = ("days", "things")

    def __init__(self, things: Iterable[tuple[date, T]]) -> None:
        pairs = tuple(things)
        self.days = tuple(day for day, _ in pairs)
        self.things = tuple(thing for _, thing in pairs)

    def on(self, day: date) -> T | None:
        """What holds on a day, None before the first."""
        place = bisect_right(self.days, day)
        return self.things[place - 1] if place else None

    def __iter__(self) -> Iterator[tuple[date, T]]:
        return iter(zip(self.days, self.things, strict=True))


@dataclass(frozen=True, slots=True)
class Threshold:
    """A named number that decides who signs or which way is open."""

    key: str
    title: str
    title_en: str
    unit: str
    values: Timeline[Value]

    def on(self, day: date) -> int:
        """The number on a day. Raises LookupError before the first."""
        found = self.values.on(day)
        if found is None:
            raise LookupError(
                f"the threshold {self.key} did not exist on {day}; its first value is {self.values.days[0]}"
            )
        return found.value


THRESHOLD_UNITS = ("yuan", "day", "month", "year", "hour", "percent", "person", "times", "age", "piece", "minute")


def read_threshold(file: Path) -> Threshold:
    """One file of `rulebook/thresholds`; examples are pairs of a day and the number then."""
    entry = read(file)
    unit = entry.text("unit", among=THRESHOLD_UNITS)
    values = Timeline((day, value(day, fields, unit, THRESHOLD_UNITS)) for day, fields in entry.dated("values"))
    threshold = Threshold(file.stem, entry.text("title"), entry.text("title_en"), unit, values)
    examples = entry.entries("examples")
    if not examples:
        entry.refuse("there is no worked example", "Write `examples: [{on: …, is: …}]`.")
    for example in examples:
        on, expected = example.day("on"), example.whole("is")
        found = values.on(on)
        if found is None or found.value != expected:
            example.refuse(f"the example says {expected}, the value is {found and found.value}", "Correct one of them.")
        example.close()
    entry.close()
    return threshold


@cache
def thresholds(folder: Path = FOLDER) -> dict[str, Threshold]:
    """Every threshold by the name of its file."""
    return {file.stem: read_threshold(file) for file in sorted((folder / "thresholds").glob("*.yaml"))}


def threshold(name: str) -> Threshold:
    """One threshold. Raises LookupError for a name the rulebook does not know."""
    try:
        return thresholds()[name]
    except KeyError:
        raise LookupError(f"there is no rulebook/thresholds/{name}.yaml") from None


@dataclass(frozen=True, slots=True)
class Listing:
    """A named list of articles or words that a safeguard asks for, as it stood on each day."""

    key: str
    title: str
    title_en: str
    items: Timeline[tuple[str, ...]]

    def on(self, day: date) -> tuple[str, ...]:
        """What was listed on a day; nothing before the first."""
        return self.items.on(day) or ()


def read_listing(file: Path) -> Listing:
    """One file of `rulebook/lists`; examples name something that is listed on a day."""
    entry = read(file)
    found = []
    for day, fields in entry.dated("values"):
        items = fields.texts("items")
        if not items:
            fields.refuse("nothing is listed", "Write `items: [...]`.")
        fields.text("cite")
        if fields.text("source", "text", among=SOURCES) != "text" and not fields.flag("configurable"):
            fields.refuse("this was not read in a text", "Write `configurable: true`.")
        fields.close()
        found.append((day, items))
    listing = Listing(file.stem, entry.text("title"), entry.text("title_en"), Timeline(found))
    examples = entry.entries("examples")
    if not examples:
        entry.refuse("there is no worked example", "Write `examples: [{on: …, holds: …}]`.")
    for example in examples:
        if example.text("holds") not in listing.on(example.day("on")):
            example.refuse("the example is not listed on that day", "Correct one of them.")
        example.close()
    entry.close()
    return listing


@cache
def listings(folder: Path = FOLDER) -> dict[str, Listing]:
    """Every list by the name of its file."""
    return {file.stem: read_listing(file) for file in sorted((folder / "lists").glob("*.yaml"))}


def listing(name: str) -> Listing:
    """One list. Raises LookupError for a name the rulebook does not know."""
    try:
        return listings()[name]
    except KeyError:
        raise LookupError(f"there is no rulebook/lists/{name}.yaml") from None
