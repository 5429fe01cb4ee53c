"""The small language of document bodies, parsed once and filled with facts.

Facts are substituted into parsed nodes, never into source text, so what a party says can never become markup.

    {{name}} {{name.full}} {{name|upper}}     a value; its long form; a sum in banker's numerals
    {{#if name}} … {{#else}} … {{/if}}        within a line, or each mark on a line of its own
    {{fields a b}} {{table a}} {{list a}} {{dialogue a}} {{opinions a}} {{path a}} {{blank label}}
                                              a block, alone on its line
    # text    heading            > text    paragraph without indent
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from egret.documents import words
from egret.ui.path_picture import Mark, Path, Station, sheets

if TYPE_CHECKING:
    from egret.documents.kinds import Fact

BLOCK_TYPES: dict[str, frozenset[str]] = {
    "table": frozenset({"items"}),
    "list": frozenset({"lines"}),
    "dialogue": frozenset({"dialogue"}),
    "opinions": frozenset({"opinions"}),
    "path": frozenset({"path"}),
}
ITEM_HEADS = (
    ("name", "名称", "Name"),
    ("quantity", "数量", "Quantity"),
    ("features", "特征", "Features"),
    ("holder", "持有人", "Holder"),
    ("note", "备注", "Note"),
)


class BodyWrong(ValueError):
    """A body does not parse."""


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Value:
    name: str
    view: str = ""


@dataclass(frozen=True, slots=True)
class InlineIf:
    name: str
    then: tuple[Inline, ...]
    otherwise: tuple[Inline, ...]


Inline = Text | Value | InlineIf


@dataclass(frozen=True, slots=True)
class Paragraph:
    inline: tuple[Inline, ...]
    style: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Shown:
    """A block that shows one fact (`table`, `list`, `dialogue`, `opinions`, `path`)."""

    block: str
    name: str


@dataclass(frozen=True, slots=True)
class Fields:
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    label: str


@dataclass(frozen=True, slots=True)
class BlockIf:
    name: str
    then: tuple[Block, ...]
    otherwise: tuple[Block, ...]


Block = Paragraph | Shown | Fields | Blank | BlockIf
_TAG = re.compile(r"\{\{(.*?)\}\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def parse(source: str) -> tuple[Block, ...]:
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    blocks, rest = _blocks(lines)
    if rest:
        raise BodyWrong(f"{rest[0]} closes nothing")
    return blocks


def _blocks(lines: Sequence[str]) -> tuple[tuple[Block, ...], Sequence[str]]:
    made: list[Block] = []
    while lines:
        line = lines[0]
        if line in ("{{/if}}", "{{#else}}"):
            break
        lines = lines[1:]
        opened = re.fullmatch(r"\{\{#if ([a-z0-9_]+)\}\}", line)
        if not opened:
            made.append(_block(line))
            continue
        then, lines = _blocks(lines)
        otherwise: tuple[Block, ...] = ()
        if lines and lines[0] == "{{#else}}":
            otherwise, lines = _blocks(lines[1:])
        if not lines or lines[0] != "{{/if}}":
            raise BodyWrong(f"{line} is never closed")
        made.append(BlockIf(opened[1], then, otherwise))
        lines = lines[1:]
    return tuple(made), lines


def _block(line: str) -> Block:
    alone = re.fullmatch(r"\{\{(fields|table|list|dialogue|opinions|path|blank) ([^{}]+)\}\}", line)
    if alone:
        if alone[1] == "fields":
            return Fields(tuple(_named(name) for name in alone[2].split()))
        return Blank(alone[2]) if alone[1] == "blank" else Shown(alone[1], _named(alone[2]))
    for mark, style in (("# ", "heading"), ("> ", "flush")):
        if line.startswith(mark):
            return Paragraph(_inline(line.removeprefix(mark)), style)
    return Paragraph(_inline(line))


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise BodyWrong(f"{name!r} is no name of a fact")
    return name


def _inline(text: str) -> tuple[Inline, ...]:
    nodes, rest = _inline_until([*_TAG.split(text)], at_tag=False)
    if rest:
        raise BodyWrong(f"{text}: a mark closes nothing")
    return nodes


def _inline_until(parts: list[str], *, at_tag: bool) -> tuple[tuple[Inline, ...], list[str]]:
    """Parts alternate between text and tag, as `re.split` gives them."""
    made: list[Inline] = []
    while parts:
        part, parts = parts[0], parts[1:]
        if not at_tag:
            if "{{" in part or "}}" in part:
                raise BodyWrong(f"{part}: stray braces")
            if part:
                made.append(Text(part))
        elif part in ("/if", "#else"):
            return tuple(made), [part, *parts]
        elif part.startswith("#if "):
            node, parts = _inline_if(_named(part.removeprefix("#if ")), parts)
            made.append(node)
        else:
            name, _, view = part.replace("|", ".").partition(".")
            if view not in ("", "full", "upper"):
                raise BodyWrong(f"{part}: no such view")
            made.append(Value(_named(name), view))
        at_tag = not at_tag
    return tuple(made), []


def _inline_if(name: str, parts: list[str]) -> tuple[InlineIf, list[str]]:
    then, parts = _inline_until(parts, at_tag=False)
    otherwise: tuple[Inline, ...] = ()
    if parts and parts[0] == "#else":
        otherwise, parts = _inline_until(parts[1:], at_tag=False)
    if not parts or parts[0] != "/if":
        raise BodyWrong(f"#if {name} is never closed on its line")
    return InlineIf(name, then, otherwise), parts[1:]


def names(nodes: Sequence[Block | Inline]) -> Iterator[str]:
    """Every fact a body speaks of."""
    for node in nodes:
        match node:
            case Value(name) | Shown(_, name):
                yield name
            case Fields(found):
                yield from found
            case Paragraph(inline):
                yield from names(inline)
            case InlineIf(name, then, otherwise) | BlockIf(name, then, otherwise):
                yield name
                yield from names(then)
                yield from names(otherwise)


def unguarded(nodes: Sequence[Block | Inline], given: frozenset[str] = frozenset()) -> Iterator[str]:
    """Facts shown where nothing makes sure they are there; `fields` leaves an absent one out by itself."""
    for node in nodes:
        match node:
            case Value(name) | Shown(_, name) if name not in given:
                yield name
            case Paragraph(inline):
                yield from unguarded(inline, given)
            case InlineIf(name, then, otherwise) | BlockIf(name, then, otherwise):
                yield from unguarded(then, given | {name})
                yield from unguarded(otherwise, given)


def blocks_of(nodes: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Pairs of fact and the block that shows it."""
    for node in nodes:
        match node:
            case Shown(block, name):
                yield name, block
            case BlockIf(_, then, otherwise):
                yield from blocks_of(then)
                yield from blocks_of(otherwise)


