"""Acts beside the straight path: each done once, with where it leads."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from egret.acts.models import Clock, ClockState
from egret.cases.acts import acceptance, administrative, custody, penalty, prosecution, settlement
from egret.cases.models import AdministrativeCase, CriminalCase, Decision, Measure
from tests.building import cases
from tests.building.cases import HOUR
from tests.building.org import NOON, District, police_city

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def city() -> District:
    return police_city()


def stage(case: AdministrativeCase | CriminalCase) -> str:
    return type(case).objects.get(pk=case.pk).stage


def put_forward(city: District) -> AdministrativeCase:
    case = cases.investigated(city)
    penalty.submit_for_review(
        case,
        city.by("officer", NOON + 40 * HOUR),
        person=cases.suspect_of(case),
        findings="用拳头击打他人面部一拳。",
        cite="治安管理处罚法(2025)#51",
        fine=Decimal(500),
    )
    return AdministrativeCase.objects.get(pk=case.pk)


def test_cases_change_handlers(city: District) -> None:
    case = cases.accepted(city)
    acceptance.change_handlers(
        case, city.by("unit_head"), handlers=(city.second, city["duty_officer"]), reason="原办案民警调离"
    )
    assert AdministrativeCase.objects.get(pk=case.pk).owner == city.second.pk


def test_cases_extend_term_twice_runs_to_ninety_days(city: District) -> None:
    case = cases.accepted(city)
    for day, rule in ((20, "A11"), (50, "A12")):
        at = NOON + day * DAY
        again = AdministrativeCase.objects.get(pk=case.pk)
        cases.done(administrative.extend_term(again, city.by("officer", at), reason="案情复杂"), at)
        assert Clock.objects.filter(subject_id=case.pk, rule=rule, state=ClockState.RUNNING).exists()
    last = Clock.objects.get(subject_id=case.pk, rule="A12")
    assert (last.guard_due.date() - NOON.date()).days == 90


def test_cases_terminate(city: District) -> None:
    case = cases.accepted(city)
    cases.done(administrative.terminate(case, city.by("officer"), reason="没有违法事实"), NOON)
    assert stage(case) == "terminated"


def test_cases_turn_criminal_opens_a_criminal_case_with_the_same_people(city: District) -> None:
    case = cases.accepted(city)
    outcome = administrative.turn_criminal(
        case, city.by("officer"), charge="故意伤害罪", charge_cite="刑法#234", reason="伤情鉴定为轻伤"
    )
    cases.done(outcome, NOON)
    born = CriminalCase.objects.get()
    assert stage(case) == "to_criminal" and born.stage == "filing_review"
    assert born.people.count() == case.people.count()


def test_cases_fail_mediation_starts_the_term_anew(city: District) -> None:
    case = cases.accepted(city)
    facts = {"dispute": "停车纠纷", "minor": True, "consent": True}
    settlement.mediate(case, city.by("officer", NOON + DAY), **facts)
    settlement.fail_mediation(
        AdministrativeCase.objects.get(pk=case.pk), city.by("officer", NOON + 5 * DAY), reason="赔偿数额谈不拢"
    )
    clock = Clock.objects.get(subject_id=case.pk, rule="A10", state=ClockState.RUNNING)
    assert clock.started == NOON + 5 * DAY and stage(case) == "investigating"


def test_cases_fail_performance_goes_on_as_a_penalty_case(city: District) -> None:
    case = cases.accepted(city)
    settlement.mediate(case, city.by("officer"), dispute="停车纠纷", minor=True, consent=True)
    settlement.record_agreement(
        AdministrativeCase.objects.get(pk=case.pk),
        city.by("officer"),
        party=cases.suspect_of(case),
        victim=cases.victim_of(case),
        findings="停车纠纷",
        agreement="赔偿三千元",
        performance="十日内付清",
    )
    settlement.fail_performance(
        AdministrativeCase.objects.get(pk=case.pk), city.by("officer", NOON + 11 * DAY), reason="逾期未付"
    )
    assert stage(case) == "investigating"


def test_cases_decide_no_penalty(city: District) -> None:
    case = put_forward(city)
    at = NOON + 41 * HOUR
    outcome = penalty.decide_no_penalty(
        case,
        city.by("officer", at),
        decision=Decision.objects.get(),
        reason="违法行为轻微并及时改正",
        review_organ="鹭湖区人民政府",
        court="鹭湖区人民法院",
    )
    cases.done(outcome, at)
    assert stage(case) == "decided" and Decision.objects.get().kind == "不予处罚"


def test_cases_return_after_notice_drops_what_was_put_forward(city: District) -> None:
    case = put_forward(city)
    at, decision = NOON + 41 * HOUR, Decision.objects.get()
    points = tuple(penalty.ReviewPoint.values)
    penalty.legal_review(
        case, city.by("legal_reviewer", at), decision=decision, points=points, passed=True, opinion="同意"
    )
    penalty.give_notice(case, city.by("officer", at), decision=decision, place="派出所", plea="我没有打人")
    penalty.return_after_notice(
        AdministrativeCase.objects.get(pk=case.pk), city.by("officer", at + HOUR), reason="需补充监控"
    )
    assert stage(case) == "investigating" and not Decision.objects.exists()


def test_cases_record_suspect_departure(city: District) -> None:
    case = cases.burglary(city)
    at = NOON + 6 * HOUR
    suspect = cases.suspect_of(case)
    custody.record_suspect_arrival(
        case, city.by("officer", at), person=suspect, arrived_at=at, way="口头传唤", place="办案区"
    )
    measure = Measure.objects.get()
    custody.record_suspect_departure(
        CriminalCase.objects.get(pk=case.pk),
        city.by("officer", at + 2 * HOUR),
        measure=measure,
        left_at=at + HOUR,
        why="讯问结束离开",
    )
    assert not Clock.objects.filter(subject_id=case.pk, rule="C01", state=ClockState.RUNNING).exists()


def test_cases_dismiss_frees_everybody_and_cases_tell_dismissal(city: District) -> None:
    case = cases.detained(city)
    at = NOON + 40 * HOUR
    cases.done(prosecution.dismiss(case, city.by("officer", at), reason="没有犯罪事实"), at)
    assert stage(case) == "dismissed" and not Measure.objects.filter(closed=None).exists()
    again = CriminalCase.objects.get(pk=case.pk)
    prosecution.tell_dismissal(again, city.by("officer", at + HOUR), whom="当面告知嫌疑人、被害人")
    assert Clock.objects.get(subject_id=case.pk, rule="G17").state == ClockState.STOPPED


def test_cases_record_non_prosecution(city: District) -> None:
    case = cases.sent(city)
    at = NOON + 300 * HOUR
    prosecution.record_non_prosecution(
        case, city.by("officer", at), organ="鹭湖区人民检察院", number="鹭湖检不诉〔2026〕3号", reason="情节轻微"
    )
    assert stage(case) == "not_prosecuted"
    assert Clock.objects.get(subject_id=case.pk, rule="C38").state == ClockState.RUNNING
