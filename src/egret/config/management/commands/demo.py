"""`egret demo`: the fictional district, from nothing to its first page."""

from __future__ import annotations

import io
import os
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from egret.config.serving import address, port_is_taken, serve, when_it_answers, work_beside
from egret.config.speech import say


def timing(what: str) -> None:
    if os.environ.get("EGRET_TIMINGS"):
        since = time.time() - float(os.environ.get("EGRET_STARTED") or time.time())
        print(f"[{since:6.2f} s] {what}", file=sys.stderr, flush=True)


class Command(BaseCommand):
    help = "Build the demo district once and serve it · 建立演示辖区并提供服务"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default 8000)")
        parser.add_argument("--no-serve", action="store_true", help="build the district, then end")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same district (default 1)")
        parser.add_argument(
            "--scale",
            choices=("small", "full"),
            default="full",
            help="small: some forty incidents; full: about 1,500, told by the worker while the pages already answer",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        if not settings.IS_DEMO:
            raise CommandError(
                say("演示请用 ./egret demo 启动", "Start the demo with ./egret demo (it sets EGRET_DEMO=1).")
            )
        if not options["no_serve"] and port_is_taken("127.0.0.1", port):
            raise CommandError(
                say(
                    f"端口 {port} 已被占用。请换一个：./egret demo --port {port + 1}，或停止占用它的程序",
                    f"Port {port} is taken. Try: ./egret demo --port {port + 1}, or stop the program that holds it.",
                )
            )
        self.prepare_database()
        accounts = self.build(options["seed"], options["scale"], beside=not options["no_serve"])
        connection.close()
        if options["no_serve"]:
            self.stdout.write(
                say("演示辖区已就绪。启动：./egret demo", "The demo district is built. Serve it: ./egret demo")
            )
            self.stdout.write(accounts)
            return
        url = address("127.0.0.1", port)
        when_it_answers(url, lambda: self.announce(url, accounts))
        with work_beside():
            serve("127.0.0.1", port, workers=min(os.cpu_count() or 1, 2), threads=4)

    def prepare_database(self) -> None:
        """Migrate a home that is empty or already a demo; refuse any other: demo passwords are public."""
        mark: Path = settings.HOME / "demo.home"
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not mark.exists():
            if executor.loader.applied_migrations:
                raise CommandError(
                    say(
                        f"{settings.HOME} 中已有正式数据，演示账号的口令是公开的，不能建在其中。"
                        "请换一个目录：EGRET_HOME=… ./egret demo",
                        f"{settings.HOME} holds data that is not the demo's, and the demo's passwords are public. "
                        "Choose another home: EGRET_HOME=… ./egret demo",
                    )
                )
            mark.write_text("The demo district lives here; nothing in it is real.\n", "utf-8")
        if plan:
            self.stderr.write(say("正在建立数据库…", "Preparing the database …"))
            call_command("migrate", verbosity=0, interactive=False)
            timing("database ready")

    def build(self, seed: int, scale: str, *, beside: bool) -> str:
        """The room `demo` builds the district when it is not there yet, and says who may sign in."""
        if "demo_build" not in get_commands():
            return say(
                "（此版本尚无演示辖区，只有空系统）", "(This release has no demo district yet: the system is empty.)"
            )
        accounts = io.StringIO()
        call_command("demo_build", seed=seed, scale=scale, beside=beside, stdout=accounts)
        timing("district ready")
        return accounts.getvalue().rstrip()

    def announce(self, url: str, accounts: str) -> None:
        timing("first page")
        self.stdout.write(f"\n{accounts}\n\n" if accounts else "\n", ending="")
        self.stdout.write(say(f"演示辖区：{url}   （Ctrl-C 结束）", f"Demo district: {url}   (Ctrl-C ends it)"))
        self.stdout.flush()
