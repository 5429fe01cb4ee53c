"""The path of a matter as one picture: stations it passed, where it stands, what runs, what may follow.

Plain data in, SVG out. Colours stand as attributes, so that the picture prints alone; on a page the style sheet's
tokens take their place through the classes. Every word is text, every link a link.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Literal

FONT = "EGRET-FONT"
"""Stands where the paper's layout puts the name of its typeface."""

INK, GREY, LINE, GREEN, BLUE, AMBER, RED, WHITE = (
    "#17242d",
    "#4a5a64",
    "#b3c2c2",
    "#17693b",
    "#0a4a63",
    "#835000",
    "#a5231c",
    "#ffffff",
)


@dataclass(frozen=True, slots=True)
class Mark:
    """An act done at a station; with a paper it is drawn as a sheet."""

    text: str
    note: str = ""
    url: str = ""
    has_paper: bool = False


@dataclass(frozen=True, slots=True)
class Station:
    """A stage the matter came to."""

    title: str
    note: str = ""
    state: Literal["done", "now", "ahead"] = "done"
    marks: Sequence[Mark] = ()


@dataclass(frozen=True, slots=True)
class Running:
    """A limit that runs: how much of it is gone, and how urgent it is."""

    text: str
    note: str
    share: float
    tone: Literal["", "soon", "late", "held"] = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """An act that leads on: open now, still to wait, or in other hands."""

    text: str
    to: str
    state: Literal["open", "wait", "other"] = "open"
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """All that is drawn. The last station that is done or now is where the branches begin."""

    title: str
    description: str
    stations: Sequence[Station]
    running: Sequence[Running] = ()
    branches: Sequence[Branch] = ()
    running_title: str = ""
    branches_title: str = ""


NARROW, WIDE = 328, 720
SPINE, TEXT = 14, 36
ROW, SMALL = 22.0, 18.0


@dataclass(frozen=True, slots=True)
class _Row:
    """A slice of a column: its height and how it is drawn at a height."""

    height: float
    draw: Callable[[float], str]
    state: str = ""


def picture(path: Path, *, wide: bool, name: str) -> str:
    """One picture for a page; `name` keeps its ids apart from those of other pictures."""
    width = WIDE if wide else NARROW
    split = width // 2 if wide else width
    spine = list(_spine(path.stations, split))
    side = list(_side(path, split + 28 if wide else TEXT, width))
    if not wide:
        been = [row for row in spine if row.state != "ahead"]
        return _whole(path, name, width, _column([*been, *side, *spine[len(been) :]]))
    top = 4 + sum(row.height for row in spine[: _now_at(spine)])
    drawn, height = _column(spine)
    beside, down = _column(side, top)
    here = next((one for one in path.stations if one.state == "now"), None)
    begin = TEXT + 12 + measured(here.title if here else "", 15.5)
    fork = _fork(side, min(begin, split - 40), split, top) if side else ""
    return _whole(path, name, width, (drawn + fork + beside, max(height, down)))


def sheets(path: Path, *, height: float = 240.0) -> list[str]:
    """The path alone, for paper: cut between its rows into strips no taller than `height`, set one under the other."""
    pages: list[list[_Row]] = [[]]
    for row in _spine(path.stations, WIDE):
        if pages[-1] and sum(one.height for one in pages[-1]) + row.height > height:
            pages.append([])
        pages[-1].append(row)
    return [_whole(path, f"path{at}", WIDE, _column(rows, 0.0), font=FONT) for at, rows in enumerate(pages)]


def _now_at(rows: Sequence[_Row]) -> int:
    """The row of the station where it stands; when it has ended, the last one."""
    return next((at for at, row in enumerate(rows) if row.state == "now"), max(len(rows) - 1, 0))


def _column(rows: Sequence[_Row], top: float = 4.0) -> tuple[str, float]:
    drawn, y = [], top
    for row in rows:
        drawn.append(row.draw(y))
        y += row.height
    return "".join(drawn), y


def _whole(path: Path, name: str, width: int, content: tuple[str, float], font: str = "") -> str:
    drawn, height = content
    face = f' font-family="{font}"' if font else ""
    tall = f"{height:.1f}" if font else f"{height + 6:.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {tall}" width="{width}" height="{tall}" '
        f'role="group" aria-labelledby="{name}-t {name}-d"{face} font-size="14">'
        f'<title id="{name}-t">{escape(path.title)}</title><desc id="{name}-d">{escape(path.description)}</desc>'
        f"{drawn}</svg>"
    )


