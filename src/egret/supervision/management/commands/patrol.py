"""`egret patrol`: ask all rules over everything, hold what is new, close what is gone."""

from __future__ import annotations

import json
import time
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from egret.supervision.look import detectors
from egret.supervision.patrol import patrol
from egret.supervision.rulebook import LOCAL


class Command(BaseCommand):
    help = "Run the findings' rules over everything · 全面巡查"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rule", action="append", metavar="F01", help="only this rule; may be given again")
        parser.add_argument("--at", default="", help="as of this moment instead of now")
        parser.add_argument("--json", action="store_true", help="one JSON object with the figures of the round")

    def handle(self, *args: Any, **options: Any) -> None:
        names = options["rule"]
        unknown = sorted(set(names or ()) - detectors().keys())
        if unknown:
            raise CommandError(
                f"没有这些规则，或者还不能检出 · no such rules, or they wait for records: {', '.join(unknown)}"
            )
        at = parse_datetime(options["at"]) if options["at"] else timezone.now()
        if at is None:
            raise CommandError(f"看不懂的时间 · not a moment: {options['at']}")
        begun = time.monotonic()
        done = patrol(at if at.tzinfo else at.replace(tzinfo=LOCAL), names=names)
        figures = {
            "at": done.at.isoformat(),
            "rules": done.rules,
            "found": done.found,
            "recorded": dict(sorted(Counter(one.rule for one in done.recorded).items())),
            "closed": dict(sorted(Counter(one.rule for one in done.closed).items())),
            "seconds": round(time.monotonic() - begun, 3),
        }
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
            return
        self.stdout.write(
            f"{done.rules} 条规则，存在 {done.found} 个问题：新登记 {len(done.recorded)}，注销 {len(done.closed)} · "
            f"{done.rules} rules, {done.found} findings: {len(done.recorded)} new, {len(done.closed)} gone, "
            f"{figures['seconds']} s"
        )
