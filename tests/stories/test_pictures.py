"""Pictures of the pages people see first, taken in the demo district; axe looks at each in both themes.

With EGRET_KEEP_PICTURES=1 they are written to docs/pictures, where the README shows some of them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser

from egret.acts.models import Clock
from egret.approvals.models import Approval
from egret.cases.models import CriminalCase
from egret.demo import stories
from egret.demo.district import demo_district
from egret.demo.hands import LOCAL, on
from egret.documents.models import Document
from egret.journal import sequencer
from egret.journal.following import run_followers
from egret.law import importing
from egret.law.models import Law
from egret.org.models import Staff
from tests.building.org import District
from tests.law.shared_data import LAWS
from tests.stories.hands import Desk, Time

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOW = datetime(2026, 3, 23, 10, 20, tzinfo=LOCAL)
"""A Monday morning of the demo district."""


@pytest.fixture
def city(transactional_db: None, tmp_path: Path) -> District:
    with transaction.atomic():
        demo = demo_district(on(NOW - timedelta(days=90), 0, 9))
        stories.tell(demo, NOW, 1)
    while sequencer.run_once(NOW).integrated:
        pass
    while run_followers(at=NOW):
        pass
    statutes(tmp_path)
    return District(**vars(demo.city))


def statutes(folder: Path) -> None:
    """The offences law in its two versions, where the real statutes are at hand."""
    for file in LAWS.rglob("治安管理处罚法(*.md"):
        shutil.copy(file, folder)
    importing.import_folder(folder, at=NOW)


@pytest.fixture
def desk(city: District, browser: Browser, live_server: Any, time: Time) -> Iterator[Desk]:
    time.at = NOW
    opened = Desk(browser, live_server.url, city, time)
    yield opened
    opened.close()
    assert not opened.faults, opened.faults


def busiest() -> CriminalCase:
    """The case with somebody in custody and most clocks running."""
    running = list(Clock.objects.filter(state="running").values_list("subject_id", flat=True))
    papers = Document.objects.filter(document_kind="拘留证").values("matter_id")
    held = CriminalCase.objects.filter(pk__in=papers, stage="suspect_in")
    return max(held, key=lambda one: (running.count(one.pk), -one.pk))


def addresses(case: CriminalCase) -> dict[str, str]:
    """What is shown at the desk of the officer in charge."""
    paper = Document.objects.filter(matter_id=case.pk, document_kind="拘留证").order_by("pk")[0]
    law = Law.objects.filter(title__contains="治安管理处罚法").first()
    return {
        "worklist": reverse("desk:worklist"),
        "case_file": reverse("desk:subject", args=[case.pk]),
        "act": reverse("desk:act", args=[case.pk, "cases.record_statement"]),
        "replay": reverse("desk:replay", args=[case.pk]),
        "document": reverse("documents:document", args=[paper.pk]),
        "law_article": reverse("law:article", args=[law.pk, 9])
        if law
        else reverse("law:cite") + "?c=治安管理处罚法(2025)%239",
        "search": reverse("desk:search") + "?q=盗窃",
    }


@pytest.mark.timeout(1200)
def test_pictures(desk: Desk, axe: Callable[..., None], shoot: Callable[..., list[Path]]) -> None:
    case = busiest()
    taken: list[Path] = []
    faults: list[str] = []

    def look(name: str, path: str) -> None:
        desk.go(path)
        desk.page.wait_for_load_state("load")
        try:
            axe(desk.page)
            taken.extend(shoot(desk.page, name, whole=name in ("document", "law_article")))
        except AssertionError as error:
            faults.append(f"{name}: {error}")

    desk.as_(Staff.objects.get(pk=case.owner))
    for name, path in addresses(case).items():
        look(name, path)
    waiting = Approval.objects.filter(is_open=True, stage="waiting").order_by("-pk")
    approval = next((one for one in waiting if one.act == "cases.decide_penalty"), waiting[0])
    path = reverse("approvals:approval", args=[approval.pk])
    desk.as_("bureau_head" if approval.act == "cases.decide_penalty" else "unit_head")
    look("approval", path)
    for file in taken:
        slim(file)
    assert not faults, "\n".join(faults)
    assert sum(file.stat().st_size for file in taken) < 3_000_000


def slim(file: Path) -> None:
    """A picture of text needs few colours: a palette halves the file."""
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(colors=256, dither=Image.Dither.NONE).save(file, optimize=True)
