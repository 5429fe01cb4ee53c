"""受案立案统管: every report without an outcome is seen, reminded of, ordered, or given to another unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from egret.acts.models import Clock, ClockState
from egret.acts.refusals import Refused
from egret.cases.acts import acceptance as accepting
from egret.cases.models import CriminalCase
from egret.demo import crimes, offences
from egret.demo.matters import ASSAULT, BURGLARY
from egret.desk import notices
from egret.desk.models import Notice
from egret.documents.models import Document
from egret.intake import acts as intake
from egret.intake.models import Incident
from egret.journal import reading
from egret.review.acts import acceptance
from egret.review.acts.acceptance import OrderKind
from egret.review.models import Urging
from egret.review.queries import acceptance as queries
from tests.building.org import NOON, District, later, police_city
from tests.cases.conftest import undone
from tests.review.conftest import codes

SOON = later(hours=5)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[District]:
    with django_db_blocker.unblock(), undone():
        yield police_city()


@pytest.fixture
def city(built: District, db: None) -> Iterator[District]:
    with undone():
        yield built


@pytest.fixture
def incident(city: District) -> Incident:
    return offences.reported(city.squad, ASSAULT, NOON)


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)


def ordered(city: District, incident: Incident, way: OrderKind = OrderKind.ADMIN) -> Urging:
    acceptance.order_acceptance(
        fresh(incident), city.by("case_manager", SOON), way=way, reason="有伤情照片，符合受案条件。"
    )
    return Urging.objects.get(kind=way.value)


def seen(city: District, post: str, at: Any = SOON, when: str = "") -> list[int]:
    return [one.pk for one in queries.without_outcome(city[post], at, when)]


def test_every_report_without_an_outcome_is_seen_in_the_district(city: District, incident: Incident) -> None:
    assert seen(city, "case_manager") == [incident.pk] == seen(city, "officer")
    assert [one.pk for one in queries.without_outcome(city.stranger, SOON)] == []
    offences.accepted(city.squad, ASSAULT, NOON)
    assert seen(city, "case_manager") == [incident.pk], "what was accepted has left"


def test_by_what_is_due(city: District, incident: Incident) -> None:
    assert seen(city, "case_manager", when="today") == [incident.pk]
    assert seen(city, "case_manager", when="late") == seen(city, "case_manager", when="rest") == []
    assert seen(city, "case_manager", later(days=9), "late") == [incident.pk]


def test_an_order_is_a_paper_of_the_branch_to_the_unit(city: District, incident: Incident) -> None:
    ordered(city, incident, OrderKind.CRIMINAL)
    paper = Document.objects.get(matter_id=incident.pk, document_kind="责令受案立案通知书")
    assert paper.facts["decision"] == "刑事立案审查" and paper.facts["to_organ"] == city.station.name
    assert paper.facts["reason"] == "有伤情照片，符合受案条件。"


def test_reminded_answered_and_told(city: District, incident: Incident) -> None:
    outcome = acceptance.remind(incident, city.by("case_manager", SOON), reason="请说明为何未受案。")
    (urging,) = queries.unanswered(incident)
    notices.of_entry(next(one for one in reading.history(incident.obj) if one.uid == outcome.uid))
    told = set(Notice.objects.filter(subject=incident.pk, sort="urged").values_list("staff", flat=True))
    assert told == {city["officer"].pk, city["unit_head"].pk}
    acceptance.answer_urging(fresh(incident), city.by("officer", SOON), urging=urging, answer="正在询问。")
    assert not queries.unanswered(incident)
    with pytest.raises(Refused) as no:
        acceptance.answer_urging(fresh(incident), city.by("officer", SOON), urging=urging, answer="再答。")
    assert codes(no) == {"choice"}


def test_a_filing_review_has_no_outcome_yet_and_is_reminded_of(city: District) -> None:
    case = crimes.under_review(city.squad, BURGLARY, NOON)
    assert seen(city, "case_manager") == [case.pk]
    acceptance.remind_filing(case, city.by("case_manager", SOON), reason="三日将满，是否立案？")
    (urging,) = queries.unanswered(case)
    with pytest.raises(Refused) as no:
        acceptance.remind_filing(CriminalCase.objects.get(pk=case.pk), city.by("officer", SOON), reason="自己督促自己")
    assert codes(no) == {"power"}
    acceptance.answer_filing_urging(
        CriminalCase.objects.get(pk=case.pk), city.by("officer", SOON), urging=urging, answer="今日呈请立案。"
    )
    assert not queries.unanswered(case)


def test_reasons_are_given(city: District, incident: Incident) -> None:
    with pytest.raises(Refused) as no:
        acceptance.remind(incident, city.by("case_manager", SOON), reason=" ")
    assert codes(no) == {"reasons"}


@pytest.mark.parametrize("post", ["officer", "unit_head", "legal_assistant", "supervisor"])
def test_only_the_group_urges(city: District, incident: Incident, post: str) -> None:
    by = city.by(post, SOON)
    for act, given in (
        (acceptance.remind, {"reason": "一"}),
        (acceptance.order_acceptance, {"way": OrderKind.ADMIN, "reason": "一"}),
        (acceptance.designate, {"unit": city.other_station, "reason": "一"}),
    ):
        with pytest.raises(Refused) as no:
            act(fresh(incident), by, **given)  # type: ignore[operator]
        assert codes(no) == {"power"}


def test_an_order_stands_until_accepted_or_withdrawn(city: District, incident: Incident) -> None:
    order = ordered(city, incident)
    officer = city.by("officer", SOON)
    ways: list[tuple[Any, dict[str, Any]]] = [
        (intake.tell_not_police, {"reason": "民事"}),
        (intake.close_handled, {"result": "已劝离"}),
        (intake.take_to_mediation, {"way": "人民调解"}),
        (intake.transfer, {"to": "外地", "reason": "管辖"}),
    ]
    for act, given in ways:
        with pytest.raises(Refused) as no:
            act(fresh(incident), officer, **given)
        assert "F01" in codes(no)
    with pytest.raises(Refused) as no:
        ordered(city, incident, OrderKind.CRIMINAL)
    assert codes(no) == {"twice"}
    acceptance.answer_urging(fresh(incident), officer, urging=order, answer="属民事纠纷。")
    with pytest.raises(Refused):
        intake.tell_not_police(fresh(incident), officer, reason="民事")
    acceptance.withdraw_order(fresh(incident), city.by("case_manager", SOON), urging=order, reason="经复核属民事纠纷。")
    intake.tell_not_police(fresh(incident), officer, reason="民事")
    assert fresh(incident).stage == "not_police"


def test_a_duplicate_is_no_way_around_an_order(city: District, incident: Incident) -> None:
    earlier = offences.reported(city.squad, ASSAULT, NOON)
    ordered(city, incident)
    with pytest.raises(Refused) as no:
        intake.mark_duplicate(fresh(incident), city.by("officer", SOON), earlier=earlier, reason="重复")
    assert "F01" in codes(no)


def test_ordered_as_a_crime_it_is_not_accepted_as_an_offence(city: District, incident: Incident) -> None:
    ordered(city, incident, OrderKind.CRIMINAL)
    with pytest.raises(Refused) as no:
        accepting.accept_administrative(fresh(incident), city.by("officer", SOON), cause="殴打他人")
    assert codes(no) == {"F06"}
    outcome = accepting.open_filing_review(fresh(incident), city.by("officer", SOON), cause="故意伤害罪")
    assert outcome.proposed is not None


def test_a_disputed_report_goes_to_the_named_unit_and_its_clocks_run_on(city: District, incident: Incident) -> None:
    before = list(Clock.objects.filter(subject_id=incident.pk).values_list("rule", "started", "guard_due", "state"))
    with pytest.raises(Refused) as no:
        acceptance.designate(incident, city.by("case_manager", SOON), unit=city.station, reason="两所推诿。")
    assert codes(no) == {"choice"}, "the unit that has it already is not on offer"
    acceptance.designate(fresh(incident), city.by("case_manager", SOON), unit=city.other_station, reason="两所推诿。")
    moved = fresh(incident)
    assert moved.unit == city.other_station.pk and moved.owner is None
    assert before == list(
        Clock.objects.filter(subject_id=incident.pk).values_list("rule", "started", "guard_due", "state")
    )
    assert {state for *_rest, state in before} == {ClockState.RUNNING}
    row = Urging.objects.get(kind="designate")
    assert (row.unit_from, row.unit_to) == (city.station.pk, city.other_station.pk)
    assert [one.pk for one in queries.without_outcome(city.stranger, SOON)] == [incident.pk]
    assert seen(city, "officer") == []


def test_no_other_unit_while_a_proposal_waits(city: District, incident: Incident) -> None:
    accepting.accept_administrative(incident, city.by("officer", SOON), cause="殴打他人")
    with pytest.raises(Refused) as no:
        acceptance.designate(
            fresh(incident), city.by("case_manager", SOON), unit=city.other_station, reason="两所推诿。"
        )
    assert codes(no) == {"open"}
