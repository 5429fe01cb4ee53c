"""`egret backup FILE`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from egret.config.backups import BackupFailed, back_up
from egret.config.speech import say


class Command(BaseCommand):
    help = "Back up database, media and journal into one file while the house runs · 在线备份到一个文件"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the file to write")
        parser.add_argument("--keys-password-file", help="put the keys in, locked with the password in this file")

    def handle(self, *args: Any, **options: Any) -> None:
        password = keys_password(options["keys_password_file"])
        target = Path(options["file"]).absolute()
        try:
            done = back_up(
                target, home=settings.HOME, database=settings.DATABASES["default"], at=timezone.now(), password=password
            )
        except BackupFailed as failed:
            raise CommandError(say(failed.zh, failed.en)) from None
        size = f"{done.bytes / 1024**2:.1f} MiB"
        self.stdout.write(
            say(
                f"已备份：{target}（{size}，{done.files} 个文件）", f"Backed up: {target} ({size}, {done.files} files)."
            )
        )
        keys = settings.HOME / "keys"
        self.stdout.write(
            say("密钥已加密存入，请把口令另行保管", "The keys are in it, locked: keep their password elsewhere.")
            if done.keys
            else say(
                f"备份不含密钥。请另行保管 {keys}：没有它，加密的个人信息无法读取，日志无法续签",
                f"The keys are NOT in it. Keep {keys} apart: without it nobody can read the encrypted personal data "
                "or go on signing the journal.",
            )
        )


def keys_password(file: str | None) -> str:
    """The password from a file, else from EGRET_KEYS_PASSWORD; empty: keys are left out."""
    if file:
        return Path(file).read_text("utf-8").rstrip("\r\n")
    return os.environ.get("EGRET_KEYS_PASSWORD", "")
