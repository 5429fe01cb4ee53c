"""Numbers without gaps and without twins."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import F

from egret.acts.models import NumberSeries


def take(key: str, count: int = 1) -> int:
    """Take the next `count` numbers of a series and return the first.

    Must run inside the transaction that uses them: a rollback then gives them back, and the row lock keeps a second
    taker waiting.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("numbers are taken inside the act's transaction")
    changed = NumberSeries.objects.filter(key=key).update(last=F("last") + count)
    if not changed:
        # Two first takers: the loser of the insert waits for the winner's commit, then adds to it.
        NumberSeries.objects.bulk_create([NumberSeries(key=key)], ignore_conflicts=True)
        NumberSeries.objects.filter(key=key).update(last=F("last") + count)
    return NumberSeries.objects.values_list("last", flat=True).get(key=key) - count + 1
