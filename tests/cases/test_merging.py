"""并案侦查 of cases that both have people held: everybody stays held as long as before, and not a day longer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from egret.acts.models import Clock, ClockState
from egret.acts.queries import as_of
from egret.approvals.models import Approval
from egret.cases import queries
from egret.cases.acts import custody, custody_terms, merging, people
from egret.cases.models import CriminalCase, Measure, MeasureKind
from egret.demo import crimes
from egret.demo.crimes import PROCURATORATE
from egret.demo.hands import sign_all
from egret.demo.matters import BURGLARY, Matter
from egret.intake.models import Person, Role
from egret.intake.persons import PersonFacts
from egret.journal import audit
from egret.supervision.look import Look, ask, detectors
from tests.building.org import NOON, District, later, police_city
from tests.cases.conftest import refused, undone

pytestmark = pytest.mark.django_db


def other(title: str, name: str, **more: Any) -> Matter:
    suspect = PersonFacts(name, role=Role.SUSPECT, **more)
    return replace(
        BURGLARY, title=title, suspect=suspect, relative=PersonFacts(f"{name[0]}某母", relation="母亲"), goods=()
    )


SECOND, THIRD = other("湖滨路入户盗窃", "高某伟"), other("莲前路入户盗窃", "谢某龙")
WAYS = {"detained": crimes.detained, "arrested": crimes.arrested}


class Two:
    """Cases of one station by the same gang: detained in some, arrested in others."""

    def __init__(self, city: District) -> None:
        self.city = city
        self.main = crimes.detained(city.squad, BURGLARY, NOON).pk
        self.cases = {name: way(city.squad, SECOND, NOON).pk for name, way in WAYS.items()}
        self.arrested_main = crimes.arrested(city.squad, THIRD, NOON).pk
        self.free = crimes.investigating(city.squad, other("杏林路入户盗窃", "江某海"), NOON).pk


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Two]:
    with django_db_blocker.unblock(), undone():
        yield Two(police_city())


@pytest.fixture
def two(built: Two, db: None) -> Iterator[Two]:
    with undone():
        yield built


def case_of(key: int) -> CriminalCase:
    return CriminalCase.objects.get(pk=key)


def merged(two: Two, case: int, main: int, at: datetime) -> CriminalCase:
    outcome = merging.merge(case_of(case), two.city.by("officer", at), main=case_of(main), reason="同一团伙作案。")
    sign_all(outcome, at + timedelta(minutes=20))
    assert case_of(case).stage == "merged" and case_of(case).main_id == main
    return case_of(main)


def limits(case: int, name: str) -> dict[str, tuple[Any, ...]]:
    """Open limits about a person of a case, with everything that is counted from."""
    person = Person.objects.get(subject_id=case, name=name)
    open_now = Clock.objects.filter(subject_id=case, about=person.key, state__in=("running", "held"))
    kept = ("started", "guard_due", "legal_due", "state", "pauses", "extended")
    return {one.rule: tuple(getattr(one, field) for field in kept) for one in open_now}


def held(case: int, name: str) -> Measure:
    return Measure.objects.get(case_id=case, person__name=name, closed=None)


def days_of(case: int) -> int:
    """Days the newcomer was held for the matter, up to a later day."""
    return next(days for one, days in queries.days_held(case_of(case), later(days=40)) if one.name == "高某伟")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("main", ["main", "arrested_main"])
def test_terms_run_on_in_the_main_case(two: Two, way: str, main: str) -> None:
    case, into, at = two.cases[way], getattr(two, main), later(days=11)
    before, measure = limits(case, "高某伟"), held(case, "高某伟")
    others = {one.pk: (one.due, one.periods) for one in queries.running_measures(case_of(into))}
    theirs = limits(into, BURGLARY.suspect.name if main == "main" else "谢某龙")
    assert ("C21" if way == "arrested" else "C09") in before
    merged(two, case, into, at)
    after = held(into, "高某伟")
    assert after.pk == measure.pk, "the same measure, not another one"
    assert (after.opened, after.due, after.periods) == (measure.opened, measure.due, measure.periods)
    assert after.person.subject_id == into and after.stage == "in_force"
    assert limits(into, "高某伟") == before and not limits(case, "高某伟")
    assert {
        one.pk: (one.due, one.periods) for one in queries.running_measures(case_of(into)) if one.pk in others
    } == others
    assert limits(into, BURGLARY.suspect.name if main == "main" else "谢某龙") == theirs
    assert not queries.running_measures(case_of(case)) and not Clock.objects.filter(
        subject_id=case, state=ClockState.RUNNING, for_police=True
    )
    assert case_of(into).due == min(
        Clock.objects.filter(subject_id=into, state="running", for_police=True).values_list("guard_due", flat=True)
    )


@pytest.mark.parametrize("way", WAYS)
def test_the_journal_tells_it(two: Two, way: str) -> None:
    case = two.cases[way]
    measure = held(case, "高某伟")
    merged(two, case, two.main, later(days=11))
    report = audit.run(with_files=False)
    assert report.is_good, [str(fault) for fault in report.faults]
    past = as_of(Measure.objects.get(pk=measure.pk), later(days=11))
    there = past.rows[Measure._meta.db_table][measure.pk]
    assert there["case_id"] == case, "before it, the measure was the old case's"
    now = as_of(Measure.objects.get(pk=measure.pk), later(days=12)).rows[Measure._meta.db_table][measure.pk]
    assert now["case_id"] == two.main and now["person_id"] == held(two.main, "高某伟").person_id


def test_the_main_case_has_a_suspect_in_when_somebody_held_comes(two: Two) -> None:
    assert case_of(two.free).stage == "investigating"
    assert merged(two, two.cases["detained"], two.free, later(days=2)).stage == "suspect_in"


def test_the_merged_file_names_its_main_case(two: Two) -> None:
    main = merged(two, two.cases["detained"], two.main, later(days=2))
    page = render_to_string("desk/parts/facts.html", {"subject": case_of(two.cases["detained"])})
    assert main.number in page and reverse("desk:subject", args=[main.pk]) in page


def test_a_case_without_measures_leaves_the_main_case_where_it_is(two: Two) -> None:
    free = crimes.investigating(two.city.squad, other("嘉禾路入户盗窃", "白某"), NOON).pk
    assert merged(two, two.free, free, later(days=2)).stage == "investigating"


def test_a_detention_goes_on_to_arrest_in_the_main_case(two: Two) -> None:
    case, into = two.cases["detained"], two.main
    merged(two, case, into, later(days=2))
    person = Person.objects.get(subject_id=into, name="高某伟")
    at, by = later(days=3), two.city.by
    sign_all(
        custody.request_arrest(
            case_of(into),
            by("officer", at),
            persons=(person,),
            to_organ=PROCURATORATE,
            findings="入户盗窃。",
            reason="有社会危险性。",
            plea="认罪。",
        ),
        at,
    )
    answered = later(days=9)
    custody.record_arrest_decision(
        case_of(into),
        by("officer", answered),
        person=person,
        organ=PROCURATORATE,
        answer=custody.ArrestAnswer.APPROVED,
        number="批捕9号",
    )
    given = {"person": person, "arrested_at": answered, "custody_place": "鹭岛市看守所"}
    sign_all(custody.execute_arrest(case_of(into), by("officer", answered), **given), answered)
    assert held(into, "高某伟").measure_kind == MeasureKind.ARREST
    first, *_more = queries.measures_of(case_of(into), person)
    assert first.measure_kind != MeasureKind.ARREST, "what came before stands in the same file"


def test_an_arrest_granted_before_is_executed_in_the_main_case(two: Two) -> None:
    case, into, at = two.cases["detained"], two.main, later(days=8)
    person = crimes.suspect_of(case_of(case))
    asked = {"to_organ": PROCURATORATE, "findings": "入户盗窃。", "reason": "有社会危险性。", "plea": "认罪。"}
    sign_all(
        custody.request_arrest(case_of(case), two.city.by("officer", later(days=3)), persons=(person,), **asked),
        later(days=3),
    )
    custody.record_arrest_decision(
        case_of(case),
        two.city.by("officer", at),
        person=person,
        organ=PROCURATORATE,
        answer=custody.ArrestAnswer.APPROVED,
        number="批捕8号",
    )
    merged(two, case, into, at)
    there = Person.objects.get(subject_id=into, name="高某伟")
    given = {"person": there, "arrested_at": at + timedelta(hours=2), "custody_place": "鹭岛市看守所"}
    sign_all(
        custody.execute_arrest(case_of(into), two.city.by("officer", at + timedelta(hours=2)), **given),
        at + timedelta(hours=3),
    )
    assert held(into, "高某伟").ground == "批捕8号"


def test_an_arrest_is_lengthened_and_ended_in_the_main_case(two: Two) -> None:
    case, into = two.cases["arrested"], two.main
    days = days_of(case)
    merged(two, case, into, later(days=20))
    there = Person.objects.get(subject_id=into, name="高某伟")
    assert days_of(into) == days
    assert custody.paper_number(case_of(into), "逮捕证", there).endswith("号逮捕证"), "papers of the old case are found"
    assert custody_terms.asked_for(case_of(into), held(into, "高某伟")) is False
    at, measure = later(days=21), held(into, "高某伟")
    given = {"measure": measure, "reason": "无需羁押", "released_at": at}
    sign_all(custody.release(case_of(into), two.city.by("officer", at), **given), at)
    assert not limits(into, "高某伟").keys() & {"C21", "C09"}


def test_nobody_is_restricted_twice(two: Two) -> None:
    again = crimes.detained(two.city.squad, replace(SECOND, title="吕岭路入户盗窃"), NOON).pk
    given = {"main": case_of(two.cases["detained"]), "reason": "同一人"}
    found = refused("cases.merge", case_of(again), two.city.by("officer", later(days=3)), given, "F25")
    assert "高某伟" in str(found.sentence) and found.article


def test_a_namesake_with_another_number_is_another_person(two: Two) -> None:
    row = Person(name="高某伟", role=Role.SUSPECT, id_index="a")
    assert merging.alike(row, Person(name="高某伟", role=Role.SUSPECT))
    assert not merging.alike(row, Person(name="高某伟", role=Role.SUSPECT, id_index="b"))
    assert not merging.alike(row, Person(name="高某伟", role=Role.VICTIM, id_index="a"))


def test_hours_of_a_summons_end_before_merging(two: Two) -> None:
    case = crimes.suspect_in(two.city.squad, THIRD, NOON).pk
    given = {"main": case_of(two.main), "reason": "同一团伙"}
    assert refused("cases.merge", case_of(case), two.city.by("officer", later(days=1)), given, "F25").article


def test_what_waits_for_signatures_is_settled_first(two: Two) -> None:
    case, at = two.cases["detained"], later(days=3)
    person = crimes.suspect_of(case_of(case))
    asked = {"to_organ": PROCURATORATE, "findings": "入户盗窃。", "reason": "有社会危险性。", "plea": "认罪。"}
    custody.request_arrest(case_of(case), two.city.by("officer", at), persons=(person,), **asked)
    assert Approval.objects.filter(target=case, is_open=True).exists()
    given = {"main": case_of(two.main), "reason": "同一团伙"}
    assert refused("cases.merge", case_of(case), two.city.by("officer", at), given, "open").article


def test_guardians_stay_whose_they_are(two: Two) -> None:
    case = two.cases["detained"]
    ward = crimes.suspect_of(case_of(case))
    mother = PersonFacts("高某母", role=Role.GUARDIAN, relation="母亲")
    people.add_person(case_of(case), two.city.by("officer", later(days=1)), person=mother, of=ward)
    merged(two, case, two.main, later(days=2))
    there = Person.objects.get(subject_id=two.main, name="高某伟")
    assert Person.objects.get(subject_id=two.main, of=there).name == "高某母"


@pytest.mark.parametrize("way", WAYS)
def test_supervision_finds_nothing_new_by_it(two: Two, way: str) -> None:
    at = later(days=11)
    before = found_by_rule(at)
    merged(two, two.cases[way], two.main, at)
    after = found_by_rule(at + timedelta(hours=1))
    assert set(after) <= set(before) and all(after[rule] <= before[rule] for rule in after), after - before


def found_by_rule(at: datetime) -> Counter[str]:
    """How often each rule finds something in any matter."""
    return Counter({name: len(ask(name, Look(at, None))) for name in detectors()})


def test_cases_merged_one_into_the_next_are_one_matter(two: Two) -> None:
    merged(two, two.cases["arrested"], two.free, later(days=12))
    merged(two, two.free, two.main, later(days=13))
    assert queries.merged_into([two.main]) == {two.free: two.main, two.cases["arrested"]: two.main}
    assert held(two.main, "高某伟").person.subject_id == two.main
