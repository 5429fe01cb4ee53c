"""ULIDs: 26 characters that sort by the moment they were made for."""

from __future__ import annotations

import secrets
from datetime import datetime

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [high + low for high in _DIGITS for low in _DIGITS]


def _spell(number: int) -> str:
    return "".join([_PAIRS[(number >> shift) & 1023] for shift in range(120, -1, -10)])


def ulid(at: datetime) -> str:
    """One identifier for the moment `at`: 48 bits of milliseconds, 80 of chance."""
    return _spell((int(at.timestamp() * 1000) << 80) | secrets.randbits(80))
