"""`egret reference`: the generated documentation."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from egret.config.reference import outdated, write
from egret.config.speech import say


class Command(BaseCommand):
    help = "Write the generated pages of docs/reference · 生成参考文档"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when a page is outdated")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            self.stdout.write("\n".join(write()) or say("没有变化", "Nothing changed."))
        elif pages := outdated():
            names = ", ".join(pages)
            raise CommandError(
                say(f"已过时：{names}。运行 ./egret reference", f"Outdated: {names}. Run ./egret reference")
            )
