"""`egret guide assess|train`: from facts in plain text to charges, articles, span and amount; learning from cases."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from egret.guidance import characterising, learning, learnt, reading, tables
from egret.guidance.learning import Example, Report
from egret.guidance.learnt import Model


class Command(BaseCommand):
    help = "办案指导：由事实推荐罪名、条文、幅度和数额（assess），供人核对；从办结案件学习（train）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="assess|train")
        assess = verbs.add_parser("assess", help="逐行读取案件事实，逐行给出推荐；没有把握的罪名留空")
        assess.add_argument(
            "--batch", type=Path, required=True, metavar="FILE", help='每行 {"id","fact"}；- 为标准输入'
        )
        assess.add_argument("--on", type=date.fromisoformat, default=None, metavar="DATE", help="行为日期，缺省为今天")
        assess.add_argument("--region", default="", metavar="CODE", help="采用这一地区的数额标准")
        assess.add_argument("--rules-only", action="store_true", help="不用学到的权重，只按规则")
        train = verbs.add_parser("train", help="从办结案件学习各罪名的用词，整体替换以前学到的")
        train.add_argument(
            "--cases",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help='每行 {"fact","charges"[,"months","life","death"]}；可以重复',
        )
        train.add_argument(
            "--from-cases", action="store_true", help="加上本机关已结、未限制知悉、未封存的案件，以认定的罪名为准"
        )
        train.add_argument("--rows", type=Path, metavar="FILE", help="只把本机关案件写成学习用的行，不学习")
        train.add_argument("--forget", action="store_true", help="删除学到的权重，只用规则")
        train.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args: Any, **options: Any) -> None:
        {"assess": self._assess, "train": self._train}[options["verb"]](options)

    def _assess(self, options: dict[str, Any]) -> None:
        path: Path = options["batch"]
        on = options["on"] or timezone.localdate()
        model = None if options["rules_only"] else learnt.current()
        for number, line in _lines(path):
            try:
                asked = json.loads(line)
                told = _told(asked.get("id"), str(asked["fact"]), on, options["region"], model)
            except (ValueError, KeyError, AttributeError, TypeError) as error:
                raise CommandError(f"{path}:{number}: {error}") from None
            self.stdout.write(json.dumps(told, ensure_ascii=False))

    def _train(self, options: dict[str, Any]) -> None:
        if options["forget"]:
            learnt.path().unlink(missing_ok=True)
            self.stdout.write("已删除学到的权重，只按规则推荐")
            return
        if options["rows"]:
            rows = [json.dumps(row, ensure_ascii=False) for row in characterising.training_rows()]
            options["rows"].write_text("".join(f"{row}\n" for row in rows), "utf-8")
            self.stdout.write(f"{options['rows']}：{len(rows)} 件")
            return
        begun = time.perf_counter()
        unknown: Counter[str] = Counter()
        found = [one for path in options["cases"] for one in _examples(path, unknown)]
        if options["from_cases"]:
            found += [_example(row, unknown) for row in characterising.training_rows()]
        try:
            model, report = learning.train(found, timezone.localdate().isoformat())
        except learning.TooFew:
            raise CommandError(
                f"办结案件不够：读入 {len(found)} 件，至少要有两个罪名各 {learning.LEAST} 件；原有的权重不变"
            ) from None
        learnt.write(model, learnt.path())
        seconds = round(time.perf_counter() - begun, 1)
        if options["json"]:
            self.stdout.write(json.dumps(_reported(report, unknown, seconds), ensure_ascii=False))
        else:
            self._report(report, unknown, seconds)

    def _report(self, report: Report, unknown: Counter[str], seconds: float) -> None:
        self.stdout.write(f"学习 {report.cases} 件，{report.words} 个词，用时 {seconds} 秒")
        for charge, count in sorted(report.charges.items(), key=lambda one: -one[1]):
            tiers = sorted(
                (int(name.partition("#")[2]), n) for name, n in report.tiers.items() if name.startswith(f"{charge}#")
            )
            told = "，幅度 " + "、".join(f"{number}：{n}" for number, n in tiers) if tiers else ""
            self.stdout.write(f"    {charge} {count} 件{told}")
        if unknown:
            names = "、".join(f"{name} {count}" for name, count in unknown.most_common())
            self.stdout.write(f"表中没有的罪名，未学：{names}")
        self.stdout.write(f"交叉验证（同一批案件，每份隐去一部分罪名，{report.tried} 次），罪名 F1：")
        for hidden, kind in ((False, "有案例的罪名"), (True, "没有案例的罪名")):
            ruled, both = report.f1[hidden]
            self.stdout.write(f"    {kind}：只按规则 {ruled:.3f}，加上学到的 {both:.3f}")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that hold something, numbered from one; - is standard input."""
    try:
        lines = sys.stdin if str(path) == "-" else path.open(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path}：{error.strerror}") from None
    with lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield number, line


def _examples(path: Path, unknown: Counter[str]) -> Iterator[Example]:
    for number, line in _lines(path):
        try:
            yield _example(json.loads(line), unknown)
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise CommandError(f"{path}:{number}: {error}") from None


def _example(told: Mapping[str, Any], unknown: Counter[str]) -> Example:
    names = [(str(name), tables.present_name(str(name))) for name in told["charges"]]
    months = told.get("months")
    example = Example(
        str(told["fact"]),
        frozenset(present for _, present in names if present),
        None if months is None else int(months),
        bool(told.get("life") or told.get("death")),
    )
    unknown.update(name for name, present in names if present is None)
    return example


def _reported(report: Report, unknown: Counter[str], seconds: float) -> dict[str, Any]:
    bars = report.bars
    return {
        "cases": report.cases, "charges": dict(report.charges), "tiers": dict(report.tiers), "words": report.words,
        "unknown": dict(unknown), "seconds": seconds, "tried": report.tried,
        "f1": {
            "with_examples" if not hidden else "without": {"rules": round(ruled, 4), "learnt": round(both, 4)}
            for hidden, (ruled, both) in report.f1.items()
        },
        "bars": {"add": bars.add, "drop": bars.drop, "alone": bars.alone, "lead": bars.lead},
    }  # fmt: skip


def _told(key: Any, fact: str, on: date, region: str, model: Model | None) -> dict[str, Any]:
    read = reading.read(fact, on, region, model)
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
        "weighed": {one.proposal.charge: list(one.weighed) for one in read.charges if one.weighed},
        "abstained": not read.charges,
    }
