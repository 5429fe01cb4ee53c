"""Secret keys in the home: one master key for payloads, one signing key a log; readable by us alone."""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from egret.journal.formats.notes import PUBLIC_TEST_SEEDS, PublicTestKey, Signer

KEY_BYTES = 32


class KeyLost(RuntimeError):
    """A key file is not what it was when it was made."""


def folder() -> Path:
    return Path(settings.HOME) / "keys"


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _read(path: Path, *, make: bool) -> bytes:
    if make and not path.exists():
        _make(path)
    try:
        seed = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise KeyLost(f"{path.name}: {error}") from error
    if len(seed) != KEY_BYTES:
        raise KeyLost(f"{path.name} has {len(seed)} bytes, not {KEY_BYTES}")
    return seed


@lru_cache(maxsize=4)
def _read_once(path: str, inode: int, written: int) -> bytes:
    return _read(Path(path), make=False)


def master() -> bytes:
    """The key that wraps data keys. Without it every payload is gone, and no proof is."""
    path = f"{settings.HOME}/keys/journal-master.key"
    try:
        told = os.stat(path)
    except FileNotFoundError:
        return _read(Path(path), make=True)
    return _read_once(path, told.st_ino, told.st_mtime_ns)


def origin(log: str) -> str:
    return f"{settings.ENVIRONMENT.log_origin}/{log}"


def _signing_path(log: str) -> Path:
    return folder() / f"journal-{log}.key"


def signer(log: str, *, make: bool = False) -> Signer:
    """The signing key of a log; made when the log is opened, and missed loudly afterwards."""
    return Signer(origin(log), _read(_signing_path(log), make=make))


def public_test_keys_in_use() -> list[str]:
    """Names of key files that hold a seed printed in the reference."""
    found = []
    for path in sorted(folder().glob("journal-*.key")):
        try:
            if _read(path, make=False) in PUBLIC_TEST_SEEDS:
                found.append(path.name)
        except KeyLost:
            continue
    return found


def refuse_public_test_keys() -> None:
    for name in public_test_keys_in_use():
        raise PublicTestKey(f"keys/{name} is printed in the reference; delete it")
