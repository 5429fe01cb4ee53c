"""Kill -9 at 200 random points of a stream of acts, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as django_settings

ROUNDS = int(os.environ.get("EGRET_CRASHES", "200"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'crash.sqlite3'}"
        return
    name = f"egret_crash_{os.getpid()}"
    try:
        server = psycopg.connect("dbname=postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        pytest.skip(f"NOT CHECKED on PostgreSQL: no local server ({str(error).splitlines()[0]})")
    with server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"postgresql:///{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
@pytest.mark.timeout(3100)
def test_nothing_is_half_done_after_a_crash(database_url: str, tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    environment = {
        **os.environ,
        "EGRET_HOME": str(tmp_path / "home"),
        "EGRET_DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", django_settings.SETTINGS_MODULE),
        "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root), os.environ.get("PYTHONPATH", "")]),
    }
    command = [sys.executable, "-m", "tests.journal.crashing", str(ROUNDS), "7"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=3000)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert f"killed {ROUNDS} times" in done.stdout
