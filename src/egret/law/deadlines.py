"""期限: every time limit of the rulebook, as one frozen rule with its dated lengths.

The files lie under `rulebook/deadlines/` in the order of the law, one limit a file; `docs/explanation/deadlines.md`
tells what each field means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import cast, get_args

from egret.acts.ports import Counting, DeadlineRule, Due, LengthUnit, Pause
from egret.law.counting import LOCAL, Addition, Lead, Limit, extend
from egret.law.rulebook import CITE, FOLDER, Entry, Timeline, Value, read, value

AREAS = {
    "intake": ("受案、立案、回避与检察监督", "Intake, filing, recusal, prosecutor's supervision"),
    "questioning": ("继续盘问", "Continued questioning"),
    "criminal": ("刑事案件", "Criminal cases"),
    "administrative": ("行政案件", "Administrative cases"),
    "property": ("涉案财物", "Property"),
    "recordings": ("视音频资料", "Recordings"),
    "remedies": ("复议、诉讼与赔偿", "Reconsideration, suits and compensation"),
    "supervision": ("执法监督", "Supervision"),
    "traffic": ("道路交通", "Road traffic"),
    "mediation": ("调解", "Mediation"),
}
CASE_KINDS = (
    "both",
    "admin",
    "admin-zhian",
    "admin-other",
    "admin-traffic",
    "admin-exit",
    "admin-drug",
    "criminal",
    "continued",
    "traffic",
    "supervision",
    "mediation",
)
COUNTINGS = cast("tuple[Counting, ...]", get_args(Counting))
UNITS = cast("tuple[LengthUnit, ...]", get_args(LengthUnit))
UNITS_OF: dict[str, tuple[str, ...]] = {
    "H": ("hour",),
    "D0": ("day",),
    "D1": ("day",),
    "W": ("workday",),
    "M0": ("month", "year"),
    "M1": ("month", "year"),
    "B": ("day", "workday"),
    "I": ("immediate",),
}
LEVELS = ("L0", "L1", "L2", "L3", "L4", "L5", "L6", "MPS", "P", "P+", "PP", "C", "outside")
SPAN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?")
UNIT_ZH = {
    "hour": "小时",
    "day": "日",
    "workday": "个工作日",
    "month": "个月",
    "year": "年",
    "immediate": "立即",
}


@dataclass(frozen=True, slots=True)
class Extension:
    """One lawful way to a longer limit."""

    add: int
    """Added to the un-rolled end; 0 when `to` is given."""
    to: int
    """New whole length from the first start; 0 when `add` is given."""
    unit: LengthUnit
    times: int
    """How often at most; 0 without stated bound."""
    ground: str
    level: str
    approver: str
    becomes: tuple[str, ...]
    """Ids of the limits that then run."""
    cite: str
    counting: Counting | None
    """Way of counting of the longer limit when it differs (24 hours to three days)."""


@dataclass(frozen=True, slots=True)
class Example:
    """A worked case a jurist can read and the tests run."""

    rule: str
    start: datetime
    due: str
    legal: str
    pauses: tuple[Pause, ...]
    extended: tuple[int, ...]
    in_custody: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A time limit of law through all its days."""

    id: str
    area: str
    title: str
    title_en: str
    case_kind: str
    trigger: str
    trigger_en: str
    unit: str
    counting: Counting
    values: Timeline[Value]
    limits: Timeline[Limit]
    ports: Timeline[DeadlineRule]
    liberty: bool
    in_custody: Counting | None
    """How it is counted when the person is held meanwhile."""
    reaches_back: bool
    """Chosen on or after its first day, it also binds what had begun before it."""
    follows: str
    """Id of the limit at whose un-rolled end this one begins."""
    extensions: tuple[Extension, ...]
    leads: tuple[Lead, ...]
    party: bool
    external: bool
    level: str
    approver: str
    consequence: str
    note: str
    examples: tuple[Example, ...]
    file: Path

    def limit_on(self, day: date, *, in_custody: bool = False) -> Limit:
        """The limit as it stood on a day. Raises LookupError before its first value."""
        limit = self.limits.on(max(day, self.values.days[0]) if self.reaches_back else day)
        if limit is None:
            raise LookupError(f"{self.id} {self.title} did not exist on {day}; it begins on {self.values.days[0]}")
        return replace(limit, counting=self.in_custody) if in_custody and self.in_custody else limit

    def on(self, day: date) -> DeadlineRule:
        """What the act machinery is told of the limit on a day. Raises LookupError before its first value."""
        found = self.ports.on(max(day, self.values.days[0]) if self.reaches_back else day)
        if found is None:
            raise LookupError(f"{self.id} {self.title} did not exist on {day}; it begins on {self.values.days[0]}")
        return found

    def due(
        self,
        start: datetime,
        pauses: tuple[Pause, ...] = (),
        *,
        extended: tuple[int, ...] = (),
        in_custody: bool = False,
        on: date | None = None,
    ) -> Due:
        """The end of the limit begun at `start`, with the extensions (by their place) that were approved.

        The text of the day it began governs, or that of the day `on`.
        """
        limit = self.limit_on(on or start.astimezone(LOCAL).date(), in_custody=in_custody)
        additions = []
        for place in extended:
            extension = self.extensions[place]
            if extension.to:
                counting = extension.counting or limit.counting
                limit = replace(limit, length=extension.to, unit=extension.unit, counting=counting)
            else:
                additions.append(Addition(extension.add, extension.unit))
        return extend(limit, start, additions, pauses)


