"""Small pictures of every kind of paper, for the handbook: drawn by the real layout from the kind's own example.

They are drawn once and kept; `digests.txt` beside them says from which definition and layout each was made, so that
whether one is out of date is told without drawing any.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from egret.documents import content, paper
from egret.documents.greys import sixteen_greys
from egret.documents.kinds import Kind, all_kinds

DPI = 40
LIST = "digests.txt"
SYSTEM = {"case_name": "银江路殴打他人案", "case_number": "A3502112026000012", "unit": "银江派出所"}
ISSUED = date(2026, 11, 23)


def sheet_of(kind: Kind) -> paper.Sheet:
    """A lawful example: the kind's own facts, numbered as the first of its series."""
    facts = content.plain(kind, kind.example(), SYSTEM)
    organ = "鹭城市公安局白鹭分局" if kind.by_organ else "鹭城市公安局白鹭分局银江派出所"
    number = kind.number("鹭公（白鹭）", ISSUED.year, 1)
    return paper.Sheet(kind, facts, number, "0" * 32, ISSUED, organ, organ)


def digest_of(kind: Kind) -> str:
    """What a picture depends on, without the machine's fonts: definition, layout, and how it is drawn."""
    told = json.dumps([kind.version, paper.drawn(sheet_of(kind)), DPI], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode() + paper.LAYOUT).hexdigest()[:16]


def name_of(kind: Kind) -> str:
    return f"{kind.name}.png"


def listed() -> str:
    """The list as it must read now."""
    return "".join(f"{digest_of(kind)}  {name_of(kind)}\n" for kind in all_kinds().values())


def kept(folder: Path) -> dict[str, str]:
    """Pictures that are there, by name, with the digest they were made from."""
    path = folder / LIST
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    pairs = (line.split("  ", 1) for line in lines)
    return {name: digest for digest, name in pairs if (folder / name).exists()}


def stale(folder: Path) -> list[str]:
    """Names of pictures that are missing, out of date, or of kinds that are gone."""
    now = {name_of(kind): digest_of(kind) for kind in all_kinds().values()}
    have = kept(folder)
    gone = {path.name for path in folder.glob("*.png")} - set(now)
    return sorted({name for name, digest in now.items() if have.get(name) != digest} | gone)


def draw(folder: Path, font: str = "") -> Iterator[str]:
    """Draw what is missing or out of date, and take away what is gone; the names of what changed."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {name_of(kind): kind for kind in all_kinds().values()}
    for name in stale(folder):
        if name in kinds:
            (folder / name).write_bytes(sixteen_greys(paper.first_page(sheet_of(kinds[name]), DPI, font)))
        else:
            (folder / name).unlink(missing_ok=True)
        yield name
    (folder / LIST).write_text(listed(), "utf-8")
