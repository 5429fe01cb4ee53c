"""The strict reader of `rulebook/penalties/`: charges, violations, amounts, circumstances and starting points.

Each row is dated and cited; `egret law lint` proves that the numbers it states stand in its articles. Times are whole
months (criminal) and days (public security), sums whole yuan. Nothing here knows Django.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, NoReturn

from egret.law.rulebook import FOLDER, RulebookError

Source = Literal["text", "page", "memory", "proposal"]
"""text: read in the stored statute · page: seen on a stored page · memory: to be confirmed · proposal: our own."""
SOURCES = ("text", "page", "memory", "proposal")
MODES = (
    "detention", "detention_and_fine", "detention_may_add_fine", "detention_or_fine", "fine", "refers", "warning",
    "warning_or_detention", "warning_or_fine",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of a charge's penalties (量刑幅度)."""

    charge: str
    cite: str
    also: tuple[str, ...]
    number: int
    tag: str
    for_unit: bool
    """For the persons answerable within a unit that commits the crime."""
    term: tuple[int, int] | None
    """Fixed-term imprisonment in months; None when the tier knows none."""
    custody: tuple[int, int] | None
    """The same including short-term detention (拘役)."""
    detention: bool
    control: bool
    deprivation: bool
    life: bool
    death: bool
    fine: bool
    confiscation: bool
    mode: str
    """How fine or confiscation join: add, add_or_alone, may_add, alternative; empty for none."""
    fine_range: str
    since: date
    """The article's present text holds from here; we derive it from the amendment that named the article last."""
    source: Source


@dataclass(frozen=True, slots=True)
class ViolationTier:
    """One step of a violation's penalties under one text of the law."""

    text: str
    violation: str
    cite: str
    also: tuple[str, ...]
    number: int
    tag: str
    warning: bool
    detention: tuple[int, int] | None
    """Days."""
    fine: tuple[int, int] | None
    """Yuan; the law often states no floor, then the first is 0."""
    fine_basis: str
    mode: str
    formerly: str
    """The article of the text before."""
    since: date
    until: date | None
    name_source: Source
    source: Source

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Threshold:
    """From what amount a tier is reached. `low` and `high` differ where provinces choose between them."""

    charge: str
    tag: str
    tier: int
    region: str
    """Administrative division code; empty for the whole country."""
    metric: str
    unit: str
    low: int
    high: int
    condition: str
    since: date
    until: date | None
    cite: str
    source: Source
    note: str

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Factor:
    """A circumstance of sentencing: its layer, its bounds in percent, and what it does to the statutory floor."""

    code: str
    group: str
    """Of one group only one circumstance can be true."""
    name: str
    name_en: str
    layer: int
    increases: bool
    bounds: tuple[int, int] | None
    """Percent; None where there is no national number and the provincial rules decide."""
    effect: Literal["lighten", "may_mitigate", "lighten_or_mitigate", "must_mitigate", "heavier"]
    lifts: str
    """The circumstance whose bound it lifts (认罪认罚 with 自首 up to 60 %)."""
    absorbs: tuple[str, ...]
    """Circumstances that are not counted again beside it."""
    cite: str
    guideline: str
    since: date
    source: Source

    @property
    def may_mitigate(self) -> bool:
        """Whether the statute lets the result fall below the floor (减轻)."""
        return self.effect in ("may_mitigate", "lighten_or_mitigate", "must_mitigate")


@dataclass(frozen=True, slots=True)
class Start:
    """The guideline's span for the starting point of a tier, in months."""

    charge: str
    tier: int
    region: str
    low: int
    high: int
    guideline: str
    since: date
    source: Source


@dataclass(frozen=True, slots=True)
class Weighing:
    """A circumstance that weighs for or against the person under one text on public security."""

    text: str
    code: str
    name: str
    name_en: str
    effect: Literal["lighten", "lighten_or_mitigate", "lighten_mitigate_or_waive", "mitigate_or_waive", "heavier",
                    "not_executed"]  # fmt: skip
    cite: str


@dataclass(frozen=True, slots=True)
class Region:
    """A province that has amounts of its own."""

    code: str
    name: str
    name_en: str


