"""Every act on a report: done, with its stage and its clocks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from egret.acts.deed import Deed, under
from egret.acts.models import Clock, ClockState
from egret.acts.queries import timeline
from egret.acts.refusals import Refused
from egret.demo.hands import sign_all
from egret.intake import acts
from egret.intake.models import Channel, Incident, IncidentKind, Person
from egret.intake.persons import PersonFacts
from egret.org.models import Staff
from egret.org.system import SETUP
from tests.building import cases
from tests.building.org import NOON, District, later, police_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> District:
    return police_city()


def again(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)


def running(incident: Incident) -> set[str]:
    found = Clock.objects.filter(subject_id=incident.pk, state=ClockState.RUNNING)
    return set(found.values_list("rule", flat=True))


@pytest.mark.parametrize(
    ("sort", "rules"),
    [("crime", {"G05"}), ("offence", {"G04"}), ("traffic", {"G04"}), ("dispute", set()), ("help", set())],
)
def test_the_kind_of_a_report_chooses_its_review_term(city: District, sort: str, rules: set[str]) -> None:
    assert running(cases.report(city, sort=sort)) == rules


def test_a_wrong_kind_is_corrected_and_the_right_term_runs_from_the_registration(city: District) -> None:
    incident = cases.report(city, sort="help")
    by = city.by("officer", later(hours=5))
    acts.correct_kind(incident, by, sort=IncidentKind.CRIME, reason="有人受伤")
    (clock,) = Clock.objects.filter(subject_id=incident.pk, state=ClockState.RUNNING)
    assert (clock.rule, clock.started) == ("G05", again(incident).opened)


def test_not_for_the_police_is_said_in_writing_to_who_objects(city: District) -> None:
    incident = cases.report(city)
    outcome = acts.tell_not_police(incident, city.by("officer"), reason="民事纠纷", disputed=True)
    assert [paper.kind for paper in outcome.papers] == ["不予受理告知书"]
    assert again(incident).stage == "not_police" and not running(incident) and again(incident).closed


def test_a_transfer_waits_for_signatures_then_closes_the_report(city: District) -> None:
    incident = cases.report(city)
    outcome = acts.transfer(incident, city.by("officer"), to="邻区分局", reason="案发地在邻区")
    assert outcome.proposed and again(incident).stage == "registered"
    sign_all(outcome, later(hours=1))
    assert again(incident).stage == "transferred" and not running(incident)


def test_a_duplicate_points_at_the_earlier_report_and_new_facts_reopen_it(city: District) -> None:
    first, second = cases.report(city), cases.report(city, at=later(hours=1))
    with pytest.raises(Refused, match="与自己重复"):
        acts.mark_duplicate(second, city.by("officer", later(hours=2)), earlier=again(second), reason="同一事")
    acts.mark_duplicate(second, city.by("officer", later(hours=2)), earlier=first, reason="同一事")
    assert again(second).duplicate_of == first and not running(second)
    assert timeline(second)[-1].entry.rel == (first.obj,)
    acts.reopen_duplicate(again(second), city.by("officer", later(hours=3)), facts="另有一人受伤")
    assert again(second).stage == "registered" and running(second) == {"G04"} and again(second).closed is None


def test_a_dispute_is_settled_or_comes_back(city: District) -> None:
    incident = cases.report(city, sort="dispute")
    acts.take_to_mediation(incident, city.by("officer"), way="人民调解")
    acts.give_up_mediation(again(incident), city.by("officer"), sort=IncidentKind.OFFENCE, reason="谈不拢")
    assert again(incident).stage == "registered" and running(incident) == {"G04"}
    other = cases.report(city, sort="dispute")
    acts.take_to_mediation(other, city.by("officer"), way="人民调解")
    acts.settle_dispute(again(other), city.by("officer"), result="赔偿五百元")
    assert again(other).stage == "settled" and again(other).closed


def test_an_offence_is_no_dispute(city: District) -> None:
    with pytest.raises(Refused) as refused:
        acts.take_to_mediation(cases.report(city), city.by("officer"), way="人民调解")
    (reason,) = refused.value.refusals
    assert reason.code == "F01" and reason.article and reason.remedy


def test_a_dispatch_is_received_by_the_system_and_registered_by_the_officer(city: District) -> None:
    by = city.by("officer")
    given = {"sort": "offence", "title": "打架", "account": "有人打架", "outside_number": "110-1"}
    system = type(by)(SETUP, NOON)
    incident = Incident.objects.get(pk=acts.receive(city.station.place, system, **given).subject.pk)
    assert incident.stage == "received" and running(incident) == {"G01"} and incident.channel == Channel.EMERGENCY
    reporter = PersonFacts("林某华")
    acts.complete_registration(incident, by, sort=IncidentKind.OFFENCE, account="两人互殴", reporter=reporter)
    assert again(incident).stage == "registered" and running(incident) == {"G04"}
    assert Person.objects.get(subject_id=incident.pk).name == "林某华"


def test_a_report_of_tomorrow_is_refused_and_takes_no_number(city: District) -> None:
    first = cases.report(city)
    for at in (NOON + timedelta(days=1), NOON + timedelta(seconds=1)):
        with pytest.raises(Refused) as refused:
            acts.register(
                city.station.place,
                city.by("officer"),
                channel=Channel.WALK_IN,
                sort=IncidentKind.OFFENCE,
                title="打架",
                account="打架",
                reported_at=at,
            )
        assert refused.value.refusals[0].code == "time"
    assert int(cases.report(city).number[-5:]) == int(first.number[-5:]) + 1


@pytest.mark.parametrize("post", ["personnel", "admin", "supervisor", "legal_reviewer"])
def test_who_may_not_register_is_told_so(city: District, post: str) -> None:
    given: dict[str, Any] = {"channel": Channel.WALK_IN, "sort": IncidentKind.OFFENCE, "title": "打架", "account": "打"}
    with pytest.raises(Refused) as refused:
        acts.register(city.station.place, city.by(post), **given)
    (reason,) = refused.value.refusals
    assert reason.code == "power" and str(reason.remedy)


def test_attending_a_call_is_recorded_and_never_by_auxiliaries_alone(city: District) -> None:
    incident = cases.report(city)
    given: dict[str, Any] = {
        "arrived_at": NOON + timedelta(minutes=5),
        "scene": "双方仍在争吵，一人面部红肿。",
        "result": "将双方带回所内。",
        "recording": "BWC-7",
    }
    by = city.by("officer", NOON + timedelta(hours=1))
    acts.record_attendance(incident, by, officers=(city["officer"],), **given)
    paper = incident.documents.get(document_kind="处警记录")
    assert "BWC-7" in paper.facts["recorded"] and "left_at" not in paper.facts
    helper = Staff.objects.get(pk=city.second.pk)
    helper.category = "auxiliary"
    with under(Deed("test.helper")):
        helper.save()
    with pytest.raises(Refused, match="辅警不能单独处警"):
        acts.record_attendance(again(incident), by, officers=(helper,), **given)
    with pytest.raises(Refused, match="到达、离开的时间不对"):
        acts.record_attendance(again(incident), by, officers=(city["officer"],), **{**given, "left_at": NOON})
