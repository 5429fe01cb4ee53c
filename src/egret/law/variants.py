"""Traditional characters in a query, read as the characters law is printed in; texts themselves stay as they are."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings


def simplified(text: str) -> str:
    """The query in the script of the statutes; character for character, so that places stay the same."""
    return text.translate(table(Path(settings.RULEBOOK) / "search" / "traditional.yaml"))


@lru_cache(maxsize=4)
def table(path: Path) -> dict[int, str]:
    """Pairs of the rulebook: traditional character -> simplified. Raises ValueError for a pair that is none."""
    pairs = yaml.safe_load(path.read_text("utf-8"))["pairs"].split()
    for pair in pairs:
        if len(pair) != 2 or pair[0] == pair[1]:
            raise ValueError(f"{path.name}: {pair!r} is no pair of two characters")
    return {ord(pair[0]): pair[1] for pair in pairs}