def _span(entry: Entry, key: str) -> timedelta:
    text = entry.text(key)
    match = SPAN.fullmatch(text)
    if not match or not text:
        entry.refuse(f"`{text}` is no span of time", "Write such as 10d, 12h, 3h30m or 30m.", key)
    days, hours, minutes = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def _lead(entry: Entry) -> Lead:
    kind = "after" if entry.has("after") else "left"
    lead = Lead("after" if kind == "after" else "left", _span(entry, kind))
    entry.close()
    return lead


def _extension(entry: Entry) -> Extension:
    found = Extension(
        add=entry.whole("add", 0),
        to=entry.whole("to", 0),
        unit=cast(LengthUnit, entry.text("unit", among=UNITS)),
        times=entry.whole("times", 1),
        ground=entry.text("ground", ""),
        level=entry.text("level", "", among=("", *LEVELS)),
        approver=entry.text("approver", ""),
        becomes=entry.texts("becomes"),
        cite=entry.text("cite", ""),
        counting=cast("Counting | None", entry.text("counting", "", among=("", *COUNTINGS)) or None),
    )
    if bool(found.add) == bool(found.to):
        entry.refuse("an extension either adds or leads to a length", "Write `add:` or `to:`, not both.")
    if found.cite and not CITE.fullmatch(found.cite):
        entry.refuse(f"the citation {found.cite!r} names no article", "Write law#article.", "cite")
    entry.close()
    return found


def _in_words(extension: Extension) -> str:
    length, verb = (extension.add, "延长") if extension.add else (extension.to, "延长至")
    inside = "，".join(part for part in (extension.ground, extension.approver) if part)
    again = "，可多次" if not extension.times else ""
    return f"{verb}{length}{UNIT_ZH[extension.unit]}{again}{f'（{inside}）' if inside else ''}"


def moment(entry: Entry, text: object) -> datetime:
    """A local moment as examples write it: a day, or a day and a time."""
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=LOCAL)
    except ValueError:
        entry.refuse(f"{text!r} is no moment", "Write 2026-09-29 or 2026-09-29 16:40.")


def _example(rule: str, entry: Entry) -> Example:
    pauses = []
    for pause in entry.entries("pauses"):
        span = Pause(moment(pause, pause.scalar("from")), moment(pause, pause.scalar("to")), pause.text("ground"))
        pauses.append(span)
        pause.close()
    guard = str(entry.scalar("due"))
    found = Example(
        rule=rule,
        start=moment(entry, entry.scalar("start")),
        due=guard,
        legal=str(entry.scalar("legal", guard)),
        pauses=tuple(pauses),
        extended=tuple(entry.items("extended")),
        in_custody=entry.flag("in_custody"),
    )
    entry.text("case", "")
    entry.close()
    return found


