"""`egret desk reindex`: work out anew by which words subjects are found."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from egret.acts.models import Subject
from egret.desk import finding
from egret.desk.models import SearchRow
from egret.desk.pages import FOUND

CHUNK = 1000


class Command(BaseCommand):
    help = "Rebuild the search index · 重建搜索索引"

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="reindex")
        verbs.add_parser("reindex", help="from the rows, in chunks; may be stopped and begun again")

    def handle(self, *args: Any, **options: Any) -> None:
        begun, count, last = time.monotonic(), 0, 0
        while True:
            found = Subject.objects.filter(pk__gt=last, kind__in=FOUND).order_by("pk")
            keys = list(found.values_list("pk", flat=True)[:CHUNK])
            # What lies between is no longer a subject of work, or never was.
            between = SearchRow.objects.filter(pk__gt=last, **({"pk__lte": keys[-1]} if keys else {}))
            with transaction.atomic():
                finding.index({*keys, *between.values_list("pk", flat=True)})
            if not keys:
                break
            count, last = count + len(keys), keys[-1]
        self.stdout.write(f"已索引 {count} 个事项 · {count} subjects indexed, {time.monotonic() - begun:.1f} s")
