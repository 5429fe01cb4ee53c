"""A worker for the kill test: does jobs that each write one row, slowly, until it is killed."""

from __future__ import annotations

import os
import sys
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "egret.config.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from egret.jobs.queue import enqueue  # noqa: E402
from egret.jobs.registry import Effect, Work, handler  # noqa: E402
from egret.jobs.worker import run_due, worker_name  # noqa: E402


@handler("kill.note", attempts=50, lease=timedelta(seconds=1))
def note(work: Work) -> Effect:
    """Slow work, then an effect in two halves that must never be seen apart."""
    time.sleep(0.004)

    def effect() -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO kill_left (n) VALUES (%s)", [work.payload["n"]])
            time.sleep(0.004)
            cursor.execute("INSERT INTO kill_right (n) VALUES (%s)", [work.payload["n"]])

    return effect


def main(verb: str, count: int) -> None:
    if verb == "prepare":
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE kill_left (n INTEGER)")
            cursor.execute("CREATE TABLE kill_right (n INTEGER)")
        for n in range(count):
            enqueue("kill.note", {"n": n}, at=timezone.now())
    else:
        me = worker_name()
        sys.stdout.write("begun\n")
        sys.stdout.flush()
        while run_due(me, timezone.now, limit=10**6) or verb == "for_ever":
            time.sleep(0.02)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
