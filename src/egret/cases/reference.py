"""The handbook's page on transitions: act, paper, who approves, limits and article of each step, from the cards."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation

from egret.acts.cards import Card, all_acts
from egret.acts.reference import MADE
from egret.approvals.reference import signatures
from egret.law import approval_chains, procedure

_ROOMS = ("intake", "cases", "documents")
_COLUMNS = ("id", "环节", "transition", "执法行为 act", "文书 document", "审批 approver", "起算 starts", "停止 stops")
_HEAD = f"| {' | '.join((*_COLUMNS, '依据 article'))} |"


def transitions_as_markdown() -> str:
    """docs/reference/transitions.md; a test keeps it current."""
    cards = {entry.card.name: entry.card for entry in all_acts()}
    lines = [
        MADE,
        "",
        "# 办案程序各环节 Transitions",
        "",
        "Each step of procedure with the acts that carry it, printed from `rulebook/procedure.yaml` and the act cards.",
        "○ marks a step that has no act yet. A `?` marks a paper issued only in some cases, \\* the practice of the",
        "force. The limits are told in [time limits](deadlines.md), the chains in [approvals](approvals.md).",
    ]
    with translation.override("zh-hans"):
        for part in procedure.parts():
            lines += ["", f"## {part.title} {part.title_en}", "", _HEAD, f"|{'---|' * 9}"]
            for one in part.transitions:
                lines += _rows(one, part.kind, cards)
        lines += [
            "",
            "## 其他 Beside the transitions",
            "",
            "Acts that stand at no one step: they may be done along the way.",
            "",
        ]
        lines += [_HEAD, f"|{'---|' * 9}"]
        lines += [_row("", "", "", card, "") for card in _others(cards)]
    return "\n".join(lines) + "\n"


def _rows(one: procedure.Transition, kind: str, cards: dict[str, Card]) -> Iterator[str]:
    if not one.acts:
        yield f"| {one.id} | {one.title} | {one.title_en} | ○ | | | | | |"
    head = (one.id, one.title, one.title_en)
    for name in one.acts:
        yield _row(*head, cards[name], kind) if name in cards else f"| {' | '.join(head)} | ○ `{name}` | | | | | |"
        head = ("", "", "")


def _row(ident: str, title: str, title_en: str, card: Card, kind: str) -> str:
    cells = (
        ident,
        title,
        title_en,
        f"{card.title} `{card.name}`",
        "、".join(card.documents),
        _approver(card, kind),
        "、".join(card.starts),
        "、".join(card.stops),
        "、".join(card.basis),
    )
    return f"| {' | '.join(cells)} |"


def _approver(card: Card, kind: str) -> str:
    """Who signs as the rulebook last has it; of both kinds of case where the act happens to both."""
    if not card.approval:
        return "—"
    own = getattr(card.subject, "case_kind", None)
    kinds = [own] if own else ["both"] if kind == "incident" else [kind] if kind else ["admin", "criminal", "both"]
    found: dict[str, str] = {}
    for case_kind in kinds:
        try:
            chain = approval_chains.chain_of(card.approval, case_kind)
        except LookupError:
            continue
        found.setdefault(signatures(chain.forms.things[-1].steps), chain.name)
    return "；".join(words or "L0" for words in found) or "—"


def _others(cards: dict[str, Card]) -> list[Card]:
    placed = {name for part in procedure.parts() for one in part.transitions for name in one.acts}
    return [card for name, card in sorted(cards.items()) if card.room in _ROOMS and name not in placed]
