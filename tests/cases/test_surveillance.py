"""Surveillance at home or in a designated place; what becomes of bail and its deposit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from egret.acts.models import Clock, ClockState
from egret.approvals.models import Approval
from egret.cases import queries
from egret.cases.acts import custody, surveillance
from egret.cases.models import CriminalCase, Measure, MeasureKind
from egret.demo.hands import sign_all
from egret.documents.models import Document
from egret.intake.persons import PersonFacts
from tests.cases.conftest import LATER, Standing, refused, undone
from tests.cases.test_guards_criminal import entered

pytestmark = pytest.mark.django_db
ILL = surveillance.SurveillanceGround.ILL
HOME = {"ground": ILL, "dwelling": "杏滨路16号", "to_organ": "银江派出所"}
AWAY = {"ground": ILL, "why_away": "无固定住处", "designated_place": "锦园招待所三楼", "to_organ": "银江派出所"}


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def running(case: CriminalCase) -> set[str]:
    return set(Clock.objects.filter(subject_id=case.pk, state=ClockState.RUNNING).values_list("rule", flat=True))


def bailed(standing: Standing, deposit: int = 5000) -> Measure:
    case = standing.c("suspect_in")
    given = {"person": queries.suspects(case)[0], "reason": "无危险", "to_organ": "银江派出所", "deposit": deposit}
    sign_all(custody.bail(case, standing.by(), **given), LATER - timedelta(minutes=30))
    return Measure.objects.get(case_id=case.pk, measure_kind=MeasureKind.BAIL)


def broken(standing: Standing, measure: Measure) -> None:
    surveillance.record_breach(
        standing.c("suspect_in"), standing.by(), measure=measure, broken_at=LATER, breach="擅自离开本市"
    )
    measure.refresh_from_db()


def forfeit(standing: Standing, measure: Measure, amount: int) -> Any:
    given = {"measure": measure, "amount": amount, "findings": "擅自离开本市", "bank": "鹭城银行"}
    return surveillance.forfeit_deposit(standing.c("suspect_in"), standing.by(), **given)


def test_surveillance_at_home_takes_the_place_of_custody_and_is_lifted(standing: Standing) -> None:
    case = standing.c("detained")
    outcome = surveillance.surveil(case, standing.by(), person=queries.suspects(case)[0], **HOME)
    sign_all(outcome, LATER)
    case = standing.c("detained")
    (measure,) = queries.running_measures(case)
    assert measure.measure_kind == MeasureKind.SURVEILLANCE and measure.ground == str(ILL.label)
    assert "C30" in running(case) and not {"C09", "C31"} & running(case)
    sign_all(surveillance.lift_surveillance(case, standing.by(), measure=measure, reason="期限届满"), LATER)
    case = standing.c("detained")
    assert not queries.running_measures(case) and "C30" not in running(case)
    kinds = set(Document.objects.filter(matter_id=case.pk).values_list("document_kind", flat=True))
    assert {"监视居住决定书", "监视居住执行通知书", "解除监视居住决定书"} <= kinds


def test_in_a_designated_place_the_family_is_told_within_the_hours(standing: Standing) -> None:
    case = standing.c("detained")
    outcome = surveillance.surveil_in_place(case, standing.by(), person=queries.suspects(case)[0], **AWAY)
    sign_all(outcome, LATER)
    case = standing.c("detained")
    assert {"C30", "C31"} <= running(case)
    (measure,) = surveillance.designated(case)
    found = refused("cases.notify_family_of_surveillance", case, standing.by(), {"measure": measure}, "R30")
    assert found.article == "公安机关办理刑事案件程序规定#113"
    told = {"measure": measure, "relative": PersonFacts("黄某兰", relation="姐姐"), "way": "电话"}
    surveillance.notify_family_of_surveillance(case, standing.by(), **told)
    assert "C31" not in running(standing.c("detained"))


@pytest.mark.parametrize("place", ["鹭岛市看守所", "银江派出所值班室"])
def test_a_place_of_force_is_no_dwelling(standing: Standing, place: str) -> None:
    case = standing.c("detained")
    given = {"person": queries.suspects(case)[0], **HOME, "dwelling": place}
    assert refused("cases.surveil", case, standing.by(), given, "place").article
    given = {"person": queries.suspects(case)[0], **AWAY, "designated_place": place}
    assert refused("cases.surveil_in_place", case, standing.by(), given, "place").article


def test_a_deputy_is_not_watched_without_permission(standing: Standing) -> None:
    person = entered(standing, standing.c("detained"), flags=("deputy",))
    assert refused("cases.surveil", standing.c("detained"), standing.by(), {"person": person, **HOME}, "R37").article


def test_a_deposit_is_forfeited_announced_contested_and_the_rest_returned(standing: Standing) -> None:
    measure = bailed(standing)
    found = refused(
        "cases.forfeit_deposit",
        standing.c("suspect_in"),
        standing.by(),
        {"measure": measure, "amount": 2000, "findings": "无", "bank": "鹭城银行"},
        "F29",
    )
    assert found.article == "公安机关办理刑事案件程序规定#96"
    broken(standing, measure)
    sign_all(forfeit(standing, measure, 2000), LATER)
    assert "C33" in running(standing.c("suspect_in"))
    given = {"measure": measure, "announced_at": LATER, "signed": "本人签名"}
    surveillance.announce_forfeiture(standing.c("suspect_in"), standing.by(), **given)
    assert "C34" in running(standing.c("suspect_in"))
    back = {"measure": measure, "reason": "解除取保候审", "bank": "鹭城银行"}
    assert refused("cases.return_deposit", standing.c("suspect_in"), standing.by(), back, "F29").article
    measure.refresh_from_db()
    lifted = surveillance.lift_bail(standing.c("suspect_in"), standing.by(), measure=measure, reason="期满")
    sign_all(lifted, LATER)
    measure.refresh_from_db()
    assert "C29" not in running(standing.c("suspect_in"))
    assert refused("cases.return_deposit", standing.c("suspect_in"), standing.by(), back, "C34").article
    surveillance.settle_forfeiture(
        standing.c("suspect_in"), standing.by(), measure=measure, upheld=1500, note="复议后改为没收1500元"
    )
    measure.refresh_from_db()
    surveillance.return_deposit(standing.c("suspect_in"), standing.by(), **{**back, "measure": measure})
    measure.refresh_from_db()
    assert measure.facts["returned"] == 3500
    again = {**back, "measure": measure}
    assert refused("cases.return_deposit", standing.c("suspect_in"), standing.by(), again, "twice")


def test_no_more_is_forfeited_than_was_paid(standing: Standing) -> None:
    measure = bailed(standing)
    broken(standing, measure)
    given = {"measure": measure, "amount": 6000, "findings": "擅自离开", "bank": "鹭城银行"}
    assert refused("cases.forfeit_deposit", standing.c("suspect_in"), standing.by(), given, "F29").article


def test_a_large_deposit_is_for_the_city_level(standing: Standing) -> None:
    measure = bailed(standing, 80000)
    broken(standing, measure)
    outcome = forfeit(standing, measure, 60000)
    assert outcome.proposed is not None
    steps = Approval.objects.get(pk=outcome.proposed.pk).steps.values_list("level", flat=True)
    assert "L5" in set(steps)


def test_a_breach_lies_within_the_measure(standing: Standing) -> None:
    measure = bailed(standing)
    given = {"measure": measure, "broken_at": LATER + timedelta(days=1), "breach": "擅自离开"}
    assert refused("cases.record_breach", standing.c("suspect_in"), standing.by(), given, "time")
