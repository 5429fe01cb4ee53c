"""A refusal is a sentence for the officer: why not, which article says so, what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

Text = str | Promise
Severity = Literal["block", "warn", "hint"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act may not happen now. `warn` and `hint` are shown beside the act and do not stop it."""

    sentence: Text
    remedy: Text = ""
    article: str = ""
    code: str = ""
    """Id of the safeguard it enforces, e.g. `R15`, or a word such as `power`, `stage`, `stale`."""
    severity: Severity = "block"

    def __str__(self) -> str:
        return str(self.sentence)


class Refused(Exception):
    """The act did not happen and nothing was written."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("；".join(str(refusal) for refusal in self.refusals))


class UnrecordedWrite(RuntimeError):
    """A row with a journal duty was about to be written outside an act."""


class CardBroken(RuntimeError):
    """An act did something its card does not say: a fault of the programme, not of the officer."""


def refuse(sentence: Text, remedy: Text = "", article: str = "", code: str = "") -> Refused:
    """One refusal, ready to raise."""
    return Refused([Refusal(sentence, remedy, article, code)])
