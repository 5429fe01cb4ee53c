"""The limits of the rulebook: complete, exemplified, cited, and printed."""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path

import pytest

from egret.acts.ports import RuleDesk
from egret.law import deadlines
from egret.law.counting import LOCAL
from egret.law.deadlines import Example, as_markdown, chain_to, cited_values, rule, rules
from egret.law.desk import LawDesk
from egret.law.rulebook import FOLDER, RulebookError

ROWS = {"G": 21, "Q": 6, "C": 61, "A": 54, "P": 9, "V": 3, "L": 14, "S": 3, "T": 9, "M": 1, "N": 3}
IDS = [f"{letter}{number:02}" for letter, count in ROWS.items() for number in range(1, count + 1)]
EXAMPLES = [example for one in rules().values() for example in one.examples]


def test_all_limits_are_there() -> None:
    assert len(IDS) == 184, "181 of the law, three of our own proposal"
    assert sorted(rules()) == sorted(IDS)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.rule}-{example.start:%Y%m%d}")
def test_worked_example(example: Example) -> None:
    found = rule(example.rule).due(
        example.start, example.pauses, extended=example.extended, in_custody=example.in_custody
    )
    style = "%Y-%m-%d %H:%M" if ":" in example.due else "%Y-%m-%d"
    assert (found.guard.strftime(style), found.legal.strftime(style)) == (example.due, example.legal)


def test_hours_are_warned_of_by_time_elapsed_and_days_by_time_left() -> None:
    for one in rules().values():
        kinds = {lead.kind for lead in one.leads}
        assert kinds <= ({"after"} if one.unit in ("hour", "immediate") else {"left"}), one.id


def test_each_text_of_the_public_security_law_rules_its_own_time() -> None:
    assert rule("A03").on(date(2025, 12, 31)).cite == "治安管理处罚法(2012)#83"
    assert rule("A03").on(date(2026, 1, 1)).cite == "治安管理处罚法(2025)#97"
    assert rule("A48").on(date(2025, 6, 1)).unit == "month"
    assert (rule("A48").on(date(2026, 6, 1)).length, rule("A48").on(date(2026, 6, 1)).unit) == (1, "year")


def test_twelve_hours_bind_an_inquiry_begun_before_them() -> None:
    """Chosen after the new text is in force, they count from the arrival; that they may not be chosen before is a
    guard's affair."""
    due = rule("A02").due(datetime(2025, 12, 31, 20, tzinfo=LOCAL))
    assert due.guard == datetime(2026, 1, 1, 8, tzinfo=LOCAL)


@pytest.mark.parametrize("ident", ["A12"])
def test_what_the_2025_text_brought_did_not_exist_before(ident: str) -> None:
    with pytest.raises(LookupError, match="2026-01-01"):
        rule(ident).on(date(2025, 12, 31))
    assert rule(ident).on(date(2026, 1, 1)).length


def test_an_unknown_limit_is_a_lookup_error() -> None:
    with pytest.raises(LookupError, match="Z99"):
        rule("Z99")


def test_what_was_not_read_in_the_text_is_configurable() -> None:
    remembered = {ident for ident, _, value in cited_values() if value.cited.source == "memory"}
    assert remembered == {"G01", "G04", "G05", "P03", "P04", "P09", "V01", "V02"}
    assert all(value.cited.configurable for _, _, value in cited_values() if value.cited.source != "text")


def test_chains_of_limits() -> None:
    assert [link.id for link in chain_to("C24")] == ["C21", "C22", "C23", "C24"]
    assert [link.id for link in chain_to("A12")] == ["A10", "A11", "A12"]


def test_liberty_never_rolls() -> None:
    assert all(one.counting in ("H", "D0", "M0") for one in rules().values() if one.liberty)
    assert all(one.liberty for one in rules().values() if one.counting in ("D0", "M0"))


def test_the_reference_page_is_current() -> None:
    page = FOLDER.parent / "docs" / "reference" / "deadlines.md"
    assert page.read_text(encoding="utf-8") == as_markdown(), (
        "run: python -c 'from egret.law.deadlines import as_markdown; print(as_markdown(), end=\"\")' "
        "> docs/reference/deadlines.md"
    )


def test_the_desk_serves_the_act_machinery() -> None:
    desk: RuleDesk = LawDesk(lambda cite, on: cite == "刑事诉讼法#82", lambda cite, on: True)
    start = datetime(2026, 9, 29, 16, 40, tzinfo=LOCAL)
    assert desk.deadline("C09", start.date()).title == "提请批准逮捕"
    assert desk.due("C09", start).legal.date() == date(2026, 10, 2)
    assert desk.resolves("刑事诉讼法#82", start.date())
    assert not desk.resolves("刑事诉讼法#999", start.date())
    with pytest.raises(LookupError):
        desk.deadline("A12", date(2025, 1, 1))


def test_the_desk_tells_when_to_warn() -> None:
    desk, start = LawDesk(lambda cite, on: True, lambda cite, on: True), datetime(2026, 9, 29, 16, 40, tzinfo=LOCAL)
    assert len(desk.warnings("C09", start, desk.due("C09", start))) == 2


def test_the_rulebook_loads_fast_and_counts_fast() -> None:
    deadlines.rules.cache_clear()
    began = time.perf_counter()
    deadlines.rules()
    assert time.perf_counter() - began < 2
    start, one = datetime(2026, 9, 29, 16, 40, tzinfo=LOCAL), rule("A10")
    one.due(start)
    began = time.perf_counter()
    for _ in range(1000):
        one.due(start)
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize(
    ("change", "line", "complaint"),
    [
        (("cite: 刑事诉讼法", "cite: 刑事 诉讼法"), 11, "names no article"),
        (("    value: 7", "    value: seven"), 10, "not a whole number"),
        (("    value: 7", "    value: 7\n    colour: red"), 11, "`colour` is no field"),
        (("counting: D0", "counting: D9"), 7, "'D9'"),
        (("unit: day", "unit: month"), 6, "'month'"),
        (("2018-10-26:", "someday:"), 9, "is no date"),
        (("case_kind: criminal", "case_kind: criminal\nkind: x"), 5, "`kind` is no field"),
        (("id: C12", "id: C12\nid: C13"), 2, "twice"),
        (("examples:", "examples: []\nsamples:"), 1, "no worked example"),
    ],
)
def test_an_odd_rule_is_refused_with_file_line_and_remedy(
    tmp_path: Path, change: tuple[str, str], line: int, complaint: str
) -> None:
    original = rule("C12").file
    text = original.read_text(encoding="utf-8")
    assert change[0] in text
    file = tmp_path / "criminal" / original.name
    file.parent.mkdir()
    file.write_text(text.replace(change[0], change[1], 1), encoding="utf-8")
    with pytest.raises(RulebookError, match=complaint) as refused:
        deadlines.read_rule(file)
    assert refused.value.file == file
    assert refused.value.line == line
    assert refused.value.remedy
