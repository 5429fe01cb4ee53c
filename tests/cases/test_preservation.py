"""Measures on property in administrative cases: taken, extended, lapsed, given back, collected."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.lapsing import ClockHand
from egret.acts.models import Clock, ClockState
from egret.approvals.models import Approval
from egret.approvals.queries import steps_now
from egret.cases import queries
from egret.cases.acts import disposal, evidence, keeping, preservation, releases, victims_goods
from egret.cases.followers import lapse_property
from egret.cases.models import AdministrativeProperty, Evidence, Examination, ItemState
from egret.cases.models.property import CollectSort
from egret.demo.hands import sign_all
from egret.documents.models import Document
from egret.supervision.look import Look, ask
from tests.cases.conftest import LATER, Standing, refused, undone

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
REMEDIES = {"review_organ": "鹭湖区人民政府", "court": "鹭湖区人民法院"}
GOODS: dict[str, Any] = {"items": ("木棍，1根，长约六十厘米", "手机，1部，黑色"), "reason": "需要作为证据", **REMEDIES}


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def done(standing: Standing, act: Any, **more: Any) -> AdministrativeProperty:
    case = standing.a("investigating")
    given = {"holder": queries.suspects(case)[0], **GOODS, **more}
    sign_all(act(case, standing.by(), **given), LATER)
    return AdministrativeProperty.objects.filter(case_id=case.pk).latest("pk")


def seized(standing: Standing, **more: Any) -> AdministrativeProperty:
    return done(standing, preservation.preserve_evidence, **{"way": "seize", **more})


def registered(standing: Standing) -> AdministrativeProperty:
    return done(standing, preservation.register_evidence)


def again(measure: AdministrativeProperty) -> AdministrativeProperty:
    return AdministrativeProperty.objects.get(pk=measure.pk)


def running(measure: AdministrativeProperty) -> set[str]:
    return set(Clock.objects.filter(subject_id=measure.pk, state=ClockState.RUNNING).values_list("rule", flat=True))


def day(moment: Any) -> str:
    return str(moment.astimezone(LOCAL).date())


def levels(outcome: Any) -> list[str]:
    approval = Approval.objects.get(pk=outcome.proposed.pk)
    return [step.level for step in steps_now(approval).order_by("turn", "pk")]


def kinds(subject: Any) -> set[str]:
    return set(Document.objects.filter(matter_id=subject.pk).values_list("document_kind", flat=True))


def test_goods_are_seized_for_thirty_days_with_decision_and_list(standing: Standing) -> None:
    case = standing.a("investigating")
    given = {"holder": queries.suspects(case)[0], "way": "seize", **GOODS, "reason": "可能被转移"}
    assert levels(preservation.preserve_evidence(case, standing.by(), **given)) == ["L4"]
    measure = seized(standing)
    assert measure.stage == "in_force" and running(measure) == {"P01", "P05"}
    assert (day(LATER), day(measure.until)) == ("2026-04-01", "2026-05-01")
    assert {"证据保全决定书", "证据保全清单"} <= kinds(standing.a("investigating"))
    assert {one.title for one in Evidence.objects.filter(property_items__subject=measure)} == {"木棍", "手机"}


def test_what_is_sealed_is_entered_with_the_keeper_not_carried_there(standing: Standing) -> None:
    measure = seized(standing, way="seal", items=("游艺机房，1间，无证经营",), place="湖滨南路3号")
    assert running(measure) == {"P02", "P05"} and measure.get_measure_kind_display() == "查封"
    keeping.hand_over_seized(measure, standing.by(), keeper="杨木", register="DJ-1")
    assert running(measure) == {"P05"}


def test_on_the_spot_it_is_recorded_and_the_approval_follows_within_a_day(standing: Standing) -> None:
    case = standing.a("investigating")
    given = {"holder": queries.suspects(case)[0], "way": "seize", **GOODS}
    found = refused("cases.preserve_evidence", case, standing.by(urgent=True), given, "R09")
    assert found.article == "治安管理处罚法(2025)#105"
    outcome = preservation.preserve_evidence(case, standing.by(urgent=True), **given, recording="ZFY-1")
    assert outcome.proposed is None and outcome.begets[0].stage == "in_force"
    paper = Approval.objects.get(act="cases.preserve_evidence", target=case.pk)
    assert paper.paper_due == LATER + DAY


def test_two_officers_or_one_in_the_case_area_under_a_whole_recording(standing: Standing) -> None:
    case = standing.a("investigating")
    alone = {"holder": queries.suspects(case)[0], "way": "seize", **GOODS, "officers": (standing.city["officer"],)}
    assert refused("cases.preserve_evidence", case, standing.by(), alone, "R02").article
    recorded = {**alone, "case_area": True, "recording": "BA-1"}
    assert preservation.preserve_evidence(case, standing.by(), **recorded).proposed is not None


def test_what_others_hold_in_good_faith_is_not_taken_but_for_an_examination(standing: Standing) -> None:
    case = standing.a("investigating")
    given = {"holder": queries.suspects(case)[0], "way": "seize", **GOODS, "belongs_to_others": True}
    assert refused("cases.preserve_evidence", case, standing.by(), given, "F52").article
    assert preservation.preserve_evidence(case, standing.by(), **given, needs_examination=True).proposed


def test_the_term_is_extended_once_and_the_party_is_told(standing: Standing) -> None:
    measure = seized(standing)
    outcome = preservation.extend_preservation(measure, standing.by(), reason="鉴定周期长")
    assert levels(outcome) == ["L2", "L4"]
    sign_all(outcome, LATER)
    longer = again(measure)
    assert day(longer.until) == "2026-05-31" and "延长证据保全期限通知书" in kinds(measure)
    found = refused("cases.extend_preservation", longer, standing.by(), {"reason": "再延"}, "P05")
    assert found.article == "公安机关办理行政案件程序规定#112"


def test_what_has_run_out_is_given_back_not_prolonged(standing: Standing) -> None:
    measure = seized(standing)
    late = standing.city.by("officer", measure.until + DAY)
    assert refused("cases.extend_preservation", measure, late, {"reason": "晚了"}, "F51").article
    given = {"items": tuple(queries.held_items(measure)), "ground": releases.LiftGround.EXPIRED, "receiver": "陈某"}
    releases.lift_preservation(measure, late, **given)
    assert again(measure).stage == "released" and "解除证据保全决定书" in kinds(measure)


def test_registered_evidence_is_warned_of_by_the_early_day_and_judged_by_the_late_one(standing: Standing) -> None:
    measure = registered(standing)
    clock = Clock.objects.get(subject_id=measure.pk, rule="P06")
    assert clock.guard_due < clock.legal_due == measure.until
    case = standing.a("investigating")
    given = {"holder": queries.suspects(case)[0], **GOODS}
    assert levels(preservation.register_evidence(case, standing.by(), **{**given, "reason": "难以取得"})) == ["L2"]


def test_registered_evidence_nobody_decided_on_is_free_again(standing: Standing) -> None:
    measure = registered(standing)
    assert lapse_property(measure.until - DAY) == 0
    assert lapse_property(measure.until + DAY) == 1
    over = again(measure)
    early = registered(standing)
    assert refused("cases.lapse_registration", early, By(ClockHand(), LATER), {}, "early").remedy
    assert over.stage == "lapsed" and over.ended == measure.until and not running(measure)
    assert set(over.property_items.values_list("state", flat=True)) == {ItemState.LAPSED}


def test_registered_evidence_is_turned_into_a_seizure_in_time(standing: Standing) -> None:
    measure = registered(standing)
    given = {"reason": "需要作为证据", **REMEDIES}
    late = standing.city.by("officer", measure.until + DAY)
    assert refused("cases.seize_registered", measure, late, given, "F51").article
    sign_all(preservation.seize_registered(measure, standing.by(), **given), LATER)
    assert again(measure).stage == "converted" and not running(measure)
    born = AdministrativeProperty.objects.filter(case_id=measure.case_id).latest("pk")
    assert born.measure_kind == "seize" and running(born) == {"P01", "P05"}
    assert [one.name for one in queries.held_items(born)] == ["木棍", "手机"]
    assert refused("cases.seize_registered", born, standing.by(), given, "kind").remedy


def test_samples_are_pictured_and_go_back_or_are_seized(standing: Standing) -> None:
    case = standing.a("investigating")
    given = {"holder": queries.suspects(case)[0], **GOODS, "photos": "ZP-9", "items": ("烟花，2枚，随机抽取",)}
    outcome = preservation.sample_evidence(case, standing.by(), **given)
    assert levels(outcome) == ["L2"]
    sign_all(outcome, LATER)
    measure = AdministrativeProperty.objects.get(case_id=case.pk)
    assert running(measure) == {"P01"} and measure.until is None and measure.recording == "ZP-9"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"sort": CollectSort.CONTRABAND}, ["L2"]),
        ({"sort": CollectSort.TOOLS, "value": Decimal(500)}, ["L2"]),
        ({"sort": CollectSort.TOOLS, "value": Decimal(501)}, ["L2", "L4"]),
        ({"sort": CollectSort.TOOLS, "value": Decimal(500), "disputed": True}, ["L2", "L4"]),
        ({"sort": CollectSort.TOOLS}, ["L2", "L4"]),
        ({"sort": CollectSort.PROCEEDS, "value": Decimal(100)}, ["L2", "L4"]),
        ({"sort": CollectSort.PROCEEDS, "for_victim": True}, ["L2"]),
    ],
)
def test_a_station_collects_alone_only_what_the_law_leaves_to_it(
    standing: Standing, given: dict[str, Any], expected: list[str]
) -> None:
    measure = seized(standing)
    more = {"items": tuple(queries.held_items(measure)), "prior_document": "行政处罚决定书"}
    assert levels(disposal.collect_property(measure, standing.by(), **given, **more)) == expected


def test_no_case_is_closed_while_property_is_under_measure(standing: Standing) -> None:
    measure = seized(standing)
    case = standing.a("investigating")
    assert refused("cases.terminate", case, standing.by(), {"reason": "没有违法事实"}, "F52").article
    assert refused("cases.submit_for_review", case, standing.by(), {}, "F52", "hint").article
    turned = {"charge": "寻衅滋事罪", "charge_cite": "刑法#293", "reason": "情节恶劣"}
    assert refused("cases.turn_criminal", case, standing.by(), turned, "F53", "warn").article
    first, second = queries.held_items(measure)
    given = {"sort": CollectSort.TOOLS, "value": Decimal(5), "prior_document": "收缴决定"}
    sign_all(disposal.collect_property(measure, standing.by(), items=(first,), **given), LATER)
    assert again(measure).stage == "in_force"
    back = {"items": (second,), "ground": releases.LiftGround.UNRELATED, "receiver": "陈某"}
    releases.lift_preservation(again(measure), standing.by(), **back)
    assert again(measure).stage == "released" and not queries.running_property(case).exists()
    assert "收缴追缴物品清单" in kinds(measure)


def test_papers_of_a_measure_bear_the_name_of_the_case(standing: Standing) -> None:
    measure = seized(standing)
    back = {"items": tuple(queries.held_items(measure)), "ground": releases.LiftGround.UNRELATED, "receiver": "陈某"}
    releases.lift_preservation(measure, standing.by(), **back)
    paper = Document.objects.get(matter_id=measure.pk, document_kind="解除证据保全决定书")
    assert paper.facts["case_name"] == standing.a("investigating").title


def test_what_lapsed_undecided_is_found_by_supervision(standing: Standing) -> None:
    measure = registered(standing)
    assert not ask("F51", Look(LATER, frozenset({measure.pk})))
    lapse_property(measure.until + DAY)
    assert (measure.pk, "lapsed") in ask("F51", Look(measure.until + DAY, frozenset({measure.pk})))


def test_the_injured_has_back_what_is_theirs(standing: Standing) -> None:
    measure = seized(standing)
    victim = queries.victims(standing.a("investigating"))[0]
    given = {"reason": "有发票", "photos": "ZP-1", "value": Decimal(9), "victim": victim, "receiver": victim.name}
    victims_goods.return_to_injured(measure, standing.by(), items=tuple(queries.held_items(measure)), **given)
    assert again(measure).stage == "released" and not running(measure) and "发还清单" in kinds(measure)


def test_the_days_an_expert_has_the_things_do_not_count_and_the_holder_is_told(standing: Standing) -> None:
    """程序规定 行政 112."""
    measure, still = seized(standing), seized(standing, items=("头盔，1顶，红色",))
    ends = measure.until
    case = standing.a("investigating")
    asked = {"kind": "痕迹", "agency": "鉴定中心", "goods": (measure,)}
    sign_all(evidence.commission_examination(case, standing.city.by("officer", LATER + DAY), **asked), LATER + DAY)
    clock = Clock.objects.get(subject_id=measure.pk, rule="P05")
    assert clock.state == ClockState.HELD and again(measure).until is None
    assert "P05" in running(still) and again(still).until == still.until
    (paper,) = Document.objects.filter(matter_id=case.pk, document_kind="鉴定期间告知书")
    assert paper.facts["party"]["name"] == measure.holder.name and "ends" not in paper.facts
    assert refused(
        "cases.extend_preservation",
        again(measure),
        standing.city.by("officer", LATER + 2 * DAY),
        {"reason": "复杂"},
        "held",
    )
    row = Examination.objects.filter(subject_id=case.pk, goods=[measure.pk]).get()
    back = standing.city.by("officer", LATER + 11 * DAY)
    evidence.receive_examination(standing.a("investigating"), back, examination=row, conclusion="同一")
    clock.refresh_from_db()
    assert clock.state == ClockState.RUNNING
    assert again(measure).until == clock.legal_due and clock.legal_due - ends == 10 * DAY
    last = Document.objects.filter(matter_id=case.pk, document_kind="鉴定期间告知书").latest("pk")
    assert last.facts["ends"] == day(LATER + 11 * DAY)


def test_the_term_goes_on_when_the_last_expert_is_done_and_ends_with_the_seizure(standing: Standing) -> None:
    measure = seized(standing)
    for kind, hours in (("痕迹", 24), ("成分", 25)):
        moment = LATER + timedelta(hours=hours)
        asked = {"kind": kind, "agency": "鉴定中心", "goods": (again(measure),)}
        case = standing.a("investigating")
        sign_all(evidence.commission_examination(case, standing.city.by("officer", moment), **asked), moment)
    first, second = Examination.objects.filter(goods=[measure.pk]).order_by("pk")
    back = standing.city.by("officer", LATER + 5 * DAY)
    evidence.receive_examination(standing.a("investigating"), back, examination=first, conclusion="同一")
    assert "P05" not in running(measure), "another expert still has it"
    evidence.receive_examination(standing.a("investigating"), back, examination=second, conclusion="未检出")
    assert "P05" in running(measure)
