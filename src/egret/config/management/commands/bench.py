"""`egret bench`: the figures that rooms registered, one JSON line each, in a scratch home."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils.module_loading import autodiscover_modules
from psycopg import sql

from egret.config.settings import ENVIRONMENT
from egret.config.speech import say
from egret.kit.figures import Figure, benches


class Command(BaseCommand):
    help = "Run the benchmarks in a scratch home, one JSON line a figure · 在临时目录中运行基准测试"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="only this bench")
        parser.add_argument("--scale", type=int, default=10_000, help="number of subjects (default 10000)")
        parser.add_argument("--list", action="store_true", help="name the benches, then end")
        parser.add_argument(
            "--inside", action="store_true", help="measure in this very home (set by the command itself)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        autodiscover_modules("figures")
        known = benches()
        if options["list"]:
            self.stdout.write("\n".join(known))
            return
        if options["name"] and options["name"] not in known:
            names = ", ".join(known) or "-"
            raise CommandError(say(f"没有这个基准：{names}", f"No such bench. There are: {names}"))
        if not options["inside"]:
            self.in_scratch_home(options["name"], options["scale"])
            return
        call_command("migrate", verbosity=0, interactive=False)
        for name, measure in known.items():
            if options["name"] in (None, name):
                for figure in measure(options["scale"]):
                    self.tell(name, options["scale"], figure)

    def tell(self, bench: str, scale: int, figure: Figure) -> None:
        line = {
            "bench": bench,
            "figure": figure.name,
            "value": round(figure.value, 4),
            "unit": figure.unit,
            "yardstick": figure.yardstick or None,
            "yardstick_value": None if figure.yardstick_value is None else round(figure.yardstick_value, 4),
            "ratio": None if figure.ratio is None else round(figure.ratio, 4),
            "scale": scale,
            "database": connection.vendor,
            "cores": os.cpu_count(),
            **figure.more,
        }
        self.stdout.write(json.dumps(line, ensure_ascii=False))
        self.stdout.flush()

    def in_scratch_home(self, name: str | None, scale: int) -> None:
        """Measure where nothing real is touched: an own home, and on PostgreSQL an own database, both gone after."""
        settings.HOME.mkdir(parents=True, exist_ok=True)
        again = [sys.executable, "-m", "egret.config.cli", "bench", "--inside", "--scale", str(scale)]
        again += [name] if name else []
        with tempfile.TemporaryDirectory(prefix="bench-", dir=settings.HOME) as home:
            environment = {**os.environ, "EGRET_HOME": home, "EGRET_DATABASE_URL": "", "EGRET_LOG_LEVEL": "WARNING"}
            url = ENVIRONMENT.database_url
            if connection.vendor != "postgresql":
                code = subprocess.run(again, env=environment, check=False).returncode
            else:
                database = f"{connection.settings_dict['NAME']}_bench_{os.getpid()}"
                environment["EGRET_DATABASE_URL"] = urlsplit(url)._replace(path=f"/{database}").geturl()
                with psycopg.connect(url, autocommit=True) as server:
                    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
                    try:
                        code = subprocess.run(again, env=environment, check=False).returncode
                    finally:
                        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))
        if code:
            raise SystemExit(code)
