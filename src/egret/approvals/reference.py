"""The handbook's page on approval chains: who signs what, printed from the rulebook and the act cards."""

from __future__ import annotations

from egret.acts.cards import Card, all_acts
from egret.law import approval_chains
from egret.law.approval_chains import Asked, Chain, Test

_KINDS = {"admin": "行政案件 Administrative", "criminal": "刑事案件 Criminal", "both": "各类事项 Any subject"}
_HOWS = {"over": ">", "at_least": "≥", "positive": "> 0", "is": "=", "is_not": "≠"}


def as_markdown() -> str:
    """docs/reference/approvals.md; a test keeps it current."""
    using: dict[str, list[Card]] = {}
    for entry in all_acts():
        if entry.card.approval:
            using.setdefault(entry.card.approval, []).append(entry.card)
    lines = [
        "<!-- Made by `./egret reference`; do not edit. -->",
        "",
        "# 网上审批 Approval chains",
        "",
        "Printed from `rulebook/approvals`. Signatures follow one another from left to right; ∥ marks parallel ones.",
        "\\* marks the practice of the force, not asked for by the law: each force confirms its own. A step in",
        "brackets is asked for only when one of its conditions holds; a number nobody gave counts as the graver case.",
        "",
        "| level | 身份 | role |",
        "|---|---|---|",
        *(f"| {level} | {zh} | {en} |" for level, (zh, en) in approval_chains.ROLES.items()),
    ]
    every = {(chain.case_kind, chain.name): chain for chain in approval_chains.chains().values()}
    for kind, title in _KINDS.items():
        found = [chain for (case_kind, _name), chain in every.items() if case_kind == kind]
        if found:
            lines += ["", f"## {title}", ""]
            lines += ["| 审批 | chain | 自 from | 签批 signatures | 依据 basis | 紧急 urgent | 成批 batch | acts |"]
            lines += ["|---|---|---|---|---|---|---|---|"]
            lines += [row for chain in found for row in _rows(chain, using)]
    return "\n".join(lines) + "\n"


def _rows(chain: Chain, using: dict[str, list[Card]]) -> list[str]:
    cards = [card for name in (chain.name, *chain.also_called) for card in using.get(name, ())]
    acts = "、".join(f"`{card.name}`" for card in cards if _in(chain.case_kind, card))
    urgent = chain.urgent.how if chain.urgent else ""
    return [
        f"| {chain.name} | {chain.title_en} | {day} | {signatures(form.steps)} | {form.basis.cite or '—'} | {urgent} "
        f"| {'✓' if chain.batch_safe else ''} | {acts} |"
        for day, form in zip(chain.forms.days, chain.forms.things, strict=True)
    ]


def _in(case_kind: str, card: Card) -> bool:
    """Whether an act happens to cases of that kind; nouns that are no case name no kind."""
    return case_kind in ("both", getattr(card.subject, "case_kind", case_kind))


def signatures(steps: tuple[Asked, ...]) -> str:
    """A chain in one line, left to right."""
    words = ""
    for place, asked in enumerate(steps):
        if place:
            together = asked.step.group and asked.step.group == steps[place - 1].step.group
            words += " ∥ " if together else " → "
        words += _signature(asked)
    return words


def _signature(asked: Asked) -> str:
    role, usual = asked.step.role_zh, approval_chains.ROLES[asked.step.level][0]
    word = asked.step.level + (f" {role}" if role != usual else "") + ("\\*" if asked.step.local else "")
    return f"[{word}: {' / '.join(map(_condition, asked.when))}]" if asked.when else word


def _condition(test: Test) -> str:
    if test.how == "positive":
        return f"{test.fact} > 0"
    against = {True: "yes", False: "no"}.get(test.against, test.against)
    return f"{test.fact} {_HOWS[test.how]} {against}"
