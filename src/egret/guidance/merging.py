"""Several crimes (刑法 69) and several violations (治安管理处罚法 16): highest to total, capped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from egret.law.rulebook import threshold

YEAR = 12
"""Months."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What may be decided together; each span is None when no penalty of its kind is among them."""

    term: tuple[int, int] | None
    """Months of fixed-term imprisonment."""
    detention: tuple[int, int] | None
    """Months of 拘役; None as well where a fixed term absorbs it."""
    absorbed: bool
    control: tuple[int, int] | None
    """Months of 管制, served after the rest."""
    capped: bool


def _together(months: Sequence[int], cap: int) -> tuple[int, int] | None:
    return (min(max(months), cap), min(sum(months), cap)) if months else None


def several_crimes(
    on: date, terms: Sequence[int] = (), detentions: Sequence[int] = (), controls: Sequence[int] = ()
) -> Merged:
    """From the highest to the total of each kind, capped; a fixed term absorbs 拘役, 管制 is still served."""
    long = sum(terms) >= threshold("merged_term_long").on(on) * YEAR
    cap = threshold("merged_term_cap_long" if long else "merged_term_cap").on(on) * YEAR
    term = _together(terms, cap)
    detention = _together(detentions, threshold("merged_detention_cap").on(on) * YEAR)
    control = _together(controls, threshold("merged_control_cap").on(on) * YEAR)
    return Merged(
        term,
        None if term else detention,
        bool(term and detention),
        control,
        sum(terms) > cap,
    )


def several_violations(on: date, detentions: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Days of administrative detention decided apart and executed together, at most the cap of article 16."""
    if not detentions:
        return None
    cap = threshold("detention_combined_cap").on(on)
    return min(sum(low for low, _ in detentions), cap), min(sum(high for _, high in detentions), cap)
