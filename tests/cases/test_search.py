"""Searches and checks: on a warrant, or without one as the law allows; by two, before somebody, a woman by a woman."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from egret.approvals.models import Approval
from egret.approvals.queries import steps_now
from egret.cases import queries
from egret.cases.acts import checks, people, search
from egret.cases.acts.checks import CheckTarget
from egret.cases.acts.search import SearchEmergency
from egret.cases.models import Evidence
from egret.demo.hands import sign_all
from egret.documents.models import Document
from egret.intake.models import Role, Sex
from egret.intake.persons import PersonFacts
from egret.org.models import Sex as StaffSex
from egret.supervision.look import Look, ask
from tests.cases.conftest import LATER, Standing, refused, undone

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DONE: dict[str, Any] = {
    "place": "滨北路某小区301室",
    "started": LATER - 2 * HOUR,
    "ended": LATER - HOUR,
    "course": "依次查看客厅、卧室。",
    "person_there": True,
    "recording": "SC-1",
}
ASKED = {"place": "滨北路某小区301室", "reason": "可能藏有赃物"}


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def two(standing: Standing) -> tuple[Any, ...]:
    return standing.city.squad.two


def paper(case: Any, kind: str) -> Document:
    return Document.objects.get(matter_id=case.pk, document_kind=kind)


def test_a_search_has_its_warrant_from_the_leader_and_its_record(standing: Standing) -> None:
    case = standing.c("suspect_in")
    person = queries.suspects(case)[0]
    given = {"person": person, "officers": two(standing), **DONE}
    assert refused("cases.search", case, standing.by(), given, "F44").article == "公安机关办理刑事案件程序规定#224"
    outcome = search.ask_search(case, standing.by(), person=person, **ASKED)
    steps = steps_now(Approval.objects.get(pk=outcome.proposed.pk))
    assert [step.level for step in steps.order_by("turn", "pk")] == ["L2", "L4"]
    sign_all(outcome, LATER)
    search.search(standing.c("suspect_in"), standing.by(), **given, found=("金项链，1条，断裂",))
    record = paper(case, "搜查笔录")
    assert paper(case, "搜查证").number in record.facts["prior_document"]
    assert record.facts["items"][0]["name"] == "金项链"
    assert Evidence.objects.filter(subject_id=case.pk, title="搜查笔录").exists()
    assert not ask("F44", Look(LATER, frozenset({case.pk}))) and not ask("F45", Look(LATER, frozenset({case.pk})))


def test_at_an_arrest_an_emergency_stands_in_for_the_warrant(standing: Standing) -> None:
    free, held = standing.c("suspect_in"), standing.c("detained")
    given = {"officers": two(standing), **DONE, "emergency": SearchEmergency.EVIDENCE}
    nobody_held = {**given, "person": queries.suspects(free)[0]}
    assert refused("cases.search", free, standing.by(), nobody_held, "F44").remedy
    search.search(held, standing.by(), person=queries.suspects(held)[0], **given)
    assert "隐匿" in paper(held, "搜查笔录").facts["prior_document"]
    assert not ask("F44", Look(LATER, frozenset({held.pk})))


def test_a_search_is_by_two_and_watched(standing: Standing) -> None:
    case = standing.c("detained")
    given = {"person": queries.suspects(case)[0], "emergency": SearchEmergency.WEAPON, **DONE}
    alone = {**given, "officers": two(standing)[:1]}
    assert refused("cases.search", case, standing.by(), alone, "R03").article
    both = {**given, "officers": two(standing)}
    assert refused("cases.search", case, standing.by(), {**both, "person_there": False}, "R39").article
    assert refused("cases.search", case, standing.by(), {**both, "recording": ""}, "R39").article
    assert refused("cases.search", case, standing.by(), {**both, "ended": DONE["started"]}, "time").remedy


def test_a_woman_is_searched_and_checked_by_a_woman(standing: Standing) -> None:
    case = standing.a("investigating")
    facts = PersonFacts("吴某", role=Role.SUSPECT, sex=Sex.FEMALE, born=date(1990, 1, 1))
    people.add_person(case, standing.by(), person=facts)
    case = standing.a("investigating")
    woman = queries.suspects(case).get(name="吴某")
    given = {"person": woman, "target": CheckTarget.BODY, "officers": two(standing), **DONE}
    men = {**given, "checker": next(one for one in standing.city.officers.values() if one.sex == StaffSex.MALE)}
    assert refused("cases.check", case, standing.by(), men, "R28").article == "治安管理处罚法(2025)#103"
    checks.check(case, standing.by(), **given, doctor=True)
    assert "不需要检查证" in paper(case, "检查笔录").facts["prior_document"]
    assert not ask("F44", Look(LATER, frozenset({case.pk})))


def test_a_place_is_checked_on_a_warrant_or_at_once_under_a_recording_a_home_on_a_warrant_only(
    standing: Standing,
) -> None:
    case = standing.a("investigating")
    person = queries.suspects(case)[0]
    given = {"person": person, "officers": two(standing), **DONE}
    unseen = {**given, "target": CheckTarget.PLACE, "recording": ""}
    assert refused("cases.check", case, standing.by(), unseen, "R09").article
    home = {**given, "target": CheckTarget.HOME}
    assert refused("cases.check", case, standing.by(), home, "F44").article
    empty = {**given, "target": CheckTarget.PLACE, "person_there": False}
    assert refused("cases.check", case, standing.by(), empty, "R39").article
    alone = {**given, "target": CheckTarget.GOODS, "officers": two(standing)[:1]}
    assert refused("cases.check", case, standing.by(), alone, "R02").article
    checks.check(case, standing.by(), **given, target=CheckTarget.PLACE)
    assert "立即检查" in paper(case, "检查笔录").facts["prior_document"]


def test_a_warrant_is_not_made_out_afterwards_and_runs_out(standing: Standing) -> None:
    case = standing.a("investigating")
    person = queries.suspects(case)[0]
    asked = {"person": person, **ASKED, "valid_until": LATER.date()}
    assert refused("cases.ask_check", case, standing.by(urgent=True), asked, "F44").remedy
    sign_all(checks.ask_check(case, standing.by(), **asked), LATER)
    home = {"person": person, "officers": two(standing), "target": CheckTarget.HOME, **DONE}
    checks.check(standing.a("investigating"), standing.by(), **home)
    assert paper(case, "检查证").number in paper(case, "检查笔录").facts["prior_document"]
    over = standing.city.by("officer", LATER + timedelta(days=2))
    late = {**home, "started": LATER + timedelta(days=1), "ended": LATER + timedelta(days=1) + HOUR}
    assert refused("cases.check", standing.a("investigating"), over, late, "F44").article
