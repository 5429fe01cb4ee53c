"""The need of custody: asked in time, answered with reasons, and followed by what it found."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from egret.acts.models import Clock, ClockState
from egret.cases.acts import custody, necessity
from egret.cases.acts.custody_terms import Answer, CustodyTerm
from egret.cases.acts.necessity import Need, Occasion
from egret.cases.models import Review
from egret.demo.crimes import PROCURATORATE
from egret.demo.hands import sign_all
from egret.documents.models import Document
from tests.cases.conftest import refused
from tests.cases.test_custody_terms import WORK, Held, _each_undone, held  # noqa: F401  an arrest to review

pytestmark = pytest.mark.django_db
LETTER = {"organ": PROCURATORATE, "number": "鹭检建1号", "content": "建议变更为取保候审"}
NO = {"answer": Answer.NO, "reason": "有串供可能"}
WEIGHED: dict[str, Any] = {"findings": "赃物已追回，退赔完毕。", "heard": "本人认罪，辩护人申请取保候审。"}


@pytest.fixture
def arrest(held: Held) -> Held:  # noqa: F811
    return held


def review(arrest: Held, by: Any, need: Need = Need.STAYS, **more: Any) -> None:
    given = {**WEIGHED, "occasion": Occasion.TERM, "need": need, "reason": "同案人在逃，有串供可能。", **more}
    sign_all(necessity.review_necessity(arrest.case, by, measure=arrest.measure, **given), by.at)


def test_an_arrest_is_reviewed_and_the_clock_begins_anew(arrest: Held) -> None:
    assert "N01" in arrest.runs()
    by = arrest.by(2, 1)
    review(arrest, by)
    assert Clock.objects.get(subject_id=arrest.pk, rule="N01", state=ClockState.RUNNING).started == by.at
    row = Review.objects.get(subject_id=arrest.pk, kind=necessity.NECESSITY)
    assert row.passed and row.points["measure"] == arrest.measure.pk and arrest.measure.facts["needed"] is True
    paper = Document.objects.get(matter_id=arrest.pk, document_kind="羁押必要性审查报告")
    assert paper.facts["result"] == "有继续羁押的必要" and paper.about == arrest.measure.person.key


def test_whoever_need_not_be_held_is_freed_and_not_held_longer(arrest: Held) -> None:
    by = arrest.by(2, 1)
    bare = {**WEIGHED, "measure": arrest.measure, "occasion": Occasion.CHANGE, "need": Need.OVER, "reason": "已和解"}
    assert refused("cases.review_necessity", arrest.case, by, bare, "necessity").article
    review(arrest, by, Need.OVER, grounds=("reconciled", "plea"), reason="已和解并赔偿。")
    assert "N01" not in arrest.runs()
    more = {"measure": arrest.measure, "term": CustodyTerm.COMPLEX, **WORK}
    assert refused("cases.ask_custody_extension", arrest.case, by, more, "necessity").remedy
    custody.release(arrest.case, by, measure=arrest.measure, released_at=by.at, reason="没有继续羁押的必要")


def test_a_conclusion_against_its_own_circumstances_is_warned_of(arrest: Held) -> None:
    given = {"measure": arrest.measure, "grounds": ("settled",), "need": Need.STAYS}
    refused("cases.review_necessity", arrest.case, arrest.by(2, 1), given, "necessity", "warn")


def test_a_suggestion_is_looked_into_before_it_is_answered(arrest: Held) -> None:
    by, act = arrest.by(1, 10), "cases.answer_necessity_suggestion"
    necessity.record_necessity_suggestion(arrest.case, by, measure=arrest.measure, **LETTER)
    assert "C27" in arrest.runs()
    assert refused(act, arrest.case, by, {"measure": arrest.measure, **NO}, "C27").remedy
    review(arrest, by, occasion=Occasion.SUGGESTION)
    yes = {"measure": arrest.measure, "answer": Answer.YES, "reason": "采纳"}
    assert "先释放" in str(refused(act, arrest.case, by, yes, "C27").sentence)
    necessity.answer_necessity_suggestion(arrest.case, by, measure=arrest.measure, **NO)
    assert "C27" not in arrest.runs()
    paper = Document.objects.get(matter_id=arrest.pk, document_kind="羁押必要性建议处理情况通知书")
    assert paper.facts["prior_document"] == "鹭检建1号" and paper.facts["result"].startswith("不采纳")
    assert refused(act, arrest.case, by, {"measure": arrest.measure, **NO}, "choice")


def test_an_adopted_suggestion_is_answered_after_the_release(arrest: Held) -> None:
    by, measure = arrest.by(1, 10), arrest.measure
    necessity.record_necessity_suggestion(arrest.case, by, measure=measure, **LETTER)
    custody.release(arrest.case, by, measure=measure, released_at=by.at, reason="采纳检察建议")
    assert "C27" in arrest.runs() and "N01" not in arrest.runs()
    late_no = {"measure": measure, **NO}
    assert refused("cases.answer_necessity_suggestion", arrest.case, by, late_no, "C27").article
    necessity.answer_necessity_suggestion(arrest.case, by, measure=measure, answer=Answer.YES, reason="已释放")
    assert "C27" not in arrest.runs()


def test_a_request_is_answered_on_paper_and_a_no_with_reasons(arrest: Held) -> None:
    by = arrest.by(1, 10)
    request = {"asked_by": "辩护律师郑某", "asked_at": by.at, "content": "申请羁押必要性审查、取保候审"}
    ahead = {"measure": arrest.measure, **request, "asked_at": by.at + timedelta(days=1)}
    assert refused("cases.record_measure_request", arrest.case, by, ahead, "time")
    necessity.record_measure_request(arrest.case, by, measure=arrest.measure, **request)
    assert "C28" in arrest.runs()
    bare = {"measure": arrest.measure, "answer": Answer.NO}
    assert refused("cases.answer_measure_request", arrest.case, by, bare, "C28").article
    necessity.answer_measure_request(arrest.case, by, measure=arrest.measure, **NO)
    assert "C28" not in arrest.runs()
    paper = Document.objects.get(matter_id=arrest.pk, document_kind="变更强制措施申请答复书")
    assert paper.facts["measure_kind"] == "逮捕" and paper.facts["reason"] == "有串供可能"
