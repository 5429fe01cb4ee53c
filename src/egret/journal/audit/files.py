"""The published files against the audited database, byte by byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from egret.journal import published, stored
from egret.journal.audit.findings import Fault, Report
from egret.journal.formats import notes, paths
from egret.journal.tree.tiles import WIDTH, places

_FILE = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([0-9]{1,3}))?")


class FileAuditor:
    def __init__(self, log: str, report: Report, known_n: int | None) -> None:
        self.log, self.report, self.known_n = log, report, known_n
        self.root = published.folder(log)

    def _fault(self, idx: int, detail: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT uid FROM journal_entry WHERE log = %s AND idx = %s", [self.log, idx])
            row = cursor.fetchone()
        self.report.add([Fault(self.log, idx, row[0] if row else "", "file", detail)])

    def run(self) -> None:
        size = self._checkpoint()
        if size is None:
            return
        expected = set(self._expected(size))
        for name in sorted(expected):
            if not (self.root / name).is_file():
                self._fault(self._first(name), f"{name} is missing")
        for path in sorted(self.root.rglob("*")):
            name = path.relative_to(self.root).as_posix()
            if path.is_file() and name != "checkpoint" and path.suffix != ".new":
                self.report.files += 1
                self._compare(path, name)

    def _checkpoint(self) -> int | None:
        """Size of the published tree, if its checkpoint is one we signed and not older than it should be."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT MAX(n), MAX(size) FROM journal_checkpoint WHERE log = %s", [self.log])
            last_n, last_size = cursor.fetchone()
        if last_n is None:
            return None
        try:
            text = (self.root / "checkpoint").read_bytes().decode()
            size = notes.Checkpoint.parse(notes.Note.parse(text).text).size
        except (OSError, UnicodeDecodeError, notes.BadNote) as error:
            # A crash may fall between the first signature and the end of its publication; the next run makes up for it.
            if last_n > 0 or not isinstance(error, FileNotFoundError):
                self._fault(0, f"checkpoint: {type(error).__name__}: it cannot be read")
            return None
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT n, note, cosigned FROM journal_checkpoint WHERE log = %s AND size = %s", [self.log, size]
            )
            rows = cursor.fetchall()
        matching = [n for n, note, cosigned in rows if note + cosigned == text]
        self.report.files += 1
        if not matching:
            self._fault(max(min(size, last_size) - 1, 0), "checkpoint: not one that was signed here")
        elif self.known_n is not None and max(matching) < self.known_n - 1:
            self._fault(max(size - 1, 0), "checkpoint: an old one was put back")
        return int(size) if size <= last_size else None

    @staticmethod
    def _expected(size: int) -> Iterator[str]:
        for level, n, width in places(size):
            yield paths.tile_path(level, n, width)
            if level == 0:
                yield paths.bundle_path(n, width)

    @staticmethod
    def _read_name(name: str) -> tuple[str, int, int] | None:
        match = _FILE.fullmatch(name)
        if match is None:
            return None
        number = int(match[2].replace("x", "").replace("/", ""))
        return match[1], number, int(match[3] or WIDTH)

    def _first(self, name: str) -> int:
        level, n, _ = self._read_name(name) or ("0", 0, 0)
        return int(n * WIDTH ** (1 if level == "entries" else int(level) + 1))

    def _compare(self, path: Path, name: str) -> None:
        read = self._read_name(name)
        if read is None:
            self._fault(0, f"{name}: no file of ours")
            return
        level, n, width = read
        data = path.read_bytes()
        if level == "entries":
            raws = published.entries_between(self.log, n * WIDTH, n * WIDTH + width)
            if data != paths.bundle(raws) or len(raws) != width:
                self._fault(
                    n * WIDTH + min(self._first_other(data, raws), width - 1), f"{name}: not the entries of the log"
                )
            return
        hashes = stored.tile(self.log, int(level), n)[: width * 32]
        if data != hashes or len(hashes) != width * 32:
            offset = next((i for i in range(width) if data[i * 32 : i * 32 + 32] != hashes[i * 32 : i * 32 + 32]), 0)
            self._fault((n * WIDTH + offset + 1) * WIDTH ** int(level) - 1, f"{name}: not the tile of the log")

    @staticmethod
    def _first_other(data: bytes, raws: list[bytes]) -> int:
        position = 0
        for i, raw in enumerate(raws):
            piece = paths.bundle([raw])
            if data[position : position + len(piece)] != piece:
                return i
            position += len(piece)
        return len(raws)
