"""What a text was read to say, as pages show it: of typed facts, and of a case."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from egret.guidance import words
from egret.guidance.reading import Reading


def context_of(text: str, read: Reading, on: date) -> dict[str, Any]:
    """Everything `guidance/parts/reading.html` shows."""
    return {
        "read": read,
        "pieces": _pieces(text, read),
        "on": on,
        "persons": [(one.name, words.ROLES[one.role]) for one in read.persons],
        "proposed": [
            (one, words.FOUND_BY[one.by], [(tier, words.penalty_of(tier)) for tier in one.tiers])
            for one in read.charges
        ],
        "sums": [
            (text[one.start : one.end], words.SUMS[one.role], one.role in ("counted", "total"))
            for one in read.amount.sums
        ],
        "total": _money(read.amount.total) if read.amount.total else "",
    }


def _money(total: tuple[Fraction, Fraction]) -> str:
    low, high = (f"{float(one):,.2f}".removesuffix(".00") for one in total)
    return low if low == high else f"{low}–{high}"


def _pieces(text: str, read: Reading) -> list[tuple[str, str]]:
    """The text cut at what was found in it: evidence of a charge, a sum that counts, or neither."""
    marks = [(start, end, "law") for one in read.charges for start, end in one.proposal.evidence]
    marks += [(one.start, one.end, "sum") for one in read.amount.sums if one.role in ("counted", "total")]
    found: list[tuple[str, str]] = []
    at = 0
    for start, end, kind in sorted(marks):
        if start >= at:
            found += [(text[at:start], ""), (text[start:end], kind)]
            at = end
    return [*found, (text[at:], "")]