def _guard(entry: Entry | None, counting: str) -> Limit | None:
    if entry is None:
        return None
    unit = cast(LengthUnit, entry.text("unit", among=("day", "workday")))
    length = entry.whole("value")
    if counting != "W":
        entry.refuse(f"a second count beside {counting} has no meaning", "Keep `guard` for limits in working days.")
    if not CITE.fullmatch(entry.text("cite")):
        entry.refuse("the second count cites no article", "Write law#article.", "cite")
    entry.close()
    return Limit(length, unit, "W" if unit == "workday" else "D1")


def read_rule(file: Path) -> Rule:
    """One file of `rulebook/deadlines`, strictly read."""
    entry = read(file)
    ident = entry.text("id")
    counting = cast(Counting, entry.text("counting", among=COUNTINGS))
    units = UNITS_OF[counting]
    unit = entry.text("unit", among=units)
    values = Timeline((day, value(day, fields, unit, units)) for day, fields in entry.dated("values"))
    guard = _guard(entry.entry("guard"), counting)
    liberty = entry.flag("liberty", counting in ("D0", "M0"))
    if liberty != (counting in ("D0", "M0")) and not (liberty and counting == "H"):
        entry.refuse(f"`liberty` does not go with {counting}", "Liberty is counted in H, D0 or M0.", "liberty")
    custody = entry.text("in_custody", "", among=("", "D0", "M0"))
    title, title_en = entry.text("title"), entry.text("title_en")
    party, external = entry.flag("party"), entry.flag("external")
    leads = tuple(_lead(lead) for lead in entry.entries("leads"))
    if party and leads:
        entry.refuse("an officer is not warned of a party's term", "Leave `leads` out.", "leads")
    approver = entry.entry("approver")
    level, approver_text = "", ""
    if approver is not None:
        level, approver_text = approver.text("level", "", among=("", *LEVELS)), approver.text("text")
        approver.close()
    extensions = tuple(_extension(extension) for extension in entry.entries("extensions"))
    said = entry.text("extension", "")
    extension_text = "；".join(map(_in_words, extensions)) or said
    consequence = entry.text("consequence", "")
    rule = Rule(
        id=ident,
        area=file.parent.name,
        title=title,
        title_en=title_en,
        case_kind=entry.text("case_kind", among=CASE_KINDS),
        trigger=entry.text("trigger"),
        trigger_en=entry.text("trigger_en", ""),
        unit=unit,
        counting=counting,
        values=values,
        limits=Timeline((day, Limit(one.value, cast(LengthUnit, one.unit), counting, guard)) for day, one in values),
        ports=Timeline(
            (
                day,
                DeadlineRule(
                    id=ident,
                    title=title,
                    title_en=title_en,
                    length=one.value,
                    unit=cast(LengthUnit, one.unit),
                    counting=counting,
                    cite=one.cited.cite,
                    liberty=liberty,
                    leads=tuple(map(spelled, leads)),
                    consequence=consequence,
                    extension=extension_text,
                    approver=approver_text,
                    party=party,
                    external=external,
                ),
            )
            for day, one in values
        ),
        liberty=liberty,
        in_custody=cast(Counting, custody) if custody else None,
        reaches_back=entry.flag("reaches_back"),
        follows=entry.text("follows", ""),
        extensions=extensions,
        leads=leads,
        party=party,
        external=external,
        level=level,
        approver=approver_text,
        consequence=consequence,
        note=entry.text("note", ""),
        examples=tuple(_example(ident, example) for example in entry.entries("examples")),
        file=file,
    )
    if not rule.examples:
        entry.refuse("there is no worked example", "Write `examples: [{start: …, due: …, legal: …}]`.")
    if not file.stem.startswith(f"{ident.lower()}_"):
        entry.refuse(f"the file of {ident} is called {file.name}", f"Begin its name with {ident.lower()}_.", "id")
    if rule.area not in AREAS:
        entry.refuse(f"the folder {rule.area} is no area", f"Use one of: {', '.join(AREAS)}.")
    entry.close()
    return rule


