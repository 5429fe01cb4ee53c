"""`egret user`: the first administrator, a lost password, who may sign in."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from egret.acts.refusals import Refused
from egret.org import queries, setting_up
from egret.org.models import Staff


class Command(BaseCommand):
    help = "Make an administrator, reset a password, list accounts · 建立管理员、重设密码、列出账号"

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="create-admin | reset | list")
        admin = verbs.add_parser("create-admin", help="an administrator, with the city bureau if there is none yet")
        admin.add_argument("--number", default="000001", help="police number, the name to sign in with")
        admin.add_argument("--name", default="系统管理员", help="name of the person")
        admin.add_argument("--city", default="市公安局", help="name of the city bureau, used when it is founded")
        reset = verbs.add_parser("reset", help="a new password for one use; lifts a lock")
        reset.add_argument("number", help="police number")
        listed = verbs.add_parser("list", help="accounts with their posts")
        for verb in (admin, reset, listed):
            verb.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "list":
            self._list(as_json=options["json"])
            return
        try:
            if options["verb"] == "create-admin":
                code = settings.ENVIRONMENT.city
                made = setting_up.create_admin(
                    options["number"], options["name"], code, options["city"], timezone.now()
                )
            else:
                made = setting_up.reset(options["number"], timezone.now())
        except Staff.DoesNotExist:
            raise CommandError(f"没有警号 {options['number']} · no person with number {options['number']}") from None
        except Refused as refused:
            raise CommandError(str(refused)) from None
        if options["json"]:
            self.stdout.write(json.dumps({"number": made.staff.police_number, "password": made.password}))
            return
        self.stdout.write(f"警号 sign-in name:      {made.staff.police_number}")
        self.stdout.write(f"一次性密码 password:    {made.password}")
        self.stdout.write("首次登录须更改密码 · to be changed at the first sign-in")

    def _list(self, *, as_json: bool) -> None:
        at = timezone.now()
        rows = [
            {
                "number": one.police_number,
                "name": one.name,
                "posts": [str(post.kind.title) for post in queries.posts_of(one.pk, at)],
                "active": one.account is not None and one.account.is_active,
                "last": one.account.last_login if one.account is not None else None,
            }
            for one in queries.account_holders()
        ]
        if as_json:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, default=str, indent=1))
            return
        for row in rows:
            state = "" if row["active"] else "（停用 shut）"
            self.stdout.write(f"{row['number']}\t{row['name']}\t{'、'.join(row['posts'])}{state}")  # type: ignore[arg-type]
