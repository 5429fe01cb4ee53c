"""复议、诉讼: answered in time; the decision stands, is changed, falls or is made anew; then the file is closed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from egret.acts.cards import act_named, ask_guards
from egret.acts.models import Clock, ClockState
from egret.cases import queries
from egret.cases.acts import penalty, remedies, sealing
from egret.cases.acts.remedies import Contest
from egret.cases.models import AdministrativeCase, Decision
from egret.demo import offences
from egret.demo.matters import ASSAULT
from egret.documents.models import Document
from egret.intake.models import Person
from tests.building.org import NOON, later
from tests.cases.conftest import Standing, refused, undone
from tests.cases.test_on_spot import penalised

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def again(case: AdministrativeCase) -> AdministrativeCase:
    return AdministrativeCase.objects.get(pk=case.pk)


def decision_of(case: AdministrativeCase) -> Decision:
    return Decision.objects.get(subject_id=case.pk)


def asking(case: AdministrativeCase, way: Contest = Contest.RECONSIDERATION, **more: Any) -> dict[str, Any]:
    person = queries.suspects(case)[0]
    return {"person": person, "way": way, "organ": "鹭湖区人民政府", "number": "鹭湖府复〔2026〕1号", **more}


def contested(standing: Standing, way: Contest = Contest.RECONSIDERATION, **more: Any) -> AdministrativeCase:
    case = standing.a("executing")
    remedies.record_contest(case, standing.by(), **asking(case, way, **more))
    return again(case)


def running(case: AdministrativeCase) -> set[str]:
    return set(Clock.objects.filter(subject_id=case.pk, state=ClockState.RUNNING).values_list("rule", flat=True))


@pytest.mark.parametrize(
    ("way", "paper", "term", "onwards"),
    [
        (Contest.RECONSIDERATION, "行政复议答复书", "L03", "L09"),
        (Contest.SUIT, "行政诉讼答辩状", "L10", "L11"),
    ],
)
def test_a_contest_is_answered_and_the_decision_stands(
    standing: Standing, way: Contest, paper: str, term: str, onwards: str
) -> None:
    case = contested(standing, way)
    assert case.stage == "contested" and term in running(case)
    answer = {"decision": decision_of(case), "opinion": "事实清楚，请求维持。"}
    remedies.answer_contest(case, standing.by("legal_reviewer"), **answer)
    assert Document.objects.filter(matter_id=case.pk, document_kind=paper).exists() and term not in running(case)
    remedies.record_upheld(again(case), standing.by(), number="鹭湖府复决〔2026〕1号")
    case = again(case)
    assert case.stage == "executing" and onwards in running(case)


def test_a_result_without_an_answer_is_warned_of(standing: Standing) -> None:
    case = contested(standing)
    assert refused("cases.record_upheld", case, standing.by(), {"number": "1"}, "F83", "warn").article


def test_a_changed_penalty_is_served_and_executed_as_changed(standing: Standing) -> None:
    case = contested(standing)
    worse = {"decision": decision_of(case), "number": "1", "detention_days": 10, "fine": Decimal(500)}
    assert refused("cases.record_changed", case, standing.by(), worse, "F68").article
    remedies.record_changed(case, standing.by(), **{**worse, "detention_days": 3})
    case = again(case)
    assert case.stage == "decided" and decision_of(case).detention_days == 3 and "A19" in running(case)


def test_the_victim_may_have_it_made_heavier(standing: Standing) -> None:
    case = contested(standing, person=queries.victims(standing.a("executing"))[0])
    worse = {"decision": decision_of(case), "number": "1", "detention_days": 10, "fine": Decimal(500)}
    remedies.record_changed(case, standing.by(), **worse)
    assert decision_of(case).detention_days == 10


def test_a_fallen_decision_sets_the_person_free(standing: Standing) -> None:
    case = contested(standing)
    assert queries.running_measures(case).exists()
    remedies.record_revoked(case, standing.by(), decision=decision_of(case), number="1")
    case = again(case)
    assert case.stage == "closed" and not queries.running_measures(case).exists()
    refused("cases.record_contest", case, standing.by(), asking(case), "contest")


def test_ordered_anew_the_case_is_investigated_with_a_term(standing: Standing) -> None:
    case = contested(standing)
    by = standing.city.by("officer", later(days=150))
    remedies.redo(case, by, decision=decision_of(case), number="1", content="六十日内重新作出")
    case = again(case)
    assert case.stage == "investigating" and "L06" in running(case)
    assert not queries.running_measures(case).exists()


def test_before_the_regulation_no_term_is_made_up(standing: Standing) -> None:
    case = contested(standing)
    remedies.redo(case, standing.by(), decision=decision_of(case), number="1")
    assert "L06" not in running(case)


def test_a_penalty_on_the_spot_goes_to_the_review_organ_first(standing: Standing) -> None:
    case = penalised(standing)
    suit = asking(case, Contest.SUIT)
    assert refused("cases.record_contest", case, standing.by(), suit, "R51").article.endswith("#23")
    remedies.record_contest(case, standing.by(), **asking(case))
    remedies.record_upheld(again(case), standing.by(), number="1")
    remedies.record_contest(again(case), standing.by(), **suit)


def test_released_while_contested(standing: Standing) -> None:
    case = contested(standing)
    person: Person = queries.suspects(case)[0]
    measure = queries.running_measures(case, person=person).get()
    given = {"decision": decision_of(case), "ticket": "闽财001", "released_at": measure.due}
    penalty.complete_execution(case, standing.by(), **given)
    assert not queries.running_measures(case).exists()


def test_a_closed_case_is_archived_when_nothing_is_owed(standing: Standing) -> None:
    case = offences.closed(standing.city.squad, ASSAULT, NOON)
    filed = {"volume": "2026-0001", "pages": 60, "kept_for": "长期", "place": "案件管理室"}
    sealed = {"ground": sealing.SealGround.OFFENCE, "keepers": (standing.city["case_manager"],)}
    sealing.seal_record(case, standing.by(), **sealed)
    refused("cases.archive", case, standing.by(), {**filed, "pages": 0}, "empty")
    remedies.archive(again(case), standing.by(), **filed)
    assert again(case).stage == "archived"


def test_what_is_owed_keeps_the_file_open(standing: Standing) -> None:
    case = standing.a("decided")
    found = {one.code: one for one in ask_guards(act_named("cases.archive").card, case, standing.by(), {})}
    assert found["F88"].article
