"""责任清单、权力清单: what each post answers for and may do, printed from the act cards."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.apps import apps
from django.utils.translation import gettext as _

from egret.acts.cards import Card, all_acts
from egret.org.posts import PostKind, ScopeLevel, post_kinds

_LAYOUT = (Path(__file__).parent / "lists.typ").read_bytes()


@dataclass(frozen=True, slots=True)
class RoomPowers:
    """The acts of one room that a post may do."""

    room: str
    title: str
    cards: tuple[Card, ...]


def room_title(room: str) -> str:
    """What a room is called; acts common to all nouns stand under 执法行为."""
    known = {config.label: config.verbose_name for config in apps.get_app_configs()}
    return str(known.get(room) or known["acts"])


def powers_of(kind: PostKind) -> list[RoomPowers]:
    """The power list of a post, by room in the order of the house's names."""
    found: dict[str, list[Card]] = {}
    for act in all_acts():
        if kind.holds(act.card.power):
            found.setdefault(act.card.room, []).append(act.card)
    return [
        RoomPowers(room, room_title(room), tuple(sorted(cards, key=lambda c: c.order))) for room, cards in found.items()
    ]


def posts_for(card: Card) -> list[PostKind]:
    """The posts whose holders may do an act."""
    return [kind for kind in post_kinds() if kind.holds(card.power)]


def cited(basis: tuple[str, ...]) -> str:
    return "；".join(cite.replace("#", "第") + "条" for cite in basis)


@cache
def _scopes() -> dict[ScopeLevel, str]:
    return {level: level.label for level in ScopeLevel}


def pdf(kind: PostKind) -> bytes:
    """The duty and power list of a post on paper."""
    content: dict[str, Any] = {
        "title": _("%(post)s责任清单、权力清单") % {"post": kind.label},
        "duty_title": _("责任清单"),
        "power_title": _("权力清单"),
        "duties": [zh if kind.label == kind.title else en for zh, en in kind.duty],
        "scope": _("范围：%(scope)s") % {"scope": kind.scope.label},
        "heads": [_("职权"), _("依据"), _("法律文书"), _("审批")],
        "rooms": [
            {
                "title": one.title,
                "rows": [
                    [
                        card.label,
                        cited(card.basis),
                        "、".join(name.rstrip("?") for name in card.documents),
                        _("须审批") if card.approval else "",
                    ]
                    for card in one.cards
                ],
            }
            for one in powers_of(kind)
        ],
    }
    return _compiled(content)


def _compiled(content: dict[str, Any]) -> bytes:
    made: Any = typst.compile(_LAYOUT, sys_inputs={"content": json.dumps(content, ensure_ascii=False)})
    return bytes(made)
