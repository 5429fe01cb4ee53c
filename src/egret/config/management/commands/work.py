"""`egret work`: the only background process."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from egret.config.background import for_ever, until_quiet
from egret.config.speech import say


class Command(BaseCommand):
    help = "Run sequencer, followers, clocks and jobs in the background · 运行后台：日志定序、跟随者、期限、任务"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="work until nothing is due, then end")
        parser.add_argument("--parent", type=int, help="end when this process is gone (egret serve sets it)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["once"]:
            for_ever(options["parent"])
            return
        if failed := until_quiet():
            names = ", ".join(failed)
            raise CommandError(
                say(f"后台步骤失败：{names}，详见日志", f"These steps failed: {names}. The log says why.")
            )
