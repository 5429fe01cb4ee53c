"""修改留痕: what changed between the versions of a proposal, word by word, and who signed which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from egret.acts.cards import act_named
from egret.approvals import queries
from egret.approvals.models import Approval
from egret.documents.kinds import all_kinds

LONG = 4000
"""Longer texts are shown whole, before and after: comparing them letter by letter takes too long."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of letters that stayed, went or came."""

    how: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One place that reads otherwise."""

    where: str
    label: str
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Version:
    """A version that was replaced: by whom, when and why, what they changed, and who had signed it."""

    number: int
    who: str
    at: datetime
    reason: str
    changes: Sequence[Change]
    signed_by: Sequence[str]


def versions(approval: Approval) -> list[Version]:
    """Every change of what the signers were shown, oldest first."""
    olds = list(approval.superseded.select_related("replaced_by").order_by("number"))
    if not olds:
        return []
    after = [*(old.shown for old in olds[1:]), approval.shown]
    signed: dict[str, list[str]] = {}
    for step in queries.all_steps(approval):
        if step.signed_by is not None and step.digest:
            signed.setdefault(step.digest, []).append(step.signed_by.label)
    return [
        Version(
            old.number,
            old.replaced_by.label,
            old.replaced_at,
            old.reason,
            list(changes(old.shown, new)),
            signed.get(old.digest, []),
        )
        for old, new in zip(olds, after, strict=True)
    ]


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Where two versions differ: first what was proposed, then the words of its papers."""
    if not old or not new:
        return
    labels = {one.name: str(one.ask.title) for one in act_named(str(new["act"])).parameters}
    for name in dict.fromkeys([*old["arguments"], *new["arguments"]]):
        before, later = (queries.in_words(side["arguments"].get(name)) for side in (old, new))
        if before != later:
            yield Change("", labels.get(name, name), pieces(before, later))
    was, now = _papers(old), _papers(new)
    for key in dict.fromkeys([*was, *now]):
        yield from _paper_changes(key, was.get(key, {}), now.get(key, {}))


def _papers(shown: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {
        f"{paper['kind']}|{paper['content'].get('about', '')}": paper["content"].get("facts", {})
        for paper in shown.get("papers", [])
    }


def _paper_changes(key: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    name = key.partition("|")[0]
    kind = all_kinds().get(name)
    for fact in dict.fromkeys([*was, *now]):
        before, later = queries.in_words(was.get(fact)), queries.in_words(now.get(fact))
        if before != later:
            label = kind.by_name[fact].zh if kind is not None and fact in kind.by_name else fact
            yield Change(kind.title if kind is not None else name, label, pieces(before, later))


def pieces(before: str, after: str) -> list[Piece]:
    """What stayed, what went, what came."""
    if max(len(before), len(after)) > LONG:
        return [Piece("del", before), Piece("ins", after)]
    made: list[Piece] = []
    for how, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "equal":
            made.append(Piece("", before[a:b]))
            continue
        made += [Piece("del", before[a:b])] if b > a else []
        made += [Piece("ins", after[c:d])] if d > c else []
    return made
