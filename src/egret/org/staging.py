"""Files of units and people between reading and confirming; the only writes of the room that are no acts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from egret.acts.done import By
from egret.org import importing
from egret.org.models import Staff, StagedImport


def keep(sort: str, name: str, rows: Sequence[dict[str, str]], staff: Staff, at: datetime) -> StagedImport:
    return StagedImport.objects.create(sort=sort, file_name=name[:200], rows=list(rows), by=staff, at=at)


def carry_out(staged: StagedImport, by: By) -> int:
    """Do one act for each row and mark the file done, together: a second confirmation finds nothing left to do."""
    with transaction.atomic():
        locked = StagedImport.objects.select_for_update().get(pk=staged.pk)
        if locked.carried_out is not None:
            return 0
        count = importing.carry_out(locked.sort, locked.rows, by)
        locked.carried_out = by.at
        locked.rows = []
        locked.save()
        return count
