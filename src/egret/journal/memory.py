"""What the journal remembers outside the database: the last thing it signed, for each log.

A restored backup would make it sign a second, different history. So it refuses while the database does not
hold what this file says was signed.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings


class RolledBack(RuntimeError):
    """The database is behind what was signed, or differs from it. Nothing is signed until people have looked."""


@dataclass(frozen=True, slots=True)
class Signed:
    """The last checkpoint of a log."""

    origin: str
    n: int
    size: int
    root: str


def home() -> Path:
    return Path(settings.HOME) / "journal"


def _path() -> Path:
    return home() / "last-signed.json"


def write_durably(path: Path, data: bytes) -> None:
    """Replace a file whole: after a power failure there is the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def recall() -> dict[str, Signed]:
    """What was last signed, by log; empty before the first signature. Raises RolledBack when the file is damaged."""
    try:
        told = json.loads(_path().read_bytes())
        return {log: Signed(**values) for log, values in told.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, AttributeError) as error:
        raise RolledBack(f"{_path().name} is damaged: {error}") from error


def remember(log: str, signed: Signed) -> None:
    told = {name: asdict(value) for name, value in (recall() | {log: signed}).items()}
    write_durably(_path(), json.dumps(told, indent=1, sort_keys=True).encode())
