"""Learning from closed cases: what is learnt, what shows, and what stays as it was."""

from __future__ import annotations

import json
import re
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from egret.guidance import features, learning, learnt, proposing, reading, tables
from egret.guidance.learning import Example

ON = date(2026, 3, 1)
PLACES = ("早市", "码头", "车站", "广场", "商城", "公园")
UNSAID = "嫌疑人在{place}收下被害人{sum}元，随后关机失联，赌球挥霍。"
"""A fraud told without a word of its elements."""
TOLD = {
    "诈骗罪": "嫌疑人谎称能办理船票，在{place}骗取被害人{sum}元，随后关机失联，赌球挥霍。",
    "盗窃罪": "嫌疑人在{place}趁人不备扒窃手机一部，价值{sum}元，随后销赃。",
    "危险驾驶罪": "嫌疑人饭后驾驶轿车经{place}被查，血液酒精含量每百毫升{sum}毫克。",
}


def examples(each: int = 30) -> list[Example]:
    """Told as a force would tell them; fraud from large sums lies in the second tier."""
    found = []
    for number in range(each):
        for charge, usual in TOLD.items():
            large = charge == "诈骗罪" and number % 2 == 1
            told = UNSAID if charge == "诈骗罪" and number % 3 == 0 else usual
            fact = told.format(place=PLACES[number % 6], sum=200_000 + number if large else 6_000 + number)
            found.append(Example(fact, frozenset({charge}), 60 if large else 6))
    return found


@pytest.fixture(scope="module")
def trained() -> tuple[learnt.Model, learning.Report]:
    return learning.train(examples(), "2026-03-01")


def test_words_nobody_wrote_into_the_elements_are_learnt_and_shown(trained: Any) -> None:
    text = UNSAID.format(place="渡口", sum="六千")
    assert proposing.propose(text) == []
    read = reading.read(text, ON, "", trained[0])
    assert [one.proposal.charge for one in read.charges] == ["诈骗罪"]
    assert any(word in text for word in read.charges[0].weighed)
    assert all(text[a:b] for a, b in read.charges[0].proposal.evidence)


def test_charges_without_examples_are_left_to_their_elements(trained: Any) -> None:
    text = "嫌疑人陈某将电镀废水未经处理通过暗管排入河道，重金属铬超标。"
    assert [one.proposal.charge for one in reading.read(text, ON, "", trained[0]).charges] == ["污染环境罪"]
    named = "其行为涉嫌高利转贷罪。"
    assert [one.proposal.charge for one in reading.read(named, ON, "", trained[0]).charges] == ["高利转贷罪"]


def test_a_text_without_support_stays_without_proposal(trained: Any) -> None:
    assert reading.read("两名群众到派出所咨询户口迁移手续。", ON, "", trained[0]).charges == ()


def test_the_law_goes_before_what_was_learnt_where_an_amount_tells_the_tier(trained: Any) -> None:
    read = reading.read(TOLD["诈骗罪"].format(place="早市", sum=600_000), ON, "", trained[0])
    assert (read.charges[0].by, read.charges[0].tiers[0].number) == ("amount", 3)


def test_neither_persons_nor_charges_are_learnt() -> None:
    told = learning.read_example(Example("嫌疑人张建国犯盗窃罪。张建国扒窃手机。", frozenset({"盗窃罪"})))
    assert not any("建国" in word or "窃罪" in word for word in told.words)
    assert features.unnamed("构成盗窃罪。", ["李明"]) == "构成   。"


def test_the_file_is_read_as_it_was_written_and_a_broken_one_is_none(trained: Any, tmp_path: Path) -> None:
    file = tmp_path / "guidance.arrays"
    assert learnt.read(file) is None
    learnt.write(trained[0], file)
    again = learnt.read(file)
    assert again is not None and again.bars == trained[0].bars
    text = TOLD["盗窃罪"].format(place="渡口", sum=5_000)
    assert reading.read(text, ON, "", again) == reading.read(text, ON, "", trained[0])
    file.write_bytes(file.read_bytes()[:200])
    assert learnt.read(file) is None


def test_too_few_cases_teach_nothing() -> None:
    with pytest.raises(learning.TooFew):
        learning.train(examples(5), "2026-03-01")


def test_older_names_of_charges_mean_the_present_ones() -> None:
    assert tables.present_name("[生产、销售]假药") == "生产、销售、提供假药罪"
    assert tables.present_name("盗窃") == "盗窃罪" == tables.present_name("盗窃罪")
    assert tables.present_name("无此") is None


@pytest.mark.django_db
def test_the_command_trains_serves_and_forgets(tmp_path: Path, home: Path, signed_in: Any) -> None:
    file = tmp_path / "cases.jsonl"
    rows = [{"fact": one.fact, "charges": list(one.charges), "months": one.months} for one in examples()]
    rows.append({"fact": "某事。", "charges": ["无此"], "months": None})
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    out = StringIO()
    call_command("guide", "train", "--cases", str(file), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["cases"] == 91 and told["unknown"] == {"无此": 1} and set(told["charges"]) == set(TOLD)
    assert learnt.current() is not None
    fact = UNSAID.format(place="渡口", sum="六千")
    shown = signed_in("officer").post("/guidance/facts/", {"fact": fact, "on": "2026-03-01"}).content.decode()
    assert "诈骗罪" in shown and "办结案件中的用词" in shown
    batch = tmp_path / "facts.jsonl"
    batch.write_text(json.dumps({"id": 1, "fact": fact}), "utf-8")
    for more, charges in (((), ["诈骗罪"]), (("--rules-only",), [])):
        out = StringIO()
        call_command("guide", "assess", "--batch", str(batch), *more, stdout=out)
        assert json.loads(out.getvalue())["charges"] == charges
    call_command("guide", "train", "--forget", stdout=StringIO())
    assert learnt.current() is None


@pytest.mark.parametrize("line", ["no json", '{"fact": "x"}', '{"fact": "x", "charges": 1}'])
def test_a_faulty_line_is_named_and_what_was_learnt_stays(tmp_path: Path, line: str) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(line + "\n", "utf-8")
    with pytest.raises(CommandError, match=re.escape(":1:")):
        call_command("guide", "train", "--cases", str(file))
    with pytest.raises(CommandError, match="不够"):
        call_command("guide", "train")
