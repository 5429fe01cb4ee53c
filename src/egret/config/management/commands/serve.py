"""`egret serve`: pages, and the work beside them."""

from __future__ import annotations

import os
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from egret.config.serving import address, port_is_taken, serve, when_it_answers, work_beside
from egret.config.speech import say


class Command(BaseCommand):
    help = "Serve the pages, with the background work beside them · 提供网页服务并运行后台"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: cores)")
        parser.add_argument("--threads", type=int, default=4, help="threads of each process (default 4)")
        parser.add_argument("--no-work", action="store_true", help="leave the background work to `egret work`")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if port_is_taken(host, port):
            raise CommandError(
                say(
                    f"端口 {port} 已被占用。请换一个端口：--port {port + 1}，或停止占用它的程序",
                    f"Port {port} is taken. Choose another: --port {port + 1}, or stop the program that holds it.",
                )
            )
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError(
                say("数据库尚未升级：请先运行 egret migrate", "The database is not up to date. Run: egret migrate")
            )
        connection.close()
        url = address(host, port)
        when_it_answers(url, lambda: self.stdout.write(say(f"服务已就绪：{url}", f"Serving: {url}")))
        with nullcontext() if options["no_work"] else work_beside():
            serve(host, port, workers=options["workers"], threads=options["threads"])
