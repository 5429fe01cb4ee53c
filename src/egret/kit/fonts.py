"""Chinese fonts of the system: documents need one, and none is shipped.

Standard library only: the launcher reads this file before any environment exists.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
)
NAMES = (
    "noto*cjk*",
    "noto*sans*sc*",
    "noto*serif*sc*",
    "sourcehan*",
    "fandol*",
    "simsun*",
    "simfang*",
    "songti*",
    "pingfang*",
    "stheiti*",
    "wqy*",
    "uming*",
    "ukai*",
)
SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}


def _in_folder(folder: Path, names: tuple[str, ...]) -> list[Path]:
    files = (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in SUFFIXES)
    return [path for path in files if any(Path(path.name.lower()).match(name) for name in names)]


def chinese_fonts(setting: str = "") -> list[Path]:
    """Font files that hold Chinese: those of the setting (file or folder), else those found on the system."""
    if setting:
        chosen = Path(setting).expanduser()
        return _in_folder(chosen, ("*",)) if chosen.is_dir() else [chosen] if chosen.is_file() else []
    found = [
        path for folder in FOLDERS if (root := Path(folder).expanduser()).is_dir() for path in _in_folder(root, NAMES)
    ]
    if not found and (listing := shutil.which("fc-list")):
        answer = subprocess.run(
            [listing, ":lang=zh", "--format", "%{file}\n"], capture_output=True, text=True, check=False
        )
        found = sorted({Path(line) for line in answer.stdout.splitlines() if line})
    return found


REMEDY = {
    "zh": "Debian/Ubuntu：apt-get install fonts-noto-cjk；Fedora：dnf install google-noto-serif-cjk-fonts；"
    "其他系统：安装任一中文字体，或设置 EGRET_CJK_FONT 指向字体文件或目录",
    "en": "Debian/Ubuntu: apt-get install fonts-noto-cjk; Fedora: dnf install google-noto-serif-cjk-fonts; "
    "elsewhere install any Chinese font, or set EGRET_CJK_FONT to a font file or folder",
}
