"""`egret help`: the house's own commands on one page."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from egret.config.reference import commands

USUAL = ("demo", "serve", "work", "check", "backup", "restore", "user", "config", "law", "guide", "verify", "bench")


class Command(BaseCommand):
    help = "List the commands · 列出全部命令"
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        known = dict(commands())
        order = [name for name in USUAL if name in known] + [name for name in known if name not in USUAL]
        self.stdout.write("Egret (白鹭)\n")
        for name in order:
            self.stdout.write(f"  {name:<16} {known[name].help}")
        self.stdout.write("\negret COMMAND --help tells more; migrate, shell and the like are django-admin's own.")
