"""Reads the texts of the house: what is marked for translation, and what was forgotten."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "egret"
CHINESE = re.compile(r"[\u3400-\u9fff]")
_STRING = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_CALL = re.compile(rf"\b(_|gettext|ngettext|pgettext|npgettext)\(({_STRING}(?:,\s*{_STRING})*)")
_NAMES = {"_", *(kind + lazy for kind in ("gettext", "ngettext", "pgettext", "npgettext") for lazy in ("", "_lazy"))}
_OUTSIDE = re.compile(
    r"{# chinese only #}.*?{# end #}|{%\s*comment.*?endcomment\s*%}|{#.*?#}|"
    r"{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}",
    re.DOTALL,
)
_MARKED = re.compile(rf"_\({_STRING}\)|(?<=cite )\"[^\"#]+#[^\"]+\"")
"""Marked inside a tag; a citation is a key, not a text."""


@dataclass(frozen=True, slots=True)
class Text:
    """A marked text and where it stands."""

    context: str
    words: str
    where: str

    @property
    def key(self) -> tuple[str, str]:
        return (self.context, self.words)


def templates() -> list[Path]:
    return sorted(
        path for folder in PACKAGE.glob("*/templates") for path in folder.rglob("*") if path.suffix in (".html", ".txt")
    )


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


def _named(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def _told(name: str, strings: list[str], where: str) -> Iterator[Text]:
    has_context = "pgettext" in name
    if not strings or (has_context and len(strings) < 2):
        return
    yield Text(strings[0] if has_context else "", strings[1 if has_context else 0], where)


def in_template(path: Path) -> Iterator[Text]:
    for found in _CALL.finditer(templatize(path.read_text("utf-8"), origin=str(path))):
        strings = list(ast.literal_eval(f"[{found[2]}]"))
        # templatize writes one per cent sign as two where the catalogue has two as well, so nothing is undone here.
        yield from _told(found[1], strings, _named(path))


def in_module(path: Path) -> Iterator[Text]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in _NAMES:
                strings = []
                for argument in node.args:
                    if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                        break
                    strings.append(argument.value)
                yield from _told(name, strings, f"{_named(path)}:{node.lineno}")


def marked() -> list[Text]:
    """Every Chinese text of the package marked for translation."""
    found = [text for path in templates() for text in in_template(path)]
    found += [text for path in modules() for text in in_module(path)]
    return [text for text in found if CHINESE.search(text.words)]


def forgotten(source: str) -> list[str]:
    """Chinese in a template that no translation reaches: between the tags, or as a plain string inside one."""
    left = _OUTSIDE.sub("", source)
    inside = [
        tag
        for tag in re.findall(r"{%.*?%}|{{.*?}}", left)
        if not re.match(r"{%\s*trans(?:late)?\b", tag) and CHINESE.search(_MARKED.sub("", tag))
    ]
    plain = re.sub(r"{%.*?%}|{{.*?}}", "", left)
    return inside + [line.strip() for line in plain.splitlines() if CHINESE.search(line)]
