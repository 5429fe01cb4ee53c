"""The handbook's pages on stages, acts and safeguards, printed from cards and stage tables."""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.apps import apps
from django.utils import translation

from egret.acts.cards import Card, GuardFunction, all_acts, guards_of
from egret.acts.machine import Act
from egret.acts.models import Subject, all_nouns
from egret.acts.ports import ports
from egret.acts.stages import Stage, StageTable

MADE = "<!-- Made by `./egret reference`; do not edit. -->"
LATEST = date(9999, 12, 31)
"""The handbook names limits as the rulebook last has them."""
_SAFEGUARD = re.compile(r"\b[RFC]\d{2}\b")


def _joined(words: Iterator[str] | tuple[str, ...] | list[str], none: str = "—") -> str:
    return "、".join(words) or none


def _room_name(room: str) -> str:
    return str(apps.get_app_config(room).verbose_name) if room in apps.app_configs else "事项"


def _nouns() -> list[type[Subject]]:
    """Nouns with a way to go, the longest first."""
    ways = [model for model in all_nouns() if model.STAGES.steps]
    return sorted(ways, key=lambda model: (-len(model.STAGES.stages), model.KIND))


def _acts_by_name() -> dict[str, Act[Any, ...]]:
    return {entry.card.name: entry for entry in all_acts()}


# Stages


def stages_as_markdown() -> str:
    """docs/reference/stages.md; a test keeps it current."""
    enrolled = _acts_by_name()
    lines = [
        MADE,
        "",
        "# 阶段 Stages",
        "",
        "Where a subject can stand, whose turn it is there, and which acts lead on. The machinery moves a subject only",
        "along these lines. ○ marks a step whose act is not enrolled yet.",
    ]
    with translation.override("zh-hans"):
        for model in _nouns():
            lines += ["", f"## {model._meta.verbose_name} {model.KIND}", ""]
            lines += ["```mermaid", model.STAGES.as_mermaid(), "```", ""]
            lines += ["| stage | 阶段 | | 轮到 turn | 执法行为 acts | 到 next |", "|---|---|---|---|---|---|"]
            lines += [row for stage in model.STAGES for row in _stage_rows(model.STAGES, stage, enrolled)]
    return "\n".join(lines) + "\n"


def _stage_rows(table: StageTable, stage: Stage, enrolled: dict[str, Act[Any, ...]]) -> Iterator[str]:
    head = f"| `{stage.key}` | {stage.title} | {stage.title_en} | {'' if stage.final else stage.turn} |"
    steps = [step for step in table.steps if stage.key in step.frm]
    if not steps:
        yield f"{head} {'终点 end' if stage.final else ''} | |"
    for step in steps:
        known = enrolled.get(step.act)
        title = f"{known.card.title} `{step.act}`" if known else f"○ `{step.act}`"
        yield f"{head} {title} | {table[step.to].title} |"
        head = "| | | | |"


# Acts


def acts_as_markdown() -> str:
    """docs/reference/acts.md; a test keeps it current."""
    with translation.override("zh-hans"):
        rooms: dict[str, list[Card]] = {}
        for entry in all_acts():
            rooms.setdefault(entry.card.room, []).append(entry.card)
        lines = [
            MADE,
            "",
            "# 执法行为 Acts",
            "",
            f"{sum(map(len, rooms.values()))} acts, each one function and one card.",
            "A `?` marks a paper issued only in some cases. The limits stand in [time limits](deadlines.md), the",
            "chains in [approvals](approvals.md), who holds a power in [powers](powers.md), what may hold an act up",
            "in [safeguards](safeguards.md).",
        ]
        for room, cards in rooms.items():
            lines += ["", f"## {_room_name(room)} {room}"]
            for card in cards:
                lines += ["", *_card_lines(card)]
        return "\n".join(lines) + "\n"


def _card_lines(card: Card) -> Iterator[str]:
    yield f"### {card.title} {card.title_en}"
    yield ""
    yield f"`{card.name}`"
    yield ""
    yield f"- 事项 Subject: {card.subject._meta.verbose_name}{'（新建 a new one）' if card.creates else ''}"
    if not card.creates:
        yield f"- 阶段 Stages: {_stages(card)}"
    yield f"- 职权 Power: `{card.power}`{'；系统可办 may be done by the system' if card.system else ''}"
    yield f"- 依据 Basis: {_joined(card.basis)}"
    if card.documents:
        yield f"- 文书 Documents: {_joined(card.documents)}"
    if card.starts:
        yield f"- 起算 Clocks started: {_joined([_limit(rule) for rule in card.starts])}"
    if card.stops:
        yield f"- 停止 Clocks stopped: {_joined([_limit(rule) for rule in card.stops])}"
    if card.approval:
        yield f"- 审批 Approval: {card.approval}"
    if card.batch_safe:
        yield "- 可成批办理 May be done in a batch"
    yield from (f"- 要点 Have ready: {zh} · {en}" for zh, en in card.checklist)
    yield from (f"- 常见错误 Common error: {zh} · {en}" for zh, en in card.errors)


