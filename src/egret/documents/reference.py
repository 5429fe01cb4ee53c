"""The list of all kinds of documents, printed for the handbook."""

from __future__ import annotations

from egret.documents.kinds import GROUPS, Kind, all_kinds
from egret.documents.pictures import name_of

_TYPES = {
    "line": "文字",
    "prose": "叙述",
    "date": "日期",
    "moment": "时间",
    "number": "整数",
    "money": "金额",
    "person": "人员",
    "people": "人员（多）",
    "staff": "民警（多）",
    "items": "物品（多）",
    "lines": "条目（多）",
    "cites": "法条（多）",
    "dialogue": "问答",
    "opinions": "审签意见",
    "path": "办理流程",
}


def as_markdown() -> str:
    """docs/reference/documents.md; a test keeps it current."""
    kinds = list(all_kinds().values())
    lines = [
        "# 法律文书种类 Kinds of documents",
        "",
        "Generated from `rulebook/documents` by `egret.documents.reference.as_markdown`; do not edit.",
        "",
        f"{len(kinds)} kinds. A fact marked `*` is required; `P` marks personal data, erased on deletion.",
        "Every paper also knows `case_name` (P), `case_number` and `unit`, which no act passes.",
    ]
    for group, (zh, en) in GROUPS.items():
        lines += ["", f"## {zh} {en}"]
        for kind in kinds:
            if kind.group == group:
                lines += _of(kind)
    return "\n".join(lines) + "\n"


def _of(kind: Kind) -> list[str]:
    basis = kind.definition["basis"]
    cites = "；".join(("" if len(basis) == 1 else f"{since} 起：") + "、".join(cited) for since, cited in basis)
    lines = ["", f"### {kind.name} {kind.title_en}", "", f"![{kind.title}](documents/{name_of(kind)})", ""]
    lines += [
        f"- 文号 Number: `{kind.number('简称', 2026, 1)}`",
        f"- 依据 Basis: {cites}",
        f"- 各联 Copies: {'、'.join(kind.copies)}",
        f"- 用印 Seal: {kind.seal or '无'}",
        f"- 签名 Signatures: {'、'.join(kind.signatures)}",
        "",
        "| fact | 名称 | English | type | |",
        "|---|---|---|---|---|",
    ]
    for fact in kind.facts:
        if not fact.is_system:
            marks = ("*" if fact.required else "") + (" P" if fact.personal else "")
            lines.append(
                f"| `{fact.name}` | {fact.zh} | {fact.en} | {fact.type} {_TYPES[fact.type]} | {marks.strip()} |"
            )
    return lines
