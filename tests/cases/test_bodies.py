"""Examinations of the body and samples: allowed first, a victim by consent, a woman by a woman, never twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from egret.acts.clocks import LOCAL
from egret.approvals.models import Approval
from egret.approvals.queries import steps_now
from egret.cases import queries
from egret.cases.acts import bodies, people
from egret.cases.acts.bodies import Answer, Purpose
from egret.cases.models import Evidence
from egret.demo.hands import sign_all
from egret.documents.models import Document
from egret.intake.models import Role, Sex
from egret.intake.persons import PersonFacts
from egret.org.models import Sex as StaffSex
from tests.cases.conftest import LATER, Standing, refused, undone

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DONE: dict[str, Any] = {
    "samples": ("prints", "urine"),
    "place": "白鹭派出所人身检查室",
    "started": LATER - 2 * HOUR,
    "ended": LATER - HOUR,
    "course": "采集十指指纹和尿液一份，当场封装。",
    "recording": "SC-1",
}
FORCED = {"samples": ("prints", "urine"), "refusal": "紧握双拳，拒不配合。", "reason": "需要与现场指纹比对。"}
ASKED = {"samples": ("prints", "urine"), "reason": "确定是否接触过涉案物品。"}


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def levels(outcome: Any) -> list[str]:
    return [step.level for step in steps_now(Approval.objects.get(pk=outcome.proposed.pk)).order_by("turn", "pk")]


def record(case: Any) -> Document:
    return Document.objects.get(matter_id=case.pk, document_kind=bodies.RECORD)


def woman(standing: Standing, case: Any, role: Role = Role.SUSPECT) -> Any:
    facts = PersonFacts("吴某", role=role, sex=Sex.FEMALE, born=date(1990, 1, 1))
    people.add_person(case, standing.by(), person=facts)
    return queries.everyone(case).get(name="吴某")


def test_a_suspect_who_refuses_is_examined_by_force_on_the_approval_of_the_unit_head(standing: Standing) -> None:
    case = standing.c("suspect_in")
    person = queries.suspects(case)[0]
    given = {"person": person, "officers": standing.city.squad.two, **DONE, "answer": Answer.REFUSED}
    assert refused("cases.examine_person", case, standing.by(), given, "compelled").article.endswith("#217")
    outcome = bodies.compel_examination(case, standing.by(), person=person, **FORCED)
    assert levels(outcome) == ["L2"]
    sign_all(outcome, LATER)
    bodies.examine_person(standing.c("suspect_in"), standing.by(), **given, unsigned="拒绝签名。")
    paper = record(case)
    assert bodies.APPROVAL in paper.facts["prior_document"] and paper.facts["samples"] == ["采集指纹信息", "采集尿液"]
    assert Evidence.objects.filter(subject_id=case.pk, title=bodies.RECORD, person=person).exists()


def test_who_does_not_refuse_needs_no_approval_in_a_criminal_case_but_a_witness_or_a_recording(
    standing: Standing,
) -> None:
    case = standing.c("suspect_in")
    given = {"person": queries.suspects(case)[0], "officers": standing.city.squad.two, **DONE, "answer": Answer.AGREED}
    assert refused("cases.examine_person", case, standing.by(), {**given, "recording": ""}, "R39").article
    alone = {**given, "officers": standing.city.squad.two[:1]}
    assert refused("cases.examine_person", case, standing.by(), alone, "R03").article
    assert refused("cases.examine_person", case, standing.by(), {**given, "ended": DONE["started"]}, "time").remedy
    assert refused("cases.examine_person", case, standing.by(), {**given, "samples": ()}, "samples").remedy
    bodies.examine_person(case, standing.by(), **given)
    assert record(case).facts["prior_document"] == "本人同意"


def test_a_victim_is_never_forced(standing: Standing) -> None:
    criminal, admin = standing.c("suspect_in"), standing.a("investigating")
    given = {"person": woman(standing, criminal, Role.VICTIM), "officers": standing.city.squad.two, **DONE}
    unwilling = {**given, "answer": Answer.SILENT}
    assert refused("cases.examine_person", standing.c("suspect_in"), standing.by(), unwilling, "consent").article
    bodies.examine_person(standing.c("suspect_in"), standing.by(), **given, answer=Answer.AGREED)
    asked = {"person": queries.victims(admin)[0], **ASKED, "answer": Answer.REFUSED}
    assert refused("cases.approve_examination", admin, standing.by(), asked, "consent").article.endswith("#102")


def test_in_an_administrative_case_it_is_allowed_first_and_taken_once(standing: Standing) -> None:
    case = standing.a("investigating")
    person = queries.suspects(case)[0]
    given = {"person": person, "officers": standing.city.squad.two, **DONE, "answer": Answer.SILENT}
    assert refused("cases.examine_person", case, standing.by(), given, "compelled").article.endswith("(2025)#102")
    alone = {**given, "officers": standing.city.squad.two[:1]}
    assert refused("cases.examine_person", case, standing.by(), alone, "R02").article
    asked = {"person": person, **ASKED, "answer": Answer.SILENT}
    assert refused("cases.approve_examination", case, standing.by(urgent=True), asked, "compelled").remedy
    outcome = bodies.approve_examination(case, standing.by(), **asked)
    assert levels(outcome) == ["L2"]
    sign_all(outcome, LATER)
    bodies.examine_person(standing.a("investigating"), standing.by(), **given)
    again = standing.a("investigating")
    assert "采集指纹信息" in str(refused("cases.approve_examination", again, standing.by(), asked, "twice"))
    assert refused("cases.examine_person", again, standing.by(), given, "twice").article
    bodies.examine_person(again, standing.by(), **{**given, "samples": ("body",)})


def test_a_drug_test_against_a_refusal_is_allowed_by_the_leader(standing: Standing) -> None:
    case = standing.a("investigating")
    person = queries.suspects(case)[0]
    given = {"person": person, "officers": standing.city.squad.two, **DONE, "purpose": Purpose.DRUGS}
    asked = {"person": person, "samples": ("urine",), "refusal": "拒绝排尿。", "reason": "查获吸毒工具。"}
    no = {**given, "samples": ("urine",), "answer": Answer.REFUSED}
    assert refused("cases.examine_person", case, standing.by(), no, "compelled").article.endswith("#94")
    outcome = bodies.compel_drug_test(case, standing.by(), **asked)
    assert levels(outcome) == ["L4"]
    sign_all(outcome, LATER)
    bodies.examine_person(standing.a("investigating"), standing.by(), **no)


def test_a_driver_is_tested_under_the_law_of_traffic_without_this_approval(standing: Standing) -> None:
    case = standing.a("investigating")
    given = {"person": queries.suspects(case)[0], "officers": standing.city.squad.two, **DONE}
    driver = {**given, "samples": ("blood",), "purpose": Purpose.DRIVING, "answer": Answer.SILENT}
    bodies.examine_person(case, standing.by(), **driver)
    assert record(case).facts["prior_document"] == "没有拒绝"


def test_a_woman_is_examined_by_a_woman_and_tested_by_a_woman_only(standing: Standing) -> None:
    case = standing.a("investigating")
    person = woman(standing, case)
    staff = standing.city.officers.values()
    man = next(one for one in staff if one.sex == StaffSex.MALE)
    her = next(one for one in staff if one.sex == StaffSex.FEMALE)
    case = standing.a("investigating")
    given = {"person": person, "officers": standing.city.squad.two, **DONE, "answer": Answer.AGREED, "checker": man}
    test = {**given, "samples": ("urine",), "purpose": Purpose.DRUGS}
    assert refused("cases.examine_person", case, standing.by(), {**test, "doctor": True}, "R28").article.endswith("#94")
    body = {**given, "samples": ("body",)}
    assert refused("cases.examine_person", case, standing.by(), body, "R28").article.endswith("#103")
    bodies.examine_person(case, standing.by(), **{**test, "checker": her})


def test_before_2026_no_approval_was_asked_for(standing: Standing) -> None:
    case = standing.a("investigating")
    asked = {"person": queries.suspects(case)[0], **ASKED, "answer": Answer.SILENT}
    then = standing.city.by("officer", datetime(2025, 12, 30, 10, tzinfo=LOCAL))
    found = bodies.approve_examination.refusals(case, then, asked)
    assert "old_text" in [one.code for one in found]
    given = {"person": asked["person"], "officers": standing.city.squad.two, **DONE, "answer": Answer.SILENT}
    assert "compelled" not in [one.code for one in bodies.examine_person.refusals(case, then, given)]
