"""Foreigners: the province and the consulate know, examination detention has its term, some stay in an area instead."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from egret.acts.cards import act_named
from egret.acts.models import Clock, ClockState
from egret.cases import queries
from egret.cases.acts import case_area, custody, evidence, foreigners, people
from egret.cases.models import AdministrativeCase, CaseFacts, Measure
from egret.demo.hands import sign_all
from egret.documents.models import Document
from egret.intake.models import Person, Role
from egret.intake.persons import PersonFacts
from tests.cases.conftest import LATER, Standing, refused, undone
from tests.cases.test_guards_criminal import CONCLUDE, DETAIN
from tests.cases.test_guards_statements import entered, statement

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
EXAMINE = {"ground": foreigners.ExaminationGround.STAY, "reason": "签证过期", "custody_place": "鹭岛市拘留所"}


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def running(case: CaseFacts) -> dict[str, Any]:
    clocks = Clock.objects.filter(subject_id=case.pk, state=ClockState.RUNNING)
    return {clock.rule: clock.guard_due for clock in clocks}


def visitor(standing: Standing, case: Any, **facts: Any) -> Person:
    return entered(standing, case, **{"name": "JOHN DOE", "flags": ("foreigner",), **facts})


def kept(standing: Standing) -> tuple[AdministrativeCase, Measure]:
    case = standing.a("investigating")
    person = visitor(standing, case)
    outcome = foreigners.examine_foreigner(standing.a("investigating"), standing.by(), person=person, **EXAMINE)
    assert outcome.proposed is not None, "the head of the organ decides"
    sign_all(outcome, LATER)
    (measure,) = foreigners.examined(case)
    return standing.a("investigating"), measure


def papers(case: CaseFacts) -> set[str]:
    return set(Document.objects.filter(matter_id=case.pk).values_list("document_kind", flat=True))


def test_examination_detention_is_asked_about_in_a_day_reported_in_two_and_lasts_thirty(standing: Standing) -> None:
    case, measure = kept(standing)
    found = running(case)
    assert {"A39", "A40", "A42"} <= found.keys() and "拘留审查决定书" in papers(case)
    began = measure.started
    assert (found["A40"].date() - began.date()).days in (30, 31) and found["A42"] == began + timedelta(hours=48)
    told = statement(standing, measure.person)
    later = standing.city.by("officer", LATER + timedelta(hours=3))
    seen = {"checker": standing.city["officer"], "items": "护照", "checked_at": LATER + 60 * MINUTE}
    case_area.check_person(standing.a("investigating"), later, person=measure.person, **seen)
    span = {"started": LATER + 70 * MINUTE, "ended": LATER + 100 * MINUTE}
    evidence.record_statement(standing.a("investigating"), later, **{**told, **span})
    assert "A39" not in running(case)


def test_it_is_extended_once_to_sixty_days_by_the_organ_above_and_lifted_alone(standing: Standing) -> None:
    case, measure = kept(standing)
    due = measure.due
    sign_all(foreigners.extend_examination(case, standing.by(), measure=measure, reason="需境外核查"), LATER)
    measure.refresh_from_db()
    assert due is not None and measure.due == due + timedelta(days=30) == running(case)["A40"]
    again = {"measure": measure, "reason": "仍未查清"}
    assert refused("cases.extend_examination", standing.a("investigating"), standing.by(), again, "A40").article
    at = standing.city.by("officer", LATER + timedelta(days=2))
    lifted = {"ground": foreigners.ExaminationEnd.WRONG, "lifted_at": LATER + timedelta(days=1)}
    outcome = foreigners.end_examination(standing.a("investigating"), at, measure=measure, **lifted)
    assert outcome.proposed is None and not {"A39", "A40"} & running(case).keys()
    assert "解除拘留审查决定书" in papers(case) and not foreigners.examined(case)


def test_some_stay_in_an_area_instead(standing: Standing) -> None:
    case = standing.a("investigating")
    mother = visitor(standing, case, flags=("foreigner", "nursing"))
    given = {"person": mother, **EXAMINE}
    assert refused("cases.examine_foreigner", standing.a("investigating"), standing.by(), given, "A41").article
    terms = {"person": mother, "reason": "哺乳未满一周岁婴儿", "area": "白鹭区"}
    sign_all(foreigners.restrict_foreigner(standing.a("investigating"), standing.by(), **terms), LATER)
    (measure,) = foreigners.restricted(case)
    assert {"A41", "A42"} <= running(case).keys()
    foreigners.end_restriction(standing.a("investigating"), standing.by(), measure=measure, reason="嫌疑排除")
    assert "A41" not in running(case)


def test_from_detention_to_an_area_the_detention_ends(standing: Standing) -> None:
    case, measure = kept(standing)
    terms = {"person": measure.person, "reason": "病重", "area": "白鹭区"}
    outcome = foreigners.restrict_foreigner(case, standing.city.by("officer", LATER + MINUTE), **terms)
    sign_all(outcome, LATER + 2 * MINUTE)
    assert not foreigners.examined(case) and foreigners.restricted(case).exists()


def test_nobody_else_is_kept_that_way(standing: Standing) -> None:
    case = standing.a("investigating")
    given = {"person": queries.suspects(case)[0], **EXAMINE}
    assert refused("cases.examine_foreigner", case, standing.by(), given, "A40").article


def held_abroad(standing: Standing) -> tuple[Any, Person]:
    """A foreign suspect whose detention was announced."""
    case = standing.c("investigating")
    facts = PersonFacts("JANE ROE", role=Role.SUSPECT, born=date(1990, 5, 1), nationality="加拿大")
    people.add_person(case, standing.by(), person=facts)
    person = queries.suspects(standing.c("investigating")).order_by("-pk")[0]
    sign_all(custody.detain(standing.c("investigating"), standing.by(), person=person, **DETAIN), LATER)
    told = {"announced_at": LATER, "place": "派出所"}
    custody.execute_detention(standing.c("investigating"), standing.city.by("officer", LATER), person=person, **told)
    return standing.c("investigating"), person


def r38(standing: Standing, case: Any) -> int:
    found = act_named("cases.conclude").refusals(type(case).objects.get(pk=case.pk), standing.by(), CONCLUDE)
    return len([one for one in found if one.code == "R38" and one.article])


def test_a_measure_is_reported_upward_and_the_consulate_told(standing: Standing) -> None:
    case, person = held_abroad(standing)
    assert running(case)["C58"] == LATER + timedelta(hours=48) and r38(standing, case) == 2
    said = {"organ": "省公安厅", "content": "身份、案情、措施"}
    foreigners.report_foreigner(case, standing.by(), person=person, **said)
    case = type(case).objects.get(pk=case.pk)
    assert "C58" not in running(case) and r38(standing, case) == 1
    wish = {"person": person, "step": foreigners.ConsularStep.NO_NOTICE, "consulate": "加拿大驻广州总领事馆"}
    assert refused("cases.record_consular_step", case, standing.by(), wish, "R38").article
    foreigners.record_consular_step(case, standing.by(), written=True, **wish)
    assert r38(standing, case) == 0


def test_times_agree(standing: Standing) -> None:
    case, measure = kept(standing)
    ahead = {"measure": measure, "ground": foreigners.ExaminationEnd.OTHER, "lifted_at": LATER + timedelta(days=9)}
    assert refused("cases.end_examination", case, standing.by(), ahead, "time")


def test_no_case_ends_over_the_head_of_somebody_kept(standing: Standing) -> None:
    case, _measure = kept(standing)
    assert refused("cases.terminate", case, standing.by(), {"reason": "没有违法事实"}, "held").article
