"""Where an act on a subject can be done: the desk says so at start-up, for it stands above this room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class _Links:
    act: Callable[[int, str], str] | None = None


_links = _Links()


def set_act(lead: Callable[[int, str], str]) -> None:
    """The desk says at which address an act on a subject is done."""
    _links.act = lead


def act_address(subject: int, name: str) -> str:
    return _links.act(subject, name) if _links.act else ""