# The spine: stations with what was done there


def _spine(stations: Sequence[Station], width: int) -> Iterator[_Row]:
    """Each station with its marks under it."""
    for at, station in enumerate(stations, 1):
        is_last = at == len(stations)
        yield _station(station, width, is_first=at == 1, is_last=is_last and not station.marks)
        for mark in station.marks:
            yield _mark(mark, width, is_now=station.state == "now", is_last=is_last and mark is station.marks[-1])


def _station(station: Station, width: int, *, is_first: bool, is_last: bool) -> _Row:
    lines = wrapped(station.title, width - TEXT - 10, 15)
    noted = wrapped(station.note, width - TEXT - 10, 12.5) if station.note else []
    height = 12 + ROW * len(lines) + SMALL * len(noted)
    ink = {"done": INK, "now": BLUE, "ahead": GREY}[station.state]

    def draw(y: float) -> str:
        middle = y + 16
        rail = "" if is_last else _rail(middle, y + height, dashed=station.state == "ahead")
        ring = {
            "done": f'<circle class="pass" cx="{SPINE}" cy="{middle}" r="7" fill="{GREEN}"/>'
            f'<path class="tick" d="M{SPINE - 3.4} {middle}l2.6 2.8 4.4-5.2" fill="none" stroke="{WHITE}" '
            'stroke-width="1.8"/>',
            "now": f'<circle class="here" cx="{SPINE}" cy="{middle}" r="9" fill="{WHITE}" stroke="{BLUE}" '
            f'stroke-width="3"/><circle class="core" cx="{SPINE}" cy="{middle}" r="4" fill="{BLUE}"/>',
            "ahead": f'<circle class="open" cx="{SPINE}" cy="{middle}" r="6" fill="{WHITE}" stroke="{LINE}" '
            'stroke-width="2"/>',
        }[station.state]
        head = "" if is_first else _rail(y, middle, dashed=station.state == "ahead")
        kind = f"name {station.state}"
        told = _lines(lines, TEXT, y + 21, ROW, kind, ink, bold=station.state != "ahead")
        told += _lines(noted, TEXT, y + 19 + ROW * len(lines), SMALL, "small", GREY, size=12.5)
        return f"<g>{head}{rail}{ring}{told}</g>"

    return _Row(height, draw, "now" if station.state == "now" else station.state)


def _mark(mark: Mark, width: int, *, is_now: bool, is_last: bool) -> _Row:
    lines = wrapped(f"{mark.note} {mark.text}".strip(), width - TEXT - 16, 13.5)
    height = ROW * len(lines)

    def draw(y: float) -> str:
        middle = y + 10
        dot = (
            f'<rect class="paper" x="{SPINE - 4}" y="{middle - 5}" width="8" height="10" rx="1" fill="{WHITE}" '
            f'stroke="{GREEN}" stroke-width="1.8"/>'
            if mark.has_paper
            else f'<circle class="dot" cx="{SPINE}" cy="{middle}" r="3" fill="{GREEN}"/>'
        )
        told = _lines(lines, TEXT, y + 15, ROW, "item", INK, size=13.5)
        rail = _rail(y, middle if is_last else y + height, dashed=False)
        return f"<g>{rail}{dot}{_linked(told, mark.url)}</g>"

    return _Row(height, draw, "now" if is_now else "done")


def _rail(top: float, bottom: float, *, dashed: bool) -> str:
    kind, stroke, more = ("way", LINE, ' stroke-dasharray="2 4"') if dashed else ("gone", GREEN, "")
    return f'<path class="{kind}" d="M{SPINE} {top}V{bottom}" stroke="{stroke}" stroke-width="2.5"{more}/>'


# Beside the station where it stands: what runs and what may follow


def _side(path: Path, left: int, width: int) -> Iterator[_Row]:
    if path.running:
        yield _heading(path.running_title, left)
        yield from (_limit(one, left, width) for one in path.running)
    if path.branches:
        yield _heading(path.branches_title, left)
        yield from (_branch(one, left, width) for one in path.branches)


def _heading(text: str, left: int) -> _Row:
    return _Row(28, lambda y: _lines([text], left, y + 20, ROW, "head", GREY, size=12.5, bold=True))


