"""A back-up brings back the same house, or says what is wrong; the keys never lie in it open."""

from __future__ import annotations

import sqlite3
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from egret.config.backups import BackupFailed, back_up, holds_data, restore
from tests.config.houses import House, fresh_database

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def sqlite_at(home: Path) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(home / "egret.sqlite3")}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    for name, content in {
        "media/ab/cdef.pdf": b"paper",
        "journal/memory.json": b"{}",
        "keys/field.key": b"very secret key",
        "static/a.css": b"",
        "egret.env": b"EGRET_SECRET_KEY=hush",
    }.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content)
    with sqlite3.connect(home / "egret.sqlite3") as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE facts (n INTEGER)")
        database.executemany("INSERT INTO facts VALUES (?)", [(n,) for n in range(1000)])
    return home


def test_a_restored_house_holds_the_same(house: Path, tmp_path: Path) -> None:
    # A writer in the middle of its transaction neither stops the back-up nor gets into it.
    writer = sqlite3.connect(house / "egret.sqlite3", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO facts VALUES (1000)")
    done = back_up(tmp_path / "b.tar", home=house, database=sqlite_at(house), at=AT, password="a long password")
    writer.rollback()
    assert (done.files, done.keys) == (2, True)

    new = tmp_path / "new"
    restore(tmp_path / "b.tar", home=new, database=sqlite_at(new), password="a long password")
    with sqlite3.connect(new / "egret.sqlite3") as database:
        assert database.execute("SELECT count(*), sum(n) FROM facts").fetchone() == (1000, 499500)
    assert (new / "media/ab/cdef.pdf").read_bytes() == b"paper"
    assert (new / "keys/field.key").read_bytes() == b"very secret key"
    assert (new / "keys/field.key").stat().st_mode & 0o077 == 0
    assert not (new / "static").exists() and not (new / "egret.env").exists()


def test_keys_and_settings_never_lie_open_in_the_file(house: Path, tmp_path: Path) -> None:
    for name, password in (("with.tar", "a long password"), ("without.tar", "")):
        back_up(tmp_path / name, home=house, database=sqlite_at(house), at=AT, password=password)
        content = (tmp_path / name).read_bytes()
        assert b"very secret key" not in content and b"hush" not in content
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    with tarfile.open(tmp_path / "without.tar") as archive:
        assert "keys.enc" not in archive.getnames()


def test_a_wrong_password_is_told(house: Path, tmp_path: Path) -> None:
    back_up(tmp_path / "b.tar", home=house, database=sqlite_at(house), at=AT, password="a long password")
    new = tmp_path / "new"
    with pytest.raises(BackupFailed, match="password"):
        restore(tmp_path / "b.tar", home=new, database=sqlite_at(new), password="another")


@pytest.mark.parametrize("where", ["paper", "INSERT", "manifest"])
def test_a_changed_byte_is_found(house: Path, tmp_path: Path, where: str) -> None:
    file = tmp_path / "b.tar"
    back_up(file, home=house, database=sqlite_at(house), at=AT)
    content = bytearray(file.read_bytes())
    place = {
        "paper": content.index(b"paper"),
        "INSERT": content.index(b"CREATE TABLE"),
        "manifest": content.rindex(b"media/ab"),
    }
    content[place[where]] ^= 1
    file.write_bytes(content)
    new = tmp_path / "new"
    with pytest.raises(BackupFailed):
        restore(file, home=new, database=sqlite_at(new))
    assert not (new / "egret.sqlite3").exists() and not holds_data(new)


def test_a_cut_file_and_a_foreign_file_are_refused(house: Path, tmp_path: Path) -> None:
    back_up(tmp_path / "b.tar", home=house, database=sqlite_at(house), at=AT)
    whole = (tmp_path / "b.tar").read_bytes()
    for content in (whole[: len(whole) // 2], b"not a tar"):
        (tmp_path / "cut.tar").write_bytes(content)
        with pytest.raises(BackupFailed, match="whole back-up"):
            restore(tmp_path / "cut.tar", home=tmp_path / "new", database=sqlite_at(tmp_path / "new"))


def test_nothing_is_overwritten(house: Path, tmp_path: Path) -> None:
    back_up(tmp_path / "b.tar", home=house, database=sqlite_at(house), at=AT)
    with pytest.raises(BackupFailed, match="exists"):
        back_up(tmp_path / "b.tar", home=house, database=sqlite_at(house), at=AT)
    assert holds_data(house)


@pytest.mark.slow
def test_the_commands_bring_a_running_house_back(tmp_path: Path) -> None:
    file = tmp_path / "b.tar"
    with fresh_database() as first, fresh_database() as second:
        old, new = House(tmp_path / "old", first), House(tmp_path / "new", second)
        assert old.egret("migrate", "-v0").returncode == 0
        assert old.egret("work", "--once").returncode == 0
        done = old.egret("backup", str(file))
        assert done.returncode == 0, done.stderr
        assert "keys are NOT in it" in done.stdout

        refused = old.egret("restore", str(file))
        assert refused.returncode == 1 and "nothing is overwritten" in refused.stderr
        restored = new.egret("restore", str(file))
        assert restored.returncode == 0, restored.stderr
        assert new.egret("migrate", "--check").returncode == 0
