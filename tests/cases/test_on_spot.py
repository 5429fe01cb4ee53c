"""当场处罚: decided at the scene, filed within the day, cash against a ticket and on to the bank."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from egret.acts.cards import act_named, ask_guards
from egret.acts.models import Clock, ClockState
from egret.cases import queries
from egret.cases.acts import evidence, on_spot, people
from egret.cases.acts.on_spot import CashGround
from egret.cases.models import AdministrativeCase, Decision, EvidenceKind
from egret.documents.models import Document
from egret.intake.models import Role
from egret.intake.persons import PersonFacts
from tests.cases.conftest import LATER, Standing, refused, undone

pytestmark = pytest.mark.django_db
ON_SPOT = "cases.penalise_on_spot"


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def proved(standing: Standing) -> AdministrativeCase:
    case = standing.a("investigating")
    two = (standing.city.officers["officer"], standing.city.second)
    evidence.add_evidence(case, standing.by(), kind=EvidenceKind.MEDIA, title="执法记录仪视频", officers=two)
    return AdministrativeCase.objects.get(pk=case.pk)


def given_for(standing: Standing, case: AdministrativeCase, **more: Any) -> dict[str, Any]:
    return {
        "person": queries.suspects(case)[0],
        "officers": (standing.city.officers["officer"],),
        "findings": "当街推搡他人一下，未造成伤害。",
        "cite": "治安管理处罚法(2025)#51",
        "review_organ": "鹭湖区人民政府",
        "fine": Decimal(200),
        "recording": "BWC-1",
        **more,
    }


def penalised(standing: Standing, **more: Any) -> AdministrativeCase:
    case = proved(standing)
    on_spot.penalise_on_spot(case, standing.by(), **given_for(standing, case, **more))
    return AdministrativeCase.objects.get(pk=case.pk)


def running(case: AdministrativeCase) -> set[str]:
    return set(Clock.objects.filter(subject_id=case.pk, state=ClockState.RUNNING).values_list("rule", flat=True))


def test_a_small_fine_is_decided_handed_over_and_filed(standing: Standing) -> None:
    case = penalised(standing)
    decision = Decision.objects.get(subject_id=case.pk)
    assert case.stage == "served" and decision.served_at == decision.decided_at == LATER
    assert Document.objects.filter(matter_id=case.pk, document_kind="当场处罚决定书").exists()
    assert {"A08", "A23", "L01"} <= running(case) and not {"A10", "L08"} & running(case)
    assert list(on_spot.unfiled(case)) == [decision]
    on_spot.file_on_spot(case, standing.by(), decision=decision, received_by="分局法制大队")
    assert "A08" not in running(case)


def test_cash_goes_from_hand_to_organ_to_bank(standing: Standing) -> None:
    case = penalised(standing)
    decision = Decision.objects.get(subject_id=case.pk)
    taken = {"decision": decision, "ground": CashGround.SMALL, "ticket": "闽财001", "confirmed": True}
    on_spot.collect_fine(case, standing.by(), **taken)
    case = AdministrativeCase.objects.get(pk=case.pk)
    assert "A24" in running(case) and "A23" not in running(case)
    refused("cases.collect_fine", case, standing.by(), taken, "twice")
    on_spot.hand_in_fine(case, standing.by(), decision=decision, received_by="内勤")
    assert "A25" in running(case) and "A24" not in running(case)
    on_spot.bank_fine(case, standing.by(), decision=decision, slip="回单001")
    assert not {"A24", "A25"} & running(case)


def test_a_fine_over_the_line_is_not_for_the_spot(standing: Standing) -> None:
    case = proved(standing)
    one = refused(ON_SPOT, case, standing.by(), given_for(standing, case, fine=Decimal(501)), "F63")
    assert one.article == "治安管理处罚法(2025)#119"
    other = given_for(standing, case, fine=Decimal(201), cite="道路交通安全法#89")
    refused(ON_SPOT, case, standing.by(), other, "F63")


def test_gambling_is_never_settled_on_the_spot(standing: Standing) -> None:
    case = proved(standing)
    case.cause = "赌博"
    (one,) = ask_guards(act_named(ON_SPOT).card, case, standing.by(), given_for(standing, case))
    assert one.code == "F63" and one.article.endswith("#37")


def test_on_the_spot_too_something_must_prove_it(standing: Standing) -> None:
    case = standing.a("investigating")
    assert refused(ON_SPOT, case, standing.by(), given_for(standing, case), "R49").article


@pytest.mark.parametrize("more", [{"contested": True}, {"recording": ""}], ids=["contested", "unrecorded"])
def test_one_officer_needs_consent_and_a_recording(standing: Standing, more: dict[str, Any]) -> None:
    case = proved(standing)
    assert refused(ON_SPOT, case, standing.by(), given_for(standing, case, **more), "R02").article
    two = (standing.city.officers["officer"], standing.city.second)
    on_spot.penalise_on_spot(case, standing.by(), **given_for(standing, case, officers=two, **more))


def test_a_minor_is_not_penalised_alone(standing: Standing) -> None:
    case = proved(standing)
    people.add_person(case, standing.by(), person=PersonFacts("小孙", role=Role.SUSPECT, born=date(2010, 1, 1)))
    case = AdministrativeCase.objects.get(pk=case.pk)
    young = queries.suspects(case).order_by("-pk")[0]
    assert refused(ON_SPOT, case, standing.by(), given_for(standing, case, person=young), "R20").article


def test_neither_warning_nor_fine_is_no_penalty(standing: Standing) -> None:
    case = proved(standing)
    assert refused(ON_SPOT, case, standing.by(), given_for(standing, case, fine=Decimal(0)), "empty").article


@pytest.mark.parametrize("more", [{"confirmed": False}, {"ticket": ""}], ids=["unsigned", "no ticket"])
def test_cash_needs_a_signature_and_a_ticket(standing: Standing, more: dict[str, Any]) -> None:
    case = penalised(standing)
    taken = {"decision": Decision.objects.get(subject_id=case.pk), "ground": CashGround.SMALL, "ticket": "闽财001"}
    assert refused("cases.collect_fine", case, standing.by(), {**taken, "confirmed": True, **more}, "F73").article


def test_more_than_the_cash_line_goes_to_the_bank(standing: Standing) -> None:
    case = penalised(standing, fine=Decimal(300))
    taken = {"decision": Decision.objects.get(subject_id=case.pk), "ticket": "闽财001", "confirmed": True}
    small = {**taken, "ground": CashGround.SMALL}
    assert refused("cases.collect_fine", case, standing.by(), small, "F73").article.endswith("#123")
    on_spot.collect_fine(case, standing.by(), **taken, ground=CashGround.NO_HOME)


def test_unfiled_and_unbanked_is_not_closed(standing: Standing) -> None:
    case = penalised(standing)
    done = {"result": "已缴纳。", "reason": "执行完毕"}
    refused("cases.close", case, standing.by(), done, "F63")
    taken = {"ticket": "闽财001", "confirmed": True, "ground": CashGround.SMALL}
    on_spot.collect_fine(case, standing.by(), decision=Decision.objects.get(subject_id=case.pk), **taken)
    case = AdministrativeCase.objects.get(pk=case.pk)
    assert refused("cases.close", case, standing.by(), done, "F73").article
    late = Clock.objects.get(subject_id=case.pk, rule="A24")
    assert late.guard_due > LATER + timedelta(days=1)