class _Row:
    """A row under reading; every fault is told with file and line."""

    __slots__ = ("cells", "file", "line")

    def __init__(self, file: Path, line: int, cells: dict[str, str]) -> None:
        self.file, self.line, self.cells = file, line, cells

    def refuse(self, problem: str, remedy: str) -> NoReturn:
        raise RulebookError(self.file, self.line, problem, remedy)

    def text(self, key: str) -> str:
        found = self.cells.get(key)
        if not found:
            self.refuse(f"`{key}` is empty", "Write it.")
        return found

    def opt(self, key: str) -> str:
        return self.cells.get(key) or ""

    def words(self, key: str) -> tuple[str, ...]:
        return tuple(self.opt(key).split())

    def whole(self, key: str) -> int:
        found = self.opt(key)
        if not found.isdigit():
            self.refuse(f"`{key}` is {found!r}", "Write a whole number.")
        return int(found)

    def span(self, low: str, high: str) -> tuple[int, int] | None:
        """Two bounds, or none when both are empty."""
        if not self.opt(low) and not self.opt(high):
            return None
        found = self.whole(low), self.whole(high)
        if found[0] > found[1]:
            self.refuse(f"`{low}` {found[0]} lies above `{high}` {found[1]}", "Swap them.")
        return found

    def flag(self, key: str) -> bool:
        if self.opt(key) not in ("0", "1"):
            self.refuse(f"`{key}` is {self.opt(key)!r}", "Write 0 or 1.")
        return self.opt(key) == "1"

    def day(self, key: str) -> date:
        found = self.opt_day(key)
        if found is None:
            self.refuse(f"`{key}` is empty", "Write a day such as 2026-01-01.")
        return found

    def opt_day(self, key: str) -> date | None:
        try:
            return date.fromisoformat(self.opt(key)) if self.opt(key) else None
        except ValueError:
            self.refuse(f"`{key}` is {self.opt(key)!r}", "Write a day such as 2026-01-01.")

    def source(self, key: str = "source") -> Source:
        for one in SOURCES:
            if self.opt(key) == one:
                return one  # type: ignore[return-value]
        self.refuse(f"`{key}` is {self.opt(key)!r}", f"Use one of: {', '.join(SOURCES)}.")

    def one_of(self, key: str, among: tuple[str, ...]) -> str:
        if self.opt(key) not in among:
            self.refuse(f"`{key}` is {self.opt(key)!r}", f"Use one of: {', '.join(among)}.")
        return self.opt(key)


def _rows(folder: Path, name: str) -> Iterator[_Row]:
    file = folder / "penalties" / name
    with file.open(encoding="utf-8", newline="") as opened:
        reader = csv.DictReader(opened)
        for cells in reader:
            if None in cells or None in cells.values():
                raise RulebookError(file, reader.line_num, "the row has not as many cells as the head", "Mend it.")
            yield _Row(file, reader.line_num, cells)


@cache
def charges(folder: Path = FOLDER) -> Mapping[str, tuple[Tier, ...]]:
    """Every charge with its tiers, in the order of the code."""
    found: dict[str, tuple[Tier, ...]] = {}
    for row in _rows(folder, "criminal.csv"):
        tier = Tier(
            row.text("charge"),
            row.text("cite"),
            row.words("also"),
            row.whole("tier"),
            row.text("tag"),
            row.one_of("subject", ("person", "unit_person")) == "unit_person",
            row.span("min_months", "max_months"),
            row.span("custody_min", "custody_max"),
            row.flag("detention"),
            row.flag("control"),
            row.flag("deprivation"),
            row.flag("life"),
            row.flag("death"),
            row.flag("fine"),
            row.flag("confiscation"),
            row.one_of("mode", ("", "add", "add_or_alone", "may_add", "alternative")),
            row.opt("fine_range"),
            row.day("since"),
            row.source(),
        )
        before = found.get(tier.charge, ())
        if any(one.number == tier.number for one in before):
            row.refuse(f"{tier.charge} has tier {tier.number} twice", "Number its tiers.")
        found[tier.charge] = (*before, tier)
    return found


@cache
def violations(folder: Path = FOLDER) -> Mapping[str, Mapping[str, tuple[ViolationTier, ...]]]:
    """Text of the law -> violation -> its tiers, in the order of the articles."""
    found: dict[str, dict[str, tuple[ViolationTier, ...]]] = {}
    for row in _rows(folder, "public_security.csv"):
        tier = ViolationTier(
            row.text("text"),
            row.text("violation"),
            row.text("cite"),
            row.words("also"),
            row.whole("tier"),
            row.text("tag"),
            row.flag("warning"),
            row.span("detention_min", "detention_max"),
            row.span("fine_min", "fine_max"),
            row.opt("fine_basis"),
            row.one_of("mode", MODES),
            row.opt("formerly"),
            row.day("since"),
            row.opt_day("until"),
            row.source("name_source"),
            row.source(),
        )
        held = found.setdefault(tier.text, {})
        held[tier.violation] = (*held.get(tier.violation, ()), tier)
    return found


@cache
def thresholds(folder: Path = FOLDER) -> tuple[Threshold, ...]:
    """Every amount from which a tier is reached."""
    found = []
    for row in _rows(folder, "thresholds.csv"):
        low, high = row.span("from_low", "from_high") or row.refuse("no amount", "Write from_low and from_high.")
        one = Threshold(
            row.text("charge"), row.text("tag"), row.whole("tier"), row.opt("region"), row.text("metric"),
            row.text("unit"), low, high, row.opt("condition"), row.day("since"), row.opt_day("until"), row.text("cite"),
            row.source(), row.opt("note"),
        )  # fmt: skip
        if one.charge not in charges(folder) or one.tier not in {t.number for t in charges(folder)[one.charge]}:
            row.refuse(f"{one.charge} has no tier {one.tier}", "Name a charge and tier of criminal.csv.")
        found.append(one)
    return tuple(found)


