"""`egret check`: what is missing for production, one line each with the remedy."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from egret.config.readiness import findings
from egret.config.speech import say


class Command(BaseCommand):
    help = "Tell what is missing for production, one line each with the remedy · 检查投入使用还缺什么"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        found = findings(at=timezone.now())
        missing = [finding for finding in found if not finding.ok]
        if options["json"]:
            answer = {"ready": not missing, "checks": [finding.as_json() for finding in found]}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        else:
            for finding in found:
                mark = say("就绪", "ok     ") if finding.ok else say("缺失", "MISSING")
                remedy = "" if finding.ok else f" → {say(finding.remedy_zh, finding.remedy_en)}"
                self.stdout.write(f"{mark} {say(finding.zh, finding.en)}: {finding.found}{remedy}")
            self.stdout.write(
                say("可以投入使用", "Ready for production.")
                if not missing
                else say(f"尚缺 {len(missing)} 项", f"{len(missing)} missing for production.")
            )
        if missing:
            raise SystemExit(1)
