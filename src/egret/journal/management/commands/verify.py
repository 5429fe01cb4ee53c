"""`egret verify`: derive the journal again from its bytes; exit 1 and name the first bad entry."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from egret.journal import audit


class Command(BaseCommand):
    help = "Re-derive the journal from its bytes; exit 1 and name the first bad entry."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object")
        parser.add_argument("--no-files", action="store_true", help="leave the published files out")
        parser.add_argument("--no-rows", action="store_true", help="leave the business rows out")

    def handle(self, *args: Any, **options: Any) -> None:
        report = audit.run(with_files=not options["no_files"], with_rows=not options["no_rows"])
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        else:
            self._tell(report)
        if not report.is_good:
            raise SystemExit(1)

    def _tell(self, report: audit.Report) -> None:
        told = {
            _("日志条目"): report.entries,
            _("待入树条目"): report.pending,
            _("签名检查点"): report.checkpoints,
            _("加密内容"): report.payloads,
            _("依法删除的内容"): report.erased,
            _("业务数据行"): report.rows,
            _("公开文件"): report.files,
        }
        for name, count in told.items():
            self.stdout.write(f"{name}: {count}")
        for words in report.unchecked:
            self.stdout.write(_("未检查：%s") % words)
        if report.first is None:
            self.stdout.write(_("执法日志完整：全部条目、散列树、签名与业务数据一致。"))
            return
        self.stdout.write(_("发现 %d 处不一致。第一处：") % report.count)
        for fault in report.faults[:20]:
            self.stdout.write(f"  {fault}")
