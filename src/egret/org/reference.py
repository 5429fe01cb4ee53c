"""The permission matrix, printed for the handbook from act cards and post kinds."""

from __future__ import annotations

from django.utils import translation

from egret.acts.cards import all_acts
from egret.org.lists import room_title
from egret.org.posts import PostKind, post_kinds

_SCOPES = {"unit": "U", "district": "D", "city": "C", "agency": "A", "everywhere": "*"}


def _mark(kind: PostKind, power: str) -> str:
    return _SCOPES[kind.reach(power).value] if kind.holds(power) else ""


def as_markdown() -> str:
    """docs/reference/powers.md; a test keeps it current."""
    with translation.override("zh-hans"):
        return _page()


def _page() -> str:
    kinds = post_kinds()
    lines = [
        "<!-- Made by `./egret reference`; do not edit. -->",
        "",
        "# 权责清单 Powers and posts",
        "",
        "Printed from the act cards and `rulebook/posts`.",
        "",
        "U the post's unit and those under it · D its branch (county) · C its city · A its organ · * everywhere.",
        "",
        "## 岗位 Posts",
        "",
        "| key | 岗位 | post | level | reach | 责任 |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {k.key} | {k.title} | {k.title_en} | {k.level} | {k.scope.value} | {'；'.join(zh for zh, _en in k.duty)} |"
        for k in kinds
    ]
    rooms: dict[str, list[str]] = {}
    for act in all_acts():
        card = act.card
        holders = "、".join(f"{k.title}（{_mark(k, card.power)}）" for k in kinds if k.holds(card.power))
        basis = "；".join(cite.replace("#", " ") for cite in card.basis)
        rooms.setdefault(card.room, []).append(
            f"| `{card.name}` | {card.title} | {card.title_en} | {basis} | {holders or '系统'} |"
        )
    for room, rows in rooms.items():
        lines += ["", f"## {room_title(room)} {room}", ""]
        lines += ["| act | 执法行为 | | 依据 | 岗位 |", "|---|---|---|---|---|", *rows]
    return "\n".join(lines) + "\n"
