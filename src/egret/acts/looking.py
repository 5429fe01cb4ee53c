"""While a page asks what may be done with a subject, and nothing is written, the same question is asked once.

Only `looking_at` opens such a look; an act never has one, so what decides an act is always read under its lock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from egret.acts.models import Subject

P = ParamSpec("P")
R = TypeVar("R")

_LOOK = "_answers_of_this_look"


@contextmanager
def looking_at(subject: Subject) -> Iterator[None]:
    """Keep answers about this very object until the look ends; a look within a look is the same one."""
    if _LOOK in subject.__dict__:
        yield
        return
    subject.__dict__[_LOOK] = {}
    try:
        yield
    finally:
        subject.__dict__.pop(_LOOK, None)


def once(question: Callable[Concatenate[Any, P], R]) -> Callable[Concatenate[Any, P], R]:
    """Let a question about a subject be answered once for each set of arguments while somebody looks at it.

    A query set that was read stays read; whoever narrows it further asks anew.
    """

    @wraps(question)
    def asked(subject: Any, /, *args: P.args, **kwargs: P.kwargs) -> R:
        kept: dict[Any, R] | None = subject.__dict__.get(_LOOK)
        if kept is None:
            return question(subject, *args, **kwargs)
        key = (question, args, tuple(sorted(kwargs.items())))
        if key not in kept:
            kept[key] = question(subject, *args, **kwargs)
        return kept[key]

    return asked