def spelled(lead: Lead) -> str:
    """A lead as one word: `+12h` twelve hours after the start, `-3d` three days before the end."""
    minutes = int(lead.span.total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    parts = [(days, "d"), (hours, "h"), (rest, "m")]
    return ("+" if lead.kind == "after" else "-") + "".join(f"{number}{unit}" for number, unit in parts if number)


@cache
def rules(folder: Path = FOLDER) -> dict[str, Rule]:
    """Every limit of the rulebook by id, in the order of its areas."""
    found: dict[str, Rule] = {}
    for area in AREAS:
        for file in sorted((folder / "deadlines" / area).glob("*.yaml")):
            rule = read_rule(file)
            if rule.id in found:
                read(file).refuse(f"{rule.id} is also in {found[rule.id].file.name}", "Give it an id of its own.", "id")
            found[rule.id] = rule
    for rule in found.values():
        for other in (rule.follows, *(ident for extension in rule.extensions for ident in extension.becomes)):
            if other and other not in found:
                read(rule.file).refuse(f"it names the limit {other}, which does not exist", "Correct the id.")
    return found


def rule(ident: str) -> Rule:
    """One limit. Raises LookupError for an unknown id."""
    try:
        return rules()[ident]
    except KeyError:
        raise LookupError(f"there is no time limit {ident} in rulebook/deadlines") from None


def chain_to(ident: str) -> tuple[Rule, ...]:
    """The limits that run one after another up to this one: C23 gives C21, C22, C23."""
    links = [rule(ident)]
    while links[0].follows:
        links.insert(0, rule(links[0].follows))
    return tuple(links)


def due_in_chain(ident: str, first_start: datetime, pauses: tuple[Pause, ...] = ()) -> Due:
    """The end of a follow-on limit counted from the start of the first, so that month ends do not add a day."""
    first, *others = (link.limit_on(first_start.astimezone(LOCAL).date()) for link in chain_to(ident))
    return extend(first, first_start, [Addition(link.length, link.unit) for link in others], pauses)


def cited_values(folder: Path = FOLDER) -> Iterator[tuple[str, str, Value]]:
    """Every dated value with id and title, for the lint."""
    for one in rules(folder).values():
        for _, found in one.values:
            yield one.id, one.title, found


def _length(one: Value) -> str:
    return "立即" if one.unit == "immediate" else f"{one.value} {UNIT_ZH[one.unit]}"


def as_markdown() -> str:
    """The reference page of all limits, written from the rulebook."""
    lines = [
        "# 期限一览 / Time limits",
        "",
        f"Written from `rulebook/deadlines/` ({len(rules())} limits); do not edit here. How each is counted stands in",
        "[the explanation](../explanation/deadlines.md). “memory” marks a value not read in the text: configurable.",
        "",
    ]
    for area, (title, title_en) in AREAS.items():
        lines += [f"## {title} / {title_en}", ""]
        lines += [
            "| id | 期限 / limit | 起算 / from | 长度 / length | 延长 / extension | 预警 / warn | 依据 / source |"
        ]
        lines += ["|---|---|---|---|---|---|---|"]
        lines += [_row(one) for one in rules().values() if one.area == area]
        lines.append("")
    return "\n".join(lines)


def _row(one: Rule) -> str:
    lengths = "<br>".join(f"{day}: {_length(held)} {one.counting}" for day, held in one.values)
    sources = "<br>".join(
        f"{'、'.join(held.cited.cites[:1])}{'' if held.cited.source == 'text' else ' **memory**'}"
        for _, held in one.values
    )
    whom = "当事人 / party" if one.party else "外部 / external" if one.external else ", ".join(map(spelled, one.leads))
    trigger = f"{one.trigger} {one.trigger_en}".strip()
    extension = one.ports.things[-1].extension or "—"
    cells = (one.id, f"{one.title} — {one.title_en}", trigger, lengths, extension, whom or "—", sources)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
