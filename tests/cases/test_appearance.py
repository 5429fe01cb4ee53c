"""What may be asked before filing, and how a suspect comes in: by warrant or on their own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from egret.acts.models import Clock, ClockState
from egret.cases import queries
from egret.cases.acts import appearance
from egret.cases.models import CriminalCase, Measure, MeasureKind
from egret.demo import crimes
from egret.demo.hands import sign_all
from egret.demo.matters import BURGLARY
from tests.building.org import NOON
from tests.cases.conftest import LATER, Standing, refused, undone
from tests.cases.test_guards_criminal import entered

pytestmark = pytest.mark.django_db
HERE = LATER - timedelta(minutes=5)
ROOMS = {"arrived_at": HERE, "place": "办案区"}
CHECK = {"way": appearance.CheckWay.INQUIRY, "unclear": "报案人说法前后不一"}
ASKED = {"reason": "经传唤无正当理由不到案", "place": "办案区"}


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def running(case: CriminalCase) -> set[str]:
    return set(Clock.objects.filter(subject_id=case.pk, state=ClockState.RUNNING).values_list("rule", flat=True))


def brought_in(standing: Standing) -> Measure:
    case = standing.c("investigating")
    person = queries.suspects(case)[0]
    sign_all(appearance.request_compelled_appearance(case, standing.by(), person=person, **ASKED), HERE)
    appearance.compel_appearance(standing.c("investigating"), standing.by(), person=person, **ROOMS)
    return Measure.objects.get(case_id=case.pk, measure_kind=MeasureKind.COMPELLED)


def test_a_check_before_filing_moves_nothing_and_uses_no_force(standing: Standing) -> None:
    case = crimes.under_review(standing.city.squad, BURGLARY, NOON)
    sign_all(appearance.check_before_filing(case, standing.by(), **CHECK), LATER)
    case = crimes.again(case)
    assert case.stage == "filing_review" and "G05" in running(case)
    found = refused("cases.check_before_filing", case, standing.by(), {**CHECK, "coercion": True}, "F47")
    assert found.article == "公安机关办理刑事案件程序规定#174"


def test_a_warrant_brings_in_and_its_hours_run_from_the_arrival(standing: Standing) -> None:
    measure = brought_in(standing)
    case = standing.c("investigating")
    assert case.stage == "suspect_in" and measure.due == HERE + timedelta(hours=12)
    assert "C03" in running(case)
    outcome = appearance.extend_compelled_appearance(case, standing.by(), measure=measure, reason="需要拘留")
    sign_all(outcome, LATER)
    measure.refresh_from_db()
    assert measure.due == HERE + timedelta(hours=24)
    case = standing.c("investigating")
    assert "C04" in running(case) and "C03" not in running(case)
    appearance.end_compelled_appearance(case, standing.by(), measure=measure, left_at=LATER, why="回家")
    assert not {"C03", "C04"} & running(standing.c("investigating"))
    given = {"person": measure.person, **ASKED}
    case = standing.c("investigating")
    assert refused("cases.request_compelled_appearance", case, standing.by(), given, "R12", "warn").article


def test_nobody_is_brought_in_without_the_warrant(standing: Standing) -> None:
    case = standing.c("investigating")
    given = {"person": queries.suspects(case)[0], **ROOMS}
    found = refused("cases.compel_appearance", case, standing.by(), given, "")
    assert found.article == "公安机关办理刑事案件程序规定#78"


def test_who_is_here_is_not_brought_in_again_and_no_arrival_lies_ahead(standing: Standing) -> None:
    measure = brought_in(standing)
    case = standing.c("investigating")
    assert refused("cases.compel_appearance", case, standing.by(), {"person": measure.person, **ROOMS}, "twice")
    given = {"person": measure.person, **ROOMS, "arrived_at": LATER + timedelta(hours=1)}
    assert refused("cases.compel_appearance", case, standing.by(), given, "time")


def test_the_hours_of_a_warrant_that_ran_out_are_not_lengthened(standing: Standing) -> None:
    measure = brought_in(standing)
    late = standing.city.by("officer", HERE + timedelta(hours=13))
    given = {"measure": measure, "reason": "需要拘留"}
    found = refused("cases.extend_compelled_appearance", standing.c("investigating"), late, given, "F17")
    assert found.article == "刑事诉讼法#119"
    case = standing.c("investigating")
    given = {"measure": measure, "left_at": HERE - timedelta(hours=1), "why": "回家"}
    assert refused("cases.end_compelled_appearance", case, standing.by(), given, "time")


def test_a_deputy_is_not_brought_in_without_permission(standing: Standing) -> None:
    person = entered(standing, standing.c("investigating"), flags=("deputy",))
    given = {"person": person, **ASKED}
    found = refused("cases.request_compelled_appearance", standing.c("investigating"), standing.by(), given, "R37")
    assert found.article


def test_who_surrenders_is_received_at_once_and_it_is_kept(standing: Standing) -> None:
    case = standing.c("investigating")
    given = {"person": queries.suspects(case)[0], "how": "亲属陪同", "account": "承认入户盗窃", **ROOMS}
    outcome = appearance.accept_surrender(case, standing.by(), **given)
    assert outcome.proposed is None
    case = standing.c("investigating")
    assert case.stage == "suspect_in" and "C01" in running(case)
    assert Measure.objects.get(case_id=case.pk, measure_kind=MeasureKind.SUMMONS).facts == {"surrendered": True}
    assert refused("cases.accept_surrender", case, standing.by(), given, "twice")
