"""The index of articles follows the texts: acts that change them ask for it, a job builds it and swaps it in."""

from __future__ import annotations

from datetime import datetime

from egret.jobs.queue import enqueue
from egret.jobs.registry import Work, handler
from egret.law.ranking import index

JOB = "law.index"


def ask(at: datetime) -> None:
    """Have the index rebuilt once the caller's transaction stands; several wishes become one."""
    enqueue(JOB, at=at, key=JOB)


@handler(JOB)
def rebuild_when_stale(work: Work) -> None:
    """Rebuild unless somebody, such as the command line after an import, has done so already."""
    if not index.is_fresh():
        index.rebuild()
