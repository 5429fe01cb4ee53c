"""`egret config`: every setting, its meaning, its present value."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from egret.config import environment
from egret.config.settings import ENVIRONMENT
from egret.config.speech import say


class Command(BaseCommand):
    help = "Print each setting with its meaning and present value, secrets masked · 列出全部设置（密钥以星号代替）"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = environment.described(ENVIRONMENT)
        if options["json"]:
            self.stdout.write(json.dumps([row._asdict() for row in rows], ensure_ascii=False, indent=1))
            return
        for row in rows:
            self.stdout.write(f"{row.name} = {row.value or say('（未设置）', '(not set)')}")
            self.stdout.write(f"    {say(row.zh, row.en)}")
