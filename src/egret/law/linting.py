"""`egret law lint`: every citation of the rulebook resolves on its day, and every number stands in the article it
cites.

It reads any YAML of the rulebook without knowing what the file is for: wherever a mapping has `cite`, the cite is
resolved; where it
has `value` too, the value with its unit must stand in the cited place. Lines are those of the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Literal

import yaml

from egret.kit.numerals import Quantity
from egret.law import custody, deadlines, table_linting
from egret.law.citations import parse_cite
from egret.law.resolving import articles_at
from egret.law.rulebook import RulebookError, read_listing, read_threshold
from egret.law.standing import stands


@dataclass(frozen=True, slots=True)
class Stated:
    """Something the rulebook says on the authority of a citation."""

    file: str
    line: int
    on: date
    cite: str
    value: Fraction | None = None
    unit: str = ""
    terms: tuple[Fraction, ...] = ()
    """Numbers of which the value is the sum, when it is not itself written in the law (3 + 4 days)."""
    where: str = ""
    by_heart: bool = False
    """Not read in a text: the number binds nobody until configured, so only a gist is looked for, and its lack is a
    warning."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What is wrong, with the line to look at."""

    file: str
    line: int
    kind: Literal["unreadable", "unresolved", "ended", "number", "sum", "early", "example", "unheld"]
    text: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


SKIPPED = {"gist"}
_CITE = re.compile(r"^[^#\s]{2,80}#[\w(（\u4e00-\u9fff].{0,40}$")
_CITE_KEYS = {"cite", "also", "basis", "article", "source", "cites", "law", "extension_cite", "approver_cite"}
TODAY_FOR_UNDATED = date(2026, 11, 1)
"""Day on which a cite without a date of its own is read."""


def stated_in(folder: Path) -> Iterator[Stated | Failure]:
    """Everything cited in the YAML files below a folder."""
    for path in sorted(folder.rglob("*.yaml")):
        relative = path.relative_to(folder)
        if relative.parts[0] in SKIPPED:
            continue
        try:
            root = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
            yield Failure(relative.as_posix(), line, "unreadable", str(error).split("\n")[0])
            continue
        if root is not None:
            yield from _walk(root, relative.as_posix(), None, {}, "")


def _walk(
    node: yaml.Node, file: str, on: date | None, inherited: dict[str, str], where: str
) -> Iterator[Stated | Failure]:
    if isinstance(node, yaml.MappingNode):
        own = {str(key.value): value for key, value in node.value}
        passed = dict(inherited)
        if isinstance(own.get("unit"), yaml.ScalarNode):
            passed["unit"] = str(own["unit"].value)
        day = _day(own["from"].value) if isinstance(own.get("from"), yaml.ScalarNode) else None
        yield from _stated(own, file, day or on, passed, where)
        for key, value in node.value:
            name = str(key.value)
            if name in ("cite", "examples"):
                continue
            if isinstance(value, yaml.ScalarNode) and name not in _CITE_KEYS:
                continue
            yield from _walk(value, file, _day(name) or day or on, passed, f"{where}/{name}".strip("/"))
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _walk(child, file, on, inherited, where)
    elif isinstance(node, yaml.ScalarNode) and _CITE.match(str(node.value)) and "://" not in str(node.value):
        yield Stated(file, node.start_mark.line + 1, on or TODAY_FOR_UNDATED, str(node.value), where=where)


def _stated(
    own: dict[str, yaml.Node], file: str, on: date | None, inherited: dict[str, str], where: str
) -> Iterator[Stated | Failure]:
    cite = own.get("cite")
    if not isinstance(cite, yaml.ScalarNode) or not cite.value:
        if cite is not None and isinstance(cite, yaml.SequenceNode):
            for child in cite.value:
                yield Stated(file, child.start_mark.line + 1, on or TODAY_FOR_UNDATED, str(child.value), where=where)
        return
    held = next((own[name] for name in ("value", "length") if name in own), None)
    value = _number(str(held.value)) if isinstance(held, yaml.ScalarNode) else None
    terms = own.get("sum_of")
    source = own.get("source")
    by_heart = isinstance(source, yaml.ScalarNode) and source.value in ("memory", "proposal")
    parts = (
        tuple(f for n in terms.value if (f := _number(str(n.value))) is not None)
        if isinstance(terms, yaml.SequenceNode)
        else ()
    )
    line = (held or cite).start_mark.line + 1
    if by_heart:
        if "#" in str(cite.value):
            yield Stated(file, line, on or TODAY_FOR_UNDATED, str(cite.value), where=where, by_heart=True)
        return
    unit = inherited.get("unit", "")
    yield Stated(file, line, on or TODAY_FOR_UNDATED, str(cite.value), value, unit, parts, where)