def _limit(rule: str) -> str:
    return f"{rule} {ports.rules.deadline(rule, LATEST).title}"


def _stages(card: Card) -> str:
    nouns = [model for model in all_nouns() if issubclass(model, card.subject)]
    told = {}
    for model in nouns:
        keys = card.stages_of(model) & set(model.STAGES.stages)
        told[str(model._meta.verbose_name)] = _joined([stage.title for stage in model.STAGES if stage.key in keys], "")
    stated = {name: stages for name, stages in told.items() if stages}
    if not stated:
        return "未办结的任何阶段 any that is not final"
    return (
        next(iter(stated.values()))
        if len(nouns) == 1
        else "；".join(f"{name}（{stages}）" for name, stages in stated.items())
    )


# Safeguards


@dataclass(frozen=True, slots=True)
class Safeguard:
    """A guard, the acts it holds and what it says."""

    function: GuardFunction
    acts: tuple[str, ...]

    @property
    def codes(self) -> list[str]:
        """Its numbers in the list of safeguards, from its docstring and its refusals."""
        return sorted(set(_SAFEGUARD.findall(inspect.getsource(inspect.unwrap(self.function)))))

    def sentences(self) -> Iterator[tuple[str, str]]:
        """What it says and the remedy, as they stand in its source."""
        tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(self.function))))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Refusal", "refuse"):
                words = [text for argument in node.args[:2] if (text := _text(argument))]
                if words:
                    yield words[0], words[1] if len(words) > 1 else ""


@dataclass(frozen=True, slots=True)
class Raised:
    """Where a numbered reason is given: its number, how hard it holds, in which module."""

    code: str
    severity: str
    module: str


@cache
def raised() -> frozenset[Raised]:
    """Every numbered reason that guards and bodies of acts give, read from the source of their modules."""
    modules = {one.function.__module__ for one in safeguards()} | {entry.__module__ for entry in all_acts()}
    found: set[Raised] = set()
    for name in modules:
        for node in ast.walk(ast.parse(inspect.getsource(sys.modules[name]))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Refusal", "refuse"):
                given = {word.arg: word.value for word in node.keywords}
                code = given.get("code") or (node.args[3] if len(node.args) > 3 else None)
                weight = given.get("severity") or (node.args[4] if len(node.args) > 4 else None)
                said = [str(one.value) for one in ast.walk(code) if isinstance(one, ast.Constant)] if code else []
                numbers = [one for one in said if _SAFEGUARD.fullmatch(one)]
                found |= {Raised(number, severity, name) for number in numbers for severity in _weights(weight)}
    return frozenset(found)


def _weights(node: ast.expr | None) -> set[str]:
    """The severities an expression may say; without one it is a block."""
    if node is None:
        return {"block"}
    said = {str(one.value) for one in ast.walk(node) if isinstance(one, ast.Constant)}
    return said & {"block", "warn", "hint"}


def _text(node: ast.expr) -> str:
    """The words of `_("…")` or `_("…") % {…}`."""
    if isinstance(node, ast.BinOp):
        return _text(node.left)
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_":
        first = node.args[0]
        return str(first.value) if isinstance(first, ast.Constant) else ""
    return ""


def safeguards() -> list[Safeguard]:
    """Every guard of the house, by the room that registered it."""
    held: dict[GuardFunction, list[str]] = {}
    for entry in all_acts():
        for function in guards_of(entry.card.name):
            held.setdefault(function, []).append(entry.card.name)
    found = [Safeguard(function, tuple(names)) for function, names in held.items()]
    return sorted(found, key=lambda one: (one.function.__module__, _line(one.function)))


def _line(function: GuardFunction) -> int:
    return inspect.getsourcelines(inspect.unwrap(function))[1]


def safeguards_as_markdown(table: str = "") -> str:
    """docs/reference/safeguards.md, with the table of the field's list before it; a test keeps it current."""
    titles = {name: entry.card.title for name, entry in _acts_by_name().items()}
    lines = [
        MADE,
        "",
        "# 拦截事由 Safeguards",
        "",
        "Reasons why an act may not happen now, asked under the lock of the subject, beside stage and power. Each",
        "answers with a sentence and a remedy. R, F and C are numbers of the safeguard, the error and the limit.",
        *(["", table] if table else []),
    ]
    room = ""
    for one in safeguards():
        module = one.function.__module__.removeprefix("egret.")
        if module != room:
            room = module
            lines += ["", f"## {module}"]
        lines += ["", f"### {one.function.__name__.replace('_', ' ')}", ""]
        doc = inspect.getdoc(one.function)
        if doc:
            lines += [doc, ""]
        if one.codes:
            lines += [f"- 编号 Numbers: {_joined(one.codes)}"]
        lines += [f"- 执法行为 Acts: {_joined([f'{titles[name]} `{name}`' for name in one.acts])}"]
        lines += [f"- “{sentence}” → {remedy or '—'}" for sentence, remedy in one.sentences()]
    return "\n".join(lines) + "\n"
