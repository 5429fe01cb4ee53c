"""戒毒: ordered beside or instead of a penalty, told, handed over, ended; never for whom the law spares."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from egret.acts.cards import act_named, ask_guards
from egret.acts.models import Clock, ClockState
from egret.cases import queries
from egret.cases.acts import drugs
from egret.cases.acts.drugs import LongerBy, TermOpinion, TreatmentGround
from egret.cases.models import AdministrativeCase, Decision, Measure, MeasureKind, PartnerReply
from egret.demo.hands import sign_all
from egret.documents.models import Document, Way
from egret.intake.persons import PersonFacts
from tests.cases.conftest import LATER, Standing, refused, undone

pytestmark = pytest.mark.django_db
ORDER = {
    "ground": TreatmentGround.GRAVE,
    "findings": "长期注射海洛因，经认定成瘾严重。",
    "addiction": "吸毒成瘾认定书〔2026〕11号",
    "review_organ": "鹭城市白鹭区人民政府",
    "court": "鹭城市白鹭区人民法院",
}
COMMUNITY = {key: value for key, value in ORDER.items() if key != "ground"} | {"community": "白鹭街道办事处"}


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def again(case: AdministrativeCase) -> AdministrativeCase:
    return AdministrativeCase.objects.get(pk=case.pk)


def running(case: AdministrativeCase) -> set[str]:
    return set(Clock.objects.filter(subject_id=case.pk, state=ClockState.RUNNING).values_list("rule", flat=True))


def ordered(standing: Standing, stage: str, hours: int = 1) -> tuple[AdministrativeCase, Decision]:
    case = standing.a(stage)
    person = queries.suspects(case)[0]
    sign_all(drugs.order_drug_treatment(case, standing.by(), person=person, **ORDER), LATER + timedelta(hours=hours))
    return again(case), Decision.objects.get(subject_id=case.pk, kind="强制隔离戒毒")


def at(standing: Standing, hours: int) -> Any:
    return standing.city.by("officer", LATER + timedelta(hours=hours))


def test_in_place_of_a_penalty_it_decides_the_case(standing: Standing) -> None:
    case, decision = ordered(standing, "noticed")
    assert case.stage == "decided" and decision.penalties == []
    assert "A10" not in running(case) and "A50" in running(case)
    paper = Document.objects.get(matter_id=case.pk, document_kind="强制隔离戒毒决定书")
    assert paper.facts["reason"] == "吸毒成瘾严重，通过社区戒毒难以戒除毒瘾"
    drugs.serve_treatment(case, at(standing, 2), decision=decision, way=Way.DIRECT)
    assert again(case).stage == "served" and {"A49", "L01", "L08"} <= running(case)


def test_beside_a_penalty_it_moves_nothing_and_is_carried_out(standing: Standing) -> None:
    case, decision = ordered(standing, "executing")
    assert case.stage == "executing"
    place = {"place": "鹭城市强制隔离戒毒所", "received_at": LATER + timedelta(hours=5)}
    unserved = refused("cases.deliver_to_treatment", case, at(standing, 6), {"decision": decision, **place}, "unserved")
    assert unserved.article == "禁毒法#40"
    drugs.serve_treatment(case, at(standing, 2), decision=decision, way=Way.DIRECT)
    told = {"relative": PersonFacts("陈某芳", relation="姐姐"), "others": "白鹭派出所"}
    drugs.notify_of_treatment(again(case), at(standing, 3), decision=decision, **told)
    assert "A49" not in running(case)
    decision.refresh_from_db()
    early = {"decision": decision, **place, "received_at": LATER}
    refused("cases.deliver_to_treatment", again(case), at(standing, 6), early, "time")
    drugs.deliver_to_treatment(again(case), at(standing, 6), decision=decision, **place)
    (measure,) = queries.running_measures(again(case), MeasureKind.DRUG_TREATMENT)
    clock = Clock.objects.get(subject_id=case.pk, rule="A50")
    assert decision.decided_at is not None
    assert measure.due == clock.legal_due and clock.started == decision.decided_at, "counted from the decision"
    ended = {"decision": decision, "number": "解戒证〔2028〕3号"}
    refused("cases.end_treatment", again(case), at(standing, 7), {**ended, "ended": LATER}, "time")
    found = ask_guards(act_named("cases.terminate").card, again(case), standing.by(), {})
    assert "treatment" in [one.code for one in found]
    drugs.end_treatment(again(case), at(standing, 8), **ended, ended=LATER + timedelta(hours=7))
    assert "A50" not in running(case)
    assert not queries.running_measures(again(case), MeasureKind.DRUG_TREATMENT).exists()


def test_who_is_not_known_is_told_of_later(standing: Standing) -> None:
    case, decision = ordered(standing, "executing")
    drugs.serve_treatment(case, at(standing, 2), decision=decision, way=Way.DIRECT, identity_known=False)
    assert "A49" not in running(case)


@pytest.mark.parametrize("flag", ["pregnant", "nursing"])
def test_never_for_a_pregnant_or_nursing_woman(standing: Standing, flag: str) -> None:
    case = standing.a("noticed")
    person = queries.suspects(case)[0]
    person.flags = [flag]
    with_flag = {"person": person, **ORDER}
    found = drugs.order_drug_treatment.refusals(case, standing.by(), with_flag)
    assert [one.article for one in found if one.code == "spared"] == ["禁毒法#39"]


def test_under_sixteen_is_warned_of(standing: Standing) -> None:
    case = standing.a("noticed")
    person = queries.suspects(case)[0]
    person.born = LATER.date() - timedelta(days=15 * 365)
    found = drugs.order_drug_treatment.refusals(case, standing.by(), {"person": person, **ORDER})
    assert [(one.code, one.severity) for one in found] == [("young", "warn")]


def test_one_order_for_a_person(standing: Standing) -> None:
    case, decision = ordered(standing, "executing")
    refused("cases.order_drug_treatment", case, standing.by(), {"person": decision.person, **ORDER}, "twice")
    refused("cases.order_community_treatment", case, standing.by(), {"person": decision.person, **COMMUNITY}, "twice")


def test_community_treatment_runs_from_the_day_of_reporting(standing: Standing) -> None:
    case = standing.a("noticed")
    person = queries.suspects(case)[0]
    sign_all(
        drugs.order_community_treatment(case, standing.by(), person=person, **COMMUNITY), LATER + timedelta(hours=1)
    )
    paper = Document.objects.get(matter_id=case.pk, document_kind="责令社区戒毒决定书")
    assert paper.facts["days"] == 15
    decision = Decision.objects.get(subject_id=case.pk)
    drugs.serve_treatment(again(case), at(standing, 2), decision=decision, way=Way.DIRECT)
    assert "A49" not in running(case)
    decision.refresh_from_db()
    given = {"decision": decision, "community": "白鹭街道办事处"}
    before = (LATER - timedelta(days=2)).date()
    refused("cases.begin_community_treatment", again(case), at(standing, 80), {**given, "reported": before}, "time")
    day = (LATER + timedelta(days=2)).date()
    drugs.begin_community_treatment(again(case), at(standing, 80), **given, reported=day)
    assert again(case).stage == "executing" and "A51" in running(case)
    assert queries.running_measures(again(case), MeasureKind.COMMUNITY_TREATMENT).get().place == "白鹭街道办事处"


def isolated(standing: Standing) -> tuple[AdministrativeCase, Measure]:
    """Somebody who has been in the place of treatment since five hours after LATER."""
    case, decision = ordered(standing, "executing")
    drugs.serve_treatment(case, at(standing, 2), decision=decision, way=Way.DIRECT)
    drugs.notify_of_treatment(
        again(case),
        at(standing, 3),
        decision=Decision.objects.get(pk=decision.pk),
        relative=PersonFacts("陈某芳", relation="姐姐"),
        others="白鹭派出所",
    )
    place = {"place": "鹭城市强制隔离戒毒所", "received_at": LATER + timedelta(hours=5)}
    drugs.deliver_to_treatment(again(case), at(standing, 6), decision=Decision.objects.get(pk=decision.pk), **place)
    return again(case), queries.running_measures(again(case), MeasureKind.DRUG_TREATMENT).get()


def proposed_by_the_place(standing: Standing, opinion: TermOpinion, days: int) -> dict[str, Any]:
    case, measure = isolated(standing)
    moment = LATER + timedelta(days=days)
    said = {"opinion": opinion, "assessment": "诊断评估合格。", "number": "强戒评〔2027〕8号", "received": moment}
    drugs.receive_treatment_opinion(case, standing.city.by("officer", moment), measure=measure, **said)
    assert "A53" in running(case)
    return {"opinion": PartnerReply.objects.get(subject_id=case.pk, number="强戒评〔2027〕8号"), "reason": "表现良好。"}


def test_shortened_after_a_year_served_and_told(standing: Standing) -> None:
    given = proposed_by_the_place(standing, TermOpinion.SHORTER, 400)
    case, day = standing.a("executing"), LATER + timedelta(days=401)
    sign_all(drugs.decide_treatment_term(case, standing.city.by("officer", day), **given, agreed=True), day)
    assert "A53" not in running(case)
    measure = queries.running_measures(case, MeasureKind.DRUG_TREATMENT).get()
    last = measure.terms[-1]
    assert measure.due == last.since == last.until and last.paper == drugs.SHORTENED
    (paper,) = drugs.changed_terms(case)
    drugs.serve_treatment_term(again(case), standing.city.by("officer", day), paper=paper)
    assert "A54" in running(case)
    told = {"relative": PersonFacts("陈某芳", relation="姐姐"), "others": "白鹭派出所"}
    order = Decision.objects.get(subject_id=case.pk, kind="强制隔离戒毒")
    drugs.notify_of_treatment(again(case), standing.city.by("officer", day), decision=order, **told)
    assert "A54" not in running(case)
    notice = Document.objects.filter(matter_id=case.pk, document_kind="强制隔离戒毒通知书").latest("pk")
    assert notice.facts["prior_document"].endswith(drugs.SHORTENED)


def test_not_shortened_before_a_year_or_after_an_escape(standing: Standing) -> None:
    given = proposed_by_the_place(standing, TermOpinion.SHORTER, 300)
    case, early = standing.a("executing"), standing.city.by("officer", LATER + timedelta(days=300))
    no = refused("cases.decide_treatment_term", case, early, {**given, "agreed": True}, "term")
    assert no.article == "禁毒法#47"
    drugs.decide_treatment_term.refusals(case, early, given)
    measure = queries.running_measures(case, MeasureKind.DRUG_TREATMENT).get()
    assert measure.due is not None and measure.due > LATER + timedelta(days=700)


def test_lengthened_by_a_year_in_all(standing: Standing) -> None:
    given = proposed_by_the_place(standing, TermOpinion.LONGER, 700)
    case, day = standing.a("executing"), LATER + timedelta(days=701)
    by = standing.city.by("officer", day)
    refused("cases.decide_treatment_term", case, by, {**given, "agreed": True}, "term")
    before = queries.running_measures(case, MeasureKind.DRUG_TREATMENT).get().due
    assert before is not None
    half = {**given, "agreed": True, "longer": LongerBy.SIX_MONTHS}
    sign_all(drugs.decide_treatment_term(case, by, **half), day)
    measure = queries.running_measures(case, MeasureKind.DRUG_TREATMENT).get()
    clock = Clock.objects.get(subject_id=case.pk, rule="A50")
    assert measure.due == clock.legal_due == drugs.months_after(before, 6)
    again_said = {
        "opinion": TermOpinion.LONGER,
        "assessment": "仍需巩固。",
        "number": "强戒评〔2028〕2号",
        "received": day,
    }
    drugs.receive_treatment_opinion(again(case), by, measure=measure, **again_said)
    second = PartnerReply.objects.get(number="强戒评〔2028〕2号")
    more = {"opinion": second, "agreed": True, "longer": LongerBy.YEAR, "reason": "仍需巩固。"}
    refused("cases.decide_treatment_term", again(case), by, more, "term")
    drugs.decide_treatment_term.refusals(again(case), by, {**more, "agreed": False})


def test_an_opinion_may_be_declined(standing: Standing) -> None:
    given = proposed_by_the_place(standing, TermOpinion.LONGER, 700)
    case, day = standing.a("executing"), LATER + timedelta(days=701)
    sign_all(drugs.decide_treatment_term(case, standing.city.by("officer", day), **given), day)
    assert "A53" not in running(case) and not drugs.opinions(case).exists()
    assert not drugs.changed_terms(case).exists()