def _number(text: str) -> Fraction | None:
    try:
        return Fraction(text.replace("_", ""))
    except (ValueError, ZeroDivisionError):
        return None


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def check(stated: Stated) -> list[Failure]:
    """What is wrong with one statement."""
    if not parse_cite(stated.cite):
        return [_failure(stated, "unresolved", f"“{stated.cite}”不是引文（应为 法律名(年份)#条）")]
    texts = articles_at(stated.cite, stated.on)
    if not texts:
        failure = _failure(stated, "unresolved", f"“{stated.cite}”在{stated.on}找不到这一条")
        return [replace(failure, severity="warning") if stated.by_heart else failure]
    found: list[Failure] = []
    for text in texts:
        if text.in_force_to and stated.on >= text.in_force_to:
            found.append(
                _failure(stated, "ended", f"“{stated.cite}”的版本在{text.in_force_to}已失效，而此值自{stated.on}起")
            )
    if stated.value is None:
        return found
    if stated.terms:
        if sum(stated.terms) != stated.value:
            found.append(_failure(stated, "sum", f"{stated.value}不等于{'+'.join(map(str, stated.terms))}"))
        values: tuple[Fraction, ...] = stated.terms
    else:
        values = (stated.value,)
    for value in values:
        if not stands(value, stated.unit, texts):
            named = Quantity(value, stated.unit or "?")
            held = "、".join(dict.fromkeys(str(number) for text in texts for number in text.numbers)) or "无数字"
            found.append(_failure(stated, "number", f"{named} 不在“{stated.cite}”中（该条有：{held[:160]}）"))
    return found


def _failure(stated: Stated, kind: Literal["unresolved", "ended", "number", "sum"], text: str) -> Failure:
    return Failure(stated.file, stated.line, kind, text)


@dataclass(frozen=True)
class Report:
    """What lint saw."""

    citations: int
    numbers: int
    failures: list[Failure]

    @property
    def errors(self) -> list[Failure]:
        return [failure for failure in self.failures if failure.severity == "error"]


def lint(folder: Path) -> Report:
    """Check a rulebook folder."""
    citations = numbers = 0
    failures: list[Failure] = []
    for one in stated_in(folder):
        if isinstance(one, Failure):
            failures.append(one)
            continue
        citations += 1
        numbers += one.value is not None
        failures += check(one)
    tables = table_linting.check(folder, TODAY_FOR_UNDATED)
    failures += [Failure(row.file, row.line, kind, text) for row, kind, text in tables.wrong]
    for (file, law), count in tables.unheld.items():
        failures.append(Failure(file, 1, "unheld", f"{count} 行引《{law}》，尚未导入，未能校核", "warning"))
    total = citations + tables.citations, numbers + tables.numbers
    return Report(*total, [*failures, *worked_examples(folder)])


def worked_examples(folder: Path) -> list[Failure]:
    """Every worked example of limits and thresholds, run: it catches a number that its article holds as well."""
    failures: list[Failure] = []
    readers: tuple[tuple[str, Callable[[Path], object]], ...] = (
        ("thresholds", read_threshold),
        ("lists", read_listing),
        ("deadlines", deadlines.read_rule),
        ("custody", custody.read_offset),
    )
    for below, reader in readers:
        for file in sorted((folder / below).rglob("*.yaml")):
            try:
                found = reader(file)
            except RulebookError as error:
                failures.append(Failure(file.relative_to(folder).as_posix(), error.line, "example", error.problem))
                continue
            if isinstance(found, deadlines.Rule):
                failures += _run_examples(found, file.relative_to(folder).as_posix())
    return failures


def _run_examples(rule: deadlines.Rule, file: str) -> list[Failure]:
    failures = []
    for example in rule.examples:
        try:
            due = rule.due(example.start, example.pauses, extended=example.extended, in_custody=example.in_custody)
        except LookupError as error:
            failures.append(Failure(file, 1, "example", str(error)))
            continue
        style = "%Y-%m-%d %H:%M" if ":" in example.due else "%Y-%m-%d"
        got = (due.guard.strftime(style), due.legal.strftime(style))
        if got != (example.due, example.legal):
            begun = f"{example.start:%Y-%m-%d %H:%M}"
            text = f"算例不符：{begun} 起算应到 {example.due}／{example.legal}，算得 {got[0]}／{got[1]}"
            failures.append(Failure(file, 1, "example", text))
    return failures
