"""`egret law import|search|index|lint`: statutes from the command line."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from egret.law import importing, linting, queries
from egret.law.issue_names import ISSUE_NAMES
from egret.law.ranking import index


class Command(BaseCommand):
    help = "法规：导入（import）、检索（search）、重建索引（index）、校核规则引文（lint）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="import|search|index|lint")
        reading = verbs.add_parser(
            "import", help="导入一个目录（或一个文件）里的法规：Markdown 或官方 docx，可重复执行"
        )
        reading.add_argument("folder", type=Path, metavar="DIR")
        reading.add_argument("--json", action="store_true", help="以 JSON 输出结果")
        reading.add_argument("--issues", action="store_true", help="列出每个提示（缺省只列无法读取的文件和条号跳跃）")
        finding = verbs.add_parser("search", help="按词或引文检索条文")
        finding.add_argument("query", nargs="?", default="", metavar="QUERY")
        finding.add_argument("--top", type=int, default=10, metavar="N")
        finding.add_argument(
            "--on", type=date.fromisoformat, default=None, metavar="DATE", help="按这一天有效的条文，缺省为今天"
        )
        finding.add_argument("--region", default="", help="并检索这一地区的地方性法规")
        finding.add_argument("--batch", type=Path, metavar="FILE", help='每行 {"id","query"[,"on"]}；- 为标准输入')
        finding.add_argument("--json", action="store_true", help="以 JSON 输出结果")
        indexer = verbs.add_parser("index", help="由现有法规重建检索索引，完成后整体替换")
        indexer.add_argument("--json", action="store_true", help="以 JSON 输出结果")
        linter = verbs.add_parser("lint", help="校核规则库：引文存在、数字在所引条文之中")
        linter.add_argument("--rulebook", type=Path, default=None, metavar="DIR", help="缺省为检出目录下的 rulebook/")
        linter.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args: Any, **options: Any) -> None:
        verbs = {"import": self._import, "search": self._search, "index": self._index, "lint": self._lint}
        verbs[options["verb"]](options)

    def _import(self, options: dict[str, Any]) -> None:
        folder: Path = options["folder"]
        if not folder.exists():
            raise CommandError(f"{folder}：没有这个目录或文件")
        stored = importing.import_folder(folder, at=timezone.now())
        if not index.is_fresh():
            index.rebuild()
        issues = importing.issues()
        held = queries.counts()
        if options["json"]:
            self._json(
                {
                    "files": stored.files, "laws": stored.laws, "articles": stored.articles, "added": len(stored.added),
                    "replaced": stored.replaced, "changed": stored.changed, "digest": stored.digest, "held": held,
                    "broken": [{"file": f, "line": i.line, "reason": i.text} for f, i in stored.broken],
                    "issues": [{"file": i.file, "line": i.line, "kind": i.kind, "text": i.text} for i in issues],
                }
            )  # fmt: skip
        else:
            self.stdout.write(f"读入 {stored.files} 个文件，{stored.laws} 部法规，{stored.articles} 条")
            self.stdout.write(f"新增 {len(stored.added)} 个版本，更换 {len(stored.replaced)} 个，无变化时不写入")
            self.stdout.write(f"现有 {held['laws']} 部、{held['versions']} 个版本、{held['articles']} 条")
            self.stdout.write(f"{held['unconfirmed']} 个版本的施行日期未经确认")
            for issue in issues:
                if options["issues"] or issue.kind in ("jump", "mid-sentence", "repeated-number"):
                    self.stdout.write(
                        f"{issue.file}:{issue.line}: {ISSUE_NAMES.get(issue.kind, issue.kind)} {issue.text}"
                    )
            for file, problem in stored.broken:
                self.stderr.write(f"{file}:{problem.line}: {problem.text}")

    def _search(self, options: dict[str, Any]) -> None:
        today = timezone.localdate()
        top = max(1, min(int(options["top"]), 200))
        if options["batch"]:
            self._batch(options, top, today)
            return
        if not options["query"]:
            raise CommandError("请给出检索词，或用 --batch FILE")
        answer = queries.search(options["query"], on=options["on"] or today, top=top, region=options["region"])
        if options["json"]:
            self._json({"query": options["query"], "results": [_result(hit) for hit in answer.hits]})
            return
        for hit in answer.hits:
            mark = "" if hit.version.is_confirmed else "（施行日期未经确认）"
            self.stdout.write(f"{hit.version.law.title} {hit.article.name}（{hit.version.label}）{mark}")
            self.stdout.write(f"    {hit.article.text[:100]}")
        for told in answer.missing:
            key, _, last = told.partition("|")
            self.stdout.write(f"《{key}》没有这一条，最后一条是第{last}条")
        if not answer.hits:
            self.stdout.write("没有找到；请换一种写法，或先用 egret law import 导入法规")

    def _batch(self, options: dict[str, Any], top: int, today: date) -> None:
        path: Path = options["batch"]
        lines = sys.stdin if str(path) == "-" else path.open(encoding="utf-8")
        with lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    asked = json.loads(line)
                    on = date.fromisoformat(asked["on"]) if asked.get("on") else options["on"] or today
                    answer = queries.search(str(asked["query"]), on=on, top=top, region=options["region"])
                except (ValueError, KeyError, TypeError) as error:
                    raise CommandError(f"{path}:{number}: {error}") from None
                self.stdout.write(
                    json.dumps(
                        {"id": asked.get("id"), "results": [_result(hit) for hit in answer.hits]}, ensure_ascii=False
                    )
                )

    def _index(self, options: dict[str, Any]) -> None:
        begun = time.perf_counter()
        held = index.rebuild()
        seconds, size = round(time.perf_counter() - begun, 2), index.path().stat().st_size
        if options["json"]:
            self._json({"articles": held, "seconds": seconds, "bytes": size})
        else:
            self.stdout.write(f"索引 {held} 条，用时 {seconds} 秒，{size / 1e6:.0f} MB")

    def _lint(self, options: dict[str, Any]) -> None:
        report = linting.lint(options["rulebook"] or Path(settings.RULEBOOK))
        if options["json"]:
            self._json(
                {
                    "citations": report.citations,
                    "numbers": report.numbers,
                    "errors": len(report.errors),
                    "failures": [
                        {"file": f.file, "line": f.line, "kind": f.kind, "severity": f.severity, "text": f.text}
                        for f in report.failures
                    ],
                }
            )
        else:
            for failure in report.failures:
                self.stdout.write(str(failure))
            self.stdout.write(f"校核引文 {report.citations} 处、数字 {report.numbers} 个，{len(report.errors)} 处不符")
        if report.errors:
            sys.exit(1)

    def _json(self, data: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))


def _result(hit: queries.Hit) -> dict[str, Any]:
    return {
        "law": hit.version.law.title,
        "version": hit.version.label,
        "article": hit.article.label or hit.article.name,
        "score": round(hit.score, 4),
        "confirmed": hit.version.is_confirmed,
    }
