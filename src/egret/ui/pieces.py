"""What the components are given: small values a view fills in, so that templates decide nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from egret.ui.rail import Text

Tone = Literal["", "ok", "warn", "bad", "law", "brand", "plain"]


@dataclass(frozen=True, slots=True)
class Dial:
    """A time limit as it is drawn. Warnings go by `guard_due`, a breach is told by `legal_due`."""

    title: Text
    started: datetime
    guard_due: datetime
    legal_due: datetime
    article: str = ""
    note: Text = ""
    """What happens at zero, or what to do."""
    url: str = ""
    state: Literal["running", "held", "stopped", "lapsed"] = "running"
    lead: timedelta | None = None
    """How long before the guard's moment it is soon; default a third of the whole, at most a day."""

    @property
    def soon_from(self) -> datetime:
        lead = self.lead if self.lead is not None else min((self.guard_due - self.started) / 3, timedelta(days=1))
        return self.guard_due - lead

    def tone(self, at: datetime) -> str:
        """CSS class: `late`, `soon`, `held`, `over` (done) or nothing."""
        if self.state == "held":
            return "held"
        if self.state != "running":
            return "over"
        if at > self.legal_due:
            return "late"
        return "soon" if at >= self.soon_from else ""

    def due(self, at: datetime) -> datetime:
        """The end that is counted to: the guard's, and once that has passed the law's."""
        return self.guard_due if at <= self.guard_due else self.legal_due


@dataclass(frozen=True, slots=True)
class Step:
    """A stage in the strip: done, now, back (returned) or still to come."""

    label: Text
    state: Literal["done", "now", "back", ""] = ""
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry on the line of time."""

    at: datetime
    title: Text
    text: Text = ""
    who: Text = ""
    tone: Tone = ""
    url: str = ""
    articles: Sequence[str] = ()
    number: str = ""
    """Number of the document it issued."""
    anchor: str = ""
    """Its id on the page, for links that lead to it."""


@dataclass(frozen=True, slots=True)
class Check:
    """A line of a checklist: there, missing, or not yet known (None)."""

    label: Text
    done: bool | None
    note: Text = ""
    articles: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Tab:
    label: Text
    url: str
    is_current: bool = False
    count: int | None = None
