"""The vault: values behind commitments, each with its salt sealed under the object's own key (AES-256-GCM).

The salt is sealed too. Left in the clear beside the commitment it would let whoever holds a backup guess an
identity number.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from egret.journal import bulk, keys
from egret.journal.formats.commitments import SALT_BYTES
from egret.kit.ulid import ulid

_NONCE = 12


class Unreadable(ValueError):
    """A payload or a key was changed, or belongs elsewhere."""


class ObjectKey:
    """The key of one object's payloads."""

    __slots__ = ("_cipher", "id")

    def __init__(self, key_id: str, secret: bytes) -> None:
        self.id = key_id
        self._cipher = AESGCM(secret)

    def seal(self, uid: str, field: str, salt: bytes, text: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, salt + text, f"{uid}|{field}".encode())

    def open(self, uid: str, field: str, sealed: bytes) -> tuple[bytes, bytes]:
        """Salt and canonical text of a field."""
        try:
            plain = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], f"{uid}|{field}".encode())
        except (InvalidTag, ValueError) as error:
            raise Unreadable(f"payload {field} of {uid} does not open") from error
        return plain[:SALT_BYTES], plain[SALT_BYTES:]


@lru_cache(maxsize=4)
def _master_cipher(secret: bytes) -> AESGCM:
    return AESGCM(secret)


def _bound(key_id: str, obj: str) -> bytes:
    return f"{key_id}|{obj}".encode()


@lru_cache(maxsize=2_000)
def _unwrapped(master: bytes, key_id: str, obj: str, wrapped: bytes) -> ObjectKey:
    # The wrapped bytes are part of the cache's key: another transaction's key of the same name never answers.
    try:
        secret = _master_cipher(master).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], _bound(key_id, obj))
    except (InvalidTag, ValueError) as error:
        raise Unreadable(f"the data key of {obj} does not open") from error
    return ObjectKey(key_id, secret)


class Vault:
    """The master key, read once for a piece of work."""

    def __init__(self) -> None:
        self.master = keys.master()

    def unwrap(self, key_id: str, obj: str, wrapped: bytes) -> ObjectKey:
        return _unwrapped(self.master, key_id, obj, bytes(wrapped))

    def make(self, obj: str, at: datetime) -> tuple[ObjectKey, tuple[str, str, bytes]]:
        """A fresh key and its row."""
        key_id, secret, nonce = ulid(at), os.urandom(32), os.urandom(_NONCE)
        wrapped = nonce + _master_cipher(self.master).encrypt(nonce, secret, _bound(key_id, obj))
        return ObjectKey(key_id, secret), (key_id, obj, wrapped)

    def present(self, objs: Iterable[str]) -> dict[str, ObjectKey]:
        """Keys that exist already. Asked of the database each time: an erasure elsewhere may just have replaced one."""
        rows = bulk.select_in("id, obj, wrapped", "journal_data_key", "obj", objs)
        return {obj: self.unwrap(key_id, obj, wrapped) for key_id, obj, wrapped in rows}
