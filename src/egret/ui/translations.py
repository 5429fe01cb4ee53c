"""English beside the Chinese: each room keeps its part, set-up merges the parts into the catalogue Django reads.

Chinese is the msgid, so the page's own language needs no catalogue. `python -m egret.ui.translations` compiles.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[1] / "locale"
PARTS = LOCALE / "parts"
CATALOGUE = LOCALE / "en" / "LC_MESSAGES" / "django.mo"


class Clash(ValueError):
    """Two rooms translate the same words differently: one of them has to give way, or say more."""


def merge(parts: Path = PARTS, *, strict: bool = True) -> polib.POFile:
    """One catalogue of all parts, ordered by msgid; not strict: of two translations the first part's stands."""
    entries: dict[tuple[str, str], polib.POEntry] = {}
    origin: dict[tuple[str, str], str] = {}
    clashes: list[str] = []
    for path in sorted(parts.glob("*.po")):
        for entry in polib.pofile(str(path), encoding="utf-8"):
            if entry.obsolete:
                continue
            key = (entry.msgctxt or "", entry.msgid)
            known = entries.get(key)
            if known and (known.msgstr, known.msgstr_plural) != (entry.msgstr, entry.msgstr_plural):
                clashes.append(
                    f"{entry.msgid!r} is {known.msgstr!r} in {origin[key]} and {entry.msgstr!r} in {path.name}"
                )
            elif not known:
                entries[key], origin[key] = entry, path.name
    if clashes and strict:
        raise Clash("\n".join([*clashes, "use one translation, or tell the two apart with msgctxt"]))
    catalogue = polib.POFile(encoding="utf-8", wrapwidth=0)
    catalogue.metadata = {
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    catalogue.extend(entries[key] for key in sorted(entries))
    return catalogue


def compile_catalogue(parts: Path = PARTS, target: Path = CATALOGUE, *, strict: bool = True) -> int:
    """Write the catalogue when it would change; returns how many entries it holds."""
    catalogue = merge(parts, strict=strict)
    binary = catalogue.to_binary()
    if not target.is_file() or target.read_bytes() != binary:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(".mo.new")
        fresh.write_bytes(binary)
        fresh.replace(target)
    return len(catalogue)


if __name__ == "__main__":
    try:
        compile_catalogue()
    except Clash as clash:
        compile_catalogue(strict=False)  # some English is better than none; the tests hold the clash against us
        sys.exit(f"translations: {clash}")
