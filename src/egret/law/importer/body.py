"""Cutting the lines of a statute into articles. The marker of an article is trusted only as far as the numbering
allows.

Real texts hold markers without a blank, with a blank inside, with the wrong 第, several articles in one paragraph,
and paragraphs
that merely begin with a citation. A loose marker counts only when its number is the next expected one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from egret.kit import numerals
from egret.law.importer.parsed import Issue, ParsedArticle, fold, paragraphs_of
from egret.law.importer.titles import law_key

N = numerals.NUMERAL
_STRICT = re.compile(rf"^第({N})条(?:之({N}))?(?: |$)")
_LOOSE = re.compile(rf"^([第笫]) ?({N.replace('+', '')}(?: ?{N.replace('+', '')})*) ?条(?: ?之 ?({N}))?[ 　:：]?")
_DIVISION = re.compile(rf"^第 ?({N}) ?(分编|编|章|节)(?: |$|(?=[^ ，。；]))")
_ANNEX = re.compile(r"^附 ?(?:件|录|表|图)?(?:[一二三四五六七八九十\d]{0,3}|[（(].{1,3}[）)])(?: |[:：]|$)")
_COUNTED = re.compile(r"^([一二三四五六七八九十]{1,4})、")
_BLANK = (" ", "\u3000", "\u00a0", "\u2002")
_DEPTH = {"编": 1, "分编": 2, "章": 3, "节": 4}


@dataclass(slots=True)
class _Cutter:
    """State while walking the lines of one file."""

    plain_headings: bool
    articles: list[ParsedArticle] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    path: list[tuple[int, str]] = field(default_factory=list)
    current: ParsedArticle | None = None
    annex: bool = False
    attached: int = 0
    """Line of an 附： before any article: a decision that republishes the text it changed."""
    no: int = 0
    sub: int = 0

    def names(self) -> tuple[str, ...]:
        return tuple(name for _, name in self.path)

    def expected(self, no: int, sub: int) -> bool:
        """The next article: one more, or the same number with the next 之."""
        return (no == self.no + 1 and sub == 0) or (no == self.no and sub == self.sub + 1 and self.no > 0)

    def open(self, kind: str, no: int, sub: int, label: str, line: int) -> ParsedArticle:
        self.current = ParsedArticle(kind, no, sub, label, self.names(), [], line)
        self.articles.append(self.current)
        return self.current

    def heading(self, depth: int, name: str) -> None:
        while self.path and self.path[-1][0] >= depth:
            self.path.pop()
        self.path.append((depth, name))
        self.current = None

    def article(self, no: int, sub: int, rest: str, line: int) -> None:
        if not self.expected(no, sub) and self.no:
            kind = "repeated-number" if (no, sub) <= (self.no, self.sub) else "jump"
            before = numerals.label(self.no, self.sub)
            self.issues.append(Issue(kind, line, f"{before}之后是{numerals.label(no, sub)}"))
        self.no, self.sub = no, sub
        self.open("article", no, sub, numerals.label(no, sub), line)
        self.text(rest, line)

    def text(self, raw: str, line: int) -> None:
        """Add a line to the article at hand; split it where the next article's marker stands after a full stop."""
        if not raw.strip():
            return
        if self.current is None:
            self.open("annex" if self.annex else "text", 0, 0, "", line)
        assert self.current is not None
        if self.current.kind == "article" and not self.annex:
            cut = self._run_on(raw)
            if cut:
                head, no, rest = cut
                if head.strip():
                    self.current.lines.append(head.strip())
                self.issues.append(Issue("run-on", line, f"{numerals.label(no)}与前条在同一段"))
                self.article(no, 0, rest, line)
                return
            if self._lost_before_next(raw):
                self.issues.append(Issue("mid-sentence", line, f"{numerals.label(self.no + 1)}夹在句中"))
        self.current.lines.append(raw.strip())

    def _next_marker(self, raw: str) -> tuple[int, int] | None:
        """Where the next article's marker stands inside a line, followed by a blank."""
        if self.no >= 9999 or raw.find("第", 1) < 0 or "条" not in raw or raw.lstrip().startswith("|"):
            return None
        number = self.no + 1
        for spelled in (numerals.write(number), numerals.write(number, "〇"), str(number)):
            marker = f"第{spelled}条"
            start = raw.find(marker, 1)
            while start > 0:
                end = start + len(marker)
                if raw[end : end + 1] in _BLANK and raw[end:].strip():
                    return start, end
                start = raw.find(marker, end)
        return None

    def _run_on(self, raw: str) -> tuple[str, int, str] | None:
        place = self._next_marker(raw)
        if place is None or raw[place[0] - 1] not in "。；：” \u3000\u00a0\u2002\t":
            return None
        return raw[: place[0]], self.no + 1, raw[place[1] :].lstrip()

    def _lost_before_next(self, raw: str) -> bool:
        place = self._next_marker(raw)
        return place is not None and raw[place[0] - 1] not in "\"'（(、“"


def _number(text: str | None) -> int:
    return (numerals.read(text.replace(" ", "")) or 0) if text else 0


def _after(raw: str, folded_end: int) -> str:
    """What follows the first `folded_end` characters of the folded line, taken from the line as it stands in the
    source."""
    raw = raw.strip()
    folded = fold(raw)
    if folded == raw:
        return raw[folded_end:].lstrip()
    tail = folded[folded_end:].lstrip()
    wanted = len(folded[:folded_end].replace(" ", ""))
    position = 0
    while wanted and position < len(raw):
        wanted -= bool(fold(raw[position]))
        position += 1
    rest = raw[position:].lstrip(" \t\u00a0\u2002\u2003\u3000\u200b")
    return rest if fold(rest) == tail else tail