EFFECTS = ("lighten", "may_mitigate", "lighten_or_mitigate", "must_mitigate", "heavier")


@cache
def factors(folder: Path = FOLDER) -> Mapping[str, Factor]:
    """Every circumstance of sentencing by its code, in the order of the guideline."""
    found: dict[str, Factor] = {}
    for row in _rows(folder, "factors.csv"):
        one = Factor(
            row.text("code"),
            row.opt("group"),
            row.text("name"),
            row.text("name_en"),
            int(row.one_of("layer", ("1", "2"))),
            row.one_of("direction", ("up", "down")) == "up",
            row.span("low", "high"),
            row.one_of("effect", EFFECTS),  # type: ignore[arg-type]
            row.opt("lifts"),
            row.words("absorbs"),
            row.text("cite"),
            row.text("guideline"),
            row.day("since"),
            row.source(),
        )
        if one.code in found:
            row.refuse(f"{one.code} stands twice", "Give each circumstance a code of its own.")
        found[one.code] = one
    for one in found.values():
        for code in (*one.absorbs, *([one.lifts] if one.lifts else [])):
            if code not in found:
                raise RulebookError(
                    folder / "penalties" / "factors.csv", 1, f"{one.code} names {code}", "Mend the code."
                )
    return found


@cache
def starts(folder: Path = FOLDER) -> tuple[Start, ...]:
    """Every span of a starting point."""
    found = []
    for row in _rows(folder, "starts.csv"):
        low, high = row.span("low", "high") or row.refuse("no span", "Write low and high.")
        keys = row.text("charge"), row.whole("tier"), row.opt("region")
        found.append(Start(*keys, low, high, row.text("guideline"), row.day("since"), row.source()))
    return tuple(found)


WEIGHTS = (
    "lighten",
    "lighten_or_mitigate",
    "lighten_mitigate_or_waive",
    "mitigate_or_waive",
    "heavier",
    "not_executed",
)


@cache
def weighings(text: str, folder: Path = FOLDER) -> Mapping[str, Weighing]:
    """The circumstances one text names, by code."""
    found: dict[str, Weighing] = {}
    for row in _rows(folder, "weighing.csv"):
        effect = row.one_of("effect", WEIGHTS)
        named = row.text("name"), row.text("name_en")
        one = Weighing(row.text("text"), row.text("code"), *named, effect, row.text("cite"))  # type: ignore[arg-type]
        row.day("since"), row.opt_day("until"), row.source()
        if one.text == text:
            found[one.code] = one
    return found


@cache
def regions(folder: Path = FOLDER) -> Mapping[str, Region]:
    """Provinces with amounts of their own, by code."""
    rows = _rows(folder, "regions.csv")
    return {row.text("code"): Region(row.text("code"), row.text("name"), row.text("name_en")) for row in rows}


@cache
def renamed(folder: Path = FOLDER) -> Mapping[str, str]:
    """Charges by the names they had before, each to its present name."""
    found: dict[str, str] = {}
    for row in _rows(folder, "renamed.csv"):
        former, present = row.text("formerly"), row.text("charge")
        row.text("cite"), row.day("since"), row.source()
        if present not in charges(folder) or former in charges(folder):
            row.refuse(f"{former} to {present} is no renaming", "Name a charge that is gone and one of criminal.csv.")
        found[former] = present
    return found


def present_name(name: str, folder: Path = FOLDER) -> str | None:
    """The charge a judgment means: with or without 罪, choices in brackets, by an older name; None when unknown."""
    plain = name.translate(str.maketrans("", "", "[]［］〔〕 "))
    full = plain if plain.endswith("罪") else f"{plain}罪"
    present = renamed(folder).get(full, full)
    return present if present in charges(folder) else None


def start_of(tier: Tier, on: date, region: str = "", folder: Path = FOLDER) -> Start | None:
    """The span of a tier's starting point: the region's own, else the national one; None when there is none."""
    known = [s for s in starts(folder) if (s.charge, s.tier) == (tier.charge, tier.number) and s.since <= on]
    regional = [s for s in known if s.region and region.startswith(s.region.rstrip("0"))]
    national = [s for s in known if not s.region]
    return next(iter((regional or national)[::-1]), None)


def text_on(day: date, folder: Path = FOLDER) -> str | None:
    """Which text of 治安管理处罚法 we hold for a day; None before the first."""
    for text, held in violations(folder).items():
        first = next(iter(held.values()))[0]
        if first.holds_on(day):
            return text
    return None
