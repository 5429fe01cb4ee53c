"""Investigation custody: extended step by step, restarted, held for identity, questioned and answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Clock, ClockState
from egret.cases.acts import custody_terms
from egret.cases.acts.custody_terms import Answer, CustodyTerm
from egret.cases.models import CriminalCase, Measure
from egret.demo import crimes
from egret.demo.crimes import PROCURATORATE
from egret.demo.hands import sign_all
from egret.demo.matters import BURGLARY
from tests.building.org import NOON, District, police_city
from tests.cases.conftest import refused, undone

pytestmark = pytest.mark.django_db
WORK = {"findings": "入户盗窃三起", "reason": "涉及面广", "to_organ": PROCURATORATE}


class Held:
    """Somebody arrested, at the last of the month so that month ends matter: arrested 2026-12-29."""

    def __init__(self, city: District) -> None:
        self.city = city
        start = datetime(2026, 12, 20, 12, 0, tzinfo=LOCAL)
        self.pk = crimes.arrested(city.squad, BURGLARY, start).pk

    @property
    def case(self) -> CriminalCase:
        return CriminalCase.objects.get(pk=self.pk)

    @property
    def measure(self) -> Measure:
        return Measure.objects.get(case_id=self.pk, measure_kind="arrest")

    def by(self, month: int, day: int) -> By:
        return self.city.by("officer", datetime(2027, month, day, 10, 0, tzinfo=LOCAL))

    def runs(self) -> set[str]:
        return set(Clock.objects.filter(subject_id=self.pk, state=ClockState.RUNNING).values_list("rule", flat=True))

    def ask(self, by: By, term: CustodyTerm) -> Any:
        outcome = custody_terms.ask_custody_extension(self.case, by, measure=self.measure, term=term, **WORK)
        assert outcome.proposed is not None
        return sign_all(outcome, by.at)

    def told(self, by: By, term: CustodyTerm, answer: Answer = Answer.YES) -> None:
        given = {"organ": PROCURATORATE, "answer": answer, "number": "鹭检延1号"}
        custody_terms.record_custody_extension(self.case, by, measure=self.measure, term=term, **given)

    def ends(self) -> str:
        due = self.measure.due
        return due.astimezone(LOCAL).date().isoformat() if due else ""


@pytest.fixture(scope="module")
def held(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Held]:
    with django_db_blocker.unblock(), undone():
        yield Held(police_city())


@pytest.fixture(autouse=True)
def _each_undone(held: Held) -> Any:
    with undone():
        yield


def test_extensions_follow_each_other_and_are_counted_from_the_arrest(held: Held) -> None:
    assert held.ends() == "2027-02-28"
    held.ask(held.by(2, 10), CustodyTerm.COMPLEX)
    held.told(held.by(2, 20), CustodyTerm.COMPLEX)
    assert held.ends() == "2027-03-29", "three months from the arrest, not one from the last of February"
    clock = Clock.objects.get(subject_id=held.pk, rule="C22")
    assert clock.guard_due == held.measure.due and "C21" not in held.runs()
    held.ask(held.by(3, 10), CustodyTerm.FOUR_KINDS)
    held.told(held.by(3, 20), CustodyTerm.FOUR_KINDS)
    assert held.ends() == "2027-05-29"
    held.ask(held.by(5, 10), CustodyTerm.TEN_YEARS)
    held.told(held.by(5, 20), CustodyTerm.TEN_YEARS)
    assert held.ends() == "2027-07-29" and "C24" in held.runs()


def test_a_refusal_leaves_the_term_as_it_is(held: Held) -> None:
    held.ask(held.by(2, 10), CustodyTerm.COMPLEX)
    held.told(held.by(2, 20), CustodyTerm.COMPLEX, Answer.NO)
    assert held.ends() == "2027-02-28" and "C21" in held.runs()


def test_no_extension_is_skipped_late_or_unasked(held: Held) -> None:
    act = "cases.ask_custody_extension"
    skipped = {"measure": held.measure, "term": CustodyTerm.TEN_YEARS, **WORK}
    assert refused(act, held.case, held.by(2, 10), skipped, "C22").article
    given = {"measure": held.measure, "term": CustodyTerm.COMPLEX, **WORK}
    assert refused(act, held.case, held.by(3, 2), given, "F25").article
    assert refused(act, held.case, held.by(2, 25), given, "F26", "warn").article
    answer = {"organ": PROCURATORATE, "answer": Answer.YES, "number": "1号"}
    given = {"measure": held.measure, "term": CustodyTerm.COMPLEX, **answer}
    assert refused("cases.record_custody_extension", held.case, held.by(2, 20), given, "C25").article


def test_another_grave_crime_restarts_the_term_from_the_day_it_was_found(held: Held) -> None:
    act, given = "cases.restart_custody_term", {"measure": held.measure, "reason": "另查明抢劫一起"}
    assert refused(act, held.case, held.by(1, 20), given, "C26").article
    found = {"measure": held.measure, "found_at": held.by(1, 15).at, "crime": "另查明抢劫一起"}
    early = {**found, "found_at": NOON}
    assert refused("cases.note_new_crime", held.case, held.by(1, 16), early, "time")
    custody_terms.note_new_crime(held.case, held.by(1, 16), **found)
    given["measure"] = held.measure
    assert refused(act, held.case, held.by(1, 30), given, "C26").article
    sign_all(custody_terms.restart_custody_term(held.case, held.by(1, 18), **given), held.by(1, 18).at)
    assert held.ends() == "2027-03-15" and "C26" not in held.runs() and "C21" in held.runs()


def test_while_nobody_knows_who_it_is_the_term_rests(held: Held) -> None:
    known = {"measure": held.measure, "known_at": held.by(2, 1).at, "how": "指纹比对"}
    assert refused("cases.establish_identity", held.case, held.by(2, 1), known, "identity").article
    resting = custody_terms.hold_term_for_identity(
        held.case, held.by(1, 5), measure=held.measure, reason="拒不说出姓名住址"
    )
    sign_all(resting, held.by(1, 5).at)
    assert not held.ends() and "C21" not in held.runs()
    ahead = {**known, "measure": held.measure, "known_at": held.by(2, 1).at + timedelta(days=1)}
    assert refused("cases.establish_identity", held.case, held.by(2, 1), ahead, "time")
    custody_terms.establish_identity(held.case, held.by(2, 1), **{**known, "measure": held.measure})
    assert held.ends() == "2027-04-01" and "C21" in held.runs()
