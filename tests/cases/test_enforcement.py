"""罚款不缴: deferred, reminded, and after the remedies the court is asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from egret.acts.models import Clock, ClockState
from egret.cases.acts import enforcement
from egret.cases.models import AdministrativeCase, Decision
from egret.demo.hands import sign_all
from egret.documents.models import Document
from tests.cases.conftest import LATER, Standing, refused, undone

pytestmark = pytest.mark.django_db
APPLY = "cases.apply_enforcement"


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def again(case: AdministrativeCase) -> AdministrativeCase:
    return AdministrativeCase.objects.get(pk=case.pk)


def fined(standing: Standing) -> tuple[AdministrativeCase, Decision]:
    case = standing.a("executing")
    return case, Decision.objects.get(subject_id=case.pk)


def papers(case: AdministrativeCase) -> set[str]:
    return set(Document.objects.filter(matter_id=case.pk).values_list("document_kind", flat=True))


def asking(decision: Decision) -> dict[str, Any]:
    return {"decision": decision, "court": "鹭湖区人民法院", "views": "催告后仍不缴纳。"}


def reminded(standing: Standing) -> tuple[AdministrativeCase, Decision]:
    case, decision = fined(standing)
    enforcement.urge_payment(case, standing.by(), decision=decision)
    return again(case), decision


def test_hardship_defers_the_fine_and_the_reminder(standing: Standing) -> None:
    case, decision = fined(standing)
    given = {"decision": decision, "hardship": "失业。", "plan": "分两期", "until": date(2026, 6, 30)}
    refused("cases.defer_fine", case, standing.by(), {**given, "until": date(2026, 1, 1)}, "time")
    sign_all(enforcement.defer_fine(case, standing.by(), **given), LATER)
    case = again(case)
    assert "暂缓分期缴纳罚款决定书" in papers(case)
    assert refused("cases.urge_payment", case, standing.by(), {"decision": decision}, "A23").article
    enforcement.urge_payment(case, standing.city.by("officer", LATER + timedelta(days=120)), decision=decision)
    term = Clock.objects.get(subject_id=case.pk, rule="A27")
    assert term.state == ClockState.RUNNING


def test_the_court_is_asked_after_reminder_and_remedies(standing: Standing) -> None:
    case, decision = reminded(standing)
    assert "催告书" in papers(case)
    assert refused(APPLY, case, standing.by(), asking(decision), "A26").article
    soon = standing.city.by("officer", LATER + timedelta(days=30))
    assert refused(APPLY, case, soon, asking(decision), "A27").article
    late = standing.city.by("officer", LATER + timedelta(days=400))
    assert refused(APPLY, case, late, asking(decision), "A27").article
    outcome = enforcement.apply_enforcement(
        case, standing.city.by("officer", LATER + timedelta(days=190)), **asking(decision)
    )
    assert outcome.proposed is not None, "signed by the leader before the court has it"
