"""听证: asked, admitted by the legal office, told early, held, recorded, reported; then the decision may follow."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from egret.acts.cards import act_named, ask_guards
from egret.acts.done import By
from egret.acts.models import Clock, ClockState
from egret.cases import queries
from egret.cases.acts import hearing, penalty
from egret.cases.acts.hearing import HearingEnd
from egret.cases.models import AdministrativeCase, Decision, Notice, NoticeKind
from egret.demo.hands import sign_all
from egret.documents.models import Document
from egret.org.models import Staff
from tests.building.org import enrol
from tests.cases.conftest import LATER, Standing, refused, undone
from tests.cases.test_guards_penalty import REMEDIES, submitted

pytestmark = pytest.mark.django_db
HELD_AT = LATER + timedelta(days=14)
AFTER = HELD_AT + timedelta(hours=3)


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def again(case: AdministrativeCase) -> AdministrativeCase:
    return AdministrativeCase.objects.get(pk=case.pk)


def told(standing: Standing, *, wanted: bool = True, **facts: Any) -> AdministrativeCase:
    """A fine that opens a hearing has been told; the hearing is asked for at once, or not yet."""
    case, decision = submitted(standing, **{"fine": Decimal(5000), **facts})
    given = {"decision": decision, "place": "派出所", "plea": "", "hearing_wanted": wanted}
    penalty.give_notice(case, standing.by(), **given)
    return again(case)


def recorder(standing: Standing) -> Staff:
    return enrol(standing.city.legal_office, "350999", "记录员")


def legal(standing: Standing, at: Any = LATER) -> By:
    return standing.city.by("legal_reviewer", at)


def opened(standing: Standing, **facts: Any) -> AdministrativeCase:
    case = told(standing, **facts)
    hearing.open_hearing(case, legal(standing), request=hearing.requests(case).get(), recorder=recorder(standing))
    return again(case)


def notified(standing: Standing) -> AdministrativeCase:
    case = opened(standing)
    given = {"starts_at": HELD_AT, "place": "分局听证室", "delay_ground": "保证提前通知日数"}
    hearing.notify_hearing(case, legal(standing), **given)
    return again(case)


def ending(**more: Any) -> dict[str, Any]:
    return {
        "end": HearingEnd.HELD,
        "ended_at": HELD_AT + timedelta(hours=2),
        "record": "主持人核对身份，双方质证、辩论。",
        "findings": "事实清楚。",
        "opinion": "建议按拟处罚意见决定。",
        **more,
    }


def test_a_hearing_is_held_and_the_decision_may_follow(standing: Standing) -> None:
    case = notified(standing)
    terms = Clock.objects.filter(subject_id=case.pk, rule="A10")
    assert case.stage == "hearing" and [clock.state for clock in terms] == [ClockState.HELD]
    outcome = hearing.close_hearing(case, legal(standing, AFTER), **ending())
    sign_all(outcome, AFTER + timedelta(minutes=5))
    case = again(case)
    assert case.stage == "noticed"
    kinds = set(Document.objects.filter(matter_id=case.pk).values_list("document_kind", flat=True))
    assert {"举行听证通知书", "听证笔录", "听证报告书"} <= kinds
    running = Clock.objects.filter(subject_id=case.pk, state=ClockState.RUNNING).values_list("rule", flat=True)
    assert "A10" in running and not {"A15", "A16", "A18"} & set(running)
    given = {"decision": Decision.objects.get(subject_id=case.pk), **REMEDIES}
    found = ask_guards(act_named("cases.decide_penalty").card, case, standing.city.by("officer", AFTER), given)
    assert "R48" not in {refusal.code for refusal in found}


def test_who_stays_away_ends_the_hearing(standing: Standing) -> None:
    case = notified(standing)
    given = ending(end=HearingEnd.ENDED, ended_at=HELD_AT)
    sign_all(hearing.close_hearing(case, legal(standing, AFTER), **given), AFTER)
    assert Notice.objects.get(subject_id=case.pk, kind=NoticeKind.HEARING).answer == hearing.ENDED
    assert not Document.objects.filter(matter_id=case.pk, document_kind="听证笔录").exists()


def test_a_request_in_time_is_recorded_and_not_refused(standing: Standing) -> None:
    case = told(standing, wanted=False)
    person = queries.suspects(case).order_by("-pk")[0]
    hearing.request_hearing(case, standing.by(), person=person)
    case = again(case)
    running = set(Clock.objects.filter(subject_id=case.pk, state=ClockState.RUNNING).values_list("rule", flat=True))
    assert {"A16", "A18"} <= running and "A15" not in running
    refused("cases.request_hearing", case, standing.by(), {"person": person}, "twice")
    given = {"request": hearing.requests(case).get(), "reason": "不需要"}
    assert refused("cases.decline_hearing", case, legal(standing), given, "R48").article


def test_a_request_too_late_is_refused_in_writing(standing: Standing) -> None:
    case = told(standing, wanted=False)
    late = standing.city.by("officer", LATER + timedelta(days=20))
    hearing.request_hearing(case, late, person=queries.suspects(case).order_by("-pk")[0])
    case = again(case)
    given = {"request": hearing.requests(case).get(), "reason": "超过申请期限"}
    hearing.decline_hearing(case, legal(standing, LATER + timedelta(days=21)), **given)
    assert Document.objects.filter(matter_id=case.pk, document_kind="不予受理听证通知书").exists()
    assert not hearing.requests(case).exists()


def test_a_request_before_the_notice_is_a_slip(standing: Standing) -> None:
    case = told(standing, wanted=False)
    person = queries.suspects(case).order_by("-pk")[0]
    early = {"person": person, "requested_at": LATER - timedelta(days=1)}
    refused("cases.request_hearing", case, standing.by(), early, "time")


def test_who_investigated_neither_chairs_nor_records(standing: Standing) -> None:
    case = told(standing)
    given = {"request": hearing.requests(case).get(), "recorder": standing.city.officers["officer"]}
    found = ask_guards(act_named("cases.open_hearing").card, case, standing.by(), given)
    assert [(one.code, one.article) for one in found] == [("R53", "公安机关办理行政案件程序规定#127")] * 2
    refused("cases.open_hearing", case, legal(standing), given, "R53")


def test_a_hearing_is_told_early_enough(standing: Standing) -> None:
    case = opened(standing)
    soon = {"starts_at": LATER + timedelta(days=3), "place": "分局听证室"}
    assert refused("cases.notify_hearing", case, legal(standing), soon, "A17").article


def test_a_hearing_is_held_in_time_or_it_is_said_why_not(standing: Standing) -> None:
    case = opened(standing)
    late = {"starts_at": HELD_AT, "place": "分局听证室"}
    assert refused("cases.notify_hearing", case, legal(standing), late, "A18").article


def test_the_hearing_of_a_minor_is_private(standing: Standing) -> None:
    case = opened(standing)
    person = queries.suspects(case).order_by("-pk")[0]
    row = hearing.pending(case)
    assert row is not None and hearing.applicant_of(row) == person
    given = {"starts_at": HELD_AT, "place": "分局听证室", "delay_ground": "提前通知"}
    card = act_named("cases.notify_hearing").card
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(person), "age_on", lambda _self, _day: 15)
        (one,) = ask_guards(card, case, legal(standing), given)
        assert one.code == "R20" and one.article
        assert not ask_guards(card, case, legal(standing), {**given, "public": False})


def test_what_was_not_told_or_not_begun_is_not_closed(standing: Standing) -> None:
    case = opened(standing)
    refused("cases.close_hearing", case, legal(standing, AFTER), ending(), "hearing")
    given = {"starts_at": HELD_AT, "place": "分局听证室", "delay_ground": "保证提前通知日数"}
    hearing.notify_hearing(case, legal(standing), **given)
    refused("cases.close_hearing", again(case), legal(standing), ending(), "time")
