"""A refused arrest and a non-prosecution are contested in time, after the person is free."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from egret.acts.models import Clock, ClockState
from egret.cases import queries
from egret.cases.acts import after_non_prosecution, contests, custody, prosecution
from egret.cases.models import AdministrativeCase, CriminalCase, Measure
from egret.demo.crimes import PROCURATORATE
from egret.demo.hands import sign_all
from egret.documents.models import Document
from tests.cases.conftest import LATER, Standing, refused, undone

pytestmark = pytest.mark.django_db
WRONG = {"to_organ": PROCURATORATE, "reason": "有社会危险性"}
ANSWER = {"organ": PROCURATORATE, "number": "复1号", "outcome": contests.Outcome.KEPT}


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def running(case: CriminalCase) -> set[str]:
    return set(Clock.objects.filter(subject_id=case.pk, state=ClockState.RUNNING).values_list("rule", flat=True))


def refused_arrest(standing: Standing, free: bool = True) -> dict[str, Any]:
    case = standing.c("detained")
    person = queries.suspects(case)[0]
    given = {"organ": PROCURATORATE, "answer": custody.ArrestAnswer.REFUSED, "number": "不捕1号"}
    custody.record_arrest_decision(case, standing.by(), person=person, **given)
    if free:
        measure = Measure.objects.get(case_id=case.pk, measure_kind="detention")
        custody.release(standing.c("detained"), standing.by(), measure=measure, released_at=LATER, reason="不捕")
    return {"person": person, **WRONG}


def test_a_refused_arrest_is_contested_then_reviewed(standing: Standing) -> None:
    given = refused_arrest(standing)
    assert "C15" in running(standing.c("detained"))
    early = refused("cases.review_non_arrest", standing.c("detained"), standing.by(), given, "C16")
    assert early.article
    sign_all(contests.contest_non_arrest(standing.c("detained"), standing.by(), **given), LATER)
    assert "C17" in running(standing.c("detained")) and "C15" not in running(standing.c("detained"))
    about = {"person": given["person"], **ANSWER}
    contests.record_non_arrest_answer(standing.c("detained"), standing.by(), final=False, **about)
    assert "C16" in running(standing.c("detained"))
    sign_all(contests.review_non_arrest(standing.c("detained"), standing.by(), **given), LATER)
    contests.record_non_arrest_answer(standing.c("detained"), standing.by(), final=True, **about)
    case = standing.c("detained")
    assert not {"C15", "C16", "C17"} & running(case)
    kinds = set(Document.objects.filter(matter_id=case.pk).values_list("document_kind", flat=True))
    assert {"要求复议意见书", "提请复核意见书"} <= kinds


def test_the_person_is_free_before_anybody_argues(standing: Standing) -> None:
    given = refused_arrest(standing, free=False)
    found = refused("cases.contest_non_arrest", standing.c("detained"), standing.by(), given, "R56")
    assert found.article == "刑事诉讼法#92"


def test_after_the_days_nothing_is_contested_and_the_refusal_stands(standing: Standing) -> None:
    given = refused_arrest(standing)
    late = standing.city.by("officer", LATER + timedelta(days=30))
    assert refused("cases.contest_non_arrest", standing.c("detained"), late, given, "C15").article
    contests.leave_non_arrest(standing.c("detained"), late, person=given["person"], reason="服从决定")
    assert "C15" not in running(standing.c("detained"))


def test_a_non_prosecution_is_contested_below_before_above(standing: Standing) -> None:
    no = {"organ": PROCURATORATE, "number": "不诉1号", "reason": "情节轻微"}
    prosecution.record_non_prosecution(standing.c("sent"), standing.by(), **no)
    assert refused("cases.review_non_prosecution", standing.c("sent"), standing.by(), WRONG, "order").article
    sign_all(contests.contest_non_prosecution(standing.c("sent"), standing.by(), **WRONG), LATER)
    assert refused("cases.contest_non_prosecution", standing.c("sent"), standing.by(), WRONG, "C38").article
    contests.record_non_prosecution_answer(standing.c("sent"), standing.by(), final=False, **ANSWER)
    assert "C38" in running(standing.c("sent"))
    sign_all(contests.review_non_prosecution(standing.c("sent"), standing.by(), **WRONG), LATER)
    assert "C38" not in running(standing.c("sent"))


ADVISED = {
    "organ": PROCURATORATE,
    "number": "检意1号",
    "content": "情节轻微，建议给予行政处罚",
    "cause": "盗窃",
    "cause_cite": "治安管理处罚法(2025)#58",
}


def test_after_a_non_prosecution_the_penalty_advised_is_a_case_of_its_own(standing: Standing) -> None:
    early = refused("cases.punish_after_non_prosecution", standing.c("sent"), standing.by(), ADVISED, "stage")
    assert early.sentence
    no = {"organ": PROCURATORATE, "number": "不诉2号", "reason": "情节轻微"}
    prosecution.record_non_prosecution(standing.c("sent"), standing.by(), **no)
    before = set(AdministrativeCase.objects.values_list("pk", flat=True))
    outcome = after_non_prosecution.punish_after_non_prosecution(standing.c("sent"), standing.by(), **ADVISED)
    assert outcome.proposed is not None, "the leader decides"
    sign_all(outcome, LATER)
    case = standing.c("sent")
    (born,) = AdministrativeCase.objects.exclude(pk__in=before)
    assert case.stage == "not_prosecuted" and "A10" in set(
        Clock.objects.filter(subject_id=born.pk, state=ClockState.RUNNING).values_list("rule", flat=True)
    )
    assert [one.name for one in queries.suspects(born)] == [one.name for one in queries.suspects(case)]
    assert refused("cases.punish_after_non_prosecution", case, standing.by(), ADVISED, "twice").article
