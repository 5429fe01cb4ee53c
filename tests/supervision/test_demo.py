"""The demo district, told by acts alone: the patrol finds exactly what the stories leave undone, and nothing else."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from egret.acts.models import Subject
from egret.demo import building
from egret.supervision.models import Finding
from egret.supervision.patrol import patrol
from tests.demo.test_district import NOW

EXPECTED = {
    ("F04", "外卖电动车被推倒"): 1,
    ("F55", "球场冲突打人"): 1,
    ("F70", "电动自行车被盗"): 2,
}
"""Rule and matter: a report past its review, an opinion nobody was told, a decision nobody was served (both sides)."""


@pytest.mark.django_db
@pytest.mark.slow
def test_the_patrol_finds_what_the_stories_left_undone(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["egret.demo.hashing.QuickArgon2"]
    building.build(NOW)
    first = patrol(NOW)
    held = Counter((one.rule, one.matter.title) for one in Finding.objects.select_related("matter"))
    assert dict(held) == EXPECTED
    assert first.found == held.total()
    assert not patrol(NOW).recorded and not patrol(NOW).closed
    alone = patrol(NOW, only=list(Subject._base_manager.values_list("pk", flat=True)))
    assert alone.found == first.found and not alone.recorded and not alone.closed, "looked at by key, the same is found"
