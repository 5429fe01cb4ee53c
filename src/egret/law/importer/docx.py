"""The official docx of a statute: paragraphs of plain style, so structure is read from the words alone.

The file comes from outside: entry count, sizes and compression are bounded, XML is read without entities, macros and
links to
elsewhere are refused. Old `.doc` needs a converter and is refused with that advice.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from typing import Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from egret.law.importer import body, history, titles
from egret.law.importer.markdown import date_in_name
from egret.law.importer.parsed import ParsedFile, Unreadable, fold

MAX_FILE = 30_000_000
MAX_ENTRIES = 2_000
MAX_UNPACKED = 100_000_000
MAX_RATIO = 200
MAX_DEPTH = 60
MAX_PARAGRAPHS = 60_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(path: str, data: bytes) -> ParsedFile:
    """Parse one docx; line numbers in reports count paragraphs. Raises Unreadable with a sentence."""
    name = path.rsplit("/", 1)[-1]
    if name.lower().endswith((".docm", ".dotm")):
        raise Unreadable("带宏的文件（.docm）不予导入，请另存为 .docx")
    if name.lower().endswith(".doc") or data[:8] == _OLE:
        raise Unreadable("旧式 .doc 文件无法直接读取，请用文字处理软件另存为 .docx 后再导入")
    lines = paragraphs(data)
    front, rest = _front(lines)
    title, history_lines, preface = _front_matter(front)
    if not title:
        raise Unreadable("找不到标题", 1)
    events, issues = history.read_history(history_lines)
    issues = [issue for issue in issues if issue.kind != "broken-history" or len(issue.text) < 80]
    articles, found = body.cut(rest, plain_headings=True)
    stem = name.rsplit(".", 1)[0]
    number = titles.document_number(" ".join(text for _, text in (*preface, *history_lines)))
    return ParsedFile(
        path,
        title,
        "",
        number,
        events,
        articles,
        issues + found,
        hashlib.sha256(data).hexdigest(),
        dated=date_in_name(stem),
    )


def paragraphs(data: bytes) -> list[tuple[int, str]]:
    """The text of the body in document order, a table row as `| … |`."""
    document = _part(data)
    try:
        root = ElementTree.fromstring(document, forbid_dtd=True)
    except (DefusedXmlException, ElementTree.ParseError) as error:
        raise Unreadable(f"文档内容不是安全的 XML：{type(error).__name__}") from None
    top = root.find(f"{_W}body")
    if top is None:
        raise Unreadable("文档没有正文")
    texts: list[str] = []
    _walk(top, texts, 0)
    return list(enumerate(texts, 1))


def _part(data: bytes) -> bytes:
    if len(data) > MAX_FILE:
        raise Unreadable(f"文件过大（{len(data)} 字节）")
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError):
        raise Unreadable("不是 docx 文件（无法解压）") from None
    with package:
        entries = package.infolist()
        if len(entries) > MAX_ENTRIES:
            raise Unreadable(f"压缩包条目过多（{len(entries)}）")
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise Unreadable("解压后过大")
        for entry in entries:
            if entry.file_size > 1_000_000 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
                raise Unreadable(f"压缩比异常：{entry.filename[:60]}")
            if entry.filename.lower().endswith("vbaproject.bin"):
                raise Unreadable("带宏的文件不予导入，请另存为不含宏的 .docx")
            if entry.flag_bits & 1:
                raise Unreadable("文件已加密，无法读取")
        _refuse_links(package, entries)
        try:
            return _bounded(package, "word/document.xml")
        except KeyError:
            raise Unreadable("压缩包里没有 word/document.xml，不是 docx 文件") from None


def _bounded(package: zipfile.ZipFile, name: str) -> bytes:
    """An entry's bytes, never more than its header promised or the limit allows."""
    try:
        with package.open(name) as stream:
            content = stream.read(MAX_UNPACKED + 1)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise Unreadable(f"压缩包损坏：{type(error).__name__}") from None
    if len(content) > MAX_UNPACKED:
        raise Unreadable("解压后过大")
    return content


