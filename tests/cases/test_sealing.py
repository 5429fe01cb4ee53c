"""Sealed records, reports on minors, recusal: who sees, who asks, who stands aside."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from egret.acts.cards import act_named
from egret.acts.models import Clock, ClockState
from egret.acts.queries import visible_to
from egret.cases import queries
from egret.cases.acts import minors, penalty, recusal, sealing
from egret.cases.models import AdministrativeCase, CaseFacts, Evidence, Measure
from egret.cases.models.base import SEALED
from egret.demo.hands import sign_all
from tests.cases.conftest import LATER, Standing, refused, undone
from tests.cases.test_guards_criminal import entered
from tests.cases.test_guards_penalty import CLOSE, decision_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def closed(standing: Standing) -> AdministrativeCase:
    case = standing.a("executing")
    free = {"ticket": "闽财000001", "released_at": LATER}
    penalty.complete_execution(case, standing.by(), decision=decision_of(case), **free)
    sign_all(penalty.close(standing.a("executing"), standing.by(), **CLOSE), LATER)
    return standing.a("executing")


def sealed(standing: Standing) -> AdministrativeCase:
    ground = sealing.SealGround.OFFENCE
    keepers = (standing.city["case_manager"],)
    sealing.seal_record(closed(standing), standing.by(), ground=ground, keepers=keepers)
    return standing.a("executing")


def sees(standing: Standing, post: str, case: CaseFacts) -> bool:
    return visible_to(standing.city[post], LATER, AdministrativeCase).filter(pk=case.pk).exists()


def test_a_sealed_record_is_seen_by_its_keepers_alone(standing: Standing) -> None:
    case = sealed(standing)
    assert case.sensitivity == SEALED
    assert sees(standing, "case_manager", case) and sees(standing, "officer", case)
    assert not sees(standing, "unit_head", case)
    assert set(Measure.objects.filter(case_id=case.pk).values_list("sensitivity", flat=True)) == {SEALED}
    refused("cases.seal_record", case, standing.by(), {"ground": "offence", "keepers": ()}, "twice")


def test_it_is_opened_for_a_lawful_purpose_only_and_closed_again(standing: Standing) -> None:
    case = sealed(standing)
    reader = {"reader": standing.city["legal_reviewer"], "letter": "鹭湖检查询〔2026〕1号"}
    other = {**reader, "purpose": sealing.Purpose.OTHER}
    keeper = standing.by("case_manager")
    assert refused("cases.open_sealed_record", case, keeper, other, "R27").article
    sealing.open_sealed_record(case, keeper, purpose=sealing.Purpose.JUDICIAL, **reader)
    assert sees(standing, "legal_reviewer", case)
    sealing.close_sealed_record(standing.a("executing"), keeper, reader=reader["reader"])
    assert not sees(standing, "legal_reviewer", case)
    own = {"reader": standing.city["case_manager"]}
    refused("cases.close_sealed_record", standing.a("executing"), keeper, own, "own")


def test_a_seal_is_not_widened_but_lifted_by_judgment(standing: Standing) -> None:
    case = sealed(standing)
    for name in ("subjects.widen", "subjects.narrow"):
        found = act_named(name).refusals(case, standing.by("unit_head"), {})
        assert "R27" in {one.code for one in found}
    sealing.unseal_record(case, standing.by("case_manager"), judgment="数罪并罚判处有期徒刑六年")
    assert sees(standing, "unit_head", case)
    for name, given in (
        ("cases.unseal_record", {"judgment": "无"}),
        ("cases.open_sealed_record", {"reader": standing.city["officer"], "purpose": "judicial", "letter": "1"}),
    ):
        refused(name, standing.a("executing"), standing.by("case_manager"), given, "sensitivity")


def test_the_file_of_an_offence_is_put_away_once_sealed(standing: Standing) -> None:
    archive = act_named("cases.archive")
    assert "R27" in {one.code for one in archive.refusals(closed(standing), standing.by(), {})}
    case, keepers = standing.a("executing"), (standing.city["case_manager"],)
    sealing.seal_record(case, standing.by(), ground=sealing.SealGround.OFFENCE, keepers=keepers)
    assert "R27" not in {one.code for one in archive.refusals(standing.a("executing"), standing.by(), {})}


def test_the_life_of_a_minor_goes_into_the_file(standing: Standing) -> None:
    case = standing.c("investigating")
    child = entered(standing, case, name="童某", born=date(2010, 1, 10))
    told = {"childhood": "随祖父母长大", "causes": "受他人引诱", "care": "父母在外务工"}
    minors.report_on_minor(standing.c("investigating"), standing.by(), person=child, **told)
    assert "随祖父母长大" in Evidence.objects.get(subject_id=case.pk, title="童某社会调查报告").description


def test_an_age_is_not_proved_by_a_day_to_come(standing: Standing) -> None:
    case = standing.c("investigating")
    ahead = {"born": date(2030, 1, 1), "papers": "无", "officers": standing.city.squad.two}
    given = {"person": queries.suspects(case)[0], **ahead}
    assert refused("cases.prove_age", case, standing.by(), given, "time")


def running(case: CaseFacts) -> set[str]:
    return set(Clock.objects.filter(subject_id=case.pk, state=ClockState.RUNNING).values_list("rule", flat=True))


ASKED = {"who": "当事人", "asked_at": LATER, "reason": "是被侵害人的表兄"}
GRANTED = {"granted": True, "ground": recusal.RecusalGround.KIN, "opinion": "属实，准许回避"}


@pytest.mark.parametrize("kind", ["admin", "criminal"])
def test_who_stands_aside_handles_the_case_no_more(standing: Standing, kind: str) -> None:
    def case() -> Any:
        return standing.a("investigating") if kind == "admin" else standing.c("investigating")

    officer = standing.city.second
    late = {**ASKED, "officer": officer, "asked_at": LATER + timedelta(hours=1)}
    assert refused("cases.ask_recusal", case(), standing.by(), late, "time")
    recusal.ask_recusal(case(), standing.by(), officer=officer, **ASKED)
    assert ("G20" if kind == "admin" else "G19") in running(case())
    outcome = recusal.decide_recusal(case(), standing.by("unit_head"), officer=officer, **GRANTED)
    assert outcome.proposed is not None, "the organ decides"
    sign_all(outcome, LATER)
    assert officer.pk not in queries.team(case()) and not {"G19", "G20"} & running(case())
    both = {"handlers": standing.city.squad.two, "reason": "增加人手"}
    assert refused("cases.change_handlers", case(), standing.by("unit_head"), both, "R52").article


def test_somebody_is_left_on_the_case(standing: Standing) -> None:
    given = {"officer": standing.city["officer"], **GRANTED}
    assert refused("cases.decide_recusal", standing.a("filed"), standing.by("unit_head"), given, "nobody")


def test_an_officer_with_the_name_of_a_party_is_warned_of(standing: Standing) -> None:
    case = standing.c("investigating")
    entered(standing, case, name=standing.city.second.name)
    given = {"handlers": standing.city.squad.two}
    found = act_named("cases.change_handlers").refusals(case, standing.by("unit_head"), given)
    assert ("R52", "warn") in {(one.code, one.severity) for one in found}
