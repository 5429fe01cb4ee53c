"""退查、不捕、不诉台账: each answer of the procuratorate has its reason, its follow-up and its end."""

from __future__ import annotations

import pytest

from egret.acts.refusals import Refused
from egret.cases.acts import custody
from egret.cases.models import CriminalCase
from egret.demo import crimes
from egret.demo.matters import BURGLARY
from egret.intake.models import Person
from egret.review.acts import replies
from egret.review.models import FollowUp
from egret.review.models.replies import Cause
from egret.review.queries import replies as queries
from tests.building.org import NOON, District, later

LATE = later(days=40)


def returned(city: District) -> CriminalCase:
    return crimes.returned(city.squad, BURGLARY, NOON, "补充同案人员供述。")


def explained(city: District, case: CriminalCase) -> FollowUp:
    replies.explain_reply(
        case,
        city.by("legal_reviewer", LATE),
        reply=queries.unexplained(case).get(),
        cause=Cause.FACTS,
        analysis="同案人员未讯问。",
        measures="一个月内补充讯问。",
    )
    return FollowUp.objects.get()


def test_a_return_is_in_the_register_by_itself(city: District) -> None:
    case = returned(city)
    (reply,) = queries.register(city["legal_reviewer"], LATE)
    assert reply.subject_id == case.pk and reply.kind == "退回补充侦查"
    assert not queries.register(city["officer"], LATE, "不起诉")
    assert not queries.register(city.stranger, LATE), "another station does not see it"


def test_reason_follow_up_and_end(city: District) -> None:
    case = returned(city)
    row = explained(city, case)
    assert not queries.unexplained(case) and queries.running(case).get() == row
    with pytest.raises(Refused):
        replies.finish_follow_up(
            CriminalCase.objects.get(pk=case.pk), city.by("legal_reviewer", LATE), follow_up=row, outcome=" "
        )
    replies.finish_follow_up(
        CriminalCase.objects.get(pk=case.pk),
        city.by("legal_reviewer", LATE),
        follow_up=row,
        outcome="已补充并重新移送。",
    )
    assert not queries.running(case) and FollowUp.objects.get().done_at == LATE


def test_the_register_is_the_legal_offices(city: District) -> None:
    case = returned(city)
    for post in ("officer", "unit_head", "legal_assistant"):
        with pytest.raises(Refused):
            replies.explain_reply(
                case,
                city.by(post, LATE),
                reply=queries.unexplained(case).get(),
                cause=Cause.FACTS,
                analysis="一",
                measures="二",
            )


def test_an_answer_is_explained_once(city: District) -> None:
    case = returned(city)
    reply = queries.unexplained(case).get()
    explained(city, case)
    with pytest.raises(Refused) as no:
        replies.explain_reply(
            CriminalCase.objects.get(pk=case.pk),
            city.by("legal_reviewer", LATE),
            reply=reply,
            cause=Cause.NATURE,
            analysis="一",
            measures="二",
        )
    assert {one.code for one in no.value.refusals} == {"choice"}


def test_a_refused_arrest_is_in_the_register(city: District) -> None:
    case, outcome = crimes.arrest_asked(city.squad, BURGLARY, NOON)
    from egret.demo.hands import sign_all

    sign_all(outcome, later(days=4))
    custody.record_arrest_decision(
        CriminalCase.objects.get(pk=case.pk),
        city.by("officer", later(days=9)),
        person=Person.objects.get(subject_id=case.pk, role="suspect"),
        organ="鹭湖区人民检察院",
        answer=custody.ArrestAnswer.REFUSED,
        number="不捕1号",
        reason="无社会危险性。",
    )
    (reply,) = queries.register(city["legal_reviewer"], LATE, "不批准逮捕")
    assert reply.content == "无社会危险性。"
