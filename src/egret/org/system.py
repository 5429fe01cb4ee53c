"""Actors that are no person: jobs of the system."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SystemActor:
    """A job of the system, e.g. `s:clock`; it does only acts whose card says so. `s:setup` founds the organisation."""

    pseudonym: str
    pk: int = 0
    unit_code: str = "system"

    def __post_init__(self) -> None:
        if not self.pseudonym.startswith("s:"):
            raise ValueError(f"a system actor's name begins with s:, not {self.pseudonym!r}")


SETUP = SystemActor("s:setup")
DOOR = SystemActor("s:door")
"""The sign-in door: records who came in, who was refused, who left."""
