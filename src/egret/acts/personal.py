"""Personal data at rest: encrypted columns, and a keyed index by which an exact value can still be found.

The keys lie in `$EGRET_HOME/keys`, apart from the database: a stolen database file shows no ID number, phone or address
(个人信息保护法 51).
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_MARK = "e1:"


@cache
def _key(home: Path) -> bytes:
    path = home / "keys" / "fields.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
    except FileExistsError:
        pass
    key = path.read_bytes()
    if len(key) != 32:
        raise RuntimeError(f"{path} must hold 32 bytes; restore it from the key backup")
    return key


def encrypt(text: str) -> str:
    """Authenticated encryption with a fresh nonce."""
    nonce = secrets.token_bytes(12)
    return (
        _MARK + base64.b64encode(nonce + AESGCM(_key(settings.HOME)).encrypt(nonce, text.encode(), b"field")).decode()
    )


def decrypt(stored: str) -> str:
    """Raises cryptography's InvalidTag when the stored text was changed or the key is another one."""
    raw = base64.b64decode(stored.removeprefix(_MARK))
    return AESGCM(_key(settings.HOME)).decrypt(raw[:12], raw[12:], b"field").decode()


def index_of(text: str) -> str:
    """A keyed digest of a value, by which it can be looked up exactly and not guessed without the key."""
    normal = "".join(text.split()).upper()
    return hmac.new(_key(settings.HOME), b"index" + normal.encode(), "sha256").hexdigest() if normal else ""


def masked_id(number: str) -> str:
    """`350203********1234`: enough to tell two people apart, not enough to use."""
    return number if len(number) < 8 else number[:6] + "*" * (len(number) - 10) + number[-4:]


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that the database holds only encrypted. It cannot be filtered on; keep an index column for that."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value if value is None or value == "" else encrypt(str(value))

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str | None:
        return decrypt(value) if value and value.startswith(_MARK) else value
