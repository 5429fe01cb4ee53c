"""F68: what is far from its kind, and what is not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from egret.cases.models import Decision
from egret.guidance.spread import Bounds, Latest, bounds, spread
from egret.supervision.look import Look, ask
from tests.building.org import NOON
from tests.cases.conftest import undone
from tests.supervision.conftest import LATER, World, spoiled
from tests.supervision.plants import earlier_decisions

pytestmark = pytest.mark.django_db


def found_of(case: Any) -> Sequence[Any]:
    whole = [one for (subject, _), one in ask("F68", Look(LATER)).items() if subject == case.pk]
    assert whole == list(ask("F68", Look(LATER, frozenset({case.pk}))).values()), "alone as among all"
    return whole


@pytest.mark.parametrize(
    ("count", "days", "given", "far"),
    [
        (10, 5, {"detention_days": 14, "reasons": ""}, True),
        (10, 5, {"detention_days": 14, "reasons": "情节较重：持械"}, False),
        (10, 5, {"detention_days": 8, "reasons": ""}, False),
        (9, 5, {"detention_days": 14, "reasons": ""}, False),
        (10, 14, {"detention_days": 14, "reasons": ""}, False),
        (10, 14, {"detention_days": 5, "reasons": ""}, True),
        (10, 5, {"detention_days": 14, "reasons": "", "cite": "治安管理处罚法(2012)#43"}, False),
    ],
    ids=["far", "with a reason", "near", "too few", "like its kind", "far too little", "another text"],
)
def test_far_from_its_kind(world: World, count: int, days: int, given: dict[str, Any], far: bool) -> None:
    with undone():
        earlier_decisions(world, count, days)
        spoiled(Decision.objects.get(subject_id=world.closed.pk), **given)
        assert bool(found_of(world.closed)) is far


def test_a_reason_does_not_carry_beyond_the_article(world: World) -> None:
    with undone():
        spoiled(Decision.objects.get(subject_id=world.closed.pk), detention_days=20, reasons="情节恶劣")
        assert [one for one in found_of(world.closed)[0].shown if "条文" in one[0]] == [("条文规定的拘留", "至多15日")]


def test_what_an_article_allows() -> None:
    assert bounds("治安管理处罚法(2025)#51") == Bounds(1, 15, 2000)
    assert bounds("治安管理处罚法(2025)#51(2)") == Bounds(10, 15, 2000)
    assert bounds("治安管理处罚法(2025)#9") is None and bounds("无") is None


def test_a_spread_names_the_middle_half() -> None:
    one = spread([15, 5, 5, 6, 7, 8, 10, 10, 12])
    assert one is not None and (one.least, one.lower, one.middle, one.upper, one.most) == (5, 6, 8, 10, 15)
    assert spread([]) is None
    latest = Latest(timedelta(days=10))
    for day in range(30):
        latest.add(NOON + timedelta(days=day), day, 0)
    held = latest.before(NOON + timedelta(days=30))
    assert held is not None and (held[0].least, held[0].most, held[0].count) == (20, 29, 10)
