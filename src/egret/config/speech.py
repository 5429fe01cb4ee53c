"""The command line speaks Chinese to a Chinese terminal and English to any other."""

from __future__ import annotations

import os


def speaks_chinese() -> bool:
    """What the terminal asks for: the first of the three variables that is set decides, as in every POSIX program."""
    asked = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return asked.lower().startswith("zh")


def say(zh: str, en: str) -> str:
    """The sentence in the terminal's language."""
    return zh if speaks_chinese() else en
