"""What a force may choose in a chain of approval, and what the law fixes (procedure.md 4: only (Y) steps are local).

A force says level by level who signs. A step the law asks for stays, never on narrower facts; steps of its own may be
added, taken out, hung on a fact, or signed in parallel. The level that decides by law signs after those before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from egret.law.approval_chains import ROLES, Asked, Chain, Form, Step, Test, chains

LEVELS = ("L1", "L2", "L3", "L4", "L5", "L6")
"""Levels of the police that sign; L0 proposes, other organs decide after."""
NEVER, ALWAYS, AS_IS = "never", "always", "as_is"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One level as a force wants it: always, as the rulebook has it, or on a fact; alone or with the one before."""

    level: str
    when: str = ALWAYS
    together: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a choice is not open: a word for it, and the level it is about."""

    code: str
    level: str = ""


def inside(form: Form) -> dict[str, Asked]:
    """The steps of the police in a form, by level."""
    return {asked.step.level: asked for asked in form.steps if not asked.step.outside}


def required(form: Form) -> dict[str, Asked]:
    """Those the law asks for."""
    return {level: asked for level, asked in inside(form).items() if not asked.step.local}


def deciding(form: Form) -> str:
    """The level that decides by law; empty where the law names none."""
    return max(required(form), key=LEVELS.index, default="")


@cache
def facts() -> frozenset[str]:
    """Facts with yes or no on which steps of the rulebook hang."""
    tests = (test for held in chains().values() for form in held.forms.things for s in form.steps for test in s.when)
    return frozenset(test.fact for test in tests if test.how == "is")


def as_written(form: Form) -> tuple[Chosen, ...]:
    """The rulebook's own form in the words of a choice."""
    found: list[Chosen] = []
    groups: list[str] = []
    for level, asked in inside(form).items():
        if asked.default_on:
            together = bool(groups and asked.step.group and asked.step.group == groups[-1])
            found.append(Chosen(level, AS_IS if asked.when else ALWAYS, together))
            groups.append(asked.step.group)
    return tuple(found)


def faults(form: Form, chosen: Sequence[Chosen]) -> list[Fault]:
    """Everything that stands against a choice; nothing when it is open to a force."""
    asked = {one.level: one for one in chosen}
    found = [Fault("level", one.level) for one in chosen if one.level not in LEVELS]
    if len(asked) != len(chosen):
        found.append(Fault("twice"))
    for level, by_law in required(form).items():
        one = asked.get(level)
        if one is None or one.when == NEVER:
            found.append(Fault("required", level))
        elif one.when not in (ALWAYS, AS_IS) or (one.when == AS_IS and not by_law.when):
            found.append(Fault("narrower", level))
    written = inside(form)
    for one in chosen:
        if one.when == AS_IS and one.level not in written:
            found.append(Fault("as_is", one.level))
        elif one.when not in (NEVER, ALWAYS, AS_IS, *facts()):
            found.append(Fault("fact", one.level))
    signing = _in_order(chosen)
    if signing and signing[0].together:
        found.append(Fault("first", signing[0].level))
    found += [Fault("deciding", one.level) for one in signing if one.together and one.level == deciding(form)]
    return found


def chosen_form(form: Form, chosen: Iterable[Chosen]) -> Form:
    """The form as a force has it: its own steps and those of the law, then the other organs as they were."""
    written = inside(form)
    steps: list[Asked] = []
    for place, one in enumerate(_in_order(chosen)):
        before = written.get(one.level)
        role, role_en = ROLES[one.level]
        step = before.step if before else Step(one.level, role, role_en, local=True)
        when = before.when if one.when == AS_IS and before else ()
        if one.when not in (ALWAYS, AS_IS):
            when = (Test(one.when, "is", True),)
        group = ""
        if one.together and steps:
            group = steps[-1].step.group or f"together-{place}"
            steps[-1] = replace(steps[-1], step=replace(steps[-1].step, group=group))
        steps.append(Asked(replace(step, group=group), when, True))
    return Form(form.basis, (*steps, *(asked for asked in form.steps if asked.step.outside)))


def canonical(chosen: Iterable[Chosen]) -> list[list[object]]:
    """Plain data of a choice, in order, without what is never asked: what a digest covers."""
    return [[one.level, one.when, one.together] for one in _in_order(chosen)]


def read(plain: Iterable[Sequence[object]]) -> tuple[Chosen, ...]:
    return tuple(Chosen(str(level), str(when), bool(together)) for level, when, together in plain)


def every_chain() -> list[Chain]:
    """Each chain once, as the rulebook has them."""
    return list({id(one): one for one in chains().values()}.values())


def _in_order(chosen: Iterable[Chosen]) -> list[Chosen]:
    signing = (one for one in chosen if one.when != NEVER and one.level in LEVELS)
    return sorted(signing, key=lambda one: LEVELS.index(one.level))