def cut_case(lines: Iterable[tuple[int, str]]) -> list[ParsedArticle]:
    """Sections of a typical case (基本案情, 裁判结果 …); its citations are no articles."""
    state = _Cutter(plain_headings=False)
    kept = [(number, raw) for number, raw in lines if raw.strip() and not raw.strip().startswith("<!--")]
    return _without_articles(kept, state, counted=False)[0]


def cut(lines: Iterable[tuple[int, str]], *, plain_headings: bool = False) -> tuple[list[ParsedArticle], list[Issue]]:
    """Articles and issues of a statute's body. `plain_headings`: headings are bare lines, as in docx, not `#` lines."""
    state = _Cutter(plain_headings)
    numbered_lines = [(number, raw) for number, raw in lines if raw.strip() and not raw.strip().startswith("<!--")]
    for number, raw in numbered_lines:
        _line(state, number, raw)
    if not any(article.kind == "article" for article in state.articles):
        return _without_articles(numbered_lines, state)
    if state.attached:
        state.issues.append(Issue("republished", state.attached, ""))
    for article in state.articles:
        article.paragraphs = paragraphs_of(article.lines)
    return [article for article in state.articles if article.lines or article.kind == "article"], state.issues


def _line(state: _Cutter, number: int, raw: str) -> None:
    line = fold(raw)
    if not line:
        return
    if line.startswith("#"):
        _heading(state, line.lstrip("# ").strip(), len(line) - len(line.lstrip("#")))
        return
    if state.plain_headings and _DIVISION.match(line) and len(line) < 45 and not re.search(r"[。；，：]", line):
        _heading(state, line, 0)
        return
    if line.startswith("|"):
        if not any(issue.kind == "table" for issue in state.issues):
            state.issues.append(Issue("table", number, line[:60]))
    elif line[0] == "附" and _ANNEX.match(line) and len(line) < 40 and not line.startswith("附则"):
        if not state.no:
            state.attached = state.attached or number
            state.text(raw, number)
            return
        state.annex = True
        state.path = [(1, line)]
        state.current = None
        return
    if line[0] in "第笫" and not state.annex and _marker(state, number, raw, line):
        return
    state.text(raw, number)


def _marker(state: _Cutter, number: int, raw: str, line: str) -> bool:
    strict = _STRICT.match(line)
    if strict:
        no, sub = _number(strict[1]), _number(strict[2])
        if no and _plausible(state, no, sub):
            state.article(no, sub, _after(raw, strict.end()), number)
            return True
        if no:
            state.issues.append(Issue("quotation", number, line[:24]))
        return False
    loose = _LOOSE.match(line)
    if loose:
        no, sub = _number(loose[2]), _number(loose[3])
        if no and state.no and state.expected(no, sub):
            kind = "wrong-character" if loose[1] == "笫" else "loose-marker"
            state.issues.append(Issue(kind, number, line[:24]))
            state.article(no, sub, _after(raw, loose.end()), number)
            return True
    return False


def _plausible(state: _Cutter, no: int, sub: int) -> bool:
    """A clean marker is an article unless the number leaps so far that it can only be a quotation."""
    return not state.no or state.expected(no, sub) or abs(no - state.no) <= 40


def _heading(state: _Cutter, name: str, hashes: int) -> None:
    division = _DIVISION.match(name)
    if division:
        state.annex = False if state.annex and not state.path else state.annex
        state.heading(_DEPTH[division[2]], _tidy(name))
    elif law_key(name) == "附则":
        depth = min((depth for depth, _ in state.path), default=3)
        state.heading(depth, "附则")
    elif _ANNEX.match(name):
        state.annex = True
        state.path = []
        state.heading(1, name)
    else:
        state.heading(4 + max(hashes, 1), name)


def _tidy(name: str) -> str:
    """`第一章 总 则` -> `第一章 总则`: one blank after the number, none inside a name of single characters."""
    match = _DIVISION.match(name)
    assert match is not None
    rest = name[match.end() :].strip()
    if re.fullmatch(r"(?:\S )+\S", rest):
        rest = rest.replace(" ", "")
    return f"{name[: match.end()].replace(' ', '')} {rest}".strip()


def _without_articles(
    lines: list[tuple[int, str]], state: _Cutter, *, counted: bool = True
) -> tuple[list[ParsedArticle], list[Issue]]:
    """A text without 条: sections under its headings, 一、 as items, else one record."""
    issues = [issue for issue in state.issues if issue.kind == "table"]
    if not lines:
        return [], [*issues, Issue("empty-body", 0, "")]
    records: list[ParsedArticle] = []
    path: list[tuple[int, str]] = []
    expected = 1
    for number, raw in lines:
        line = fold(raw)
        name = line.lstrip("# ").strip() if line.startswith("#") else ""
        mark = _COUNTED.match(name or line) if counted else None
        value = numerals.read(mark[1]) if mark else None
        if mark and value == expected:
            expected += 1
            records.append(ParsedArticle("item", value, 0, f"{mark[1]}、", tuple(n for _, n in path), [], number))
            rest = (name or line)[mark.end() :]
            if rest:
                records[-1].lines.append(rest)
        elif name:
            depth = len(line) - len(line.lstrip("#"))
            while path and path[-1][0] >= depth:
                path.pop()
            path.append((depth, name))
            records.append(ParsedArticle("section", 0, 0, "", tuple(n for _, n in path), [], number))
        else:
            if not records:
                records.append(ParsedArticle("text", 0, 0, "", (), [], number))
            records[-1].lines.append(raw.strip())
    records = [record for record in records if record.lines]
    for record in records:
        record.paragraphs = paragraphs_of(record.lines)
    issues.append(Issue("no-articles", lines[0][0], f"{len(records)}"))
    return records, issues
