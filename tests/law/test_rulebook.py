"""The strict reader of the rulebook."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from egret.law.desk import LawDesk
from egret.law.rulebook import FOLDER, RulebookError, listings, read, read_threshold, threshold, thresholds

GOOD = """\
title: 听证罚款
title_en: Hearing line
unit: yuan
values:
  2006-03-01: {value: 2000, cite: 治安管理处罚法(2012)#98}
  2026-01-01: {value: 4000, cite: 治安管理处罚法(2025)#117}
examples:
  - {on: 2026-01-01, is: 4000}
"""


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "line.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_value_holds_from_its_day_until_the_next(tmp_path: Path) -> None:
    line = read_threshold(write(tmp_path, GOOD))
    assert [line.on(date(2006, 3, 1)), line.on(date(2025, 12, 31)), line.on(date(2026, 1, 1))] == [2000, 2000, 4000]
    with pytest.raises(LookupError, match="did not exist on 2006-02-28"):
        line.on(date(2006, 2, 28))


@pytest.mark.parametrize(
    ("change", "line", "complaint"),
    [
        (("title: 听证罚款\n", ""), 1, "`title` is missing"),
        (("unit: yuan", "unit: dollars"), 3, "'dollars'"),
        (("value: 4000", "value: 4000.5"), 6, "not a whole number"),
        (("value: 4000", "value: -1"), 6, "is -1"),
        (("value: 4000", "value: true"), 6, "not a whole number"),
        ((", cite: 治安管理处罚法(2025)#117", ""), 6, "`cite` is missing"),
        (("#117", "第117条"), 6, "names no article"),
        (("#117}", "#117, source: memory}"), 6, "cannot bind"),
        (("#117}", "#117, source: rumour}"), 6, "'rumour'"),
        (("#117}", "#117, sum_of: [1, 2]}"), 6, "is not the sum"),
        (("2026-01-01: {", "2005-01-01: {"), 6, "stands after"),
        (("2026-01-01: {", "2006-03-01: {"), 6, "twice"),
        (("2026-01-01: {", "soon: {"), 6, "is no date"),
        (("is: 4000", "is: 4001"), 8, "the example says 4001"),
        (("examples:", "examples: []\nsamples:"), 1, "no worked example"),
        (("unit: yuan", "unit: yuan\ncolour: red"), 4, "`colour` is no field"),
        (("unit: yuan", "unit: [yuan"), 4, "no clean YAML"),
    ],
)
def test_an_odd_file_is_refused_with_file_line_and_remedy(
    tmp_path: Path, change: tuple[str, str], line: int, complaint: str
) -> None:
    assert change[0] in GOOD
    with pytest.raises(RulebookError, match=complaint) as refused:
        read_threshold(write(tmp_path, GOOD.replace(change[0], change[1], 1)))
    assert refused.value.line == line
    assert refused.value.remedy
    assert f"line.yaml:{line}: " in str(refused.value)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="no fields"):
        read(write(tmp_path, ""))


def test_thresholds_of_the_2025_text() -> None:
    lines = {name: (held.on(date(2025, 12, 31)), held.on(date(2026, 1, 1))) for name, held in thresholds().items()}
    assert lines["station_fine_public_security"] == (500, 1000)
    assert lines["hearing_fine_public_security"] == (2000, 4000)
    assert lines["on_spot_fine_public_security"] == (200, 500)
    assert lines["cash_fine_public_security"] == (50, 200)
    assert lines["guardian_present_age"] == (16, 18)


def test_the_desk_tells_thresholds() -> None:
    desk = LawDesk(lambda cite, on: True, lambda cite, on: True)
    assert desk.amount("hearing_fine_public_security", date(2026, 5, 1)) == Decimal(4000)
    with pytest.raises(LookupError, match="no_such_line"):
        desk.amount("no_such_line", date(2026, 5, 1))
    with pytest.raises(LookupError, match="no_such_line"):
        threshold("no_such_line")


def test_the_desk_tells_lists() -> None:
    desk = LawDesk(lambda cite, on: True, lambda cite, on: True)
    assert "232" in desk.listed("recording_duty", date(2026, 3, 2))
    assert not desk.listed("recording_duty", date(2000, 1, 1)), "nothing was listed before the first day"
    with pytest.raises(LookupError, match="no_such_list"):
        desk.listed("no_such_list", date(2026, 3, 2))


def test_every_file_of_the_folders_is_read() -> None:
    assert {file.stem for file in (FOLDER / "lists").iterdir()} == set(listings())
    assert {file.stem for file in (FOLDER / "thresholds").iterdir()} == set(thresholds())
