"""Reading the journal: the history of an object, one entry, everything after a place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from egret.journal import bulk
from egret.journal.formats.entries import Entry, parse
from egret.journal.vault import Unreadable, Vault

_SOURCES = {
    "pending": "SELECT '' AS log, id AS idx, leaf, entry FROM journal_pending",
    "entry": "SELECT log, idx, leaf, entry FROM journal_entry",
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry with its place; `log` is empty while it waits for its index."""

    entry: Entry
    log: str
    idx: int
    leaf: bytes
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Values behind the commitments, when asked for."""
    withheld: frozenset[str] = frozenset()
    """Committed fields that could not be opened, because they were erased."""

    @property
    def is_pending(self) -> bool:
        return not self.log

    @property
    def uid(self) -> str:
        return self.entry.uid

    @property
    def at(self) -> datetime:
        return self.entry.at

    @property
    def act(self) -> str:
        return self.entry.act

    @property
    def actor(self) -> str:
        return self.entry.actor

    @property
    def org(self) -> str:
        return self.entry.org

    @property
    def obj(self) -> str:
        return self.entry.obj

    @property
    def rel(self) -> tuple[str, ...]:
        return self.entry.rel

    @property
    def doc(self) -> tuple[str, ...]:
        return self.entry.doc

    @property
    def on(self) -> str:
        return self.entry.on

    @property
    def why(self) -> str:
        return self.entry.why


Opened = dict[str, dict[str, tuple[bytes, Any]]]
"""uid -> field -> salt and value"""


def openings(uids: Iterable[str]) -> Opened:
    """Salt and value of every field that is still there."""
    vault = Vault()
    found: Opened = {}
    rows = bulk.select_in(
        "p.uid, p.field, p.sealed, k.id, k.obj, k.wrapped",
        "journal_payload p JOIN journal_data_key k ON k.id = p.dek_id",
        "p.uid",
        uids,
    )
    for uid, name, sealed, key_id, obj, wrapped in rows:
        salt, text = vault.unwrap(key_id, obj, wrapped).open(uid, name, bytes(sealed))
        told = json.loads(text)
        if told[0] != name:
            raise Unreadable(f"payload {name} of {uid} holds another field")
        found.setdefault(uid, {})[name] = (salt, told[1])
    return found


def _recorded(rows: Sequence[tuple[Any, ...]], with_fields: bool) -> list[Recorded]:
    parsed = [(log, idx, bytes(leaf), parse(bytes(raw))) for log, idx, leaf, raw in rows]
    opened = openings(entry.uid for *_, entry in parsed) if with_fields else {}
    result = []
    for log, idx, leaf, entry in parsed:
        values = {name: value for name, (_, value) in opened.get(entry.uid, {}).items()}
        withheld = frozenset(entry.c or ()) - values.keys() if with_fields else frozenset()
        result.append(Recorded(entry, log, idx, leaf, values, withheld))
    return result


def _ask(statement: str, arguments: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return list(cursor.fetchall())


def history(obj: str, *, fields: bool = False) -> list[Recorded]:
    """Everything recorded about an object, oldest first, with what still waits for its index."""
    # One statement: an entry that moves from pending to the log meanwhile is seen exactly once.
    statement = (
        f"SELECT log, idx, leaf, entry FROM ({_SOURCES['entry']} WHERE obj = %s "
        f"UNION ALL {_SOURCES['pending']} WHERE obj = %s) AS told "
        "ORDER BY CASE WHEN log = '' THEN 1 ELSE 0 END, log, idx"
    )
    return _recorded(_ask(statement, [obj, obj]), fields)


def entry(uid: str, *, fields: bool = False) -> Recorded | None:
    """One entry by its name; None when there is none."""
    statement = f"{_SOURCES['entry']} WHERE uid = %s UNION ALL {_SOURCES['pending']} WHERE uid = %s"
    found = _recorded(_ask(statement, [uid, uid]), fields)
    return found[0] if found else None


def entries_since(log: str, idx: int, limit: int, *, fields: bool = False) -> list[Recorded]:
    """The entries after a place, over the turn of the year too. Start with `("", -1)`."""
    statement = f"{_SOURCES['entry']} WHERE (log, idx) > (%s, %s) ORDER BY log, idx LIMIT %s"
    return _recorded(_ask(statement, [log, idx, limit]), fields)


def answers_to(uid: str, obj: str) -> list[Recorded]:
    """Entries about `obj` that answer or correct the act `uid`."""
    return [recorded for recorded in history(obj) if recorded.on == uid]
