"""One Markdown file of a public collection: title, optional part or document number, history, end mark, body."""

from __future__ import annotations

import hashlib
import re
from datetime import date

from egret.law.importer import body, history, titles
from egret.law.importer.parsed import Issue, ParsedFile, Unreadable, fold

LIMIT = 8_000_000
"""Bytes of one file; the longest real one has well under one million."""
_END = "<!-- INFO END -->"
_NAME_DATE = re.compile(r"[（(_]\s*(\d{4})-?(\d{2})-?(\d{2})\s*[)）]?\s*$")
_INVISIBLE = re.compile("[\u200b\u00a0\u3000]")


def date_in_name(stem: str) -> date | None:
    """Day of adoption or promulgation at the end of a file name."""
    match = _NAME_DATE.search(stem)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def read(path: str, data: bytes) -> ParsedFile:
    """Parse a file; `path` is relative to the collection, for reports. Raises Unreadable with the line."""
    if len(data) > LIMIT:
        raise Unreadable(f"文件过大（{len(data)} 字节）")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("不是 UTF-8 文本", data[: error.start].count(b"\n") + 1) from None
    if "\0" in text:
        raise Unreadable("含有空字符，不是文本文件", text[: text.index("\0")].count("\n") + 1)
    lines = list(enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1))
    headings, header, rest, issues = _split(lines)
    if not headings:
        raise Unreadable("第一行不是标题（# …）", 1)
    title = fold(headings[0])
    second = " ".join(fold(heading) for heading in headings[1:])
    number = titles.document_number(second + " " + " ".join(line for _, line in header))
    if "案例" in path.split("/")[:-1]:
        articles = body.cut_case(rest)
        return ParsedFile(path, title, "", "", [], articles, issues, hashlib.sha256(data).hexdigest())
    events, found = history.read_history(header)
    articles, cut_issues = body.cut(rest)
    issues += found + cut_issues
    invisible = [(n, line) for n, line in rest if _INVISIBLE.search(line)]
    if invisible:
        issues.append(Issue("invisible", invisible[0][0], f"{len(invisible)}"))
    stem = path.rsplit("/", 1)[-1].removesuffix(".md")
    part = second if second and not titles.document_number(second) else ""
    return ParsedFile(
        path, title, part, number, events, articles, issues, hashlib.sha256(data).hexdigest(), dated=date_in_name(stem)
    )


Lines = list[tuple[int, str]]


def _split(lines: Lines) -> tuple[list[str], Lines, Lines, list[Issue]]:
    """Titles, history lines and body lines."""
    end = next((index for index, (_, line) in enumerate(lines) if fold(line) == _END), None)
    issues: list[Issue] = []
    if end is None:
        issues.append(Issue("no-header-end", 1, ""))
        started = re.compile(r"^(##|第.{1,9}[条章编])")
        end = next((i for i, (_, line) in enumerate(lines) if started.match(line.strip())), len(lines)) - 1
    headings: list[str] = []
    header: Lines = []
    for number, line in lines[: end + 1]:
        if re.match(r"^#\s", line) and not (header and headings):
            headings.append(line.lstrip("# "))
        elif line.strip() and fold(line) != _END:
            header.append((number, line))
    return headings, header, lines[end + 1 :], issues
