"""审批链: who drafts, reviews and approves what, as dated data of `rulebook/approvals/`.

What the law asks for is plain; what a force adds by its own practice (法制员, 法制部门 in criminal cases) is marked
local, so that each force can confirm its own chain. A step may hang on a fact of the case; a number nobody gave is
taken as the graver case, so that a forgotten fact asks for one signature more and never for one less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from egret.law import deadlines, rulebook
from egret.law.rulebook import FOLDER, Cited, Entry, Timeline, cited, read

ROLES = {
    "L0": ("承办人", "Handling officer"),
    "L1": ("法制员", "Legal clerk of the unit"),
    "L2": ("办案部门负责人", "Head of unit"),
    "L3": ("法制部门", "Legal office"),
    "L4": ("县级以上公安机关负责人", "Head of the county-level organ"),
    "L5": ("设区的市级公安机关负责人", "Head of the city organ"),
    "L6": ("省级公安机关负责人", "Head of the provincial organ"),
    "P": ("同级人民检察院", "Procuratorate of the same level"),
    "P+": ("上一级人民检察院", "Procuratorate one level up"),
    "PP": ("省级人民检察院", "Provincial procuratorate"),
    "C": ("人民法院", "Court"),
}
OUTSIDE = ("P", "P+", "PP", "C")
KINDS = ("admin", "criminal", "both")
TESTS = ("over", "at_least", "positive", "is", "is_not")


@dataclass(frozen=True, slots=True)
class Test:
    """One fact that brings a step in."""

    fact: str
    how: str
    against: Any
    """Name of a threshold for `over` and `at_least`, else the value itself."""

    def holds(self, facts: Mapping[str, Any], on: date) -> bool:
        """Whether the fact is so; a number not given counts as grave, a yes or no not given as no."""
        given = facts.get(self.fact)
        if self.how == "is":
            return bool(given == self.against)
        if self.how == "is_not":
            return bool(given != self.against)
        if given is None:
            return True
        number = Decimal(str(given))
        if self.how == "positive":
            return number > 0
        line = rulebook.threshold(self.against).on(on)
        return number > line if self.how == "over" else number >= line


@dataclass(frozen=True, slots=True)
class Step:
    """One signature of a chain; steps of one `group` sign in parallel."""

    level: str
    role_zh: str
    role_en: str
    group: str = ""
    local: bool = False
    """Local practice, not asked for by the law read."""

    @property
    def outside(self) -> bool:
        """Another organ decides here, not the police."""
        return self.level in OUTSIDE


@dataclass(frozen=True, slots=True)
class Asked:
    """A step with the facts that bring it in (any of them; none: always)."""

    step: Step
    when: tuple[Test, ...]
    default_on: bool


@dataclass(frozen=True, slots=True)
class Urgent:
    """How the act may go before the paper."""

    how: str
    rule: str
    """Id of the limit for bringing the paper after; empty: at once on return."""
    within: timedelta


@dataclass(frozen=True, slots=True)
class Form:
    """A chain as it stands from a day on."""

    basis: Cited
    steps: tuple[Asked, ...]

    def asked(self, on: date, facts: Mapping[str, Any], *, outside: bool = False) -> tuple[Step, ...]:
        """Who signs for these facts, in order."""
        return tuple(
            asked.step
            for asked in self.steps
            if asked.default_on
            and (outside or not asked.step.outside)
            and (not asked.when or any(test.holds(facts, on) for test in asked.when))
        )


@dataclass(frozen=True, slots=True)
class Example:
    """Facts and the levels that then sign."""

    on: date
    facts: Mapping[str, Any]
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain of one kind of document through all its days."""

    name: str
    title_en: str
    case_kind: str
    also_called: tuple[str, ...]
    forms: Timeline[Form]
    urgent: Urgent | None
    batch_safe: bool
    note: str
    examples: tuple[Example, ...]
    file: Path

    def steps(self, on: date, facts: Mapping[str, Any], *, outside: bool = False) -> tuple[Step, ...]:
        """Who signs on that day for these facts. Raises LookupError before the first form."""
        form = self.forms.on(on)
        if form is None:
            raise LookupError(f"the chain {self.name} did not exist on {on}; it begins on {self.forms.days[0]}")
        return form.asked(on, facts, outside=outside)


def _test(entry: Entry) -> Test:
    fact = entry.text("fact")
    hows = [how for how in TESTS if entry.has(how)]
    if len(hows) != 1:
        entry.refuse("a condition asks one question of a fact", f"Use one of: {', '.join(TESTS)}.")
    how = hows[0]
    against: Any = entry.text(how) if how in ("over", "at_least") else entry.flag(how)
    if how in ("over", "at_least") and against not in rulebook.thresholds():
        entry.refuse(f"there is no threshold {against}", f"Add rulebook/thresholds/{against}.yaml.", how)
    entry.close()
    return Test(fact, how, against)


