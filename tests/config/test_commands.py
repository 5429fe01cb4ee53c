"""The command line from outside: it starts, stops, refuses in sentences, and never leaves a process behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from egret.config import background, environment
from egret.config.background import Step, one_round
from egret.config.serving import port_is_taken
from tests.config.houses import House, fresh_database

PATIENCE = 150.0


def until(true: Callable[[], object], patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).close()
    except urllib.error.HTTPError as refused:
        refused.close()
    except OSError:
        return False
    return True


def children(parent: int) -> dict[int, str]:
    """Processes that descend from one, with their command lines (Linux only)."""
    found: dict[int, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            above = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if above == parent or above in found:
            found[int(folder.name)] = line
    return found


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with fresh_database() as url:
        house = House(tmp_path_factory.mktemp("house") / "home", url)
        assert house.egret("migrate", "-v0").returncode == 0
        yield house


def started(house: House, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "egret.config.cli", *arguments]
    return subprocess.Popen(
        command,
        env=house.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks into /proc, which only Linux has")
def test_serve_keeps_the_work_alive_and_takes_it_along(house: House) -> None:
    port = free_port()
    server = started(house, "serve", "--port", str(port), "--workers", "1")
    try:
        until(lambda: answers(port))

        def work() -> list[int]:
            return [pid for pid, line in children(server.pid).items() if " work --parent " in line]

        until(lambda: len(work()) == 1)
        first = work()[0]
        os.kill(first, signal.SIGKILL)
        until(lambda: any(pid != first for pid in work()))
        below = children(server.pid)
        refused = house.egret("serve", "--port", str(port))
        assert refused.returncode == 1 and f"Port {port} is taken" in refused.stderr
        server.send_signal(signal.SIGTERM)
        told, _ = server.communicate(timeout=PATIENCE)
        assert f"Serving: http://127.0.0.1:{port}/" in told
        until(lambda: not [pid for pid in below if Path(f"/proc/{pid}").exists()], 20)
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)


@pytest.mark.slow
def test_work_ends_cleanly_when_asked(house: House) -> None:
    worker = started(house, "work")
    assert worker.stdout is not None and "work begins" in worker.stdout.readline()
    worker.send_signal(signal.SIGTERM)
    told, _ = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0 and "work ends" in told


@pytest.mark.slow
def test_work_ends_when_its_parent_is_gone(house: House) -> None:
    worker = started(house, "work", "--parent", "999999999")
    worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0


@pytest.mark.slow
def test_check_names_what_is_missing_and_its_remedy(house: House) -> None:
    done = house.egret("check", "--json", EGRET_ALLOWED_HOSTS="egret.example 127.0.0.1", EGRET_DEBUG="1")
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    found = {check["name"]: check for check in answer["checks"]}
    assert not answer["ready"]
    assert {"database", "clock", "font", "keys", "mail", "storage", "debug", "hosts", "https"} <= set(found)
    assert found["database"]["ok"] and found["hosts"]["ok"] and not found["debug"]["ok"] and not found["mail"]["ok"]
    assert all(check["remedy_en"] and check["remedy_zh"] for check in answer["checks"] if not check["ok"])
    lines = house.egret("check").stdout.splitlines()
    assert len(lines) == len(found) + 1


@pytest.mark.slow
def test_demo_refuses_a_home_that_is_not_its_own(house: House) -> None:
    done = house.egret("demo", "--no-serve", EGRET_DEMO="1")
    assert done.returncode == 1 and "Choose another home" in done.stderr


@pytest.mark.slow
def test_bench_prints_json_lines_and_leaves_nothing(house: House) -> None:
    before = sorted(path.name for path in house.home.iterdir())
    done = house.egret("bench", "jobs", "--scale", "50")
    assert done.returncode == 0, done.stderr
    figures = [json.loads(line) for line in done.stdout.splitlines()]
    assert figures and all(figure["yardstick"] and figure["ratio"] > 0 for figure in figures)
    assert sorted(path.name for path in house.home.iterdir()) == before


def test_a_taken_port_is_seen() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        assert port_is_taken("127.0.0.1", holder.getsockname()[1])
    assert not port_is_taken("127.0.0.1", free_port())


def test_a_step_that_fails_does_not_stop_the_others() -> None:
    ran: list[str] = []

    def breaks(clock: background.Clock) -> bool:
        raise OSError("disk full")

    def works(clock: background.Clock) -> bool:
        ran.append("works")
        return True

    busy, failed = one_round([Step("breaks", breaks), Step("works", works)], lambda: datetime(2026, 1, 1, tzinfo=UTC))
    assert (busy, failed, ran) == (True, ["breaks"], ["works"])


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "egret.env").write_text("# comment\nEGRET_CITY=350300\nEGRET_DEBUG=1\n", "utf-8")
    read = environment.read({"EGRET_HOME": str(tmp_path), "EGRET_DEBUG": "0"})
    assert (read.city, read.is_debug, read.home_path) == ("350300", False, tmp_path)