def filled(blocks: Sequence[Block], facts: Mapping[str, Fact], content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The body as plain blocks that the page and the PDF both draw, so that they cannot differ."""
    made: list[dict[str, Any]] = []
    for block in blocks:
        match block:
            case Paragraph(inline, style):
                text = _said(inline, facts, content)
                lines = text.split("\n")
                made += [{"block": style if at == 0 else "paragraph", "text": line} for at, line in enumerate(lines)]
            case Fields(found):
                rows = [[facts[n].zh, shown(facts[n].type, content[n])] for n in found if n in content]
                made.append({"block": "fields", "rows": rows})
            case Shown(kind, name):
                made.append({"block": kind, **_DRAWN[kind](content[name])})
            case Blank(label):
                made.append({"block": "blank", "label": label})
            case BlockIf(name, then, otherwise):
                made += filled(then if name in content else otherwise, facts, content)
    return made


def _said(inline: Sequence[Inline], facts: Mapping[str, Fact], content: Mapping[str, Any]) -> str:
    text = ""
    for node in inline:
        match node:
            case Text(words_):
                text += words_
            case Value(name, view):
                text += shown(facts[name].type, content[name], view)
            case InlineIf(name, then, otherwise):
                text += _said(then if name in content else otherwise, facts, content)
    # A fact that ends its own sentence must not be followed by a second stop.
    return re.sub(r"([。；！？])[。；，]", r"\1", text)


def shown(kind: str, value: Any, view: str = "") -> str:
    """A fact as it reads on paper."""
    match kind:
        case "date":
            return words.day(value)
        case "moment":
            return words.moment(value)
        case "money":
            return words.capital_yuan(value) if view == "upper" else words.yuan(value)
        case "person":
            return words.described(value) if view == "full" else str(value["name"])
        case "people":
            return ("；" if view == "full" else "、").join(shown("person", one, view) for one in value)
        case "staff":
            return "、".join(words.officer(one) for one in value)
        case "cites":
            return words.cited_together(value)
        case "lines":
            return "；".join(value)
        case "items":
            return "、".join(one["name"] + one.get("quantity", "") for one in value)
    return str(value)


def _table(items: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    used = [(key, zh) for key, zh, _ in ITEM_HEADS if any(key in item for item in items)]
    return {
        "head": ["序号", *(zh for _, zh in used)],
        "rows": [[str(at), *(item.get(key, "") for key, _ in used)] for at, item in enumerate(items, 1)],
    }


def _signed(rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    return {"rows": [{**row, **({"at": words.moment(row["at"])} if "at" in row else {})} for row in rows]}


def _path(visits: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The way of the case as a picture in strips, with the same in one sentence for who cannot see them."""
    stations = [
        Station(visit["stage"], words.moment(visit["since"]), "done", [_mark(mark) for mark in visit["marks"]])
        for visit in visits
    ]
    said = "，".join(f"{words.moment(visit['since'])}{visit['stage']}" for visit in visits)
    return {"pictures": sheets(Path("案件流程图", said, stations)), "alt": said}


def _mark(mark: Mapping[str, Any]) -> Mark:
    papers = f"（{'、'.join(mark['papers'])}）" if mark["papers"] else ""
    return Mark(f"{words.moment(mark['at'])}　{mark['act']}{papers}", has_paper=bool(papers))


_DRAWN: dict[str, Callable[[Any], dict[str, Any]]] = {
    "table": _table,
    "list": lambda lines: {"lines": list(lines)},
    "dialogue": lambda turns: {"turns": [[turn["ask"], turn["answer"]] for turn in turns]},
    "opinions": _signed,
    "path": _path,
}
