"""Safeguards of the penalty procedure: each is met once, and says why, by which article, and what to do."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from egret.acts.cards import act_named, ask_guards
from egret.cases import queries
from egret.cases.acts import evidence, inquiry, minors, penalty, people
from egret.cases.models import AdministrativeCase, Decision, Evidence, Examination, Review
from egret.demo.hands import sign_all
from egret.documents.models import Way
from egret.documents.service import Handing
from egret.intake.models import Role
from egret.intake.persons import PersonFacts
from tests.cases.conftest import LATER, Standing, refused, undone

pytestmark = pytest.mark.django_db
CLOSE = {"result": "处罚已经执行。", "reason": "执行完毕"}
REMEDIES = {"review_organ": "鹭湖区人民政府", "court": "鹭湖区人民法院", "custody_place": "鹭岛市拘留所"}


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def decision_of(case: AdministrativeCase) -> Decision:
    return Decision.objects.get(subject_id=case.pk)


def put_forward(standing: Standing, case: AdministrativeCase, **more: Any) -> dict[str, Any]:
    person = queries.suspects(case)[0]
    return {"person": person, "findings": "打人", "cite": "治安管理处罚法(2025)#51", "warning": True, **more}


def submitted(standing: Standing, **facts: Any) -> tuple[AdministrativeCase, Decision]:
    """A penalty put forward against somebody else, and found right by the legal office."""
    case = standing.a("examined")
    sort = {"name": "孙某", "born": date(1985, 1, 1), **{k: v for k, v in facts.items() if k in ("born", "flags")}}
    people.add_person(case, standing.by(), person=PersonFacts(role=Role.SUSPECT, **sort))
    person = queries.suspects(case).order_by("-pk")[0]
    terms = {k: v for k, v in facts.items() if k in ("fine", "detention_days")} or {"warning": True}
    if person.born and person.born.year > 2000:
        found = {"papers": "出生医学证明、常住人口登记表", "officers": standing.city.squad.two}
        minors.prove_age(case, standing.by(), person=person, born=person.born, **found)
        person.refresh_from_db()
    given = {"person": person, "findings": "打人", "cite": "治安管理处罚法(2025)#51", **terms}
    penalty.submit_for_review(case, standing.by(), **given)
    decision = decision_of(case)
    reviewed = {"points": tuple(penalty.ReviewPoint.values), "passed": True, "opinion": "同意"}
    penalty.legal_review(case, standing.by("legal_reviewer"), decision=decision, **reviewed)
    return AdministrativeCase.objects.get(pk=case.pk), decision


def test_the_own_words_alone_prove_nothing(standing: Standing) -> None:
    case = standing.a("investigating")
    one = refused("cases.submit_for_review", case, standing.by(), put_forward(standing, case), "R49")
    assert one.article == "治安管理处罚法(2025)#111"


def test_excluded_evidence_proves_nothing(standing: Standing) -> None:
    case = standing.a("examined")
    for item in Evidence.objects.filter(subject_id=case.pk):
        evidence.exclude_evidence(case, standing.by(), item=item, ground="非法取得")
    refused("cases.submit_for_review", case, standing.by(), put_forward(standing, case), "R49")


def test_an_opinion_is_waited_for_and_told(standing: Standing) -> None:
    case = standing.a("examined")
    asked = evidence.commission_examination(case, standing.by(), kind="伤情", agency="鉴定中心")
    sign_all(asked, LATER)
    case = standing.a("examined")
    assert refused("cases.submit_for_review", case, standing.by(), put_forward(standing, case), "F56").article
    row = Examination.objects.get(subject_id=case.pk, received_at=None)
    evidence.receive_examination(case, standing.by(), examination=row, conclusion="轻微伤")
    case = standing.a("examined")
    assert refused("cases.submit_for_review", case, standing.by(), put_forward(standing, case), "R46").article


def test_nobody_to_penalise(standing: Standing) -> None:
    case = standing.a("filed")
    found = ask_guards(act_named("cases.submit_for_review").card, case, standing.by(), {})
    assert "nobody" in [refusal.code for refusal in found]


def test_too_late_to_penalise_is_warned_of(standing: Standing) -> None:
    case = standing.a("investigating")
    case.conduct_at = case.conduct_at - timedelta(days=400)
    found = ask_guards(act_named("cases.submit_for_review").card, case, standing.by(), {})
    (late,) = [refusal for refusal in found if refusal.code == "A46"]
    assert late.severity == "warn" and late.article and late.remedy


def test_the_reviewer_is_not_of_the_team_and_is_qualified(standing: Standing) -> None:
    case = standing.a("review")
    view = {"decision": decision_of(case), "points": (), "passed": False, "opinion": "事实不清"}
    inside = refused("cases.legal_review", case, standing.by(), view, "R53")
    assert inside.article == "治安管理处罚法(2025)#114"
    for post in ("unit_head", "duty_officer"):
        found = ask_guards(act_named("cases.return_from_review").card, case, standing.by(post), {})
        assert [(refusal.code, refusal.article) for refusal in found] == [("R53", "行政处罚法#58")]


def test_six_points_or_no_agreement(standing: Standing) -> None:
    case = standing.a("review")
    view = {"decision": decision_of(case), "points": ("facts",), "passed": True, "opinion": "同意"}
    assert refused("cases.legal_review", case, standing.by("legal_reviewer"), view, "").article


def test_nothing_is_told_or_decided_without_a_favourable_review(standing: Standing) -> None:
    case = standing.a("review")
    told = {"decision": decision_of(case), "place": "派出所", "plea": "无"}
    assert refused("cases.give_notice", case, standing.by(), told, "F66").article
    view = {"decision": decision_of(case), "points": (), "passed": False, "opinion": "事实不清"}
    penalty.legal_review(case, standing.by("legal_reviewer"), **view)
    case = standing.a("review")
    assert not Review.objects.get(subject_id=case.pk).passed
    refused("cases.give_notice", case, standing.by(), told, "F66")


def test_a_minor_is_told_with_the_guardian(standing: Standing) -> None:
    case, decision = submitted(standing, born=date(2010, 1, 1))
    told = {"decision": decision, "place": "派出所", "plea": "无"}
    assert refused("cases.give_notice", case, standing.by(), told, "R20").article


def test_a_plea_is_answered_before_the_decision(standing: Standing) -> None:
    case, decision = submitted(standing)
    penalty.give_notice(case, standing.by(), decision=decision, place="派出所", plea="我没有打人")
    case = AdministrativeCase.objects.get(pk=case.pk)
    given = {"decision": decision_of(case), **REMEDIES}
    assert refused("cases.decide_penalty", case, standing.by(), given, "R47").article


@pytest.mark.parametrize("answer", ["wanted", "open"])
def test_a_hearing_is_held_or_its_term_waited_for(standing: Standing, answer: str) -> None:
    case, decision = submitted(standing, fine=Decimal(5000))
    told = {"decision": decision, "place": "派出所", "plea": "", "hearing_wanted": answer == "wanted"}
    penalty.give_notice(case, standing.by(), **told)
    case = AdministrativeCase.objects.get(pk=case.pk)
    given = {"decision": decision_of(case), **REMEDIES}
    assert refused("cases.decide_penalty", case, standing.by(), given, "R48").article
    if answer == "open":
        penalty.waive_hearing(case, standing.by(), person=decision.person)
        case = AdministrativeCase.objects.get(pk=case.pk)
        found = ask_guards(act_named("cases.decide_penalty").card, case, standing.by(), given)
        assert not [refusal for refusal in found if refusal.severity == "block"]


def test_a_hearing_right_untold_stops_the_decision(standing: Standing) -> None:
    case, decision = submitted(standing, fine=Decimal(5000))
    given = {"decision": decision, **REMEDIES}
    found = ask_guards(act_named("cases.decide_penalty").card, case, standing.by(), given)
    (one,) = [refusal for refusal in found if refusal.code == "R48"]
    assert one.article and one.remedy


def test_detention_stays_within_the_cap(standing: Standing) -> None:
    case = standing.a("examined")
    given = put_forward(standing, case, detention_days=21)
    assert refused("cases.submit_for_review", case, standing.by(), given, "A38").article
    penalty.submit_for_review(case, standing.by(), **put_forward(standing, case, detention_days=20))


SPARED = [
    {"born": date(2010, 6, 1)},
    {"born": date(1950, 1, 1)},
    {"born": date(1995, 1, 1), "flags": ("pregnant",)},
    {"born": date(1995, 1, 1), "flags": ("nursing",)},
]


@pytest.mark.parametrize("facts", SPARED, ids=["under age", "aged", "pregnant", "nursing"])
def test_whom_the_law_spares_is_not_locked_up(standing: Standing, facts: dict[str, Any]) -> None:
    case, decision = submitted(standing, detention_days=5, **facts)
    given = {"decision": decision, "custody_place": "鹭岛市拘留所", "received_at": LATER}
    card = act_named("cases.begin_execution").card
    (one,) = ask_guards(card, case, standing.by(), given)
    assert (one.code, one.severity) == ("F69", "block") and one.article and one.remedy
    assert not ask_guards(card, case, standing.by(), {**given, "not_executed_ground": "依法不执行"})


def test_a_decision_is_served_once(standing: Standing) -> None:
    case = standing.a("served")
    refused(
        "cases.serve_decision",
        case,
        standing.by(),
        {"decision": decision_of(case), "handing": Handing(Way.DIRECT)},
        "twice",
    )


def test_nothing_is_closed_that_is_not_carried_out(standing: Standing) -> None:
    card = act_named("cases.close").card
    found = [str(refusal.sentence) for refusal in ask_guards(card, standing.a("decided"), standing.by(), {})]
    assert any("没有送达" in sentence for sentence in found)
    assert any("副本没有送达" in sentence for sentence in found)
    case = standing.a("executing")
    assert "held" in [refusal.code for refusal in ask_guards(card, case, standing.by(), {})]
    one = refused("cases.close", case, standing.by(), CLOSE, "")
    assert one.article


def test_only_two_sides_are_mediated(standing: Standing) -> None:
    case = standing.a("filed")
    (one,) = ask_guards(act_named("cases.mediate").card, case, standing.by(), {})
    assert one.article and one.remedy


def test_two_officers_at_least_are_named(standing: Standing) -> None:
    case, head = standing.a("filed"), standing.by("unit_head")
    two = (standing.city["officer"], standing.city["auxiliary"])
    assert refused("cases.assign", case, head, {"handlers": two}, "R02").article


def test_hours_that_ran_out_are_not_lengthened(standing: Standing) -> None:
    case = standing.a("investigating")
    person = queries.suspects(case)[0]
    came = LATER - timedelta(hours=9)
    by = standing.city.by("officer", came)
    inquiry.record_arrival(case, by, person=person, arrived_at=came, way="传唤", place="办案区")
    case = standing.a("investigating")
    (measure,) = queries.running_measures(case)
    given = {"measure": measure, "term": inquiry.InquiryTerm.GRAVE, "reason": "可能拘留"}
    assert refused("cases.extend_inquiry", case, standing.by(), given, "F17").article


def test_a_family_is_told_or_it_is_written_why_not(standing: Standing) -> None:
    case = standing.a("investigating")
    given = {"person": queries.suspects(case)[0]}
    assert refused("cases.notify_family", case, standing.by(), given, "R30").article


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("cases.terminate", {"reason": "没有违法事实"}),
        ("cases.transfer", {"to": "邻区分局", "reason": "管辖"}),
        ("cases.turn_criminal", {"charge": "故意伤害罪", "charge_cite": "刑法#234", "reason": "轻伤"}),
    ],
)
def test_no_case_ends_over_the_head_of_somebody_held(standing: Standing, name: str, given: dict[str, Any]) -> None:
    case, came = standing.a("investigating"), LATER - timedelta(hours=1)
    person, by = queries.suspects(case)[0], standing.city.by("officer", LATER - timedelta(hours=1))
    inquiry.record_arrival(case, by, person=person, arrived_at=came, way="传唤", place="办案区")
    case = standing.a("investigating")
    assert refused(name, case, standing.by(), given, "held").article
    (measure,) = queries.running_measures(case)
    inquiry.record_departure(case, standing.by(), measure=measure, left_at=LATER, why="离开")
    assert refused(name, standing.a("investigating"), standing.by(), given, "R30").article
    inquiry.notify_family(standing.a("investigating"), standing.by(), person=person, not_told_ground="身份不明")
    found = act_named(name).refusals(standing.a("investigating"), standing.by(), given)
    assert not [one for one in found if one.severity == "block"]