def _refuse_links(package: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """A template, picture or object that would be fetched from elsewhere; a plain hyperlink in the text is not
    fetched."""
    for entry in entries:
        if not entry.filename.endswith(".rels"):
            continue
        try:
            root = ElementTree.fromstring(_bounded(package, entry.filename), forbid_dtd=True)
        except (DefusedXmlException, ElementTree.ParseError) as error:
            raise Unreadable(f"关系文件不是安全的 XML：{type(error).__name__}") from None
        for relation in root.iter(_REL):
            if relation.get("TargetMode", "").lower() == "external":
                raise Unreadable(f"文档引用外部资源，不予导入：{relation.get('Target', '')[:80]}")


def _walk(element: Any, texts: list[str], depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Unreadable("文档嵌套过深")
    for child in element:
        if child.tag == f"{_W}p":
            texts.extend(_paragraph(child).split("\n"))
        elif child.tag == f"{_W}tbl":
            for row in child.iter(f"{_W}tr"):
                cells = [
                    "".join(_paragraph(p) for p in cell.iter(f"{_W}p")).replace("\n", " ")
                    for cell in row.iter(f"{_W}tc")
                ]
                texts.append("| " + " | ".join(cells) + " |")
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag"):
            _walk(child, texts, depth + 1)
        if len(texts) > MAX_PARAGRAPHS:
            raise Unreadable("段落过多")


def _paragraph(element: Any) -> str:
    """Text of a paragraph; struck-out revisions, field codes and drawings are not text."""
    parts: list[str] = []
    skipped = {f"{_W}del", f"{_W}instrText", f"{_W}drawing", f"{_W}pict", f"{_W}txbxContent"}
    stack = [iter(element)]
    while stack:
        if len(stack) > MAX_DEPTH:
            raise Unreadable("文档嵌套过深")
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag == f"{_W}tab":
            parts.append("\u3000")
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif child.tag not in skipped:
            stack.append(iter(child))
    return "".join(parts)


Lines = list[tuple[int, str]]
_CONTENTS = re.compile(r"^目 ?录$|^目 +次$")
_STARTS = re.compile(rf"^(第 ?{body.N} ?(编|分编|章|节)( |$)|第{body.N}条[ ]|[一二三]、)")


def _front(lines: Lines) -> tuple[Lines, Lines]:
    """What stands before the body, and the body; a table of contents is passed over.

    The contents repeat every heading, so the body begins where their first line stands for the second time.
    """
    contents = next((i for i, (_, text) in enumerate(lines[:200]) if _CONTENTS.match(fold(text))), None)
    if contents is not None:
        first = next((fold(text) for _, text in lines[contents + 1 :] if fold(text)), "")
        wanted = re.sub(r"[\s\d.…·]+$", "", first).replace(" ", "")
        for index in range(contents + 2, len(lines)):
            if wanted and fold(lines[index][1]).replace(" ", "") == wanted:
                return lines[:contents], lines[index:]
    start = next((i for i, (_, text) in enumerate(lines) if _STARTS.match(fold(text))), None)
    if start is None:
        closing = next((i for i, (_, text) in enumerate(lines) if fold(text).endswith(("）", ")"))), 0)
        return lines[: closing + 1], lines[closing + 1 :]
    return lines[:start], lines[start:]


def _front_matter(front: Lines) -> tuple[str, Lines, Lines]:
    """Title, history lines (without their outer bracket) and what stood before the title (an announcement)."""
    filled = [(number, fold(text)) for number, text in front if fold(text)]
    opening = next(
        (
            i
            for i, (_, text) in enumerate(filled)
            if text[0] in "（(" and re.search(r"\d{4}|[〇○０-９]{1,4}|通过|公布", text)
        ),
        None,
    )
    if opening is None:
        head, bracket = filled, []
    else:
        head = filled[:opening]
        bracket = _bracket(filled[opening:])
    preface: Lines = []
    announcement = max(
        (
            i
            for i, (_, text) in enumerate(head[:-1])
            if re.search(r"公告|^法释|号$|\d日$|现予公布", text.replace(" ", ""))
        ),
        default=-1,
    )
    if announcement >= 0:
        preface, head = head[: announcement + 1], head[announcement + 1 :]
    title = "".join(
        text if len(text) > 12 else text.replace(" ", "") for _, text in head[:3] if not re.search(r"[。；]$", text)
    )
    return title, bracket, preface


def _bracket(lines: Lines) -> Lines:
    events: Lines = []
    for number, text in lines:
        for part in re.split(r"(?<=[。；])|(?=\d{4}年\d{1,2}月\d{1,2}日[^公施])|[ ]{2,}", text.strip("（）()")):
            if part and part.strip():
                events.append((number, part.strip()))
        if text.endswith(("）", ")")):
            break
    return events
