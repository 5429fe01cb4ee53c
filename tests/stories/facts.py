"""Twenty facts of real judgments, typed in by the officer and carried by the posts of a station to where they belong.

The facts are read from the shared folder and never become part of the project. Two modules carry half of them each, so
that two workers share the time.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Error as PlaywrightError

from egret.demo.hands import LOCAL
from egret.journal import audit, sequencer
from tests.stories import ways
from tests.stories.hands import Desk
from tests.stories.ways import File

SHARED = Path(os.environ.get("EGRET_SHARED") or Path(__file__).resolve().parents[3] / "shared")
FACTS = SHARED / "data" / "cases" / "judgment_dev.jsonl"
ACCUSED = re.compile(r"被告人([\u4e00-\u9fff]\d?某[某甲乙丙丁]?)")
DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")

ARREST, BAIL, RETURNED, DECLINED, OFFENCE = "arrest", "bail", "returned", "declined", "offence"
PROMISED = {
    ARREST: "移送审查起诉",
    BAIL: "移送审查起诉",
    RETURNED: "移送审查起诉",
    DECLINED: "不予立案",
    OFFENCE: "已结案",
}
ENDS = {
    "J001": OFFENCE,
    "J004": BAIL,
    "J005": BAIL,
    "J006": BAIL,
    "J007": ARREST,
    "J008": BAIL,
    "J009": RETURNED,
    "J011": BAIL,
    "J012": DECLINED,
    "J013": BAIL,
    "J014": ARREST,
    "J015": BAIL,
    "J017": ARREST,
    "J018": BAIL,
    "J019": BAIL,
    "J022": BAIL,
    "J024": BAIL,
    "J026": BAIL,
    "J027": BAIL,
    "J030": ARREST,
}
"""The first nineteen facts that name one accused and are the police's to investigate (no duty crimes, 刑法 382-419,
163; 程序规定 14), and J030, which names two."""

BROWSER = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.both,
    pytest.mark.skipif(
        not FACTS.is_file(),
        reason="REAL FACTS ABSENT: set EGRET_SHARED to the folder that holds data/cases to run the twenty facts",
    ),
]


@dataclass(frozen=True)
class Fact:
    """A fact as the judgment tells it."""

    key: str
    account: str
    charge: str
    cite: str
    accused: tuple[str, ...]
    day: datetime | None


@cache
def facts() -> dict[str, Fact]:
    found = {}
    for line in FACTS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        day = DAY.search(row["fact"])
        found[row["id"]] = Fact(
            row["id"],
            row["fact"].strip(),
            row["charges"][0],
            f"刑法#{row['articles'][0]}",
            tuple(dict.fromkeys(ACCUSED.findall(row["fact"]))),
            datetime(*map(int, day.groups()), 9, 0, tzinfo=LOCAL) if day else None,  # type: ignore[arg-type, misc]
        )
    return found


def carry(desk: Desk, keys: Sequence[str]) -> None:
    """One city handles them one after the other; what went wrong with any of them is told at the end."""
    wrong, ended = {}, {}
    for key in keys:
        desk.time.comes(1, 9)
        began = monotonic()
        try:
            ended[key] = carried(desk, facts()[key], ENDS[key])
        except (AssertionError, PlaywrightError) as error:
            wrong[key] = f"{type(error).__name__}: {error}"[:1500]
        print(f"{key} {ENDS[key]:<9} {monotonic() - began:6.1f} s {'WRONG' if key in wrong else 'ok'}", flush=True)  # noqa: T201
    assert not wrong, "\n".join(f"{key}: {told}" for key, told in wrong.items())
    for key, case in ended.items():
        assert desk.as_("officer").stage(case) == PROMISED[ENDS[key]], key
    assert all(sentence and remedy for sentence, remedy in desk.refusals), desk.refusals
    while sequencer.run_once(desk.time.at).integrated:
        pass
    report = audit.run()
    assert report.is_good, [str(fault) for fault in report.faults]
    assert report.entries > 20 * len(ended)


def chosen(half: int) -> list[str]:
    """Every second of the twenty; fewer by EGRET_FACTS=J001,J017 when one of them is looked into."""
    asked = [key for key in os.environ.get("EGRET_FACTS", "").split(",") if key]
    return [key for key in list(ENDS)[half::2] if key in asked or not asked]


def carried(desk: Desk, fact: Fact, end: str) -> int:
    """From the register to where the fact belongs; answers with the case."""
    file = ways.reported(
        desk,
        title=f"{fact.charge.split('、')[0]}案",
        account=fact.account,
        where="鹭湖区",
        happened_at=fact.day,
        reporter={"name": "报案人某", "role": "reporter"},
    )
    file.accused = fact.accused
    assert file.accused
    WAYS[end](file, fact)
    stage = desk.as_("officer").stage(file.case)
    assert stage == PROMISED[end], stage
    return file.case


def by_bail(file: File, fact: Fact) -> None:
    investigated(file, fact)
    ways.bailed(file)
    ways.sent(file, fact.account[:2000])


def by_arrest(file: File, fact: Fact) -> None:
    investigated(file, fact)
    ways.detained(file, fact.account[:2000])
    ways.arrested(file, fact.account[:2000])
    ways.sent(file, fact.account[:2000])


def returned(file: File, fact: Fact) -> None:
    by_bail(file, fact)
    ways.returned_and_sent_again(file)


def investigated(file: File, fact: Fact) -> None:
    ways.filing_review(file, fact.charge, fact.cite)
    ways.filed(file, fact.account[:2000])
    ways.arrived(file)


def declined(file: File, fact: Fact) -> None:
    """The court has not exhausted its own enforcement: no facts of a crime yet; the reporter has it in writing."""
    ways.filing_review(file, fact.charge, fact.cite)
    file.asked("cases.decline_filing", reason="现有材料不能证明有犯罪事实，不予立案。")
    file.do("cases.serve_no_filing", handing={"way": "直接送达"})


def offence(file: File, fact: Fact) -> None:
    """Screening finds no crime but an offence against public order; it is punished under the law of its day."""
    file.desk.do(
        file.incident, "intake.correct_kind", sort="offence", reason="情节显著轻微，不构成犯罪，按治安案件办理"
    )
    ways.accepted(file, fact.charge, "治安管理处罚法(2012)#49")
    ways.heard(file)
    ways.noticed(file, fact.account[:2000], "治安管理处罚法(2012)#49", days=5, fine=500)
    ways.decided(file, days=5)
    ways.executed_and_closed(file, days=5, fine=500)


WAYS = {BAIL: by_bail, ARREST: by_arrest, RETURNED: returned, DECLINED: declined, OFFENCE: offence}
