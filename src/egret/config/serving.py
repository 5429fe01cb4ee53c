"""The web server, and the work beside it: one command on one machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

log = structlog.get_logger("egret.serve")


def port_is_taken(host: str, port: int) -> bool:
    """Whether somebody else listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def address(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def when_it_answers(url: str, then: Callable[[], None], patience: float = 60.0) -> None:
    """Call back once a page comes, from a thread of its own."""

    def wait() -> None:
        end = time.monotonic() + patience
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(url, timeout=5).close()
            except urllib.error.HTTPError as refused:
                refused.close()
            except OSError:
                time.sleep(0.05)
                continue
            then()
            return

    threading.Thread(target=wait, daemon=True).start()


@contextmanager
def work_beside() -> Iterator[None]:
    """Keep one `egret work` running; one that dies is started again, more slowly each time it dies young."""
    stopping = threading.Event()
    current: list[subprocess.Popen[bytes]] = []
    command = [sys.executable, "-m", "egret.config.cli", "work", "--parent", str(os.getpid())]

    def begin() -> tuple[subprocess.Popen[bytes], float]:
        child = subprocess.Popen(command, start_new_session=True)
        current[:] = [child]
        return child, time.monotonic()

    # Before the web server forks: a fork while a child is being started keeps its pipe open, and starting never ends.
    first = begin()

    def keep() -> None:
        wait, (child, born) = 1.0, first
        while True:
            code = child.wait()
            if stopping.is_set():
                return
            wait = 1.0 if time.monotonic() - born > 60 else min(wait * 2, 60.0)
            log.error("work died, starting it again", code=code, seconds=wait)
            if stopping.wait(wait):
                return
            child, born = begin()

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        for child in current:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        keeper.join(timeout=15)


def serve(host: str, port: int, *, workers: int, threads: int) -> None:
    """Serve pages until told to stop."""
    Server(
        "egret.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    ).serve()
