"""From facts to law: proposals with their evidence, abstention, persons; the command and the page."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from egret.guidance import proposing, reading, tables
from tests.guidance.conftest import account_of

ON = date(2026, 3, 1)
THEFT = "2026年2月3日，犯罪嫌疑人李某某在商场趁被害人王某某不备，扒窃其手机一部，经鉴定价值人民币4200元。"
FACTS = {
    "盗窃罪": THEFT,
    "危险驾驶罪": "嫌疑人赵某某酒后驾驶小型轿车，经检测血液酒精含量为168mg/100ml。",
    "故意伤害罪": "嫌疑人周某因琐事与被害人吴某争执，用木棍击打吴某头部，经鉴定为轻伤二级。",
    "诈骗罪": "嫌疑人孙某谎称能够代办入学，骗取家长现金8万元。",
    "开设赌场罪": "嫌疑人郑某在出租屋内摆放赌博机，经营牟利，每日抽头。",
    "容留他人吸毒罪": "嫌疑人冯某在其出租屋内容留他人吸食冰毒三次。",
    "污染环境罪": "嫌疑人陈某将电镀废水未经处理通过暗管排入河道，重金属铬超标。",
}


@pytest.mark.parametrize("charge", FACTS)
def test_plain_facts_lead_to_their_charge(charge: str) -> None:
    assert proposing.propose(FACTS[charge])[0].charge == charge


def test_a_proposal_shows_its_evidence_where_it_stands() -> None:
    best = proposing.propose(THEFT)[0]
    assert any("扒窃" in THEFT[start:end] for start, end in best.evidence)


@pytest.mark.parametrize("text", ["", "今天天气很好。", "两名群众到派出所咨询户口迁移手续。"])
def test_without_support_nothing_is_proposed(text: str) -> None:
    read = reading.read(text, ON)
    assert (read.charges, read.articles, read.months) == ((), (), None)


def test_earlier_convictions_propose_nothing() -> None:
    text = "嫌疑人李某某曾因盗窃罪被判处有期徒刑一年。嫌疑人李某某酒后驾驶轿车，血液酒精含量为168mg/100ml。"
    assert [one.charge for one in proposing.propose(text)] == ["危险驾驶罪"]


def test_every_element_names_a_charge_and_every_charge_can_be_named() -> None:
    assert set(proposing.elements()) <= set(tables.charges())
    assert proposing.propose("其行为涉嫌高利转贷罪。" * 2)[0].charge == "高利转贷罪"


def test_the_amount_and_the_injury_select_the_tier() -> None:
    theft = reading.read(THEFT, ON, "350000")
    assert (theft.articles, theft.months, theft.charges[0].by) == (("刑法#264",), (1, 36), "amount")
    huge = reading.read(THEFT.replace("4200", "70000"), ON, "350000")
    assert huge.months == (36, 120)
    between = reading.read(THEFT.replace("4200", "50000"), ON)
    assert (between.charges[0].by, between.months) == ("open_amount", (1, 120))
    hurt = reading.read(FACTS["故意伤害罪"].replace("轻伤二级", "重伤二级"), ON)
    assert (hurt.charges[0].by, hurt.months) == ("injury", (36, 120))


def test_persons_and_their_roles() -> None:
    assert [(one.name, one.role) for one in reading.persons(THEFT)] == [("李某某", "suspect"), ("王某某", "victim")]
    plain = "犯罪嫌疑人张建国在路边。张建国随后逃走，被害人提出赔偿。"
    assert [(one.name, one.role) for one in reading.persons(plain)] == [("张建国", "suspect")]


@given(st.text("盗窃骗取殴打轻伤手机现金元毒品克驾驶酒精被告人李某。，；\n1234 ", max_size=120))
def test_any_text_can_be_read_and_evidence_lies_within_it(text: str) -> None:
    for one in reading.read(text, ON).charges:
        assert all(0 <= start < end <= len(text) for start, end in one.proposal.evidence)
        assert one.tiers


def test_the_command_answers_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "facts.jsonl"
    file.write_text("\n".join(json.dumps({"id": k, "fact": f}) for k, f in [("a", THEFT), ("b", "晴。")]), "utf-8")
    out = StringIO()
    call_command("guide", "assess", "--batch", str(file), "--on", "2026-03-01", stdout=out)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert (first["charges"], first["articles"], first["amount"]) == (["盗窃罪"], ["刑法#264"], 4200.0)
    assert (first["min_months"], first["max_months"], first["abstained"]) == (1, 36, False)
    assert (second["charges"], second["min_months"], second["abstained"]) == ([], None, True)


@pytest.mark.parametrize("line", ["no json", '{"id": 1}', "[1]"])
def test_a_faulty_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "facts.jsonl"
    file.write_text(line + "\n", "utf-8")
    with pytest.raises(CommandError, match=":1:"):
        call_command("guide", "assess", "--batch", str(file))
    with pytest.raises(CommandError):
        call_command("guide", "assess", "--batch", str(tmp_path / "none"))


@pytest.mark.django_db
def test_the_page_proposes_and_keeps_nothing(signed_in: Any) -> None:
    client = signed_in("officer")
    assert client.get("/guidance/facts/").status_code == 200
    shown = client.post("/guidance/facts/", {"fact": THEFT, "on": "2026-03-01", "region": "350000"}).content.decode()
    assert "盗窃罪" in shown and "合计 4,200 元" in shown and "<mark>" in shown and "李某某" in shown
    assert "没有把握推荐罪名" in client.post("/guidance/facts/", {"fact": "晴。", "on": "2026-03-01"}).content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_by_keyboard_with_axe(
    live_server: Any, page: Any, city: Any, sign_in: Any, axe: Any, shoot: Any
) -> None:
    sign_in(page, account_of(city, city["officer"]))
    page.goto(live_server.url + "/guidance/facts/")
    page.focus("textarea")
    page.keyboard.type(THEFT)
    page.keyboard.press("Tab")
    page.focus("button.go")
    page.keyboard.press("Enter")
    page.wait_for_selector("#proposed")
    axe(page)
    shoot(page, "facts")