def _step(entry: Entry) -> Asked:
    level = entry.text("level", among=ROLES)
    role, role_en = ROLES[level]
    local = entry.flag("local")
    if entry.has("default_on") and not local:
        entry.refuse("a step of law cannot be switched off", "Leave `default_on` out, or mark the step local.")
    step = Step(level, entry.text("role", role), entry.text("role_en", role_en), entry.text("group", ""), local)
    found = Asked(step, tuple(_test(test) for test in entry.entries("when")), entry.flag("default_on", True))
    entry.close()
    return found


def _form(entry: Entry) -> Form:
    form = Form(cited(entry), tuple(_step(step) for step in entry.entries("steps")))
    groups = [asked.step.group for asked in form.steps]
    for place, group in enumerate(groups):
        if group and group in groups[:place] and groups[place - 1] != group:
            entry.refuse(f"the parallel steps of {group!r} stand apart", "Write them one after another.", "steps")
    entry.close()
    return form


def _urgent(entry: Entry | None) -> Urgent | None:
    if entry is None:
        return None
    how, ident = entry.text("how"), entry.text("rule", "")
    within = timedelta()
    if ident:
        limit = deadlines.rule(ident).limits.things[-1]
        within = timedelta(hours=limit.length) if limit.unit == "hour" else timedelta(days=limit.length)
    entry.close()
    return Urgent(how, ident, within)


def _example(entry: Entry) -> Example:
    facts = entry.plain("facts")
    found = Example(entry.day("on"), facts, entry.texts("levels"))
    entry.close()
    return found


def _chain(entry: Entry) -> Chain:
    chain = Chain(
        name=entry.text("name"),
        title_en=entry.text("title_en"),
        case_kind=entry.text("case_kind", among=KINDS),
        also_called=entry.texts("also_called"),
        forms=Timeline((day, _form(form)) for day, form in entry.dated("values")),
        urgent=_urgent(entry.entry("urgent")),
        batch_safe=entry.flag("batch_safe"),
        note=entry.text("note", ""),
        examples=tuple(_example(example) for example in entry.entries("examples")),
        file=entry.file,
    )
    if not chain.examples:
        entry.refuse(f"{chain.name} has no worked example", "Write `examples: [{on: …, facts: {}, levels: […]}]`.")
    entry.close()
    return chain


def read_chains(file: Path) -> tuple[Chain, ...]:
    """One file of `rulebook/approvals`, strictly read."""
    entry = read(file)
    entry.text("title")
    entry.text("title_en")
    found = tuple(_chain(chain) for chain in entry.entries("chains"))
    entry.close()
    return found


@cache
def chains(folder: Path = FOLDER) -> Mapping[tuple[str, str], Chain]:
    """Every chain by name and case kind, under all its names."""
    found: dict[tuple[str, str], Chain] = {}
    for file in sorted((folder / "approvals").glob("*.yaml")):
        for chain in read_chains(file):
            for name in (chain.name, *chain.also_called):
                key = (name, chain.case_kind)
                if key in found:
                    read(file).refuse(f"{name} ({chain.case_kind}) has two chains", "Keep one.", "chains")
                found[key] = chain
    return found


def chain_of(kind: str, case_kind: str) -> Chain:
    """The chain of a kind of document in a kind of case. Raises LookupError when there is none."""
    case_kind = "admin" if case_kind.startswith("admin") else case_kind
    order = (case_kind, "both") if case_kind != "both" else ("both", "admin", "criminal")
    held = [chains()[kind, one] for one in order if (kind, one) in chains()]
    if not held or (case_kind == "both" and held[0].case_kind != "both" and len(held) > 1):
        raise LookupError(f"rulebook/approvals has no chain {kind} for {case_kind} cases")
    return held[0]


def chain(kind: str, case_kind: str, on: date, facts: Mapping[str, Any], *, outside: bool = False) -> tuple[Step, ...]:
    """Who signs, in order; with `outside` also the procuratorate or court that decides in the end."""
    return chain_of(kind, case_kind).steps(on, facts, outside=outside)


def turns(steps: tuple[Step, ...]) -> tuple[int, ...]:
    """The turn of each step: parallel steps of a group share one."""
    found: list[int] = []
    for place, step in enumerate(steps):
        together = place > 0 and step.group and step.group == steps[place - 1].group
        found.append(found[-1] if together else (found[-1] + 1 if found else 0))
    return tuple(found)
