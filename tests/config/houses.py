"""Houses in processes of their own: a home, a database of the kind under test, and the command line."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg import sql


@dataclass(frozen=True)
class House:
    """A home and a database address; `egret` runs its command line."""

    home: Path
    url: str

    def environment(self, **more: str) -> dict[str, str]:
        paths = os.pathsep.join([str(settings.CHECKOUT / "src"), str(settings.CHECKOUT)])
        own = {"EGRET_HOME": str(self.home), "EGRET_DATABASE_URL": self.url, "PYTHONPATH": paths}
        return {**os.environ, "LC_ALL": "", "LC_MESSAGES": "", "LANG": "C.UTF-8", "EGRET_DEMO": "0", **own, **more}

    def egret(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "egret.config.cli", *arguments]
        return subprocess.run(command, env=self.environment(**more), capture_output=True, text=True, check=False)


@contextmanager
def fresh_database() -> Iterator[str]:
    """Address of an empty database of the kind under test, gone afterwards; empty text for SQLite in the home."""
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        yield ""
        return
    name = sql.Identifier(f"egret_house_{uuid.uuid4().hex[:10]}")
    with psycopg.connect("postgresql:///postgres", autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            yield f"postgresql:///{name._obj[0]}"
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
