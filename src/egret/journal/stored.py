"""The stored tree: tiles as the database holds them, ready for proofs."""

from __future__ import annotations

from django.db import connection

from egret.journal.models import SignedCheckpoint
from egret.journal.tree.proofs import TiledTree


def tile(log: str, level: int, n: int) -> bytes:
    """Hashes of a tile; empty when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM journal_tile WHERE log = %s AND level = %s AND n = %s", [log, level, n])
        row = cursor.fetchone()
    return bytes(row[0]) if row else b""


def tree(log: str, size: int) -> TiledTree:
    return TiledTree(size, lambda level, n: tile(log, level, n))


def last_checkpoint(log: str) -> SignedCheckpoint | None:
    return SignedCheckpoint.objects.filter(log=log).order_by("-n").first()
