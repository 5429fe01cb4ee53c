"""A home with goods marked as seized, from before measures on property were subjects, keeps each of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from egret.acts.images import image_of_table
from egret.acts.models import Subject
from egret.cases.models import CriminalProperty
from egret.journal import audit, pen
from tests.building import cases
from tests.building.org import NOON, police_city
from tests.cases.test_measures_migrate import migrated, now

__all__ = ["now"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
BEFORE = ("cases", "0005_continued_questioning")


def seized(apps: Any, case: Any, person: Any, *titles: str) -> None:
    """Goods as they were marked then, with the limit to bring them to the keeper on the case."""
    evidence, clock = apps.get_model("cases", "Evidence"), apps.get_model("acts", "Clock")
    with transaction.atomic():
        common = {"subject_id": case.pk, "person_id": person.pk, "kind": "material", "taken_at": NOON, "seized": True}
        rows = [evidence.objects.create(title=title, description="断裂", **common) for title in titles]
        due = {"started": NOON, "guard_due": NOON, "legal_due": NOON}
        limit = clock.objects.create(subject_id=case.pk, rule="P03", **due)
        base = Subject._base_manager.get(pk=case.pk)
        images = [*(image_of_table(row, evidence) for row in rows), image_of_table(limit, clock)]
        prev = bytes.fromhex(base.chain_head)
        told = {"rows": [*images, image_of_table(base, Subject)]}
        (entry,) = pen.write([pen.Draft("cases.seize", "o:1", "x", case.obj, NOON, prev, fields=told)])
        apps.get_model("acts", "Subject").objects.filter(pk=case.pk).update(chain_head=entry.leaf.hex())


def test_marks_become_measures_and_every_row_still_has_its_author(now: None) -> None:
    case = cases.burglary(police_city())
    apps = migrated(BEFORE)
    seized(apps, case, cases.suspect_of(case), "金项链", "手镯")
    migrated()

    (measure,) = CriminalProperty.objects.filter(case_id=case.pk)
    assert (measure.stage, measure.measure_kind, measure.title) == ("in_force", "seize", "扣押：金项链等2项")
    assert [one.name for one in measure.property_items.order_by("pk")] == ["金项链", "手镯"]
    assert measure.clocks.get().state == "running" and not case.clocks.filter(rule="P03", state="running").exists()
    report = audit.run(with_files=False)
    assert report.rows and [str(one) for one in report.faults] == []
