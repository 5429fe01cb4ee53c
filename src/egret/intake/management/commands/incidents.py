"""`egret incidents import FILE --unit CODE --as POLICE_NUMBER`: a file of incidents, from the command line."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from egret.acts.done import By
from egret.acts.refusals import Refused
from egret.intake import importing
from egret.intake.models import ImportBatch
from egret.org.models import Staff, Unit


class Command(BaseCommand):
    help = "Import incidents from CSV or XLSX · 从 CSV 或 XLSX 导入警情"

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="import")
        brought = verbs.add_parser("import", help="check the file, then enter every good row; nothing twice")
        brought.add_argument("file", type=Path)
        brought.add_argument("--unit", required=True, help="code of the unit")
        brought.add_argument("--as", dest="number", required=True, help="police number in whose name it is done")
        brought.add_argument("--check", action="store_true", help="only check the file")
        brought.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        unit = Unit.objects.filter(code=options["unit"]).first()
        staff = Staff.objects.filter(police_number=options["number"], stage="serving").first()
        if unit is None or staff is None:
            raise CommandError("没有这个单位或者警号 · no such unit or police number")
        begun = time.monotonic()
        try:
            checked = importing.check(options["file"].name, options["file"].read_bytes(), at)
            if options["check"]:
                self._tell(options, {"rows": checked.count, "bad": checked.bad}, checked.faults)
                return
            batch = importing.upload(checked, unit.place, By(staff, at))
            importing.start(batch, By(staff, at))
        except (importing.Unreadable, OSError, Refused) as error:
            raise CommandError(str(error)) from None
        self._tell(options, self._figures(importing.carry_out(batch.pk, at), begun), checked.faults)

    def _figures(self, batch: ImportBatch, begun: float) -> dict[str, Any]:
        end = batch.progress
        told = {"rows": batch.rows, "made": end.made, "known": end.known, "bad": batch.bad + end.failed}
        seconds = time.monotonic() - begun
        return {"batch": batch.number, "stage": batch.stage, **told, "seconds": round(seconds, 1)}

    def _tell(self, options: dict[str, Any], figures: dict[str, Any], faults: Any) -> None:
        if options["json"]:
            rows = [[one.line, one.column, one.sentence, one.remedy] for one in faults]
            self.stdout.write(json.dumps({**figures, "faults": rows}, ensure_ascii=False))
            return
        for one in list(faults)[:20]:
            self.stdout.write(f"第 {one.line} 行 {one.column}：{one.sentence}；{one.remedy}")
        self.stdout.write("  ".join(f"{name}: {value}" for name, value in figures.items()))
