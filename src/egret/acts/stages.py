"""Stage tables: where a subject can stand, whose turn it is there, and which act leads on.

The table stands as data beside its noun; the machinery moves a subject only along it; tests prove it total; docs draw
it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

WHOSE: dict[str, str | Promise] = {
    "办案民警": _("办案民警"),
    "办案部门负责人": _("办案部门负责人"),
    "法制部门": _("法制部门"),
    "公安机关负责人": _("公安机关负责人"),
    "复议机关或法院": _("复议机关或法院"),
    "检察院": _("检察院"),
    "法院": _("法院"),
    "接报民警": _("接报民警"),
    "调解员": _("调解员"),
    "审批人": _("审批人"),
    "呈批人": _("呈批人"),
    "无": "",
}
"""The words stage tables use for whose turn it is, for readers of either language."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A place where a subject can stand."""

    key: str
    title: str
    title_en: str
    turn: str
    """Whose turn it is, in the field's words."""
    final: bool = False

    @property
    def label(self) -> str:
        return self.title_en if (get_language() or "").startswith("en") else self.title

    @property
    def whose(self) -> str:
        """Whose turn it is, in the reader's language; empty when nobody's."""
        return str(WHOSE.get(self.turn, self.turn))


@dataclass(frozen=True, slots=True)
class Step:
    """An act that leads from some stages to another."""

    act: str
    frm: tuple[str, ...]
    to: str
    article: str = ""
    beside: bool = False
    """Whether the act happens to another subject and takes this one along; nobody sets out on it from here."""


class StageTable:
    """Stages and steps of one noun. The first stage is where a subject begins."""

    def __init__(self, name: str, stages: Iterable[Stage], steps: Iterable[Step]) -> None:
        self.name = name
        self.stages = {stage.key: stage for stage in stages}
        self.steps = tuple(steps)
        self.first = next(iter(self.stages))

    def __getitem__(self, key: str) -> Stage:
        return self.stages[key]

    def __iter__(self) -> Iterator[Stage]:
        return iter(self.stages.values())

    def allows(self, frm: str, act: str, to: str) -> bool:
        return any(step.act == act and frm in step.frm and step.to == to for step in self.steps)

    def starts_of(self, act: str) -> frozenset[str]:
        """Stages from which the act leads somewhere; empty when the act moves nothing."""
        return frozenset(stage for step in self.steps if step.act == act for stage in step.frm)

    def reachable(self) -> set[str]:
        seen, queue = {self.first}, deque([self.first])
        while queue:
            here = queue.popleft()
            for step in self.steps:
                if here in step.frm and step.to not in seen:
                    seen.add(step.to)
                    queue.append(step.to)
        return seen

    def problems(self) -> list[str]:
        """What keeps the table from being total: unknown names, stages never reached, dead ends, nobody's turn."""
        known = set(self.stages)
        found = [
            f"{self.name}: step {s.act} names unknown stage {k}"
            for s in self.steps
            for k in (*s.frm, s.to)
            if k not in known
        ]
        found += [f"{self.name}: stage {key} is never reached" for key in known - self.reachable()]
        leaves = {stage for step in self.steps for stage in step.frm}
        for stage in self:
            if not stage.turn:
                found.append(f"{self.name}: at stage {stage.key} it is nobody's turn")
            if (
                stage.final
                and stage.key in leaves
                and all(step.to == stage.key for step in self.steps if stage.key in step.frm)
            ):
                found.append(f"{self.name}: final stage {stage.key} leads to itself")
            if not stage.final and stage.key not in leaves:
                found.append(f"{self.name}: stage {stage.key} is a dead end")
        finals = {stage.key for stage in self if stage.final}
        for key in self.reachable():
            if not self._can_end(key, finals):
                found.append(f"{self.name}: from stage {key} no end can be reached")
        return found

    def _can_end(self, start: str, finals: set[str]) -> bool:
        seen, queue = {start}, deque([start])
        while queue:
            here = queue.popleft()
            if here in finals:
                return True
            for step in self.steps:
                if here in step.frm and step.to not in seen:
                    seen.add(step.to)
                    queue.append(step.to)
        return False

    def as_mermaid(self) -> str:
        """The table as a picture in text, for the docs."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.first}"]
        lines += [f"    {stage.key} : {stage.title}（{stage.turn}）" for stage in self]
        lines += [f"    {frm} --> {step.to} : {step.act}" for step in self.steps for frm in step.frm]
        lines += [f"    {stage.key} --> [*]" for stage in self if stage.final]
        return "\n".join(lines)
