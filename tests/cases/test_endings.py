"""Other ways for a criminal case to go on or to end, each met once, and each safeguard on them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from egret.acts.cards import act_named, ask_guards
from egret.acts.done import By
from egret.acts.models import Clock, ClockState, Subject
from egret.cases import queries
from egret.cases.acts import (
    administrative,
    counsel,
    custody,
    endings,
    filing,
    keeping,
    merging,
    penalty,
    preservation,
    prosecution,
    seizure,
    taking_over,
)
from egret.cases.models import (
    AdministrativeCase,
    AdministrativeProperty,
    CriminalCase,
    CriminalProperty,
    Decision,
    Measure,
)
from egret.demo import crimes
from egret.demo.crimes import PROCURATORATE
from egret.demo.hands import sign_all
from egret.demo.matters import BURGLARY
from egret.documents.models import Document
from tests.building.org import NOON
from tests.cases.conftest import LATER, Standing, refused, undone

pytestmark = pytest.mark.django_db
AGREED = {"findings": "撬门入户", "agreement": "退赔并道歉", "performance": "当场履行"}
FREELY = {"eligible": True, "voluntary": True, "repeat": False}
MADE = {"to_organ": PROCURATORATE, "findings": "持刀伤人", "danger": "仍有暴力倾向"}


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def running(case: Subject) -> set[str]:
    return set(Clock.objects.filter(subject_id=case.pk, state=ClockState.RUNNING).values_list("rule", flat=True))


def kinds(case: Subject) -> set[str]:
    return set(Document.objects.filter(matter_id=case.pk).values_list("document_kind", flat=True))


def signed(outcome: Any) -> None:
    sign_all(outcome, LATER)


def test_the_procuratorate_asks_is_answered_orders_and_is_obeyed(standing: Standing) -> None:
    case = crimes.not_filed(standing.city.squad, BURGLARY, NOON, "没有犯罪事实")
    found = refused("cases.file_on_order", case, standing.by(), {}, "G15")
    assert found.article == "公安机关办理刑事案件程序规定#182"
    endings.ask_why_not_filed(case, standing.by(), organ=PROCURATORATE, number="鹭检立监1号")
    assert "G14" in running(case)
    signed(endings.explain_not_filing(crimes.again(case), standing.by(), reason="数额不足"))
    assert "G14" not in running(case) and "不立案理由说明书" in kinds(case)
    order = {"organ": PROCURATORATE, "number": "鹭检通立1号", "content": "入户盗窃不论数额"}
    endings.record_filing_order(crimes.again(case), standing.by(), **order)
    assert "G15" in running(case)
    signed(endings.file_on_order(crimes.again(case), standing.by()))
    case = crimes.again(case)
    assert case.stage == "filed" and case.filed_at and "G15" not in running(case)


def test_too_slight_for_a_crime_it_becomes_an_offence_once_nobody_is_held(standing: Standing) -> None:
    given = {"cause": "盗窃", "cause_cite": "治安管理处罚法(2025)#58", "reason": "数额不足"}
    case = standing.c("detained")
    assert refused("cases.turn_administrative", case, standing.by(), given, "F71").article
    measure = Measure.objects.get(case_id=case.pk, measure_kind="detention")
    custody.release(case, standing.by(), measure=measure, released_at=LATER, reason="不够刑事处罚")
    signed(endings.turn_administrative(standing.c("detained"), standing.by(), **given))
    case = standing.c("detained")
    born = AdministrativeCase.objects.get(report=case.report)
    assert case.stage == "to_admin" and not running(case) and born.cause == "盗窃"
    assert queries.people(born).count() == queries.people(case).count()


def test_days_in_detention_go_off_the_administrative_detention_that_follows(standing: Standing) -> None:
    """治安管理处罚法 110: day for day for the same matter, though another case holds the measure."""
    case = standing.c("detained")
    measure = Measure.objects.get(case_id=case.pk, measure_kind="detention")
    free = measure.opened + timedelta(days=2)
    by = By(standing.city["officer"], free)
    custody.release(case, by, measure=measure, released_at=free, reason="不够刑事处罚")
    given = {"cause": "盗窃", "cause_cite": "治安管理处罚法(2025)#58", "reason": "数额不足"}
    signed(endings.turn_administrative(standing.c("detained"), standing.by(), **given))
    born = AdministrativeCase.objects.get(report=case.report)
    person = queries.suspects(born)[0]
    assert queries.offset_owed(person, LATER) == 3 and queries.offset_owed(person, measure.opened) == 0
    decision = Decision(subject=born, person=person, detention_days=5)
    going_in = {"decision": decision, "custody_place": "拘留所", "received_at": LATER}
    found = refused("cases.begin_execution", born, standing.by(), {**going_in, "offset_days": 2}, "offset")
    assert "3" in str(found.remedy)
    enough = ask_guards(penalty.begin_execution.card, born, standing.by(), {**going_in, "offset_days": 3})
    assert "offset" not in {one.code for one in enough}


def test_a_case_goes_to_the_competent_organ_and_the_reporter_is_told(standing: Standing) -> None:
    case = standing.c("investigating")
    need = {"person": queries.suspects(case)[0], "ground": counsel.AidGround.SENSES, "found_at": LATER}
    counsel.note_need_of_counsel(case, standing.by(), **need)
    case = standing.c("investigating")
    signed(endings.transfer_jurisdiction(case, standing.by(), to_organ="鹭城市公安局海湾分局", reason="犯罪地在其辖区"))
    case = standing.c("investigating")
    assert case.stage == "transferred" and running(case) == {"G16"} and "移送案件通知书" in kinds(case)
    endings.tell_transfer(case, standing.by(), whom="书面告知报案人")
    assert not running(standing.c("investigating"))


def test_goods_are_with_the_keeper_before_a_case_leaves(standing: Standing) -> None:
    case = standing.c("investigating")
    holder = queries.suspects(case)[0]
    given = {"items": ("撬棍，1根",), "reason": "作案工具", "recording": "KY-1"}
    signed(seizure.seize(case, standing.by(), holder=holder, **given))
    given = {"to_organ": "海湾分局", "reason": "犯罪地在其辖区"}
    assert refused("cases.transfer_jurisdiction", standing.c("investigating"), standing.by(), given, "R44").article
    given = {"main": standing.c("detained"), "reason": "同一团伙"}
    assert refused("cases.merge", standing.c("investigating"), standing.by(), given, "R44").article


def test_two_cases_become_one_and_the_measures_stay_where_they_run(standing: Standing) -> None:
    main, case = standing.c("detained"), standing.c("investigating")
    before = queries.people(main).count()
    closed = {"main": standing.c("sent"), "reason": "同一团伙"}
    assert refused("cases.merge", case, standing.by(), closed, "main")
    signed(merging.merge(case, standing.by(), main=main, reason="同一团伙"))
    assert standing.c("investigating").stage == "merged"
    assert standing.c("detained").version > main.version
    assert queries.people(main).count() >= before


def test_the_investigation_of_one_person_ends_and_the_case_goes_on(standing: Standing) -> None:
    case = standing.c("detained")
    person = queries.suspects(case)[0]
    signed(endings.terminate_for_person(case, standing.by(), person=person, reason="没有参与"))
    case = standing.c("detained")
    assert case.stage == "investigating" and not queries.running_measures(case)
    assert not queries.suspects(case) and "G17" in running(case) and "终止侦查决定书" in kinds(case)
    endings.tell_termination(case, standing.by(), whom="书面")
    assert "G17" not in running(standing.c("detained"))


def test_a_dismissed_case_begins_again_on_new_evidence(standing: Standing) -> None:
    signed(prosecution.dismiss(standing.c("suspect_in"), standing.by(), reason="情节显著轻微"))
    signed(endings.reopen(standing.c("suspect_in"), standing.by(), reason="发现新的指纹"))
    assert standing.c("suspect_in").stage == "investigating"


def test_proceeds_are_asked_for_when_the_person_is_out_of_reach(standing: Standing) -> None:
    case = standing.c("investigating")
    given = {"to_organ": PROCURATORATE, "findings": "潜逃，通缉一年不能到案", "proceeds": "现金三万元"}
    signed(endings.propose_confiscation(case, standing.by(), person=queries.suspects(case)[0], **given))
    case = standing.c("investigating")
    assert case.stage == "confiscation" and "没收违法所得意见书" in kinds(case)


def test_treatment_rests_on_an_opinion_and_comes_in_time(standing: Standing) -> None:
    case = standing.c("detained")
    person = queries.suspects(case)[0]
    assert refused("cases.propose_treatment", case, standing.by(), {"person": person, **MADE}, "C49").article
    ahead = {"person": person, "received_at": LATER + timedelta(days=1), "conclusion": "无刑事责任能力"}
    assert refused("cases.record_no_responsibility", case, standing.by(), ahead, "time")
    endings.record_no_responsibility(case, standing.by(), **{**ahead, "received_at": LATER})
    assert "C49" in running(case)
    signed(endings.propose_treatment(standing.c("detained"), standing.by(), person=person, **MADE))
    case = standing.c("detained")
    assert case.stage == "treatment" and "C49" not in running(case) and not queries.running_measures(case)


def test_reconciliation_is_open_free_and_not_for_who_offended_again(standing: Standing) -> None:
    case = standing.c("detained")
    given = {"person": queries.suspects(case)[0], "victim": queries.victims(case)[0], **AGREED, **FREELY}
    for wrong in ({"eligible": False}, {"voluntary": False}, {"repeat": True}):
        found = refused("cases.reconcile", case, standing.by(), {**given, **wrong}, "F72")
        assert found.article == "公安机关办理刑事案件程序规定#333"
    signed(endings.reconcile(case, standing.by(), **given))
    assert "和解协议书" in kinds(case) and standing.c("detained").stage == "suspect_in"


GOODS = {"items": ("撬棍，1根，红色",), "reason": "作案工具", "recording": "KY-1"}


def seized_in(standing: Standing, name: str) -> CriminalProperty:
    case = standing.c(name)
    signed(seizure.seize(case, standing.by(), holder=queries.suspects(case)[0], **GOODS))
    measure = CriminalProperty.objects.filter(case_id=case.pk).latest("pk")
    keeping.hand_over_seized(measure, standing.by(), keeper="苏明", register="R-1")
    return CriminalProperty.objects.get(pk=measure.pk)


def test_goods_go_into_the_main_case_with_their_terms(standing: Standing) -> None:
    measure, main = seized_in(standing, "investigating"), standing.c("detained")
    signed(merging.merge(standing.c("investigating"), standing.by(), main=main, reason="同一团伙"))
    measure.refresh_from_db()
    assert measure.case_id == main.pk and measure.stage == "in_force" and measure.closed is None
    assert measure in queries.running_property(standing.c("detained"))
    assert not queries.running_property(standing.c("investigating"))


def test_goods_of_a_crime_that_is_an_offence_are_held_anew_or_given_up(standing: Standing) -> None:
    measure = seized_in(standing, "investigating")
    given = {"cause": "盗窃", "cause_cite": "治安管理处罚法(2025)#58", "reason": "数额不足"}
    refused("cases.turn_administrative", standing.c("investigating"), standing.by(), given, "F53", "warn")
    signed(endings.turn_administrative(standing.c("investigating"), standing.by(), **given))
    born = AdministrativeCase.objects.get(report=standing.c("investigating").report)
    assert queries.left_behind(born) == [measure]
    found = ask_guards(act_named("cases.terminate").card, born, standing.by(), {})
    assert "F52" in [one.code for one in found]
    remedies = {"review_organ": "鹭湖区人民政府", "court": "鹭湖区人民法院"}
    held = {"measures": (measure,), "reason": "违法行为的证据", **remedies}
    signed(taking_over.preserve_from_criminal(born, standing.by(), **held))
    measure.refresh_from_db()
    new = AdministrativeProperty.objects.get(case_id=born.pk)
    assert measure.stage == "converted" and not queries.held_items(measure)
    assert new.is_kept and new.until is not None and running(new) == {"P05"}
    assert [one.name for one in queries.held_items(new)] == ["撬棍"]
    assert not queries.left_behind(AdministrativeCase.objects.get(pk=born.pk))


def test_bail_is_lifted_with_its_own_paper_before_a_crime_is_an_offence(standing: Standing) -> None:
    given = {"cause": "盗窃", "cause_cite": "治安管理处罚法(2025)#58", "reason": "数额不足"}
    case = standing.c("suspect_in")
    terms = {"person": queries.suspects(case)[0], "reason": "无危险", "to_organ": "银江派出所", "deposit": 5000}
    signed(custody.bail(case, standing.by(), **terms))
    assert refused("cases.turn_administrative", standing.c("suspect_in"), standing.by(), given, "F27").article


def test_what_is_left_with_its_holder_is_released_before_a_crime_is_an_offence(standing: Standing) -> None:
    given = {"cause": "盗窃", "cause_cite": "治安管理处罚法(2025)#58", "reason": "数额不足"}
    case = standing.c("investigating")
    left = {"holder": queries.suspects(case)[0], **GOODS, "photos": "ZP-1", "value": Decimal(200)}
    signed(seizure.leave_with_holder(case, standing.by(), **left))
    assert refused("cases.turn_administrative", standing.c("investigating"), standing.by(), given, "F52").article


def test_goods_of_an_offence_that_is_a_crime_are_seized_once_it_is_filed(standing: Standing) -> None:
    case = standing.a("investigating")
    remedies = {"review_organ": "鹭湖区人民政府", "court": "鹭湖区人民法院"}
    given = {"holder": queries.suspects(case)[0], "way": "seize", "items": ("木棍，1根",), "reason": "证据", **remedies}
    signed(preservation.preserve_evidence(case, standing.by(), **given))
    old = AdministrativeProperty.objects.get(case_id=case.pk)
    turned = {"charge": "故意伤害罪", "charge_cite": "刑法#234", "reason": "轻伤"}
    signed(administrative.turn_criminal(standing.a("investigating"), standing.by(), **turned))
    born = CriminalCase.objects.get(report=case.report)
    assert queries.left_behind(born) == [old]
    signed(filing.file(born, standing.by(), findings="轻伤二级", reason="需要追究刑事责任。"))
    head = By(standing.city.squad.head, LATER)
    filing.assign_investigators(crimes.again(born), head, handlers=standing.city.squad.two)
    over = ask_guards(act_named("cases.conclude").card, crimes.again(born), standing.by(), {})
    assert "F52" in [one.code for one in over]
    signed(taking_over.seize_from_administrative(crimes.again(born), standing.by(), measures=(old,), reason="证据"))
    old.refresh_from_db()
    new = CriminalProperty.objects.get(case_id=born.pk)
    assert old.stage == "converted" and not running(old)
    assert {"扣押决定书", "扣押清单"} <= kinds(crimes.again(born)) and running(new) == {"P03"}
    assert not queries.left_behind(crimes.again(born))
