"""Back-up and restore: one file holds the database, the media and the journal's tiles; the keys only under a password.

The database is copied by its own means (SQLite's online copy, pg_dump), never as a file under a running house. Files
are copied after it: media are named by their content, so what the database names is there. Only the journal's folder is
copied before: its memory of what was signed must never be ahead of the database. The manifest carries a digest of each
member; restore believes nothing it has not re-computed, and never writes over a home that holds data.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from egret import __version__

FORMAT = "egret-backup/1"
JOURNAL = "home/journal/"
REBUILT = {"static", "tmp"}
"""Folders of the home that the house makes again by itself."""


class BackupFailed(Exception):
    """A sentence for the operator, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class Contents:
    """What a back-up holds."""

    created: str
    database: str
    files: int
    bytes: int
    keys: bool


def _database_name(database: dict[str, Any]) -> str:
    return "database.sqlite3" if database["ENGINE"].endswith("sqlite3") else "database.pgdump"


def _postgres_arguments(database: dict[str, Any]) -> tuple[list[str], dict[str, str]]:
    """Connection of the PostgreSQL tools; the password goes by the environment, where other accounts cannot read it."""
    given = [("--host", database.get("HOST")), ("--port", database.get("PORT")), ("--username", database.get("USER"))]
    arguments = [word for name, value in given if value for word in (name, str(value))]
    password = {"PGPASSWORD": str(database["PASSWORD"])} if database.get("PASSWORD") else {}
    return arguments, {**os.environ, **password}


def _run(command: list[str], environment: dict[str, str]) -> None:
    if shutil.which(command[0]) is None:
        raise BackupFailed(
            f"未找到 {command[0]}：apt-get install postgresql-client",
            f"{command[0]} is missing: apt-get install postgresql-client",
        )
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = done.stderr.strip()[-1000:]
        raise BackupFailed(f"{command[0]} 失败：{reason}", f"{command[0]} failed: {reason}")


def _sound(path: Path) -> None:
    """SQLite's own check of a copy."""
    with closing(sqlite3.connect(path)) as copy:
        answer = copy.execute("PRAGMA quick_check").fetchone()[0]
    if answer != "ok":
        raise BackupFailed(f"数据库副本有损：{answer}", f"The copy of the database is damaged: {answer}")


def _copy_database(database: dict[str, Any], target: Path) -> None:
    if database["ENGINE"].endswith("sqlite3"):
        source = Path(str(database["NAME"]))
        if not source.is_file():
            raise BackupFailed(f"没有数据库 {source}", f"There is no database {source}")
        # One step: a reader in WAL mode holds nobody up; a copy in many steps starts anew with every commit between.
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
        _sound(target)
        return
    arguments, environment = _postgres_arguments(database)
    _run(["pg_dump", "--format=custom", *arguments, "--file", str(target), str(database["NAME"])], environment)


def _files(home: Path) -> Iterator[tuple[Path, str]]:
    """What of the home goes along: all but databases, keys, settings (they may hold passwords), and what is rebuilt."""
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home)
        if not path.is_file() or path.is_symlink() or name.parts[0] in REBUILT | {"keys"}:
            continue
        if len(name.parts) == 1 and (".sqlite3" in path.name or path.suffix in {".tar", ".part", ".env"}):
            continue
        if name.parts[0].startswith("bench-") or path.suffix == ".lock":
            continue
        yield path, f"home/{name.as_posix()}"


def _kept_aside(home: Path, scratch: Path) -> list[tuple[Path, str]]:
    """The journal's files as they were before the database was copied."""
    kept = []
    for path, name in _files(home):
        if name.startswith(JOURNAL):
            (scratch / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, scratch / name)
            kept.append((scratch / name, name))
    return kept


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _cipher(password: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(password.encode()))


def _locked_keys(folder: Path, password: str, target: Path) -> None:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        archive.add(folder, arcname="keys")
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    target.write_bytes(salt + nonce + _cipher(password, salt).encrypt(nonce, plain.getvalue(), FORMAT.encode()))


def _unlock_keys(locked: Path, password: str, home: Path) -> None:
    content = locked.read_bytes()
    try:
        plain = _cipher(password, content[:16]).decrypt(content[16:28], content[28:], FORMAT.encode())
    except InvalidTag:
        raise BackupFailed("密钥口令不对", "The password of the keys is wrong.") from None
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        archive.extractall(home, filter="data")
    for path in (home / "keys", *(home / "keys").rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)


