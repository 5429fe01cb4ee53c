"""What the act machinery asks of the law: limits, their ends, and whether a citation resolves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal

from egret.acts.ports import DeadlineRule, Due, Pause
from egret.law import deadlines, succession
from egret.law.counting import warnings
from egret.law.rulebook import listing, threshold

Resolver = Callable[[str, date], bool]


class LawDesk:
    """Fulfils `acts.ports.RuleDesk`; the resolver of citations is handed in, as it needs the imported statutes."""

    def __init__(self, resolver: Resolver, begun: Resolver) -> None:
        self._resolver, self._begun = resolver, begun

    def deadline(self, rule: str, on: date) -> DeadlineRule:
        """The limit as it stood on that day. Raises LookupError when there was none."""
        return deadlines.rule(rule).on(on)

    def due(
        self,
        rule: str,
        start: datetime,
        pauses: Sequence[Pause] = (),
        extended: Sequence[int] = (),
        *,
        on: date | None = None,
    ) -> Due:
        """When the limit that began at `start` ends, with the extensions (by their place) that were approved."""
        return deadlines.rule(rule).due(start, tuple(pauses), extended=tuple(extended), on=on)

    def due_in_chain(self, rule: str, first_start: datetime) -> Due:
        """When a limit that follows others ends, counted from the start of the first of them."""
        return deadlines.due_in_chain(rule, first_start)

    def warnings(self, rule: str, start: datetime, due: Due) -> list[datetime]:
        """The moments at which to warn of the limit."""
        found = deadlines.rule(rule)
        return warnings(found.limits.on(start.date()) or found.limits.things[0], found.leads, due, start)

    def amount(self, name: str, on: date) -> Decimal:
        """A threshold of the rulebook (an age, a sum, a count) as it stood on that day. Raises LookupError."""
        return Decimal(threshold(name).on(on))

    def listed(self, name: str, on: date) -> tuple[str, ...]:
        """A list of the rulebook (articles, words) as it stood on that day. Raises LookupError for an unknown name."""
        return listing(name).on(on)

    def resolves(self, cite: str, on: date) -> bool:
        """Whether a citation such as `刑事诉讼法#82` names an article we hold."""
        return self._resolver(cite, on)

    def in_force(self, cite: str, on: date) -> bool:
        """Whether the text a citation names was the law on that day: begun, and not ended."""
        return self._resolver(cite, on) and self._begun(cite, on)

    def cited_on(self, cite: str, on: date) -> str:
        """The article that said on that day what `cite` says; empty when the law then said nothing of it."""
        return succession.cited_on(cite, on)

    def article(self, matter: str, on: date) -> str:
        """The article on a matter of `rulebook/succession` that holds on that day; empty while there is none."""
        return succession.article(matter, on)
