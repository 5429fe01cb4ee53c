"""Passwords handed over once: long enough to be safe, made of letters nobody mistakes for others."""

from __future__ import annotations

import secrets

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def handed_over() -> str:
    """Four groups of four, about 79 bits: `k3np-7wdx-…`."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
