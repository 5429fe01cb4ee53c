"""Erasure: the person is gone from rows, papers and payloads; every proof and the audit stay good."""

from __future__ import annotations

from datetime import timedelta

import pytest

from egret.acts.queries import timeline
from egret.acts.refusals import Refused
from egret.cases import queries
from egret.cases.acts import erasure, prosecution, releases, seizure
from egret.cases.models import AdministrativeCase, CriminalProperty, Statement
from egret.demo import crimes
from egret.demo.matters import BURGLARY
from egret.documents.models import Document
from egret.intake.models import Person
from egret.journal import audit, sequencer
from tests.building import cases
from tests.building.org import NOON, police_city

LATE = NOON + timedelta(days=30)


@pytest.mark.django_db(transaction=True)
def test_a_person_of_a_closed_case_is_erased_and_the_log_still_verifies() -> None:
    city = police_city()
    case = cases.closed(city)
    suspect = cases.suspect_of(case)
    outcome = erasure.erase_person(case, city.by("officer", LATE), person=suspect, ground="保存期限已满")
    cases.approve(outcome, LATE)
    gone = Person.objects.get(pk=suspect.pk)
    assert gone.name == "陈某" and gone.born is None and gone.phone == ""
    assert not Statement.objects.filter(person=suspect).exclude(text="（已删除）").exists()
    assert all(not paper.sealed for paper in Document.objects.filter(matter_id=case.pk, about=suspect.key))
    told = str([entry.fields for entry in timeline(AdministrativeCase.objects.get(pk=case.pk))])
    assert "13900000001" not in told and "1990-05-06" not in told
    sequencer.run_once(LATE + timedelta(minutes=1))
    report = audit.run(with_files=False)
    assert not report.faults, report.faults[:3]
    assert report.erased > 0 and report.rows > 0


@pytest.mark.django_db(transaction=True)
def test_what_was_held_of_the_person_is_erased_with_them() -> None:
    city = police_city()
    case = crimes.suspect_in(city.squad, BURGLARY, NOON)
    suspect, by = cases.suspect_of(case), city.by("officer", LATE)
    given = {"reason": "赃物", "recording": "KY-1", "left_for_life": "现金二百元"}
    cases.done(seizure.seize(case, by, holder=suspect, items=("刻名金项链，1条，内刻姓名",), **given), LATE)
    cases.done(prosecution.dismiss(crimes.again(case), by, reason="没有犯罪事实"), LATE)
    measure = CriminalProperty.objects.get(case_id=case.pk)
    back = {"items": tuple(queries.held_items(measure)), "receiver": suspect.name}
    cases.done(releases.lift_seizure(measure, by, ground=releases.ReleaseGround.DISMISSED, **back), LATE)
    outcome = erasure.erase_person(crimes.again(case), by, person=suspect, ground="保存期限已满")
    cases.approve(outcome, LATE)
    measure.refresh_from_db()
    line = measure.property_items.get()
    assert "内刻" not in line.features and suspect.name not in line.gone_to and "二百元" not in measure.left_for_life
    assert all(not paper.sealed for paper in Document.objects.filter(matter_id=measure.pk))
    told = str([entry.fields for entry in timeline(measure)])
    assert "内刻姓名" not in told and "二百元" not in told
    sequencer.run_once(LATE + timedelta(minutes=1))
    assert not audit.run(with_files=False).faults


@pytest.mark.django_db
def test_nothing_is_erased_from_an_open_case_or_by_one_person() -> None:
    city = police_city()
    case = cases.accepted(city)
    with pytest.raises(Refused):
        erasure.erase_person(case, city.by("officer"), person=cases.suspect_of(case), ground="当事人要求")
    closed = cases.closed(city, NOON + timedelta(days=40))
    at = NOON + timedelta(days=70)
    outcome = erasure.erase_person(closed, city.by("officer", at), person=cases.suspect_of(closed), ground="期满")
    assert outcome.proposed is not None and cases.suspect_of(closed).name == "陈某明"
