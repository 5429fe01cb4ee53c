"""Chains of objects that are no subject, such as `journal:2026`: their heads are kept here and locked here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connection

from egret.journal import bulk
from egret.journal.tree.hashing import ZERO

_kinds = {"journal", "system"}


def keep_chains_of(*kinds: str) -> None:
    """Objects of these kinds have no subject row; a draft about them leaves `prev` to us."""
    _kinds.update(kinds)


def is_kept(obj: str) -> bool:
    return obj.partition(":")[0] in _kinds


def locked_heads(objs: Iterable[str]) -> dict[str, bytes]:
    """Last leaf of each object, locked until the transaction ends; zeros when it has none yet."""
    names = sorted(set(objs))
    for name in names:
        if not is_kept(name):
            raise ValueError(f"{name}: say prev, or announce its kind with objects.keep_chains_of()")
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO journal_object (obj, last_leaf) VALUES (%s, %s) ON CONFLICT (obj) DO NOTHING",
            [(name, ZERO) for name in names],
        )
    lock = "ORDER BY obj FOR UPDATE" if connection.vendor == "postgresql" else ""
    return {obj: bytes(leaf) for obj, leaf in bulk.select_in("obj, last_leaf", "journal_object", "obj", names, lock)}


def set_heads(heads: Mapping[str, bytes]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE journal_object SET last_leaf = %s WHERE obj = %s", [(leaf, obj) for obj, leaf in heads.items()]
        )


def kinds() -> list[str]:
    return sorted(_kinds)
