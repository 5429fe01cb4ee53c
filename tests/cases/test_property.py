"""Measures on property in criminal cases: taken, frozen, kept, renewed, lapsed, given back, sent, disposed of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.lapsing import ClockHand
from egret.acts.models import Clock, ClockState
from egret.acts.queries import menu
from egret.approvals.models import Approval
from egret.approvals.queries import steps_now
from egret.cases import queries
from egret.cases.acts import disposal, freezing, keeping, people, prosecution, releases, seizure, victims_goods
from egret.cases.followers import lapse_property
from egret.cases.models import AssetKind, CriminalCase, CriminalProperty, Evidence, ItemState, PropertyItem
from egret.demo import crimes
from egret.demo.hands import sign_all
from egret.demo.matters import BURGLARY
from egret.documents.models import Document
from tests.building.org import NOON
from tests.cases.conftest import LATER, Standing, refused, undone

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
STOLEN = replace(BURGLARY, goods=("金项链，1条，断裂", "现金，三千元"))
TAKEN = {"items": ("撬棍，1根，长约五十厘米", "手套，1双"), "reason": "作案工具", "recording": "KY-1"}
FROZEN: dict[str, Any] = {
    "to_organ": "鹭岛银行湖滨支行",
    "account": "黄某强 6222000011112222",
    "amount": Decimal(50000),
    "extent": "及于孳息",
    "reason": "涉案资金",
}


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def taken(standing: Standing, name: str = "suspect_in", **more: Any) -> CriminalProperty:
    case = standing.c(name)
    outcome = seizure.seize(case, standing.by(), holder=queries.suspects(case)[0], **{**TAKEN, **more})
    sign_all(outcome, LATER)
    return CriminalProperty.objects.filter(case_id=case.pk).latest("pk")


def frozen(standing: Standing, asset: AssetKind = AssetKind.DEPOSIT, **more: Any) -> CriminalProperty:
    case = standing.c("suspect_in")
    outcome = freezing.freeze(case, standing.by(), person=queries.suspects(case)[0], asset=asset, **{**FROZEN, **more})
    sign_all(outcome, LATER)
    return CriminalProperty.objects.filter(case_id=case.pk).latest("pk")


def again(measure: CriminalProperty) -> CriminalProperty:
    return CriminalProperty.objects.get(pk=measure.pk)


def running(measure: CriminalProperty) -> set[str]:
    return set(Clock.objects.filter(subject_id=measure.pk, state=ClockState.RUNNING).values_list("rule", flat=True))


def kinds(subject: Any) -> list[str]:
    return list(Document.objects.filter(matter_id=subject.pk).order_by("pk").values_list("document_kind", flat=True))


def levels(standing: Standing, act: Any, subject: Any, **given: Any) -> list[str]:
    outcome = act(subject, standing.by(), **given)
    approval = Approval.objects.get(pk=outcome.proposed.pk)
    return [step.level for step in steps_now(approval).order_by("turn", "pk")]


def test_a_seizure_is_a_subject_of_its_own_with_its_lines_and_papers(standing: Standing) -> None:
    measure = taken(standing, valuable=True, photos="ZP-1", value=Decimal(300), left_for_life="现金二百元")
    case = standing.c("suspect_in")
    assert measure.stage == "in_force" and measure.number.startswith("CW") and measure.until is None
    assert [one.name for one in queries.held_items(measure)] == ["撬棍", "手套"]
    assert running(measure) == {"P03"} and measure.left_for_life == "现金二百元"
    assert {"扣押决定书", "扣押清单"} <= set(kinds(case))
    proofs = Evidence.objects.filter(property_items__subject=measure)
    assert {one.title for one in proofs} == {"撬棍", "手套"} and not proofs.exclude(subject_id=case.pk).exists()
    assert (measure.unit, measure.owner, measure.sensitivity) == (case.unit, case.owner, case.sensitivity)


@pytest.mark.parametrize(
    ("more", "expected"),
    [({}, ["L2"]), ({"high_value": True}, ["L2", "L4"]), ({"hurts_business": True}, ["L2", "L4"])],
)
def test_the_value_and_the_harm_to_business_decide_who_approves(
    standing: Standing, more: dict[str, Any], expected: list[str]
) -> None:
    case = standing.c("suspect_in")
    holder = queries.suspects(case)[0]
    assert levels(standing, seizure.seize, case, holder=holder, **TAKEN, **more) == expected


def test_a_scene_commander_seizes_at_once_but_nothing_of_high_value(standing: Standing) -> None:
    case = standing.c("suspect_in")
    given = {**TAKEN, "holder": queries.suspects(case)[0]}
    high = {**given, "high_value": True}
    assert refused("cases.seize", case, standing.by(urgent=True), high, "R50").article
    outcome = seizure.seize(case, standing.by(urgent=True), **given)
    assert outcome.proposed is None and outcome.begets[0].stage == "in_force"


def test_nothing_is_sealed_or_frozen_before_filing(standing: Standing) -> None:
    case = crimes.under_review(standing.city.squad, BURGLARY, NOON)
    person = queries.everyone(case)[0]
    for name, given in (
        ("cases.seal", {**TAKEN, "place": "滨北路", "holder": person}),
        ("cases.leave_with_holder", {**TAKEN, "holder": person, "photos": "1", "value": Decimal(1)}),
        ("cases.freeze", {**FROZEN, "person": person, "asset": AssetKind.DEPOSIT}),
    ):
        assert refused(name, case, standing.by(), given, "F47").article == "公安机关办理刑事案件程序规定#174"


def test_two_officers_a_witness_and_an_accounted_holder(standing: Standing) -> None:
    case = standing.c("suspect_in")
    holder = queries.suspects(case)[0]
    alone = {**TAKEN, "holder": holder, "officers": (standing.city["officer"],)}
    assert refused("cases.seize", case, standing.by(), alone, "R03").article
    unseen = {**TAKEN, "holder": holder, "recording": ""}
    assert refused("cases.seize", case, standing.by(), unseen, "R39").article
    assert refused("cases.seize", case, standing.by(), TAKEN, "R41").article
    assert refused("cases.seize", case, standing.by(), {**TAKEN, "holder": holder, "items": ()}, "R41").article
    nobody = {**TAKEN, "holder_note": "现场遗留，持有人无法确定"}
    sign_all(seizure.seize(case, standing.by(), **nobody), LATER)
    measure = CriminalProperty.objects.filter(case_id=case.pk).latest("pk")
    assert measure.holder is None and measure.holder_note


def test_valuables_are_pictured_and_something_is_left_to_live_on(standing: Standing) -> None:
    case = standing.c("suspect_in")
    given = {**TAKEN, "holder": queries.suspects(case)[0], "valuable": True}
    assert refused("cases.seize", case, standing.by(), given, "R42", "warn").article
    assert refused("cases.seize", case, standing.by(), given, "R43", "hint").article


def test_land_is_sealed_by_the_county_head_and_stays_where_it_is(standing: Standing) -> None:
    case = standing.c("suspect_in")
    given = {
        "holder": queries.suspects(case)[0],
        "items": ("商铺，1间，不动产权证号0001",),
        "reason": "用赃款购买",
        "place": "湖滨南路1号",
        "recording": "KY-2",
        "to_organ": "鹭岛市不动产登记中心",
    }
    assert levels(standing, seizure.seal, case, **given) == ["L3", "L4"]
    sign_all(seizure.seal(standing.c("suspect_in"), standing.by(), **{**given, "reason": "赃款购置"}), LATER)
    measure = CriminalProperty.objects.filter(case_id=case.pk).latest("pk")
    assert (measure.measure_kind, measure.place, running(measure)) == ("seal", "湖滨南路1号", set())
    assert {"查封决定书", "查封清单"} <= set(kinds(case))


def test_what_need_not_be_taken_is_left_in_trust(standing: Standing) -> None:
    case = standing.c("suspect_in")
    given = {**TAKEN, "holder": queries.suspects(case)[0], "photos": "ZP-2", "value": Decimal(900)}
    outcome = seizure.leave_with_holder(case, standing.by(), **given)
    (measure,) = outcome.begets
    assert measure.measure_kind == "leave" and measure.amount == 900 and "登记保存清单" in kinds(case)


@pytest.mark.parametrize(
    ("asset", "major", "expected"),
    [
        (AssetKind.DEPOSIT, False, ["L2", "L4"]),
        (AssetKind.DEPOSIT, True, ["L2", "L4", "L5"]),
        (AssetKind.SECURITIES, True, ["L2", "L4"]),
        (AssetKind.EQUITY, False, ["L2", "L4", "L5"]),
        (AssetKind.LISTED, False, ["L2", "L4", "L5", "L6"]),
        (AssetKind.INVESTMENT, False, ["L2", "L4"]),
    ],
)
def test_the_kind_of_assets_decides_who_freezes(
    standing: Standing, asset: AssetKind, major: bool, expected: list[str]
) -> None:
    case = standing.c("suspect_in")
    given = {**FROZEN, "person": queries.suspects(case)[0], "asset": asset, "major": major}
    assert levels(standing, freezing.freeze, case, **given) == expected


@pytest.mark.parametrize(
    ("asset", "major", "rule", "until"),
    [
        (AssetKind.DEPOSIT, False, "C42", "2026-10-01"),
        (AssetKind.DEPOSIT, True, "C43", "2027-04-01"),
        (AssetKind.SECURITIES, False, "C44", "2028-04-01"),
        (AssetKind.EQUITY, False, "C45", "2026-10-01"),
    ],
)
def test_the_kind_of_assets_decides_the_term(
    standing: Standing, asset: AssetKind, major: bool, rule: str, until: str
) -> None:
    measure = frozen(standing, asset, major=major)
    assert running(measure) == {rule}
    assert measure.until is not None and measure.until.astimezone(LOCAL).date().isoformat() == until


def test_an_account_is_not_frozen_twice(standing: Standing) -> None:
    frozen(standing)
    case = standing.c("suspect_in")
    given = {**FROZEN, "person": queries.suspects(case)[0], "asset": AssetKind.DEPOSIT}
    assert refused("cases.freeze", case, standing.by(), given, "twice").article == "公安机关办理刑事案件程序规定#242"


def test_a_freeze_is_renewed_by_those_who_approved_it_counted_on_from_its_end(standing: Standing) -> None:
    measure = frozen(standing, AssetKind.EQUITY)
    given = {"reason": "案件尚未审结"}
    assert levels(standing, freezing.renew_freeze, measure, **given) == ["L2", "L4", "L5"]
    sign_all(freezing.renew_freeze(again(measure), standing.by(), reason="案件复杂"), LATER)
    renewed = again(measure)
    assert renewed.until is not None and measure.until is not None
    assert renewed.until.date().isoformat() == "2027-04-01" and "继续冻结财产通知书" in kinds(measure)


def test_a_freeze_nobody_renewed_lapses_by_itself_on_its_day(standing: Standing) -> None:
    measure = frozen(standing)
    assert measure.until is not None
    assert lapse_property(measure.until - DAY) == 0 and again(measure).stage == "in_force"
    over = measure.until + DAY
    given = {"reason": "晚了"}
    late = standing.city.by("officer", over)
    assert refused("cases.renew_freeze", again(measure), late, given, "F51").article
    assert lapse_property(over) == 1
    lapsed = again(measure)
    assert (lapsed.stage, lapsed.ended) == ("lapsed", measure.until) and not running(measure)
    assert Clock.objects.get(subject_id=measure.pk, rule="C42").state == ClockState.LAPSED
    assert lapse_property(over) == 0, "once is enough"
    fresh = frozen(standing)
    assert refused("cases.lapse_freeze", fresh, By(ClockHand(), LATER), {}, "early").remedy


def test_a_freeze_ends_by_those_who_approved_it(standing: Standing) -> None:
    measure = frozen(standing)
    sign_all(freezing.unfreeze(measure, standing.by(), reason="与案件无关"), LATER)
    assert again(measure).stage == "released" and not running(measure)
    assert "协助解除冻结财产通知书" in kinds(measure)
    assert refused("cases.unfreeze", again(measure), standing.by(), {"reason": "再来"}, "stage").remedy
    goods = taken(standing)
    assert refused("cases.unfreeze", goods, standing.by(), {"reason": "错办"}, "kind").remedy


def test_assets_may_be_asked_for_before_filing(standing: Standing) -> None:
    case = crimes.under_review(standing.city.squad, BURGLARY, NOON)
    people.add_person(case, standing.by(), person=BURGLARY.suspect)
    case = CriminalCase.objects.get(pk=case.pk)
    given = {"person": queries.suspects(case)[0], "to_organ": "鹭岛银行", "asked": "账户流水"}
    sign_all(freezing.query_assets(case, standing.by(), **given), LATER)
    assert "协助查询财产通知书" in kinds(case)


def test_the_keeper_is_nobody_of_the_team_and_has_the_goods_before_the_case_leaves(standing: Standing) -> None:
    measure = taken(standing, "detained")
    case = standing.c("detained")
    given = {"main": standing.c("suspect_in"), "reason": "同一团伙"}
    assert refused("cases.merge", case, standing.by(), given, "R44").article
    own = {"keeper": standing.city["officer"].name, "register": "K-1"}
    assert refused("cases.hand_over_seized", measure, standing.by(), own, "R44").article
    keeping.hand_over_seized(measure, standing.by(), keeper="杨木", register="K-1")
    kept = again(measure)
    assert kept.is_kept and kept.keeper == "杨木" and not running(measure)
    twice = {"keeper": "杨木", "register": "K-1"}
    assert refused("cases.hand_over_seized", kept, standing.by(), twice, "nothing").remedy


def test_goods_go_back_line_by_line_and_the_last_one_ends_the_measure(standing: Standing) -> None:
    measure = taken(standing)
    first, second = queries.held_items(measure)
    given = {"items": (first,), "ground": releases.ReleaseGround.UNRELATED, "receiver": standing.city["officer"].name}
    assert refused("cases.lift_seizure", measure, standing.by(), given, "F52").remedy
    sign_all(releases.lift_seizure(measure, standing.by(), **{**given, "receiver": "黄某强"}), LATER)
    assert again(measure).stage == "in_force" and running(measure) == {"P03"}
    line = PropertyItem.objects.get(pk=first.pk)
    assert (line.state, line.gone_to) == (ItemState.RETURNED, "黄某强")
    rest = {**given, "items": (second,), "receiver": "黄某强"}
    sign_all(releases.lift_seizure(again(measure), standing.by(), **rest), LATER)
    ended = again(measure)
    assert ended.stage == "released" and ended.ended and not running(measure)
    assert kinds(measure).count("解除查封扣押决定书") == 2


def test_a_freeze_is_not_given_back_like_goods(standing: Standing) -> None:
    measure = frozen(standing)
    given = {
        "items": tuple(queries.held_items(measure)),
        "ground": releases.ReleaseGround.UNRELATED,
        "receiver": "黄某强",
    }
    assert refused("cases.lift_seizure", measure, standing.by(), given, "kind").remedy


def test_goods_travel_with_the_case_and_come_back_with_it(standing: Standing) -> None:
    case = crimes.sent(standing.city.squad, STOLEN, NOON)
    (measure,) = queries.running_property(case)
    assert measure.stage == "handed_over" and measure.stage_now.turn == "检察院"
    (listing,) = Document.objects.filter(matter_id=case.pk, document_kind="随案移送清单")
    assert [one["name"] for one in listing.facts["items"]] == [one.name for one in queries.held_items(measure)]
    prosecution.record_return(
        case, standing.by(), organ="鹭湖区人民检察院", number="鹭检退补1号", outline="补充价格认定"
    )
    assert again(measure).stage == "in_force"
    sign_all(prosecution.resend(crimes.again(case), standing.by(), result="已补充价格认定"), LATER)
    assert again(measure).stage == "handed_over"


def test_the_judgment_disposes_of_the_goods_before_the_file_is_put_away(standing: Standing) -> None:
    case = crimes.judged(standing.city.squad, STOLEN, NOON, "有期徒刑六个月")
    prosecution.record_execution(case, standing.by(), note="已交付执行")
    case = CriminalCase.objects.get(pk=case.pk)
    assert refused("cases.archive_criminal", case, standing.by("case_manager"), {"shelf": "1"}, "F53").article
    (measure,) = queries.running_property(case)
    disposal.dispose_by_judgment(
        measure,
        standing.by(),
        items=tuple(queries.held_items(measure)),
        ruling=disposal.Ruling.VICTIM,
        number="刑初1号",
        receipt="被害人签收",
    )
    assert again(measure).stage == "disposed" and not queries.running_property(case).exists()
    prosecution.archive_criminal(case, standing.by("case_manager"), shelf="1")


def test_dismissal_warns_of_goods_and_they_are_given_back_afterwards(standing: Standing) -> None:
    measure = taken(standing)
    case = standing.c("suspect_in")
    assert refused("cases.dismiss", case, standing.by(), {"reason": "没有犯罪事实"}, "F81", "warn").article
    sign_all(prosecution.dismiss(case, standing.by(), reason="没有犯罪事实"), LATER)
    given = {"items": tuple(queries.held_items(measure)), "ground": releases.ReleaseGround.DISMISSED}
    sign_all(releases.lift_seizure(again(measure), standing.by(), receiver="黄某强", **given), LATER)
    assert again(measure).stage == "released"


def test_the_page_of_a_measure_offers_what_may_be_done(standing: Standing) -> None:
    offered = {item.card.name for item in menu(taken(standing), standing.by()) if item.allowed}
    assert {"cases.hand_over_seized", "cases.lift_seizure"} <= offered and "cases.lapse_freeze" not in offered


RETURNED: dict[str, Any] = {"reason": "有发票证明", "photos": "ZP-1", "value": Decimal(900)}


def test_the_victim_has_back_what_is_theirs_by_leave_of_the_leader(standing: Standing) -> None:
    measure = taken(standing)
    victim = queries.victims(standing.c("suspect_in"))[0]
    given = {**RETURNED, "items": tuple(queries.held_items(measure)), "victim": victim}
    other = {**given, "receiver": "王某"}
    assert refused("cases.return_to_victim", measure, standing.by(), other, "proxy").article
    officer = {**given, "receiver": standing.city["officer"].name, "proxy": "委托书"}
    assert refused("cases.return_to_victim", measure, standing.by(), officer, "F52").article
    given["receiver"] = victim.name
    money = frozen(standing)
    nothing = {**given, "items": tuple(queries.held_items(money))}
    assert refused("cases.return_to_victim", money, standing.by(), nothing, "kind").article
    assert levels(standing, victims_goods.return_to_victim, measure, **given) == ["L2", "L4"]
    given["reason"] = "有付款记录证明"
    sign_all(victims_goods.return_to_victim(again(measure), standing.by(), **given), LATER)
    assert again(measure).stage == "released" and "发还清单" in kinds(measure)
    assert set(measure.property_items.values_list("state", flat=True)) == {ItemState.VICTIM}


def test_what_is_found_unrelated_is_lifted_within_days(standing: Standing) -> None:
    goods, money = taken(standing), frozen(standing)
    victims_goods.find_unrelated(goods, standing.by(), reason="与案件无关")
    victims_goods.find_unrelated(money, standing.by(), reason="工资收入")
    assert "C39" in running(goods) and "C40" in running(money)
    sign_all(freezing.unfreeze(again(money), standing.by(), reason="工资收入"), LATER)
    assert not running(money)
    for_nothing = {"reason": "再查"}
    assert refused("cases.find_unrelated", again(money), standing.by(), for_nothing, "stage").remedy
    for line in queries.held_items(goods):
        back = {"items": (line,), "ground": releases.ReleaseGround.UNRELATED, "receiver": "黄某强"}
        sign_all(releases.lift_seizure(again(goods), standing.by(), **back), LATER)
    assert not running(goods)
