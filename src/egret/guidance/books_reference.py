"""docs/reference/guides.md: the evidence books as a jurist reads them; what the law fixes stands apart."""

from __future__ import annotations

from collections.abc import Iterator

from egret.cases.models import EvidenceKind
from egret.guidance import books
from egret.guidance.books import Book, Item, Law
from egret.guidance.short_cites import short


def _laws(found: tuple[Law, ...]) -> Iterator[str]:
    for one in found:
        yield f"| {one.text} | {short(one.cite)} |"


def _item(one: Item) -> str:
    shown = "、".join([*one.papers, *(f"“{word}”" for word in one.words)]) or "—"
    kind = str(EvidenceKind(one.kind).label)
    return f"| {one.id} | {one.when or '必备'} | {kind} | {one.text} | {' '.join(one.proves) or '—'} | {shown} |"


def _book(one: Book) -> Iterator[str]:
    content = one.content
    yield f"\n## {one.number} {one.title} / {one.title_en}\n"
    yield f"案由 causes: {'、'.join(one.causes)}{'（含：' + '、'.join(one.words) + '）' if one.words else ''}  "
    yield f"依据 basis: {'、'.join(short(cite) for cite in one.basis)}\n"
    yield "| 法律规定 what the law fixes | 条文 |\n|---|---|"
    yield from _laws(one.law)
    yield "\n以下为本系统拟 proposed from here:\n"
    yield "\n".join(f"- {key} {text}" for key, text in content.facts.items())
    yield "\n| 编号 | 何时 | 证据种类 | 证据 | 证明 | 由什么看出 |\n|---|---|---|---|---|---|"
    yield from map(_item, content.items)
    yield f"\n常见错误：{'；'.join(content.errors)}。  "
    yield f"关键程序：{'；'.join(content.steps)}。  "
    yield "法律适用：" + "；".join(
        f"{p.about}——{p.view}{f'（{short(p.cite)}）' if p.cite else ''}" for p in content.opinion
    )


def as_markdown() -> str:
    """The whole page."""
    shared = books.common()
    lines = [
        "<!-- Made by `./egret reference`; do not edit. -->\n",
        f"# 类案证据册 / Evidence books ({len(books.books())})\n",
        "From `rulebook/guides/`. What the law fixes is proved by `egret law lint`; the rest is our proposal until the",
        "legal office of a force approves its own version ([class-case guides](../explanation/guides.md)). A record",
        "shows a piece of evidence by the kind of paper, or by a word in what it is called; without either, anything",
        "of its kind does.\n",
        "## 每案必备和程序关口 / Every case\n",
        "| 编号 | 何时 | 证据种类 | 证据 | 证明 | 由什么看出 |\n|---|---|---|---|---|---|",
        *map(_item, shared.must),
        "\n| 程序关口 gates | 条文 |\n|---|---|",
        *_laws(shared.gates),
    ]
    for one in books.books().values():
        lines += _book(one)
    return "\n".join(lines) + "\n"
