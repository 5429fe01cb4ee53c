"""Safeguards of criminal cases: each is met once, and says why, by which article, and what to do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from egret.acts.cards import act_named, ask_guards
from egret.acts.models import Clock, ClockState
from egret.cases import queries
from egret.cases.acts import custody, evidence, people, prosecution
from egret.cases.models import CriminalCase, Evidence, Examination, Measure
from egret.demo.crimes import PROCURATORATE
from egret.demo.hands import sign_all
from egret.intake.models import Person, Role
from egret.intake.persons import PersonFacts
from egret.org.posts import post_kind
from tests.cases.conftest import LATER, Standing, refused, undone

pytestmark = pytest.mark.django_db
DETAIN = {"findings": "撬门入户", "reason": "可能毁灭证据", "custody_place": "鹭岛市看守所"}
ARREST = {"to_organ": PROCURATORATE, "findings": "撬门入户", "reason": "有社会危险性"}
CONCLUDE = {"findings": "撬门入户", "result": "无扣押", "proposal": "移送审查起诉"}


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def entered(standing: Standing, case: CriminalCase, **facts: Any) -> Person:
    given = {"name": "孙某", "born": date(1985, 1, 1), **facts}
    people.add_person(case, standing.by(), person=PersonFacts(role=Role.SUSPECT, **given))
    return queries.suspects(case).order_by("-pk")[0]


def codes(name: str, case: CriminalCase, standing: Standing, post: str = "officer", **given: Any) -> dict[str, Any]:
    found = ask_guards(act_named(name).card, case, standing.by(post), given)
    assert all(str(refusal.sentence) and str(refusal.remedy) for refusal in found)
    return {refusal.code: refusal for refusal in found}


def exclude_all(standing: Standing, case: CriminalCase) -> None:
    for item in Evidence.objects.filter(subject_id=case.pk):
        evidence.exclude_evidence(type(case).objects.get(pk=case.pk), standing.by(), item=item, ground="非法")


def test_a_deputy_is_not_taken_without_permission(standing: Standing) -> None:
    case = standing.c("detained")
    person = entered(standing, case, flags=("deputy",))
    case = standing.c("detained")
    assert refused("cases.detain", case, standing.by(), {"person": person, **DETAIN}, "R37").article
    assert refused("cases.request_arrest", case, standing.by(), {"persons": (person,), **ARREST}, "R37").article
    bail = {"person": person, "reason": "无危险", "to_organ": "派出所", "deposit": 1000}
    assert refused("cases.bail", case, standing.by(), bail, "R37").article
    call = {"person": person, "arrive_by": LATER, "place": "派出所"}
    assert refused("cases.summon_suspect", case, standing.by(), call, "R37").article


def test_who_may_not_be_fit_for_custody_is_flagged(standing: Standing) -> None:
    case = standing.c("investigating")
    for flag in ("pregnant", "nursing", "ill", "mental"):
        given = {"person": entered(standing, standing.c("investigating"), flags=(flag,)), **DETAIN}
        assert refused("cases.detain", case, standing.by(), given, "R33", "warn").article


def test_nobody_to_detain_or_to_keep(standing: Standing) -> None:
    case = standing.c("investigating")
    assert "nobody" in codes("cases.extend_detention", case, standing)
    assert "nobody" in codes("cases.deliver_to_house", case, standing)
    assert "nobody" not in codes("cases.extend_detention", standing.c("detained"), standing)


def test_arrest_is_not_asked_for_on_words_alone(standing: Standing) -> None:
    case = standing.c("detained")
    exclude_all(standing, case)
    case = standing.c("detained")
    given = {"persons": tuple(queries.suspects(case)), **ARREST}
    assert refused("cases.request_arrest", case, standing.by(), given, "R49").article


def test_who_is_held_was_questioned_before_arrest_is_asked_for(standing: Standing) -> None:
    case = standing.c("suspect_in")
    given = {"persons": tuple(queries.suspects(case)), **ARREST}
    assert refused("cases.request_arrest", case, standing.by(), given, "F21").article


def test_nobody_is_arrested_without_the_procuratorate(standing: Standing) -> None:
    case = standing.c("detained")
    given = {"person": queries.suspects(case)[0], "arrested_at": LATER, "custody_place": "鹭岛市看守所"}
    assert refused("cases.execute_arrest", case, standing.by(), given, "").article == "刑事诉讼法#80"


def test_nothing_is_seized_before_filing(standing: Standing) -> None:
    case = standing.c("investigating")
    case.filed_at = None
    assert codes("cases.seize", case, standing)["F47"].article


def test_a_warrant_comes_before_its_announcement(standing: Standing) -> None:
    case = standing.c("suspect_in")
    given = {"person": queries.suspects(case)[0], "announced_at": LATER, "place": "派出所"}
    assert refused("cases.execute_detention", case, standing.by(), given, "").article == "刑事诉讼法#85"


def test_the_conditions_of_a_conclusion(standing: Standing) -> None:
    case = standing.c("suspect_in")
    found = ask_guards(act_named("cases.conclude").card, case, standing.by(), {})
    assert any("没有讯问笔录" in str(one.sentence) and one.article for one in found)
    case = standing.c("detained")
    exclude_all(standing, case)
    assert codes("cases.conclude", standing.c("detained"), standing)["R49"].article


def test_an_opinion_is_waited_for_and_told_before_the_conclusion(standing: Standing) -> None:
    case = standing.c("detained")
    sign_all(evidence.commission_examination(case, standing.by(), kind="指纹", agency="鉴定中心"), LATER)
    case = standing.c("detained")
    assert refused("cases.conclude", case, standing.by(), CONCLUDE, "F56").article
    row = Examination.objects.get(subject_id=case.pk)
    evidence.receive_examination(case, standing.by(), examination=row, conclusion="同一")
    case = standing.c("detained")
    assert refused("cases.conclude", case, standing.by(), CONCLUDE, "R46").article


def test_the_own_case_is_not_sent_back_by_its_officers(standing: Standing) -> None:
    assert codes("cases.reopen_investigation", standing.c("sent"), standing)["R53"].article
    assert not codes("cases.reopen_investigation", standing.c("sent"), standing, "legal_reviewer")


def test_a_case_comes_back_twice_at_most(standing: Standing) -> None:
    for turn in (1, 2):
        case = standing.c("sent")
        given = {"organ": PROCURATORATE, "number": f"退{turn}号", "outline": "补充证言"}
        prosecution.record_return(case, standing.by(), **given)
        assert codes("cases.resend", standing.c("sent"), standing)["F79"].severity == "warn"
        sign_all(prosecution.resend(standing.c("sent"), standing.by(), result="已补充"), LATER)
    third = {"organ": PROCURATORATE, "number": "退3号", "outline": "补充证言"}
    assert refused("cases.record_return", standing.c("sent"), standing.by(), third, "C36").article


def test_terms_of_liberty_that_ran_out_are_not_lengthened(standing: Standing) -> None:
    case = standing.c("detained")
    measure = Measure.objects.get(case_id=case.pk, measure_kind="detention")
    given = {"measure": measure, "term": custody.DetentionTerm.ROAMING, "reason": "多次作案"}
    assert refused("cases.extend_detention", case, standing.by(), given, "F25").article
    assert "F25" in {one.code for one in ask_guards(act_named("cases.extend_detention").card, case, standing.by(), {})}
    case = standing.c("suspect_in")
    measure = Measure.objects.get(case_id=case.pk, measure_kind="summons")
    given = {"measure": measure, "reason": "案情重大"}
    assert refused("cases.extend_summons", case, standing.by(), given, "F17").article


def test_a_surety_or_a_deposit_never_both_never_neither(standing: Standing) -> None:
    case = standing.c("suspect_in")
    base = {"person": queries.suspects(case)[0], "reason": "无危险", "to_organ": "派出所"}
    both = {"deposit": 1000, "guarantor": PersonFacts("保证人")}
    assert refused("cases.bail", case, standing.by(), {**base, **both}, "F29").article
    assert refused("cases.bail", case, standing.by(), base, "F29").article


def test_a_family_is_told_or_it_is_written_why_not(standing: Standing) -> None:
    case = standing.c("detained")
    given = {"measure": Measure.objects.get(case_id=case.pk, measure_kind="detention")}
    assert refused("cases.notify_family_of_custody", case, standing.by(), given, "R30").article


def test_release_waits_for_nobody(standing: Standing) -> None:
    case = standing.c("detained")
    measure = Measure.objects.get(case_id=case.pk, measure_kind="detention")
    outcome = custody.release(
        case, standing.by(), measure=measure, released_at=LATER - timedelta(minutes=1), reason="不需要逮捕"
    )
    assert outcome.proposed is None and Measure.objects.get(pk=measure.pk).ended is not None


def test_who_is_held_goes_free_after_a_non_prosecution_before_the_file_is_put_away(standing: Standing) -> None:
    given = {"organ": PROCURATORATE, "number": "不诉1号", "reason": "证据不足"}
    prosecution.record_non_prosecution(standing.c("sent"), standing.by(), **given)
    shelf = {"shelf": "2026-1"}
    post = next(p for p in standing.city.officers if post_kind(p).holds("cases.archive"))
    assert refused("cases.archive_criminal", standing.c("sent"), standing.by(post), shelf, "held").article
    (measure,) = custody.in_custody(standing.c("sent"))
    custody.release(standing.c("sent"), standing.by(), measure=measure, released_at=LATER, reason="不起诉")
    prosecution.archive_criminal(standing.c("sent"), standing.by(post), **shelf)
    assert standing.c("sent").stage == "archived"


def test_custody_goes_on_under_the_term_of_whoever_has_the_case(standing: Standing) -> None:
    """Detention with the procuratorate, arrest with the procuratorate: the measure ends when their term ends."""
    case = standing.c("detained")
    measure = Measure.objects.get(case_id=case.pk, measure_kind="detention")
    person, asked = measure.person, standing.city.by("officer", measure.opened + timedelta(days=2))
    given = {"persons": (person,), "to_organ": "鹭湖区人民检察院", "findings": "入户盗窃", "reason": "有社会危险性"}
    sign_all(custody.request_arrest(case, asked, **given), asked.at)
    measure.refresh_from_db()
    clock = Clock.objects.get(subject_id=case.pk, rule="C12", state=ClockState.RUNNING)
    assert measure.due == clock.guard_due and measure.terms[-1].rule == "C12"
    answer = {"person": person, "organ": "鹭湖区人民检察院", "answer": custody.ArrestAnswer.REFUSED, "number": "1号"}
    told = standing.city.by("officer", asked.at + timedelta(days=3))
    custody.record_arrest_decision(standing.c("detained"), told, **answer)
    measure.refresh_from_db()
    assert measure.due == told.at and measure.closed is None, "R56: overdue from this minute until released"
    (arrested,) = custody.in_custody(standing.c("sent"))
    assert arrested.terms[-1].rule == "C37" and arrested.due == arrested.terms[-1].until


def test_the_flag_is_raised_again_at_the_door_of_the_house(standing: Standing) -> None:
    """R33: what became known after the warrant counts before the delivery too (看守所条例 10)."""
    measure = Measure.objects.get(case_id=standing.c("detained").pk, measure_kind="detention")
    measure.person.flags = ["ill"]
    refused("cases.deliver_to_house", standing.c("detained"), standing.by(), {"measure": measure}, "R33", "warn")
    refused("cases.execute_arrest", standing.c("detained"), standing.by(), {"person": measure.person}, "R33", "warn")
