"""Leaf, node and chain hashes of RFC 6962, for SHA-256 and, beside it, SM3."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from egret.journal.tree.sm3 import sm3 as _plain_sm3

ZERO = bytes(32)


@dataclass(frozen=True, slots=True)
class Hashing:
    """A hash function in its three roles, kept apart by the first byte so that no leaf passes for a node."""

    name: str
    digest: Callable[[bytes], bytes]

    def leaf(self, entry: bytes) -> bytes:
        return self.digest(b"\x00" + entry)

    def node(self, left: bytes, right: bytes) -> bytes:
        return self.digest(b"\x01" + left + right)

    def chain(self, before: bytes, leaf: bytes) -> bytes:
        """The running hash kept beside each row, for checks by SQL alone. Never published."""
        return self.digest(b"\x02" + before + leaf)

    @property
    def empty(self) -> bytes:
        return self.digest(b"")


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _library_sm3(data: bytes) -> bytes:
    return hashlib.new("sm3", data).digest()


def _sm3_function() -> Callable[[bytes], bytes]:
    try:
        _library_sm3(b"")
    except ValueError:
        return _plain_sm3
    return _library_sm3


SHA256 = Hashing("sha256", _sha256)
SM3 = Hashing("sm3", _sm3_function())
