"""kill -9 in the middle of work, again and again: every job is done, its effect exactly once."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.config.houses import House, fresh_database

JOBS = 150
KILLS = 12


def rows(house: House, query: str) -> list[tuple[object, ...]]:
    if house.url:
        with psycopg.connect(house.url) as server:
            return list(server.execute(query).fetchall())  # type: ignore[call-overload]
    with sqlite3.connect(house.home / "egret.sqlite3", timeout=10) as database:
        return list(database.execute(query).fetchall())


@pytest.mark.slow
def test_killed_workers_lose_nothing_and_do_nothing_twice(tmp_path: Path) -> None:
    def victim(verb: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.jobs.victim", verb, str(JOBS)]
        return subprocess.Popen(command, env=house.environment(), stdout=subprocess.PIPE, cwd=tmp_path)

    chance = random.Random(7)
    with fresh_database() as url:
        house = House(tmp_path / "home", url)
        assert house.egret("migrate", "-v0").returncode == 0
        assert victim("prepare").wait() == 0
        for _ in range(KILLS):
            worker = victim("for_ever")
            assert worker.stdout is not None and worker.stdout.readline() == b"begun\n"
            time.sleep(chance.uniform(0.005, 0.08))
            worker.kill()
            worker.wait()
        interrupted = rows(house, "SELECT count(*) FROM jobs_job WHERE state = 'running'")[0][0]
        done = rows(house, "SELECT count(*) FROM jobs_job WHERE state = 'done'")[0][0]
        assert isinstance(done, int) and 0 < done < JOBS, "the kills must fall into the work"
        assert isinstance(interrupted, int) and interrupted > 0, "some worker must have died holding a lease"

        time.sleep(1.1)
        assert victim("until_done").wait() == 0
        assert rows(house, "SELECT DISTINCT state FROM jobs_job WHERE name = 'kill.note'") == [("done",)]
        for side in ("left", "right"):
            assert rows(house, f"SELECT count(*), count(DISTINCT n) FROM kill_{side}") == [(JOBS, JOBS)]
        assert rows(house, "SELECT max(attempts) > 1 FROM jobs_job")[0][0] in (1, True)
