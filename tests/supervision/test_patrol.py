"""The patrol: it holds what is so, once; closes what is gone, with the reason; sees after an act; and asks nobody."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from egret.acts.cards import act_named
from egret.acts.done import By
from egret.acts.refusals import Refused
from egret.cases.acts import inquiry
from egret.cases.models import Measure
from egret.demo import offences
from egret.demo.matters import ASSAULT
from egret.demo.offences import HOUR, suspect_of
from egret.intake import acts as intake
from egret.intake.models import Channel, IncidentKind
from egret.journal import reading
from egret.journal.following import run_followers
from egret.journal.sequencer import run_once
from egret.supervision import acts, queries
from egret.supervision.figures import AFTER_AN_ACT
from egret.supervision.followers import rules_reading
from egret.supervision.models import Finding
from egret.supervision.patrol import PATROL, patrol
from tests.building.org import NOON, District, later, police_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> District:
    return police_city()


def late_report(city: District) -> Any:
    """Reported on Monday, entered on Thursday: F02."""
    return intake.register(
        city.station.place,
        city.by("officer", later(days=3)),
        channel=Channel.WALK_IN,
        sort=IncidentKind.OTHER,
        title="遗失物招领",
        account="拾得钱包一个。",
        reported_at=NOON,
    ).subject


def held(matter: Any) -> list[str]:
    return sorted(Finding.objects.filter(matter_id=matter.pk, gone_at=None).values_list("rule", flat=True))


def test_what_is_so_is_held_once_with_since_data_and_entry(city: District) -> None:
    report = late_report(city)
    first = patrol(later(days=3, hours=1))
    again = patrol(later(days=3, hours=2))
    assert held(report) == ["F02"] and len(first.recorded) == 1 and not again.recorded and not again.closed
    one = Finding.objects.get(matter_id=report.pk)
    assert one.since == NOON + timedelta(hours=24) and one.severity == "B"
    assert one.stage == "held" and one.closed is None
    assert dict(one.shown) == {"接报时间": "2026-03-02 12:00", "登记时间": "2026-03-05 12:00"}
    assert (one.unit, one.district, one.city) == (report.unit, report.district, report.city)
    (entry,) = reading.history(one.obj)
    assert (entry.act, entry.actor, entry.rel) == ("supervision.record_finding", "s:patrol", (report.obj,))


def test_what_is_no_longer_so_is_closed_with_the_reason(city: District) -> None:
    """A suspect who never left: F15, F17, F18, F38 (no meal). Once the leaving is entered, all are gone."""
    case = offences.assigned(city.squad, ASSAULT, NOON)
    here, suspect = later(days=1), suspect_of(case)
    inquiry.record_arrival(case, city.squad.by(here), person=suspect, arrived_at=here, way="投案", place="办案区")
    inquiry.notify_family(case, city.squad.by(here), person=suspect, relative=ASSAULT.relative, way="电话")
    patrol(later(days=3))
    assert held(case) == ["F15", "F17", "F18", "F38"]
    inquiry.record_departure(
        case,
        city.squad.by(later(days=4)),
        measure=Measure.objects.get(case_id=case.pk),
        left_at=here + 3 * HOUR,
        why="询问结束",
    )
    done = patrol(later(days=4))
    assert held(case) == [] and {one.rule for one in done.closed} == {"F15", "F17", "F18", "F38"}
    gone = Finding.objects.filter(matter_id=case.pk, rule="F15").get()
    assert gone.stage == "gone" and gone.gone_at == later(days=4) and gone.gone_why
    assert [entry.act for entry in reading.history(gone.obj)] == [
        "supervision.record_finding",
        "supervision.close_finding",
    ]


def test_what_comes_back_is_held_anew(city: District) -> None:
    report = late_report(city)
    patrol(later(days=4))
    (one,) = Finding.objects.filter(matter_id=report.pk)
    acts.close_finding(one, By(PATROL, later(days=4)), why="试验")
    patrol(later(days=5))
    assert Finding.objects.filter(matter_id=report.pk, rule="F02").count() == 2 and held(report) == ["F02"]


def test_a_look_at_an_earlier_moment_closes_nothing_that_was_found_later(city: District) -> None:
    """A follower may read of an act long after the sweep went past it."""
    case = offences.assigned(city.squad, ASSAULT, NOON)
    patrol(later(days=60))
    assert held(case) == ["F60"]
    patrol(later(days=2), only=[case.pk])
    assert held(case) == ["F60"]


def test_after_an_act_the_follower_looks_at_its_subject_alone(city: District) -> None:
    other = late_report(city)
    run_once(later(days=3))
    run_followers(at=later(days=3))
    assert held(other) == ["F02"], "found by the follower, no patrol was called"
    acts.close_finding(Finding.objects.get(matter_id=other.pk), By(PATROL, later(days=3)), why="试验")
    mine = late_report(city)
    run_once(later(days=3))
    run_followers(at=later(days=3))
    assert held(mine) == ["F02"]
    assert held(other) == [], "no act touched it, so nobody looked again"


def test_after_an_act_few_questions_are_asked(city: District, django_assert_max_num_queries: Any) -> None:
    """Which rules have anything to judge is asked in one question; only those are asked themselves."""
    case = offences.closed(city.squad, ASSAULT, NOON)
    names = rules_reading(AFTER_AN_ACT)
    with django_assert_max_num_queries(30):
        assert not patrol(later(days=20), only=[case.pk], names=names).found


def test_only_the_system_records_and_closes(city: District) -> None:
    report = late_report(city)
    by = city.by("supervisor", later(days=4))
    given = {"matter": report, "rule": "F02", "occurrence": "x", "since": NOON, "shown": (), "person": None}
    with pytest.raises(Refused, match="监督问题由巡查登记"):
        acts.record_finding(city.station.place, by, **given)
    patrol(later(days=4))
    one = Finding.objects.get()
    with pytest.raises(Refused, match="监督问题不能由人注销") as met:
        acts.close_finding(one, by, why="没有问题")
    assert met.value.refusals[0].remedy and met.value.refusals[0].article
    with pytest.raises(Refused) as powerless:
        acts.close_finding(one, city.by("officer", later(days=4)), why="没有问题")
    assert "power" in {refusal.code for refusal in powerless.value.refusals}
    assert act_named("supervision.record_finding").card.system and held(report) == ["F02"]


def test_done_twice_a_finding_is_closed_once(city: District) -> None:
    late_report(city)
    patrol(later(days=4))
    one = Finding.objects.get()
    acts.close_finding(one, By(PATROL, later(days=4)), why="试验")
    with pytest.raises(Refused):
        acts.close_finding(one, By(PATROL, later(days=4)), why="试验")


def test_a_finding_is_seen_by_whoever_sees_its_subject(city: District) -> None:
    late_report(city)
    patrol(later(days=4))
    now = later(days=5)
    seen = {post: queries.visible_findings(staff, now).count() for post, staff in city.officers.items()}
    assert seen["officer"] == seen["unit_head"] == seen["supervisor"] == 1 and seen["admin"] == 0
    assert queries.visible_findings(city.stranger, now).count() == 0


def test_of_a_narrowed_subject_only_the_named_see_the_findings(city: District) -> None:
    report = late_report(city)
    patrol(later(days=4))
    act_named("subjects.narrow")(report, city.by("unit_head", later(days=4)), viewers=(), reason="涉及民警")
    assert queries.visible_findings(city["unit_head"], later(days=5)).count() == 1
    assert queries.visible_findings(city["supervisor"], later(days=5)).count() == 0


def test_the_command_tells_its_figures(city: District) -> None:
    late_report(city)
    told = StringIO()
    call_command("patrol", "--json", "--at", later(days=4).isoformat(), stdout=told)
    figures = json.loads(told.getvalue())
    assert figures["recorded"] == {"F02": 1} and figures["closed"] == {} and figures["found"] == 1
    told = StringIO()
    call_command("patrol", "--rule", "F60", "--at", "2026-03-09 12:00", stdout=told)
    assert "1 rules" in told.getvalue()
    with pytest.raises(CommandError, match="F49"):
        call_command("patrol", "--rule", "F49")
    with pytest.raises(CommandError, match="not a moment"):
        call_command("patrol", "--at", "gestern")
