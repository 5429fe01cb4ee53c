"""Findings that are nothing but a limit that ran out: the rule's data name the limits, the clocks say the rest."""

from __future__ import annotations

from collections.abc import Iterator

from egret.acts.models import Clock
from egret.supervision.look import Found, Look, detects, overdue


def judged_by_limits(name: str, what: str) -> None:
    """Register a rule that finds each of its limits that ran out with the police; `what` begins them."""

    @detects(name, Clock)
    def limits(look: Look) -> Iterator[Found]:
        yield from (overdue(clock, what) for clock in look.late())
