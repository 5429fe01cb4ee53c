"""Counsel: assigned where the law wants it, met within the hours and unheard, listened to before the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from egret.acts.cards import act_named, ask_guards
from egret.acts.models import Clock, ClockState
from egret.cases import queries
from egret.cases.acts import counsel, people
from egret.cases.models import CriminalCase
from egret.documents.models import Document
from egret.intake.models import Role
from egret.intake.persons import PersonFacts
from tests.cases.conftest import LATER, Standing, refused, undone
from tests.cases.test_guards_criminal import CONCLUDE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def running(case: CriminalCase) -> set[str]:
    return set(Clock.objects.filter(subject_id=case.pk, state=ClockState.RUNNING).values_list("rule", flat=True))


def test_who_must_have_counsel_has_one_before_the_conclusion(standing: Standing) -> None:
    case = standing.c("detained")
    person = queries.suspects(case)[0]
    need = {"person": person, "ground": counsel.AidGround.SENSES, "found_at": LATER}
    ahead = {**need, "found_at": LATER + timedelta(days=1)}
    assert refused("cases.note_need_of_counsel", case, standing.by(), ahead, "time")
    counsel.note_need_of_counsel(case, standing.by(), **need)
    case = standing.c("detained")
    assert "C50" in running(case)
    twin = refused("cases.note_need_of_counsel", case, standing.by(), need, "running")
    assert twin.article, "a limit that runs already is not started over"
    assert refused("cases.conclude", case, standing.by(), CONCLUDE, "R17").article
    asked = {"to_organ": "白鹭区法律援助中心", "reason": "聋哑人", "custody_place": "鹭岛市看守所"}
    counsel.notify_legal_aid(case, standing.by(), person=person, **asked)
    case = standing.c("detained")
    assert "C50" not in running(case)
    found = ask_guards(act_named("cases.conclude").card, case, standing.by(), CONCLUDE)
    assert "R17" not in {one.code for one in found}


@pytest.mark.parametrize("wish", list(counsel.CounselRequest))
def test_a_request_runs_until_it_is_met_and_nobody_listens(standing: Standing, wish: counsel.CounselRequest) -> None:
    case = standing.c("detained")
    request = {"person": queries.suspects(case)[0], "wish": wish}
    late = {**request, "asked_at": LATER + timedelta(hours=1)}
    assert refused("cases.record_counsel_request", case, standing.by(), late, "time")
    counsel.record_counsel_request(case, standing.by(), asked_at=LATER, **request)
    assert str(wish) in running(standing.c("detained"))
    case = standing.c("detained")
    heard = {**request, "done_at": LATER, "listened": True}
    assert refused("cases.answer_counsel_request", case, standing.by(), heard, "R18").article
    counsel.answer_counsel_request(case, standing.by(), done_at=LATER, **request)
    assert str(wish) not in running(standing.c("detained"))


def test_what_counsel_says_stays_in_the_file(standing: Standing) -> None:
    case = standing.c("detained")
    person = queries.suspects(case)[0]
    people.add_person(case, standing.by(), person=PersonFacts("郑某", role=Role.LAWYER), of=person)
    case = standing.c("detained")
    (lawyer,) = counsel.lawyers(case)
    said = {"opinion": "数额认定有误", "view": "已补充价格认定"}
    counsel.hear_counsel(case, standing.by(), person=person, lawyer=lawyer, **said)
    assert Document.objects.filter(matter_id=case.pk, document_kind="听取辩护律师意见记录").exists()
