"""笔迹: a signature drawn on glass, as lines in a field of fixed size; the same lines always have the same digest."""

from __future__ import annotations

import hashlib
import re

WIDTH, HEIGHT = 1000, 400
LEAST_POINTS = 4
MOST_POINTS = 6000
_LINE = re.compile(r"M(\d{1,4}) (\d{1,4})((?:L\d{1,4} \d{1,4})*)")
_POINT = re.compile(r"[ML](\d{1,4}) (\d{1,4})")


class NoStroke(ValueError):
    """The text is no drawing of a signature."""


def read(text: str) -> str:
    """The drawing in its one form: `M10 20L11 22…`, nothing but points inside the field. Raises NoStroke."""
    dense = text.strip()
    if not dense or _LINE.sub("", dense):
        raise NoStroke(text[:40])
    points = [(int(x), int(y)) for x, y in _POINT.findall(dense)]
    if not LEAST_POINTS <= len(points) <= MOST_POINTS:
        raise NoStroke(f"{len(points)} points")
    if any(x > WIDTH or y > HEIGHT for x, y in points) or len(set(points)) < LEAST_POINTS:
        raise NoStroke("outside the field, or a single dot")
    return dense


def digest(path: str) -> str:
    return "sha256:" + hashlib.sha256(path.encode()).hexdigest()


def svg(path: str) -> str:
    """A picture of it, for the paper."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path d="{path}" fill="none" stroke="#000" stroke-width="8" stroke-linecap="round" '
        'stroke-linejoin="round"/></svg>'
    )
