"""暂缓执行: asked, answered within a day, on one security; resumed for what was left."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from egret.acts.cards import act_named, ask_guards
from egret.acts.models import Clock, ClockState
from egret.cases import queries
from egret.cases.acts import suspension
from egret.cases.acts.suspension import SuspensionGround
from egret.cases.models import AdministrativeCase, Decision, Measure
from egret.demo.hands import sign_all
from egret.documents.models import Document
from egret.intake.persons import PersonFacts
from tests.cases.conftest import LATER, Standing, refused, undone

pytestmark = pytest.mark.django_db
ACT = "cases.suspend_detention"
GUARANTOR = PersonFacts("陈某芳", relation="姐姐")


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def again(case: AdministrativeCase) -> AdministrativeCase:
    return AdministrativeCase.objects.get(pk=case.pk)


def asked(standing: Standing, stage: str = "executing") -> tuple[AdministrativeCase, Decision]:
    case = standing.a(stage)
    decision = Decision.objects.get(subject_id=case.pk)
    given = {"decision": decision, "ground": SuspensionGround.EXAM, "reason": "六月参加高考。"}
    suspension.request_suspension(case, standing.by(), **given)
    return again(case), decision


def suspended(standing: Standing, stage: str = "executing", **more: Any) -> AdministrativeCase:
    case, decision = asked(standing, stage)
    given = {"decision": decision, "reason": "不致发生社会危险。", **(more or {"guarantor": GUARANTOR})}
    sign_all(suspension.suspend_detention(case, standing.by(), **given), LATER + timedelta(hours=1))
    return again(case)


def test_who_is_inside_is_let_out_and_serves_the_rest_later(standing: Standing) -> None:
    case = suspended(standing)
    assert not queries.running_measures(case).exists()
    assert Document.objects.filter(matter_id=case.pk, document_kind="暂缓执行行政拘留决定书").exists()
    assert Document.objects.filter(matter_id=case.pk, document_kind="暂缓执行行政拘留担保人保证书").exists()
    assert not Clock.objects.filter(subject_id=case.pk, rule="A33", state=ClockState.RUNNING).exists()
    row = suspension.suspended(case).get()
    by = standing.city.by("officer", LATER + timedelta(days=20))
    given = {"suspension": row, "custody_place": "鹭岛市拘留所", "reason": "考试结束"}
    refused("cases.resume_detention", case, by, {**given, "received_at": LATER - timedelta(days=1)}, "time")
    suspension.resume_detention(case, by, **given, received_at=by.at)
    measure = Measure.objects.get(case_id=case.pk, closed=None)
    assert measure.due == by.at + timedelta(seconds=row.points["left"])
    assert not suspension.suspended(case).exists()


def test_a_deposit_goes_back_when_detention_resumes(standing: Standing) -> None:
    case = suspended(standing, deposit=Decimal(1000))
    papers = set(Document.objects.filter(matter_id=case.pk).values_list("document_kind", flat=True))
    assert "暂缓执行行政拘留保证金收据" in papers and "暂缓执行行政拘留担保人保证书" not in papers
    by = standing.city.by("officer", LATER + timedelta(days=20))
    given = {"custody_place": "拘留所", "reason": "理由消失", "received_at": by.at}
    given["suspension"] = suspension.suspended(case).get()
    assert refused("cases.resume_detention", case, by, given, "deposit").article


def test_a_refusal_is_told_in_writing(standing: Standing) -> None:
    case, decision = asked(standing)
    refusing = suspension.refuse_suspension(case, standing.by(), decision=decision, reason="可能逃跑")
    sign_all(refusing, LATER + timedelta(hours=1))
    assert Document.objects.filter(matter_id=case.pk, document_kind="不予暂缓执行行政拘留决定书").exists()
    assert queries.running_measures(case).exists()


@pytest.mark.parametrize(
    "security",
    [{}, {"guarantor": GUARANTOR, "deposit": Decimal(1000)}, {"deposit": Decimal(150)}, {"deposit": Decimal(90000)}],
    ids=["none", "both", "not by the day", "too much"],
)
def test_one_security_by_the_day(standing: Standing, security: dict[str, Any]) -> None:
    case, decision = asked(standing)
    given = {"decision": decision, "reason": "不致发生社会危险。", **security}
    assert refused(ACT, case, standing.by(), given, "F29").article


def test_a_request_is_recorded_once(standing: Standing) -> None:
    case, decision = asked(standing)
    given = {"decision": decision, "ground": SuspensionGround.BIRTH, "reason": "再次申请"}
    refused("cases.request_suspension", case, standing.by(), given, "twice")


def test_what_is_suspended_is_not_begun_nor_closed(standing: Standing) -> None:
    case = suspended(standing, "served")
    decision = Decision.objects.get(subject_id=case.pk)
    begin = act_named("cases.begin_execution").card
    found = ask_guards(begin, case, standing.by(), {"decision": decision})
    assert "suspended" in {one.code for one in found}
    closing = ask_guards(act_named("cases.close").card, case, standing.by(), {})
    assert "suspended" in {one.code for one in closing}
    by = standing.city.by("officer", LATER + timedelta(days=20))
    given = {"suspension": suspension.suspended(case).get(), "custody_place": "拘留所", "reason": "考试结束"}
    suspension.resume_detention(case, by, **given, received_at=by.at)
    assert again(case).stage == "executing"
