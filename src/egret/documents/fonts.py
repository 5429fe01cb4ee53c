"""The Chinese fonts papers are set in: found on the system or named by a setting; none is shipped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from egret.kit import fonts as system_fonts

FAMILIES = {
    "notoserifcjk": "Noto Serif CJK SC",
    "notosanscjk": "Noto Sans CJK SC",
    "notoserifsc": "Noto Serif SC",
    "notosanssc": "Noto Sans SC",
    "sourcehanserif": "Source Han Serif SC",
    "sourcehansans": "Source Han Sans SC",
    "simsun": "SimSun",
    "simfang": "FangSong",
    "songti": "Songti SC",
    "stheiti": "Heiti SC",
    "pingfang": "PingFang SC",
    "fandolsong": "FandolSong",
    "wqy": "WenQuanYi Zen Hei",
    "uming": "AR PL UMing CN",
    "ukai": "AR PL UKai CN",
}
"""Family inside a font file, by the beginning of the file's name, best for papers first."""


class NoChineseFont(RuntimeError):
    """Papers cannot be made on this machine; says how to get a font."""

    def __init__(self) -> None:
        super().__init__(
            f"没有可用的中文字体，无法制作文书。{system_fonts.REMEDY['zh']} / "
            f"No Chinese font: {system_fonts.REMEDY['en']}"
        )


@dataclass(frozen=True, slots=True)
class Faces:
    """Families in order of preference, and the folders typst reads them from."""

    families: tuple[str, ...]
    folders: tuple[str, ...]


@cache
def faces(setting: str = "") -> Faces:
    """Raises NoChineseFont with the remedy when the system has none."""
    return _faces(system_fonts.chinese_fonts(setting))


def _faces(files: list[Path]) -> Faces:
    stems = ["".join(c for c in path.stem.lower() if c.isalnum()) for path in files]
    known = [family for start, family in FAMILIES.items() if any(stem.startswith(start) for stem in stems)]
    if not known and files:
        # A font of a name we do not know: its stem up to the weight is most often its family.
        known = [files[0].stem.split("-")[0]]
    if not known:
        raise NoChineseFont
    return Faces(tuple(known), tuple(sorted({str(path.parent) for path in files})))
