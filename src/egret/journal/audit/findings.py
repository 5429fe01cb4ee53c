"""What the auditor found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

MOST = 1000
"""Faults kept; beyond them only the count grows."""

CONSEQUENCES = frozenset({"payload", "row", "object", "key"})
"""Faults that another entry may have caused: a spoilt tombstone leaves an earlier payload unexplained."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was written, and the entry where it shows first."""

    log: str
    idx: int | None
    uid: str
    kind: str
    detail: str

    @property
    def place(self) -> tuple[bool, str, float]:
        """Entries that are bad themselves come before what else is wrong; within, the order of the log."""
        return (self.kind in CONSEQUENCES, self.log or "~", float("inf") if self.idx is None else self.idx)

    def __str__(self) -> str:
        where = f"{self.log}/{self.idx}" if self.log and self.idx is not None else self.log or "-"
        return f"{where} {self.uid or '-'} {self.kind}: {self.detail}"


@dataclass
class Report:
    """The outcome of an audit."""

    entries: int = 0
    pending: int = 0
    checkpoints: int = 0
    payloads: int = 0
    erased: int = 0
    rows: int = 0
    files: int = 0
    logs: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    """What could not be looked at, in words."""
    count: int = 0
    _faults: list[Fault] = field(default_factory=list)

    def add(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.count += 1
            if len(self._faults) < MOST or fault.place < self._faults[-1].place:
                self._faults = sorted([*self._faults, fault], key=lambda f: f.place)[:MOST]

    @property
    def faults(self) -> list[Fault]:
        """The first faults, in the order of the entries they touch."""
        return list(self._faults)

    @property
    def first(self) -> Fault | None:
        return self._faults[0] if self._faults else None

    @property
    def is_good(self) -> bool:
        return not self.count

    def as_json(self) -> dict[str, Any]:
        def told(fault: Fault) -> dict[str, Any]:
            return {name: getattr(fault, name) for name in ("log", "idx", "uid", "kind", "detail")}

        counts = {
            n: getattr(self, n) for n in ("entries", "pending", "checkpoints", "payloads", "erased", "rows", "files")
        }
        return {
            "good": self.is_good,
            **counts,
            "logs": self.logs,
            "unchecked": self.unchecked,
            "fault_count": self.count,
            "first_bad": told(self.first) if self.first else None,
            "faults": [told(fault) for fault in self._faults[:100]],
        }
