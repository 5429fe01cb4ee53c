"""Approval chains: complete, exemplified, safe where a fact is missing."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from egret.law.approval_chains import Chain, chain, chain_of, chains, read_chains, turns
from egret.law.rulebook import RulebookError
from tests.law.approval_matrix import OURS, ROWS, STRICTER, Row

TODAY = date(2026, 11, 2)
CHAINS = list({id(one): one for one in chains().values()}.values())


def _levels(words: str) -> set[str]:
    return set(words.split())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.chain}-{row.kind}")
def test_the_chain_is_that_of_the_matrix(row: Row) -> None:
    """What the law asks for is asked for, what is local practice is marked so, and nothing else is added."""
    held = chain_of(row.chain, row.kind)
    form = held.forms.things[-1]
    inside = [asked for asked in form.steps if not asked.step.outside]
    key = (row.chain, row.kind)
    law = {asked.step.level for asked in inside if not asked.step.local}
    local = {asked.step.level for asked in inside if asked.step.local}
    outside = {asked.step.level for asked in form.steps if asked.step.outside}
    assert law == _levels(row.law) | _levels(STRICTER.get(key, ""))
    assert local == _levels(row.local) | _levels(OURS.get(key, ""))
    assert outside == _levels(row.outside)
    assert (held.urgent is not None) == row.urgent


def test_every_row_of_the_matrix_has_worked_examples() -> None:
    assert all(chain_of(row.chain, row.kind).examples for row in ROWS)


@pytest.mark.parametrize("held", CHAINS, ids=lambda held: f"{held.name}-{held.case_kind}")
def test_worked_examples_of_a_chain(held: Chain) -> None:
    for example in held.examples:
        assert tuple(step.level for step in held.steps(example.on, example.facts)) == example.levels


@pytest.mark.parametrize("held", CHAINS, ids=lambda held: f"{held.name}-{held.case_kind}")
def test_signatures_climb(held: Chain) -> None:
    order = ["L0", "L1", "L2", "L3", "L4", "L5", "L6", "P", "P+", "PP", "C"]
    for _, form in held.forms:
        levels = [order.index(asked.step.level) for asked in form.steps]
        assert levels == sorted(levels)


def test_coercion_and_liberty_are_never_batch_safe() -> None:
    safe = {one.name for one in CHAINS if one.batch_safe}
    assert safe == {"受案登记", "调取证据通知书", "查询财产", "结案"}


def test_an_unknown_fine_is_taken_as_a_grave_one() -> None:
    assert [step.level for step in chain("警告罚款", "admin", TODAY, {})] == ["L1", "L2", "L3", "L4"]


def test_the_station_line_is_that_of_the_day() -> None:
    assert len(chain("警告罚款", "admin-zhian", date(2025, 12, 31), {"fine": 800})) == 4
    assert len(chain("警告罚款", "admin-zhian", date(2026, 1, 1), {"fine": 800})) == 2


def test_the_procuratorate_stands_at_the_end_only_when_asked_for() -> None:
    assert [step.level for step in chain("提请批准逮捕", "criminal", TODAY, {})] == ["L1", "L2", "L3", "L4"]
    assert chain("提请批准逮捕", "criminal", TODAY, {}, outside=True)[-1].outside


def test_local_practice_is_marked() -> None:
    assert [step.local for step in chain("拘留", "criminal", TODAY, {})] == [True, True, True, False]


def test_urgent_paths_name_their_limit() -> None:
    urgent = chain_of("边控", "criminal").urgent
    assert urgent is not None
    assert (urgent.rule, urgent.within) == ("C47", timedelta(days=7))
    assert chain_of("提请批准逮捕", "criminal").urgent is None


def test_unknown_chains_and_days_are_lookup_errors() -> None:
    with pytest.raises(LookupError, match="no chain"):
        chain("没有的文书", "criminal", TODAY, {})
    with pytest.raises(LookupError, match="no chain"):
        chain("立案", "both", TODAY, {})
    with pytest.raises(LookupError, match="did not exist"):
        chain("立案", "admin", date(2025, 12, 31), {})


HEAD = "title: 甲\ntitle_en: A\nchains:\n  - name: 甲\n    title_en: A\n    case_kind: admin\n"
VALUES = "    values:\n      2020-01-01:\n        cite: 行政处罚法#1\n        steps:\n"
TAIL = "    examples:\n      - {on: 2020-01-02, facts: {}, levels: []}\n"


def write(tmp_path: Path, *steps: str) -> Path:
    file = tmp_path / "甲.yaml"
    file.write_text(HEAD + VALUES + "".join(f"          - {step}\n" for step in steps) + TAIL, encoding="utf-8")
    return file


def test_steps_of_a_group_share_a_turn(tmp_path: Path) -> None:
    file = write(tmp_path, "{level: L1}", "{level: L2, group: 会签}", "{level: L3, group: 会签}", "{level: L4}")
    (held,) = read_chains(file)
    assert turns(held.steps(TODAY, {})) == (0, 1, 1, 2)


@pytest.mark.parametrize(
    ("steps", "complaint"),
    [
        (("{level: L9}",), "'L9'"),
        (("{level: L4, default_on: false}",), "cannot be switched off"),
        (("{level: L4, when: [{fact: fine, over: no_such_line}]}",), "no threshold no_such_line"),
        (("{level: L4, when: [{fact: fine}]}",), "one question"),
        (("{level: L1, group: a}", "{level: L2}", "{level: L3, group: a}"), "stand apart"),
        (("{level: L1, colour: red}",), "`colour` is no field"),
    ],
)
def test_an_odd_chain_is_refused(tmp_path: Path, steps: tuple[str, ...], complaint: str) -> None:
    with pytest.raises(RulebookError, match=complaint):
        read_chains(write(tmp_path, *steps))
