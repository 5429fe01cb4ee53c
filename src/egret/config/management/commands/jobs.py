"""`egret jobs`: the alarm list of dead letters, and the way back."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count
from django.utils import timezone

from egret.config.speech import say
from egret.jobs.models import Job
from egret.jobs.queue import dead_letters, revive


class Command(BaseCommand):
    help = "Show the jobs that were given up, and try them again · 查看并重试失败的后台任务"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--revive", nargs="*", type=int, metavar="JOB", help="try again; without numbers, all")
        parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["revive"] is not None:
            chosen = options["revive"] or list(dead_letters().values_list("pk", flat=True))
            revived = [job for job in chosen if revive(job, at=timezone.now())]
            self.stdout.write(say(f"已重新排队 {len(revived)} 项", f"{len(revived)} queued again."))
            return
        counts = dict(Job.objects.values_list("state").annotate(Count("pk")))
        letters = [
            {"job": job.pk, "name": job.name, "attempts": job.attempts, "ended": job.ended, "error": job.error}
            for job in dead_letters()[:200]
        ]
        if options["json"]:
            answer = {"counts": counts, "dead": letters}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, default=str, indent=1))
            return
        summary = "  ".join(f"{state}: {count}" for state, count in sorted(counts.items()))
        self.stdout.write(summary or say("没有任务", "No jobs."))
        for letter in letters:
            reason = str(letter["error"]).strip().splitlines()[-1:] or [""]
            self.stdout.write(f"#{letter['job']} {letter['name']} ({letter['attempts']}×): {reason[0]}")
