"""A document on paper: plain data into PDF/A, the same bytes each time."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import segno
import typst

from egret.documents import body, strokes, words
from egret.documents.fonts import faces
from egret.documents.kinds import Kind

LAYOUT = (Path(__file__).parent / "layout.typ").read_bytes()
_compile: Callable[..., Any] = typst.compile
_UNSHOWN = re.compile(r'the text [`"]+(?P<text>.+?)[`"]+ could not be displayed')
# What no font draws and no reader sees: bidirectional marks could make a paper read otherwise than it is stored.
_INVISIBLE = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x200E, 0x200F, 0xFEFF])


class GlyphMissing(ValueError):
    """A character no available font can draw: the paper must not be made without it."""

    def __init__(self, characters: str, what: str) -> None:
        named = "、".join(f"“{c}”（U+{ord(c):04X}）" for c in characters)
        super().__init__(
            f"{what}：字体中没有字符 {named}，请安装含该字的字体（如 fonts-hanazono）或设置 EGRET_CJK_FONT"
        )
        self.characters = characters


class PaperFailed(RuntimeError):
    """The layout itself did not compile."""


@dataclass(frozen=True, slots=True)
class Proven:
    """That the journal holds the paper: the short address for the QR code and the proof file to attach."""

    address: str
    text: str
    place: str
    """Log and index, as people say them: 2026/17."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What stands at a party's place: a drawing, or the words in its stead."""

    place: str
    path: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that stands on a paper."""

    kind: Kind
    content: dict[str, Any]
    number: str
    code: str
    issued: date
    organ: str
    issuer: str
    voided: str = ""
    proven: Proven | None = None
    signed: tuple[Signed, ...] = ()


def drawn(sheet: Sheet) -> dict[str, Any]:
    """The paper as plain data: the page and the PDF both draw this."""
    kind = sheet.kind
    basis = words.cited_together(kind.basis(sheet.issued))
    copies = "、".join(kind.copies)
    return {
        "title": kind.title,
        "organ": sheet.organ,
        "issuer": sheet.issuer,
        "number": sheet.number,
        "code": sheet.code,
        "layout": kind.layout,
        "blocks": body.filled(kind.body, kind.by_name, sheet.content),
        "seal": kind.seal,
        "signatures": list(kind.signatures),
        "signs": _signs(sheet),
        "date": words.day(sheet.issued.isoformat()),
        "voided": sheet.voided,
        "foot_basis": f"依据：{basis}" if basis else "",
        "foot_copies": f"份数：一式{len(kind.copies)}份（{copies}）" if copies else "",
        "foot_proof": f"执法日志：{sheet.proven.place}，扫码核验"
        if sheet.proven
        else "执法日志：证明随后，可凭文书码核验",
    }


def _signs(sheet: Sheet) -> list[dict[str, str]]:
    """Each place with what stands there; a place several signed stands several times."""
    rows = []
    for place in sheet.kind.signatures:
        here = [one for one in sheet.signed if one.place == place] or [Signed(place)]
        rows += [{"place": place, "path": one.path, "words": one.words} for one in here]
    return rows


def to_pdf(sheet: Sheet, font_setting: str = "") -> bytes:
    """PDF/A-2b, or A-3b with the proof attached. Raises GlyphMissing, NoChineseFont."""
    return _laid_out(sheet, font_setting, pdf_standards=["a-3b" if sheet.proven else "a-2b"], timestamp=0)[0]


def first_page(sheet: Sheet, dpi: int, font_setting: str = "") -> bytes:
    """The first page as a picture, for the handbook. Raises GlyphMissing, NoChineseFont."""
    return _laid_out(sheet, font_setting, format="png", ppi=float(dpi))[0]


def _laid_out(sheet: Sheet, font_setting: str, **how: Any) -> list[bytes]:
    found = faces(font_setting)
    data = drawn(sheet) | {
        "fonts": list(found.families),
        "year": sheet.issued.year,
        "month": sheet.issued.month,
        "day": sheet.issued.day,
        "signs": [{**one, "svg": strokes.svg(one["path"]) if one["path"] else ""} for one in _signs(sheet)],
        "qr": _qr(sheet.proven.address) if sheet.proven else "",
    }
    if sheet.proven:
        data |= {"proof": sheet.proven.text, "proof_note": "执法日志存证证明"}
    told = json.dumps(_visible(data), ensure_ascii=False)
    try:
        made = _compile(
            LAYOUT,
            sys_inputs={"data": told},
            font_paths=list(found.folders),
            ignore_system_fonts=True,
            **how,
        )
    except typst.TypstError as wrong:
        raise _explained(wrong, f"{sheet.kind.name} {sheet.number}") from wrong
    return [bytes(page) for page in made] if isinstance(made, list) else [bytes(made)]


def _explained(wrong: typst.TypstError, what: str) -> Exception:
    told = str(getattr(wrong, "diagnostic", "") or wrong)
    missing = "".join(dict.fromkeys("".join(_UNSHOWN.findall(told))))
    return GlyphMissing(missing, what) if missing else PaperFailed(f"{what}: {wrong}")


def _visible(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_INVISIBLE)
    if isinstance(value, dict):
        return {key: _visible(inner) for key, inner in value.items()}
    return [_visible(inner) for inner in value] if isinstance(value, list) else value


def _qr(address: str) -> str:
    drawn_code = io.BytesIO()
    segno.make(address, micro=False, error="m").save(drawn_code, kind="svg", xmldecl=False, border=4)
    return drawn_code.getvalue().decode()
