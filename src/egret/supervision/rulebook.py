"""The findings as data: `rulebook/findings/*.yaml`, one file a stage of the work (procedure.md 6.3).

Severity and condition are the table's proposal until a bureau approves its own; where even the threshold is ours, the
value says `source: proposal`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from egret.law.rulebook import FOLDER, THRESHOLD_UNITS, Cited, Entry, Timeline, Value, cited, read, value

LOCAL = ZoneInfo("Asia/Shanghai")
SEVERITIES = ("A", "B", "C", "D")
BANNED = ("发案数", "破案率", "退查率", "罚没款数额", "刑拘数", "行拘数")
"""What units and officers are never ranked by (procedure.md 6.1; 行政处罚法 74)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One finding: what is wrong, how heavy it is, where the law says so, what it reads."""

    id: str
    title: str
    title_en: str
    stage: str
    severity: str
    condition: str
    condition_en: str
    since: date
    cited: Cited
    reads: tuple[str, ...]
    """Labels of the tables it looks at; after an act only the rules that read what the act wrote are asked again."""
    clocks: tuple[str, ...]
    """Time limits it judges; breach is judged on their legal end."""
    thresholds: dict[str, Timeline[Value]]
    words: tuple[str, ...]
    """Words that, beside structured facts, point to it."""
    proposal: bool
    """The condition itself is this project's, not the law's."""
    waits_for: str
    """The room whose records it needs and that is not there yet; empty when it detects."""

    @property
    def label(self) -> str:
        return self.title_en if (get_language() or "").startswith("en") else self.title

    @property
    def meaning(self) -> str:
        return self.condition_en if (get_language() or "").startswith("en") else self.condition

    def number(self, name: str, at: datetime) -> int:
        """A threshold of the rule as it stood then. Raises LookupError before its first day."""
        found = self.thresholds[name].on(at.astimezone(LOCAL).date())
        if found is None:
            raise LookupError(f"{self.id}: the threshold {name} did not exist on {at:%Y-%m-%d}")
        return found.value


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one stage of the work."""

    key: str
    title: str
    title_en: str
    rules: tuple[Rule, ...]

    @property
    def label(self) -> str:
        return self.title_en if (get_language() or "").startswith("en") else self.title


def _thresholds(entry: Entry | None) -> dict[str, Timeline[Value]]:
    if entry is None:
        return {}
    found = {}
    for name, one in _each(entry):
        unit = one.text("unit", among=THRESHOLD_UNITS)
        found[name] = Timeline((day, value(day, fields, unit, THRESHOLD_UNITS)) for day, fields in one.dated("values"))
        one.close()
    return found


def _each(entry: Entry) -> Iterator[tuple[str, Entry]]:
    """The named entries inside an entry."""
    for name in entry.names():
        one = entry.entry(name)
        if one is not None:
            yield name, one


def _rule(name: str, stage: str, entry: Entry) -> Rule:
    rule = Rule(
        id=name,
        title=entry.text("title"),
        title_en=entry.text("title_en"),
        stage=stage,
        severity=entry.text("severity", among=SEVERITIES),
        condition=entry.text("condition"),
        condition_en=entry.text("condition_en"),
        since=entry.day("from"),
        cited=cited(entry),
        reads=entry.texts("reads"),
        clocks=entry.texts("clocks"),
        thresholds=_thresholds(entry.entry("thresholds")),
        words=entry.texts("words"),
        proposal=entry.flag("proposal"),
        waits_for=entry.text("waits_for", ""),
    )
    if bool(rule.reads) == bool(rule.waits_for):
        entry.refuse("a rule reads records or waits for a room", "Write `reads:` or `waits_for:`, one of them.")
    if any(word in rule.title + rule.condition for word in BANNED):
        entry.refuse(f"{rule.title} counts what nobody may be measured by", "Take it out (procedure.md 6.1).")
    entry.close()
    return rule


def read_group(file: Path) -> Group:
    """One file of `rulebook/findings`."""
    entry = read(file)
    stage = entry.text("stage")
    rules = entry.entry("rules")
    if rules is None:
        entry.refuse("the file holds no rules", "Write `rules:` with an entry for each finding.")
    found = tuple(_rule(name, stage, one) for name, one in _each(rules))
    group = Group(stage, entry.text("title"), entry.text("title_en"), found)
    entry.close()
    return group


@cache
def groups(folder: Path = FOLDER) -> tuple[Group, ...]:
    """All stages, those first whose findings come first."""
    found = [read_group(file) for file in (folder / "findings").glob("*.yaml")]
    return tuple(sorted(found, key=lambda group: min(rule.id for rule in group.rules)))


@cache
def all_rules() -> dict[str, Rule]:
    """Every finding by its id."""
    found = {rule.id: rule for group in groups() for rule in group.rules}
    return dict(sorted(found.items()))


def rule(name: str) -> Rule:
    """Raises LookupError for an id the rulebook does not know."""
    try:
        return all_rules()[name]
    except KeyError:
        raise LookupError(f"there is no finding {name!r} in rulebook/findings") from None
