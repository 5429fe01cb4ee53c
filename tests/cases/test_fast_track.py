"""快速办理: consent, the hours from arrival, whom it is not for, and the way back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from egret.acts.cards import act_named, ask_guards
from egret.acts.models import Clock, ClockState
from egret.cases import queries
from egret.cases.acts import evidence, fast, inquiry, people
from egret.cases.models import AdministrativeCase, Decision, EvidenceKind
from egret.demo.hands import sign_all
from egret.documents.models import Document
from egret.intake.models import Role
from egret.intake.persons import PersonFacts
from tests.cases.conftest import LATER, Standing, refused, undone

pytestmark = pytest.mark.django_db
TAKE, DECIDE = "cases.take_fast_track", "cases.decide_fast"
CAME = LATER - timedelta(hours=2)


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def again(case: AdministrativeCase) -> AdministrativeCase:
    return AdministrativeCase.objects.get(pk=case.pk)


def arrived(standing: Standing, came: Any = CAME) -> AdministrativeCase:
    case = standing.a("investigating")
    by = standing.city.by("officer", came)
    person = queries.suspects(case)[0]
    inquiry.record_arrival(case, by, person=person, arrived_at=came, way="传唤", place="办案区")
    return again(case)


def consent(case: AdministrativeCase, **more: Any) -> dict[str, Any]:
    person = queries.suspects(case)[0]
    return {"person": person, "findings": "推搡他人。", "admitted": True, "consent": True, **more}


def on_track(standing: Standing, *, proved: bool = True) -> AdministrativeCase:
    case = arrived(standing)
    if proved:
        two = (standing.city.officers["officer"], standing.city.second)
        evidence.add_evidence(case, standing.by(), kind=EvidenceKind.MEDIA, title="监控视频", officers=two)
    fast.take_fast_track(again(case), standing.by(), **consent(case))
    return again(case)


def light(case: AdministrativeCase, **more: Any) -> dict[str, Any]:
    return {
        "person": queries.suspects(case)[0],
        "findings": "推搡他人，未造成伤害。",
        "cite": "治安管理处罚法(2025)#51",
        "told": True,
        "review_organ": "鹭湖区人民政府",
        "court": "鹭湖区人民法院",
        "fine": Decimal(500),
        **more,
    }


def test_a_clear_case_is_decided_within_the_hours(standing: Standing) -> None:
    case = on_track(standing)
    clock = Clock.objects.get(subject_id=case.pk, rule="A07")
    assert case.stage == "fast" and clock.started == CAME
    outcome = fast.decide_fast(case, standing.by(), **light(case, leniency="主动道歉"))
    assert outcome.proposed is not None, "legal clerk or head, then the leader"
    sign_all(outcome, LATER + timedelta(hours=1))
    case = again(case)
    assert case.stage == "decided" and Decision.objects.get(subject_id=case.pk).fine == 500
    assert Clock.objects.get(pk=clock.pk).state == ClockState.STOPPED
    kinds = set(Document.objects.filter(matter_id=case.pk).values_list("document_kind", flat=True))
    assert {"快速办理告知书", "行政处罚决定书"} <= kinds


def test_what_does_not_suit_goes_back(standing: Standing) -> None:
    case = on_track(standing)
    fast.leave_fast_track(case, standing.by(), reason="本人翻供")
    case = again(case)
    assert case.stage == "investigating"
    assert not Clock.objects.filter(subject_id=case.pk, rule="A07", state=ClockState.RUNNING).exists()


@pytest.mark.parametrize("more", [{"admitted": False}, {"consent": False}], ids=["not admitted", "no consent"])
def test_without_admission_and_consent_it_is_not_taken(standing: Standing, more: dict[str, Any]) -> None:
    case = arrived(standing)
    assert refused(TAKE, case, standing.by(), consent(case, **more), "F62").article


def test_it_needs_an_arrival_to_count_from(standing: Standing) -> None:
    case = standing.a("investigating")
    assert refused(TAKE, case, standing.by(), consent(case), "F62").article.endswith("#47")


def test_after_the_hours_it_is_too_late(standing: Standing) -> None:
    case = arrived(standing, LATER - timedelta(hours=49))
    assert refused(TAKE, case, standing.by(), consent(case), "A07").article
    case = standing.a("examined")


@pytest.mark.parametrize("facts", [{"born": date(2010, 1, 1)}, {"flags": ("deaf",)}], ids=["minor", "deaf"])
def test_who_cannot_well_consent_is_spared(standing: Standing, facts: dict[str, Any]) -> None:
    case = arrived(standing)
    people.add_person(case, standing.by(), person=PersonFacts("小孙", role=Role.SUSPECT, **facts))
    case = again(case)
    person = queries.suspects(case).order_by("-pk")[0]
    assert refused(TAKE, case, standing.by(), consent(case, person=person), "F62").article
    assert refused(TAKE, case, standing.by(), consent(case), "F62", "warn").article, "two offenders are warned of"


def test_a_grave_penalty_is_not_decided_fast(standing: Standing) -> None:
    case = on_track(standing)
    long = light(case, detention_days=10, custody_place="鹭岛市拘留所")
    assert refused(DECIDE, case, standing.by(), long, "F62").article
    assert refused(DECIDE, case, standing.by(), light(case, fine=Decimal(4000)), "F62").article


def test_decided_too_late_it_must_go_back(standing: Standing) -> None:
    case = on_track(standing)
    late = standing.city.by("officer", CAME + timedelta(hours=49))
    assert refused(DECIDE, case, late, light(case), "A07").article


def test_somebody_who_was_not_asked_is_not_decided_on(standing: Standing) -> None:
    case = on_track(standing)
    people.add_person(case, standing.by(), person=PersonFacts("孙某", role=Role.SUSPECT, born=date(1985, 1, 1)))
    case = again(case)
    other = queries.suspects(case).order_by("-pk")[0]
    assert refused(DECIDE, case, standing.by(), light(case, person=other), "F62").article


def test_told_before_and_borne_out(standing: Standing) -> None:
    case = on_track(standing, proved=False)
    found = ask_guards(act_named(DECIDE).card, case, standing.by(), light(case, told=False))
    assert {"R47", "R49"} <= {refusal.code for refusal in found}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"fine": Decimal(0)}, "empty"),
        ({"fine": Decimal(-1), "warning": True}, "empty"),
        ({"cite": "没有这部法#1"}, "cite"),
        ({"detention_days": 3}, "custody_place"),
    ],
)
def test_what_cannot_be_a_decision_is_refused(standing: Standing, more: dict[str, Any], code: str) -> None:
    case = on_track(standing)
    refused(DECIDE, case, standing.by(), light(case, **more), code)