def back_up(target: Path, *, home: Path, database: dict[str, Any], at: datetime, password: str = "") -> Contents:
    """Write the back-up file; it appears under its name only when it is whole and on disk."""
    if target.exists():
        raise BackupFailed(f"{target} 已存在", f"{target} exists already: choose another name.")
    part = target.with_name(target.name + ".part")
    manifest: dict[str, Any] = {"format": FORMAT, "egret": __version__, "created": at.isoformat(), "members": {}}
    manifest["database"] = _database_name(database)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".egret-backup-", dir=target.parent) as scratch:
        journal = _kept_aside(home, Path(scratch))
        copy = Path(scratch) / manifest["database"]
        _copy_database(database, copy)
        later = [(path, name) for path, name in _files(home) if not name.startswith(JOURNAL)]
        members = [(copy, manifest["database"]), *journal, *later]
        if password and (home / "keys").is_dir():
            _locked_keys(home / "keys", password, Path(scratch) / "keys.enc")
            members.append((Path(scratch) / "keys.enc", "keys.enc"))
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                with tarfile.open(fileobj=file, mode="w") as archive:
                    for path, name in members:
                        _add(archive, path, name, manifest["members"])
                    _add_manifest(archive, manifest)
                file.flush()
                os.fsync(file.fileno())
            part.rename(target)
        finally:
            part.unlink(missing_ok=True)
    return _contents(manifest, target)


def _add(archive: tarfile.TarFile, path: Path, name: str, members: dict[str, str]) -> None:
    """Add one member and its digest, both from the same bytes: a file that grows meanwhile stays consistent."""
    with path.open("rb") as file:
        info = archive.gettarinfo(arcname=name, fileobj=file)
        members[name] = _digest_of_first(path, info.size)
        archive.addfile(info, file)


def _digest_of_first(path: Path, size: int) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while size > 0 and (block := file.read(min(size, 1 << 20))):
            digest.update(block)
            size -= len(block)
    return digest.hexdigest()


def _add_manifest(archive: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    info = tarfile.TarInfo("manifest.json")
    info.size, info.mode = len(content), 0o600
    archive.addfile(info, io.BytesIO(content))


def _contents(manifest: dict[str, Any], path: Path) -> Contents:
    members = manifest["members"]
    return Contents(
        manifest["created"],
        manifest["database"],
        sum(1 for name in members if name.startswith("home/")),
        path.stat().st_size,
        "keys.enc" in members,
    )


def _unpack(source: Path, scratch: Path) -> dict[str, Any]:
    """Unpack and check every member against the manifest; nothing outside it is accepted."""
    if not source.is_file():
        raise BackupFailed(f"没有文件 {source}", f"There is no file {source}")
    damaged = BackupFailed(f"{source} 不是完整的备份", f"{source} is not a whole back-up of Egret.")
    try:
        with tarfile.open(source) as archive:
            archive.extractall(scratch, filter="data")
        manifest: dict[str, Any] = json.loads((scratch / "manifest.json").read_text("utf-8"))
    except (OSError, tarfile.TarError, ValueError) as error:
        raise damaged from error
    found = {path.relative_to(scratch).as_posix() for path in scratch.rglob("*") if path.is_file()} - {"manifest.json"}
    if manifest.get("format") != FORMAT or found != set(manifest["members"]):
        raise damaged
    for name, digest in manifest["members"].items():
        if _digest(scratch / PurePosixPath(name)) != digest:
            raise BackupFailed(f"备份中的 {name} 已损坏", f"{name} in the back-up is damaged: use another back-up.")
    return manifest


def restore(source: Path, *, home: Path, database: dict[str, Any], password: str = "") -> Contents:
    """Bring a back-up into a home and a database that hold nothing yet."""
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".egret-restore-", dir=home) as folder:
        scratch = Path(folder)
        manifest = _unpack(source, scratch)
        if manifest["database"] != _database_name(database):
            raise BackupFailed(
                f"备份来自另一种数据库（{manifest['database']}），请相应设置 EGRET_DATABASE_URL",
                f"The back-up is of another kind of database ({manifest['database']}): set EGRET_DATABASE_URL to that.",
            )
        if "keys.enc" in manifest["members"] and password:
            _unlock_keys(scratch / "keys.enc", password, home)
        for path in sorted((scratch / "home").rglob("*")):
            if path.is_file():
                target = home / path.relative_to(scratch / "home")
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(path, target)
        _restore_database(database, scratch / manifest["database"])
    return _contents(manifest, source)


def _restore_database(database: dict[str, Any], copy: Path) -> None:
    if database["ENGINE"].endswith("sqlite3"):
        _sound(copy)
        target = Path(str(database["NAME"]))
        for suffix in ("-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        shutil.move(copy, target)
        return
    arguments, environment = _postgres_arguments(database)
    options = ["--no-owner", "--exit-on-error", "--single-transaction", "--dbname", str(database["NAME"])]
    _run(["pg_restore", *options, *arguments, str(copy)], environment)


def holds_data(home: Path) -> bool:
    """Whether a home has files of a running house: anything but freshly made keys and an empty database."""
    return any(True for _ in _files(home))