def _limit(one: Running, left: int, width: int) -> _Row:
    lines = wrapped(one.text, width - left - 6, 13.5)
    noted = wrapped(one.note, width - left - 6, 12.5)
    height = 8 + ROW * len(lines) + SMALL * len(noted) + 12
    ink = {"": GREEN, "soon": AMBER, "late": RED, "held": GREY}[one.tone]
    long = width - left - 6

    def draw(y: float) -> str:
        told = _lines(lines, left, y + 15, ROW, "item", INK, size=13.5)
        below = y + ROW * len(lines)
        told += _lines(noted, left, below + 12, SMALL, f"small {one.tone}", ink, size=12.5)
        bar = below + SMALL * len(noted) + 4
        used = max(min(one.share, 1.0), 0.0) * long
        return (
            f'<g>{_linked(told, one.url)}<rect class="rest" x="{left}" y="{bar}" width="{long}" height="5" rx="2.5" '
            f'fill="{LINE}"/><rect class="used {one.tone}" x="{left}" y="{bar}" width="{used:.1f}" height="5" rx="2.5" '
            f'fill="{ink}"/></g>'
        )

    return _Row(height, draw)


def _branch(one: Branch, left: int, width: int) -> _Row:
    inside = width - left - 26
    lines = wrapped(f"{one.text} → {one.to}", inside, 13.5)
    noted = wrapped(one.note, inside, 12.5, most=2) if one.note else []
    box = 10 + ROW * len(lines) + SMALL * len(noted)
    ink = {"open": BLUE, "wait": AMBER, "other": GREY}[one.state]
    dash = "" if one.state == "open" else ' stroke-dasharray="4 3"'

    def draw(y: float) -> str:
        told = _lines(
            lines, left + 12, y + 20, ROW, f"item {one.state}", ink if one.state == "open" else INK, size=13.5
        )
        told += _lines(noted, left + 12, y + 17 + ROW * len(lines), SMALL, "small", GREY, size=12.5)
        frame = (
            f'<rect class="box {one.state}" x="{left}" y="{y}" width="{width - left - 4}" height="{box}" rx="6" '
            f'fill="{WHITE}" stroke="{ink}" stroke-width="1.4"{dash}/>'
        )
        return f"<g>{_linked(frame + told, one.url)}</g>"

    return _Row(box + 8, draw)


def _fork(side: Sequence[_Row], begin: float, split: int, top: float) -> str:
    """Curves from the station where it stands to what stands beside it."""
    y, start = top, top + 16
    drawn = [f'<path class="fork" d="M{begin:.0f} {start}H{split - 30}" stroke="{LINE}" stroke-width="1.5"/>']
    for row in side:
        if row.height != 28:
            middle = y + min(row.height / 2, 22)
            drawn.append(
                f'<path class="fork" d="M{split - 30} {start}C{split} {start} {split - 10} {middle} {split + 24} '
                f'{middle}" fill="none" stroke="{LINE}" stroke-width="1.5"/>'
            )
        y += row.height
    return "".join(drawn)


# Text


def _linked(drawn: str, url: str) -> str:
    return f'<a href="{escape(url)}">{drawn}</a>' if url else drawn


def _lines(
    lines: Sequence[str], x: float, y: float, step: float, kind: str, ink: str, *, size: float = 15, bold: bool = False
) -> str:
    weight = ' font-weight="600"' if bold else ""
    spans = "".join(f'<tspan x="{x}" y="{y + at * step:.1f}">{escape(line)}</tspan>' for at, line in enumerate(lines))
    return f'<text class="{kind.strip()}" font-size="{size}" fill="{ink}"{weight}>{spans}</text>'


def measured(text: str, size: float) -> float:
    """Width of a text, near enough to break lines: a Chinese character is as wide as it is high."""
    return sum(size if unicodedata.east_asian_width(one) in "WFA" else size * 0.58 for one in text)


@lru_cache(maxsize=4096)
def wrapped(text: str, width: float, size: float, most: int = 6) -> Sequence[str]:
    """Lines no wider than `width`; Latin words stay whole where they can, what is beyond `most` lines ends in …"""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and measured(line + piece, size) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    lines.append(line.rstrip())
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1] + "…"]
    return lines


_CLOSING = "，。；：、！？）》”’,.;:!?)"


def _pieces(text: str) -> Iterator[str]:
    """Where a line may break: after each wide character and each space, never before a closing mark."""
    piece = ""
    for one in text:
        ends = piece and (
            piece[-1] == " "
            or unicodedata.east_asian_width(piece[-1]) in "WF"
            or unicodedata.east_asian_width(one) in "WF"
        )
        if ends and one not in _CLOSING:
            yield piece
            piece = ""
        piece += one
    if piece:
        yield piece
