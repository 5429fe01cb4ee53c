"""`egret restore FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from egret.config.backups import BackupFailed, holds_data, restore
from egret.config.management.commands.backup import keys_password
from egret.config.speech import say


class Command(BaseCommand):
    help = "Restore a back-up into an empty home and database · 把备份恢复到空目录和空数据库"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the back-up")
        parser.add_argument("--keys-password-file", help="the password of the keys in the back-up")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.introspection.table_names() or holds_data(settings.HOME):
            raise CommandError(
                say(
                    f"{settings.HOME} 或其数据库中已有数据，不会覆盖。请用 EGRET_HOME 指向空目录"
                    "（PostgreSQL：新建空库）",
                    f"{settings.HOME} or its database holds data, and nothing is overwritten. "
                    "Point EGRET_HOME to an empty folder (PostgreSQL: to an empty database).",
                )
            )
        connection.close()
        password = keys_password(options["keys_password_file"])
        try:
            done = restore(
                Path(options["file"]), home=settings.HOME, database=settings.DATABASES["default"], password=password
            )
        except BackupFailed as failed:
            raise CommandError(say(failed.zh, failed.en)) from None
        self.stdout.write(
            say(
                f"已恢复 {done.created} 的备份，{done.files} 个文件。请运行 egret migrate 和 egret verify",
                f"Restored the back-up of {done.created}, {done.files} files. Now run: egret migrate, egret verify",
            )
        )
        if not (done.keys and password):
            keys = settings.HOME / "keys"
            self.stdout.write(
                say(
                    f"密钥未恢复：请把另行保管的密钥放回 {keys}",
                    f"Keys were not restored: put those you keep apart into {keys}.",
                )
            )
