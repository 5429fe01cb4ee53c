"""`egret guide assess`: from facts in plain text to charges, articles, span and amount."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from egret.guidance import reading


class Command(BaseCommand):
    help = "办案指导：由事实推荐罪名、条文、幅度和数额（assess），供人核对"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="assess")
        assess = verbs.add_parser("assess", help="逐行读取案件事实，逐行给出推荐；没有把握的罪名留空")
        assess.add_argument(
            "--batch", type=Path, required=True, metavar="FILE", help='每行 {"id","fact"}；- 为标准输入'
        )
        assess.add_argument("--on", type=date.fromisoformat, default=None, metavar="DATE", help="行为日期，缺省为今天")
        assess.add_argument("--region", default="", metavar="CODE", help="采用这一地区的数额标准")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["batch"]
        on = options["on"] or timezone.localdate()
        try:
            lines = sys.stdin if str(path) == "-" else path.open(encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{path}：{error.strerror}") from None
        with lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    asked = json.loads(line)
                    told = _told(asked.get("id"), str(asked["fact"]), on, options["region"])
                except (ValueError, KeyError, AttributeError) as error:
                    raise CommandError(f"{path}:{number}: {error}") from None
                self.stdout.write(json.dumps(told, ensure_ascii=False))


def _told(key: Any, fact: str, on: date, region: str) -> dict[str, Any]:
    read = reading.read(fact, on, region)
    low, high = read.months or (None, None)
    total = read.amount.total
    return {
        "id": key,
        "charges": [one.proposal.charge for one in read.charges],
        "articles": list(read.articles),
        "min_months": low,
        "max_months": high,
        "life": read.life,
        "death": read.death,
        "tier_by": [one.by for one in read.charges],
        "amount": float(total[1]) if total else None,
        "amount_from": float(total[0]) if total else None,
        "amount_stated": read.amount.stated,
        "persons": [{"name": one.name, "role": one.role} for one in read.persons],
        "evidence": {one.proposal.charge: [fact[a:b] for a, b in one.proposal.evidence] for one in read.charges},
        "abstained": not read.charges,
    }
