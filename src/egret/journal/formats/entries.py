"""An entry of the journal: strict canonical JSON that never carries personal data (journal.md section 2)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from egret.journal.formats.canonical import NotCanonical, canonical

MAX_BYTES = 16_384
NO_PREVIOUS = "0" * 64

_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_HEX = re.compile(r"[0-9a-f]{64}")
_DOC = re.compile(r"(?:sha256|sm3):[0-9a-f]{64}")
_TS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z", re.ASCII)
_ACT = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")
_ACTOR = re.compile(r"[oscx]:[A-Za-z0-9_.-]{1,60}")
_ORG = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_OBJ = re.compile(r"[a-z][a-z0-9_.]*:[A-Za-z0-9][A-Za-z0-9_.:/-]{0,119}")
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,79}")
_WHY = re.compile(r"[A-Za-z0-9_.#:-]{1,120}")

_LOOKS_PERSONAL = (
    (re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])"), "an 18-digit identity number"),
    (re.compile(r"(?<![0-9])[0-9]{15}(?![0-9])"), "a 15-digit identity number"),
    (re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])"), "a mobile phone number"),
    (re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U000323af]"), "Chinese text"),
)
_REQUIRED = frozenset(("v", "uid", "ts", "act", "actor", "org", "obj", "prev"))
_KEYS = _REQUIRED | frozenset(("rel", "doc", "c", "on", "why"))


class BadEntry(ValueError):
    """The bytes are no entry; the text says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One recorded act, as read back from its bytes."""

    uid: str
    ts: str
    act: str
    actor: str
    org: str
    obj: str
    prev: str = NO_PREVIOUS
    rel: tuple[str, ...] = ()
    doc: tuple[str, ...] = ()
    c: Mapping[str, str] | None = None
    on: str = ""
    why: str = ""

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.ts)


def looks_personal(text: str) -> str:
    """What in this text must never stand in an entry; empty when nothing does."""
    return next((name for pattern, name in _LOOKS_PERSONAL if pattern.search(text)), "")


def stamp(at: datetime) -> str:
    """RFC 3339 in UTC, with a fraction only when there is one."""
    moment = at.astimezone(UTC)
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{moment.microsecond:06d}Z" if moment.microsecond else text + "Z"


def _must(pattern: re.Pattern[str], value: Any, key: str) -> None:
    if type(value) is not str or pattern.fullmatch(value) is None:
        raise BadEntry(f"{key} is not as the format asks: {value!r}")


def _check_list(pattern: re.Pattern[str], value: Any, key: str) -> None:
    if type(value) is not list or not value:
        raise BadEntry(f"{key} must be a list with something in it")
    for item in value:
        _must(pattern, item, key)


def check(fields: Mapping[str, Any]) -> None:
    """Raise BadEntry unless these are the fields of an entry free of personal data."""
    if not _REQUIRED <= fields.keys() <= _KEYS:
        raise BadEntry(f"keys missing or unknown: {sorted(_REQUIRED ^ (fields.keys() & _KEYS | fields.keys()))}")
    if type(fields["v"]) is not int or fields["v"] != 1:
        raise BadEntry("v must be 1")
    _must(_ULID, fields["uid"], "uid")
    _must(_TS, fields["ts"], "ts")
    _must(_ACT, fields["act"], "act")
    _must(_ACTOR, fields["actor"], "actor")
    _must(_ORG, fields["org"], "org")
    _must(_OBJ, fields["obj"], "obj")
    _must(_HEX, fields["prev"], "prev")
    told = [fields["act"], fields["actor"], fields["org"], fields["obj"]]
    if "rel" in fields:
        _check_list(_OBJ, fields["rel"], "rel")
        told += fields["rel"]
    if "doc" in fields:
        _check_list(_DOC, fields["doc"], "doc")
    if "on" in fields:
        _must(_ULID, fields["on"], "on")
    if "why" in fields:
        _must(_WHY, fields["why"], "why")
        told.append(fields["why"])
    if "c" in fields:
        commitments = fields["c"]
        if type(commitments) is not dict or not commitments:
            raise BadEntry("c must be an object with something in it")
        for name, commitment in commitments.items():
            _must(_FIELD, name, "c")
            _must(_HEX, commitment, "c")
        told += commitments
    personal = looks_personal(" ".join(told))
    if personal:
        raise BadEntry(f"an entry must not carry {personal}")


def encode(
    *,
    uid: str,
    ts: str,
    act: str,
    actor: str,
    org: str,
    obj: str,
    prev: str = NO_PREVIOUS,
    rel: Sequence[str] = (),
    doc: Sequence[str] = (),
    c: Mapping[str, str] | None = None,
    on: str = "",
    why: str = "",
) -> bytes:
    """The bytes of an entry. Raises BadEntry for anything an entry must not hold."""
    fields: dict[str, Any] = {
        "v": 1, "uid": uid, "ts": ts, "act": act, "actor": actor, "org": org, "obj": obj, "prev": prev,
    }  # fmt: skip
    if rel:
        fields["rel"] = list(rel)
    if doc:
        fields["doc"] = list(doc)
    if c:
        fields["c"] = dict(c)
    if on:
        fields["on"] = on
    if why:
        fields["why"] = why
    check(fields)
    raw = canonical(fields)
    if len(raw) > MAX_BYTES:
        raise BadEntry(f"an entry has at most {MAX_BYTES} bytes, this one {len(raw)}")
    return raw


def parse(raw: bytes) -> Entry:
    """Read an entry, refusing every text but the canonical one."""
    if len(raw) > MAX_BYTES:
        raise BadEntry(f"an entry has at most {MAX_BYTES} bytes, this one {len(raw)}")
    try:
        fields = json.loads(raw)
        again = canonical(fields)
    except (ValueError, NotCanonical, RecursionError) as error:
        raise BadEntry(f"no JSON of ours: {error}") from error
    if type(fields) is not dict:
        raise BadEntry("an entry is an object")
    check(fields)
    if again != raw:
        raise BadEntry("the text is not the canonical one")
    try:
        datetime.fromisoformat(fields["ts"])
    except ValueError as error:
        raise BadEntry(f"ts is no moment: {fields['ts']}") from error
    return Entry(
        uid=fields["uid"],
        ts=fields["ts"],
        act=fields["act"],
        actor=fields["actor"],
        org=fields["org"],
        obj=fields["obj"],
        prev=fields["prev"],
        rel=tuple(fields.get("rel", ())),
        doc=tuple(fields.get("doc", ())),
        c=fields.get("c"),
        on=fields.get("on", ""),
        why=fields.get("why", ""),
    )
