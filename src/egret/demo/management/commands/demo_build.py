"""`egret demo` builds the fictional district with this, once, and prints who may sign in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from egret.demo import building, growth


class Command(BaseCommand):
    help = "Build the fictional district by acts, once, and list its accounts · 建立演示辖区"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same district (default 1)")
        parser.add_argument("--scale", choices=(building.SMALL, building.FULL), default=building.FULL)
        parser.add_argument("--beside", action="store_true", help="let the worker grow it to the full scale")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_DEMO:
            raise CommandError("演示账号的口令是公开的，只能建在演示环境 · Demo passwords are public: use ./egret demo")
        scale, beside = options["scale"], options["beside"]
        building.build(timezone.now(), options["seed"], say=self.say, scale=scale, beside=beside)
        reached = growth.reached()
        if reached is not None:
            self.say(*growth.progress(reached))
        accounts = building.accounts()
        width = max(len(one.login) for one in accounts)
        self.stdout.write(f"登录口令均为 · every password: {accounts[0].secret}")
        for one in accounts:
            self.stdout.write(f"  {one.login:<{width}}  {one.who}")

    def say(self, zh: str, en: str) -> None:
        self.stderr.write(f"{zh} · {en}")
