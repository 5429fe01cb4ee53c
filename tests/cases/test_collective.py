"""集体讨论: found complex or grave, a case waits for the leaders together, and follows what they conclude."""

from __future__ import annotations

from typing import Any

import pytest

from egret.acts.cards import act_named, ask_guards
from egret.acts.done import By
from egret.cases.acts import collective
from egret.cases.acts.collective import ReferralGround
from egret.cases.models import AdministrativeCase, Decision
from egret.documents.models import Document
from egret.org.models import Staff
from tests.building.org import enrol, later
from tests.cases.conftest import LATER, Standing, refused, undone
from tests.cases.test_guards_penalty import REMEDIES

pytestmark = pytest.mark.django_db
ACT = "cases.deliberate"


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def again(case: AdministrativeCase) -> AdministrativeCase:
    return AdministrativeCase.objects.get(pk=case.pk)


def legal(standing: Standing) -> By:
    return standing.by("legal_reviewer")


def deputy(standing: Standing) -> Staff:
    """A second leader of the branch."""
    found = Staff.objects.filter(police_number="350888").first()
    return found or enrol(standing.city.branch, "350888", "邱立", "bureau_head")


def referred(standing: Standing) -> AdministrativeCase:
    case = standing.a("noticed")
    collective.refer_to_leaders(case, legal(standing), ground=ReferralGround.GRAVE, reason="多人多次，影响恶劣。")
    return again(case)


def sitting(standing: Standing, case: AdministrativeCase, **more: Any) -> dict[str, Any]:
    chair, other = standing.city.officers["bureau_head"], deputy(standing)
    return {
        "decision": Decision.objects.get(subject_id=case.pk),
        "chair": chair,
        "members": (other,),
        "held_at": LATER,
        "place": "分局会议室",
        "views": f"{chair.name}：同意拟处罚意见。\n{other.name}：同意，建议加强教育。",
        "agreed": True,
        "conclusion": "一致同意拟处罚意见。",
        **more,
    }


def blocks(standing: Standing, case: AdministrativeCase) -> set[str]:
    given = {"decision": Decision.objects.get(subject_id=case.pk), **REMEDIES}
    return {one.code for one in ask_guards(act_named("cases.decide_penalty").card, case, standing.by(), given)}


def test_a_grave_case_waits_for_the_leaders(standing: Standing) -> None:
    assert "F66" not in blocks(standing, standing.a("noticed"))
    case = referred(standing)
    assert "F66" in blocks(standing, case)
    collective.deliberate(case, legal(standing), **sitting(standing, case))
    case = again(case)
    assert "F66" not in blocks(standing, case)
    paper = Document.objects.get(matter_id=case.pk, document_kind="集体讨论记录")
    assert [view["view"] for view in paper.personal["opinions"]] == ["同意拟处罚意见。", "同意，建议加强教育。"]


def test_what_they_do_not_agree_to_is_not_decided(standing: Standing) -> None:
    case = referred(standing)
    given = sitting(standing, case, agreed=False, conclusion="退回补充调查。")
    collective.deliberate(case, legal(standing), **given)
    assert "F66" in blocks(standing, again(case))


def test_one_alone_is_no_deliberation(standing: Standing) -> None:
    case = referred(standing)
    chair = standing.city.officers["bureau_head"]
    given = sitting(standing, case, members=(chair,), views=f"{chair.name}：同意。")
    assert refused(ACT, case, legal(standing), given, "F66").article


def test_a_leader_takes_the_chair(standing: Standing) -> None:
    case = referred(standing)
    chair, other = standing.city.officers["legal_reviewer"], standing.city.officers["bureau_head"]
    given = sitting(standing, case, chair=chair, members=(other,))
    assert refused(ACT, case, legal(standing), given, "R50").article


def test_handlers_and_those_who_stand_aside_have_no_voice(standing: Standing) -> None:
    case = referred(standing)
    officer, chair = standing.city.officers["officer"], standing.city.officers["bureau_head"]
    given = sitting(standing, case, members=(officer,), views=f"{chair.name}：同意。\n{officer.name}：同意。")
    refused(ACT, case, legal(standing), given, "R52")
    aside = sitting(standing, case, abstained=(deputy(standing),))
    assert refused(ACT, case, legal(standing), aside, "R52").article


def test_each_view_is_recorded_and_nothing_ahead_of_time(standing: Standing) -> None:
    case = referred(standing)
    assert refused(ACT, case, legal(standing), sitting(standing, case, views="有人：同意。"), "F66").article
    refused(ACT, case, legal(standing), sitting(standing, case, held_at=later(days=31)), "time")
