"""What a migration turns into something else still has an author: the system's hand enters it in the journal.

A migration works on historical models, so no act can be called; it hands in the images it has made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from egret.acts.images import Image
from egret.journal import pen

HAND, PLACE = "s:setup", "system"
FIRST_OF_CHAIN = "0" * 64


@dataclass(frozen=True, slots=True)
class Moved:
    """One subject a migration wrote: its name in the journal, its chain's head before, and the images of its rows."""

    obj: str
    chain_head: str
    images: Sequence[Image]
    rel: tuple[str, ...] = ()


def enter(act: str, moved: Sequence[Moved], at: datetime) -> list[str]:
    """One entry each, in the migration's transaction; the new heads of their chains."""
    drafts = [
        pen.Draft(
            act=act,
            actor=HAND,
            org=PLACE,
            obj=one.obj,
            at=at,
            prev=bytes.fromhex(one.chain_head or FIRST_OF_CHAIN),
            rel=one.rel,
            fields={"rows": list(one.images)},
        )
        for one in moved
    ]
    return [entry.leaf.hex() for entry in pen.write(drafts)]
