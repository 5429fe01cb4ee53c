"""What the desk keeps when others have acted: words to find by, notices to people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from egret.desk import finding, notices
from egret.desk.pages import FOUND
from egret.jobs.registry import Work, handler
from egret.journal.reading import Recorded


def keep_words(entries: Sequence[Recorded]) -> None:
    """Index every subject that entries are about. An erasure names its subject beside it, and drops its words."""
    finding.index({key for entry in entries for key in _subjects(entry)})


def _subjects(entry: Recorded) -> Iterator[int]:
    for obj in (entry.obj, *entry.rel):
        kind, _colon, key = obj.partition(":")
        if kind in FOUND and key.isdigit():
            yield int(key)


def tell_people(entries: Sequence[Recorded]) -> None:
    """Notices of approvals and assignments."""
    for entry in entries:
        notices.of_entry(entry)


@handler("desk.clocks_near")
def clocks_near(work: Work) -> None:
    """Warn of limits that end within days, and tell of those that are past."""
    notices.of_clocks(work.at, notices.NEAR)


@handler("desk.clocks_far")
def clocks_far(work: Work) -> None:
    """Warn of limits with long leads."""
    notices.of_clocks(work.at, notices.FAR)
