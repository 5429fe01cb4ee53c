"""The journal as static files (C2SP tlog-tiles), for witnesses, auditors and mirrors."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.db import connection

from egret.journal import memory, stored
from egret.journal.formats import paths
from egret.journal.formats.notes import BadNote, Checkpoint, Note
from egret.journal.tree.tiles import WIDTH


def folder(log: str) -> Path:
    return memory.home() / log


def size_on_disk(log: str) -> int:
    """Size of the published tree; zero when nothing readable is there."""
    try:
        return Checkpoint.parse(Note.parse((folder(log) / "checkpoint").read_text("utf-8")).text).size
    except (OSError, UnicodeDecodeError, BadNote):
        return 0


def entries_between(log: str, low: int, high: int) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry FROM journal_entry WHERE log = %s AND idx >= %s AND idx < %s ORDER BY idx", [log, low, high]
        )
        return [bytes(raw) for (raw,) in cursor.fetchall()]


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(data)
    fresh.replace(path)


def _settle(path: Path) -> None:
    """A full tile makes its partial forerunners needless."""
    shutil.rmtree(path.with_name(path.name + ".p"), ignore_errors=True)


def publish(log: str, note: str, size: int, since: int | None = None) -> None:
    """Write what the tree of this size has and the files do not; `since=0` writes all again."""
    since = min(size_on_disk(log) if since is None else since, size)
    root, level, low, high = folder(log), 0, since, size
    full: list[Path] = []
    while high:
        for n in range(low // WIDTH, -(-high // WIDTH)):
            width = min(high - n * WIDTH, WIDTH)
            tile = root / paths.tile_path(level, n, width)
            _write(tile, stored.tile(log, level, n)[: width * 32])
            full += [tile] if width == WIDTH else []
            if level == 0:
                bundle = root / paths.bundle_path(n, width)
                _write(bundle, paths.bundle(entries_between(log, n * WIDTH, n * WIDTH + width)))
                full += [bundle] if width == WIDTH else []
        low, high, level = low // WIDTH, high // WIDTH, level + 1
    _write(root / "checkpoint", note.encode())
    # Only now: until then the published checkpoint still needed them.
    for path in full:
        _settle(path)
