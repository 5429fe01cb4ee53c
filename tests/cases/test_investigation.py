"""What an investigation asks of others: each on its paper, signed by whom the rules name, never twice."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from egret.acts.clocks import LOCAL
from egret.acts.models import Clock
from egret.acts.refusals import Refused
from egret.approvals.models import Approval
from egret.cases import queries
from egret.cases.acts import investigation as acts
from egret.cases.models import CriminalCase
from egret.demo.hands import sign_all
from egret.documents.models import Document
from tests.cases.conftest import LATER, Standing, refused, undone

pytestmark = pytest.mark.django_db
SOON = (LATER + timedelta(days=7)).astimezone(LOCAL).date()
PAST = (LATER - timedelta(days=1)).astimezone(LOCAL).date()
CALL = {"holder": "某电信公司", "wanted": ("通话记录",), "until": SOON}
WANTED = {"looks": "男，身高约一米七五", "range_of": "本市各分局", "contact": "白鹭分局刑侦大队"}
REWARD = {"sought": "作案用的白色面包车", "told": "银江路入室盗窃案", "reward": Decimal(5000), "contact": "110"}
BORDER = {"reason": "可能出境", "demand": "不准出境", "until": SOON, "contact": "白鹭分局刑侦大队"}


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def issued(case: CriminalCase, kind: str) -> Document:
    return Document.objects.get(matter_id=case.pk, document_kind=kind)


def signed(outcome: Any) -> list[str]:
    """Levels that sign it, after which it is carried out."""
    assert outcome.proposed is not None
    levels = list(Approval.objects.get(pk=outcome.proposed.pk).steps.order_by("turn").values_list("level", flat=True))
    sign_all(outcome, LATER)
    return levels


def test_evidence_is_called_for_in_writing_with_a_day(standing: Standing) -> None:
    case = standing.a("investigating")
    assert signed(acts.call_for_evidence(case, standing.by(), **CALL)) == ["L2"]
    paper = issued(case, "调取证据通知书")
    assert paper.facts["documents"] == ["通话记录"] and paper.facts["ends"] == SOON.isoformat()
    refused("cases.call_for_evidence", standing.a("investigating"), standing.by(), {**CALL, "until": PAST}, "time")


def test_who_fled_is_wanted_and_who_is_in_is_not(standing: Standing) -> None:
    case = standing.c("investigating")
    person = queries.suspects(case)[0]
    assert "L5" not in signed(acts.publish_wanted_order(case, standing.by(), person=person, **WANTED))
    paper = issued(case, "通缉令")
    assert paper.about == person.key
    acts.withdraw_search(standing.c("investigating"), standing.by(), order_paper=paper, reason="已抓获")
    here = standing.c("detained")
    given = {**WANTED, "person": queries.suspects(here)[0]}
    assert refused("cases.publish_wanted_order", here, standing.by(), given, "caught").article.endswith("#274")


def test_beyond_the_own_area_the_city_signs_too(standing: Standing) -> None:
    case = standing.c("investigating")
    person = queries.suspects(case)[0]
    outcome = acts.publish_wanted_order(case, standing.by(), person=person, **WANTED, beyond_area=True)
    assert outcome.proposed is not None
    steps = Approval.objects.get(pk=outcome.proposed.pk).steps
    assert "L5" in steps.values_list("level", flat=True)


def test_a_reward_names_its_sum(standing: Standing) -> None:
    case = standing.c("investigating")
    signed(acts.offer_reward(case, standing.by(), **REWARD))
    assert issued(case, "悬赏通告").facts["amount"] == "5000"
    given = {**REWARD, "reward": Decimal(0)}
    refused("cases.offer_reward", standing.c("investigating"), standing.by(), given, "reward")


def test_border_control_goes_up_to_the_province(standing: Standing) -> None:
    case = standing.c("investigating")
    person = queries.suspects(case)[0]
    refused("cases.ask_border_control", case, standing.by(), {**BORDER, "person": person, "until": PAST}, "time")
    try:
        outcome = acts.ask_border_control(case, standing.by(), person=person, **BORDER)
    except Refused as none_there:
        assert "L6" in str(none_there)
    else:
        steps = Approval.objects.get(pk=outcome.proposed.pk).steps  # type: ignore[union-attr]
        assert "L6" in steps.values_list("level", flat=True)


def test_an_experiment_is_approved_first_and_recorded_whole(standing: Standing) -> None:
    case = standing.c("investigating")
    given = {
        "officers": (standing.city["officer"], standing.city.second),
        "started": LATER - timedelta(hours=2),
        "ended": LATER - timedelta(hours=1),
        "place": "案发小区",
        "course": "按口供所述翻越围墙。",
        "result": "二分钟内可以翻越。",
        "recording": "BWC-1",
        "taking_part": ("李某",),
    }
    found = refused("cases.record_experiment", case, standing.by(), given, "approval")
    assert found.article.endswith("#221")
    signed(acts.ask_experiment(case, standing.by(), purpose="能否翻墙入室", method="由民警模拟，设保护垫"))
    case = standing.c("investigating")
    refused("cases.record_experiment", case, standing.by(), {**given, "recording": " "}, "R09")
    refused("cases.record_experiment", case, standing.by(), {**given, "ended": given["started"]}, "time")
    acts.record_experiment(case, standing.by(), **given)  # type: ignore[arg-type]
    assert "BWC-1" in issued(case, "侦查实验笔录").facts["recorded"]


def test_a_post_mortem_calls_the_family(standing: Standing) -> None:
    case = standing.c("investigating")
    given = {"deceased": "某男", "relative": "其妻王某", "reason": "死因不明", "starts_at": LATER, "place": "殡仪馆"}
    assert "L4" in signed(acts.order_autopsy(case, standing.by(), **given))  # type: ignore[arg-type]
    assert issued(case, "解剖尸体通知书").facts["relative"] == {"name": "其妻王某"}


def test_a_technical_measure_lasts_its_months_is_extended_and_ended(standing: Standing) -> None:
    case = standing.c("investigating")
    person = queries.suspects(case)[0]
    given = {"person": person, "kind": acts.Technical.COMMUNICATION, "reason": "团伙作案，用电话联络"}
    assert "L5" in signed(acts.order_technical_measure(case, standing.by(), **given))
    clock = Clock.objects.get(subject_id=case.pk, rule="C46")
    order = issued(case, "采取技术侦查措施决定书")
    assert order.facts["measure_kind"] == "通信监控"
    refused("cases.order_technical_measure", standing.c("investigating"), standing.by(), given, "twice")
    case = standing.c("investigating")
    signed(acts.extend_technical_measure(case, standing.by(), order_paper=order, reason="案情复杂"))
    later = Clock.objects.get(pk=clock.pk)
    assert later.legal_due > clock.legal_due
    assert refused("cases.dismiss", standing.c("investigating"), standing.by(), {"reason": "不需要"}, "C46").article
    acts.end_technical_measure(standing.c("investigating"), standing.by(), order_paper=order, reason="不再需要")
    assert Clock.objects.get(pk=clock.pk).state == "stopped"
