"""What reading a statute yields, before anything is stored."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

from egret.kit import numerals


class Unreadable(Exception):
    """A file that cannot be imported, with the line where reading ended and the reason for a person."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


@dataclass(frozen=True, slots=True)
class Issue:
    """Something a person should know about a file; `kind` is a key of `law.issue_names.ISSUE_NAMES`."""

    kind: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """项: （一） and so on."""

    no: int
    text: str


@dataclass(slots=True)
class Paragraph:
    """款: a paragraph of an article with its items."""

    text: str
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class ParsedArticle:
    """An article, or a record without a number (`kind`: article, item, text, annex, section)."""

    kind: str
    no: int
    sub: int
    label: str
    path: tuple[str, ...]
    lines: list[str]
    line: int
    paragraphs: list[Paragraph] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def content_hash(self) -> str:
        return content_hash(self.text)

    @property
    def name(self) -> str:
        return self.label or "·".join(self.path[-1:]) or "正文"


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the history: what happened to the text on a day."""

    on: date
    text: str

    @property
    def is_entry_into_force(self) -> bool:
        return self.text.rstrip("。） )").endswith("施行") and not re.search("公布|发布|通过|修订|修正|公告", self.text)


@dataclass(slots=True)
class ParsedFile:
    """One file, read."""

    path: str
    title: str
    part: str
    document_number: str
    events: list[Event]
    articles: list[ParsedArticle]
    issues: list[Issue]
    digest: str
    dated: date | None = None
    """Day in the file's name."""
    ended: date | None = None
    listed_from: date | None = None
    """In force from, as a database beside the files says."""

    @property
    def numbered(self) -> list[ParsedArticle]:
        return [article for article in self.articles if article.kind == "article"]

    @property
    def folders(self) -> tuple[str, ...]:
        return PurePosixPath(self.path).parts[:-1]

    @property
    def text_hash(self) -> str:
        return content_hash("\n".join(f"{a.label} {a.text}" for a in self.articles))


_INVISIBLE = re.compile("[\u200b\u200c\u200d\ufeff]")
_BLANKS = re.compile(r"\s+")
_UNEVEN = re.compile(r"[\u200b\u200c\u200d\ufeff]|[^\S ]|  ")


def fold(text: str) -> str:
    """The text without invisible characters, runs of blanks as one."""
    text = text.strip()
    if not _UNEVEN.search(text):
        return text
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()


def content_hash(text: str) -> str:
    """Digest of what is said, whatever the blanks: equal articles of two versions share it."""
    return hashlib.sha256(_BLANKS.sub("", _INVISIBLE.sub("", text)).encode()).hexdigest()


_SUBITEM = re.compile(r"\s*(?:\d+[.．、）)]|[|])")
_ITEM = re.compile(rf"^[（(]\s*({numerals.NUMERAL})\s*[）)]\s*")


def paragraphs_of(lines: list[str]) -> list[Paragraph]:
    """Cut the lines of an article into 款, each with its 项; lines below an item belong to it."""
    paragraphs: list[Paragraph] = []
    for line in lines:
        mark = _ITEM.match(fold(line)) if line.lstrip()[:1] in ("（", "(") else None
        number = numerals.read(mark[1]) if mark else None
        if number and paragraphs and number == (paragraphs[-1].items[-1].no + 1 if paragraphs[-1].items else 1):
            paragraphs[-1].items.append(Item(number, line.strip()))
        elif paragraphs and paragraphs[-1].items and _SUBITEM.match(line):
            last = paragraphs[-1].items[-1]
            paragraphs[-1].items[-1] = Item(last.no, f"{last.text}\n{line.strip()}")
        else:
            paragraphs.append(Paragraph(line.strip()))
    return paragraphs
