"""A file of incidents: read whatever its encoding, faults told by row, nothing twice, resumable."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from egret.acts.done import By
from egret.acts.refusals import Refused
from egret.intake import import_acts, importing
from egret.intake.models import ImportBatch, ImportFault, ImportProgress, Incident
from egret.jobs.models import Job
from egret.journal import reading
from tests.building.org import NOON, District, police_city

HEAD = "来源,类别,简要标题,报案内容,报案时间,外部编号,报案人,报案人电话,报案人身份证号"


@pytest.fixture
def city(db: None, tmp_path: Path, settings: Any) -> District:
    settings.HOME = tmp_path / "home"
    return police_city()


def line(n: int, **more: str) -> str:
    cells = {
        "channel": "110", "sort": "治安类", "title": f"纠纷{n}", "account": "在店门前争吵", "at": "2026-03-01 08:30",
        "number": f"110-{n:06d}", "name": f"林某{n}", "phone": "13900000002", "id": "", **more,
    }  # fmt: skip
    return ",".join(cells.values())


def table(*lines: str) -> bytes:
    return "\r\n".join([HEAD, *lines, ""]).encode()


def check(content: bytes, name: str = "a.csv") -> importing.Checked:
    return importing.check(name, content, NOON)


def brought(city: District, content: bytes) -> ImportBatch:
    batch = importing.upload(check(content), city.station.place, city.by("officer"))
    importing.start(batch, city.by("officer"))
    return importing.carry_out(batch.pk, NOON)


def test_encodings_are_recognised() -> None:
    text = "\n".join([HEAD, line(1)])
    for content, name in (
        (text.encode("utf-8-sig"), "UTF-8"),
        (text.encode(), "UTF-8"),
        (text.encode("gb18030"), "GB18030"),
    ):
        read = check(content)
        assert (read.encoding, read.good[0][1]["title"]) == (name, "纠纷1")
    book = Workbook()
    assert book.active is not None
    book.active.append(HEAD.split(","))
    book.active.append([*line(1).split(",")[:4], NOON.replace(tzinfo=None), 17.0])
    file = io.BytesIO()
    book.save(file)
    (row,) = check(file.getvalue(), "a.xlsx").good
    assert row[0] == 2 and row[1]["outside_number"] == "17" and row[1]["reported_at"].startswith("2026-03-02T04:00")
    with pytest.raises(importing.Unreadable, match="XLSX"):
        check(file.getvalue()[:-400], "a.xlsx")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "没有内容"),
        (HEAD.encode(), "只有表头"),
        ("来源,类别\n110,治安类".encode(), "缺少：简要标题、报案内容"),
        ((HEAD + ",来源\n").encode(), "出现了两次"),
        (table(line(1), line(2, title='"没有成对')), "第 3 行"),
        (table(line(1))[:-2] + "林".encode()[:2], "第 2 行中断"),
        (b"\xff\xfe\x00\x81\xff" * 20, "编码无法识别"),
    ],
)
def test_broken_file_says_where_and_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(importing.Unreadable, match=words):
        check(content)


def test_one_bad_row_among_many_is_told_and_stops_nothing() -> None:
    bad = [
        line(3, sort="吵架"), line(4, title=""), line(5, at="昨天"), line(6, at="2030-01-01 00:00"),
        line(7, id="110105194912310021"), line(8) + ",多一格", line(9, name="", phone="139"), line(10, title="x" * 201),
        line(11, account="a\x00b"), line(1),
    ]  # fmt: skip
    read = check(table(line(1), line(2), *bad, line(12)))
    assert [one[0] for one in read.good] == [2, 3, 14] and read.count == 13 and read.bad == 10
    assert {fault.line for fault in read.faults} == set(range(4, 14))
    assert all(fault.sentence and fault.remedy for fault in read.faults)
    assert [fault.column for fault in read.faults][:3] == ["类别", "简要标题", "报案时间"]


def test_rows_become_incidents_with_an_entry_each(city: District) -> None:
    batch = brought(city, table(*(line(n) for n in range(1, 8)), line(8, sort="吵架")))
    assert batch.stage == "done" and (batch.rows, batch.bad) == (8, 1) and batch.progress.made == 7
    incident = Incident.objects.get(outside_number="110-000003")
    (entry,) = reading.history(incident.obj)
    assert entry.act == "intake.enter" and entry.actor == city["officer"].pseudonym
    assert incident.people.get().phone == "13900000002" and incident.unit == city.station.pk
    (fault,) = ImportFault.objects.all()
    assert (fault.line, fault.column) == (9, "类别")
    acts = [one.act for one in reading.history(batch.obj, fields=True)]
    assert acts == ["intake.upload_import", "intake.start_import", "intake.finish_import"]
    assert not list((Path(importing.settings.HOME) / "imports").iterdir()), "the rows are gone"


def test_nothing_is_entered_twice(city: District) -> None:
    nameless = line(9, number="")
    brought(city, table(line(1), line(2), nameless))
    again = brought(city, table(line(2), line(3), nameless))
    assert (again.progress.made, again.progress.known) == (1, 2)
    assert Incident.objects.count() == 4


def test_import_goes_on_where_it_died(city: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 3)
    batch = importing.upload(check(table(*(line(n) for n in range(10)))), city.station.place, city.by("officer"))
    importing.start(batch, city.by("officer"))
    assert Job.objects.get().name == import_acts.JOB
    whole, turns = importing._one_chunk, []

    def dying(*args: Any) -> bool:
        turns.append(1)
        if len(turns) == 3:
            raise KeyboardInterrupt
        return whole(*args)

    monkeypatch.setattr(importing, "_one_chunk", dying)
    with pytest.raises(KeyboardInterrupt):
        importing.carry_out(batch.pk, NOON)
    assert Incident.objects.count() == 6 and ImportProgress.objects.get().next_chunk == 2
    batch = importing.carry_out(batch.pk, NOON)
    assert batch.stage == "done" and Incident.objects.count() == 10 and batch.progress.made == 10
    importing.carry_out(batch.pk, NOON)
    assert Incident.objects.count() == 10


def test_chunk_of_a_failed_transaction_leaves_neither_rows_nor_progress(
    city: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = importing.upload(check(table(line(1))), city.station.place, city.by("officer"))
    importing.start(batch, city.by("officer"))

    def torn(*args: Any, **more: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(ImportProgress, "save", torn)
        importing.carry_out(batch.pk, NOON)
    assert not Incident.objects.exists() and ImportProgress.objects.get().next_chunk == 0


def test_row_refused_late_is_left_out_alone(city: District, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody enters the same dispatch between the look and the insert."""
    monkeypatch.setattr(importing, "_fresh", lambda rows: list(rows))
    brought(city, table(line(1)))
    batch = brought(city, table(line(0), line(1), line(2)))
    assert (batch.progress.made, batch.progress.failed) == (2, 1) and Incident.objects.count() == 3
    assert batch.faults.get().line == 3


def test_stopped_import_enters_no_more(city: District) -> None:
    batch = importing.upload(check(table(line(1))), city.station.place, city.by("officer"))
    importing.start(batch, city.by("officer"))
    importing.stop(ImportBatch.objects.get(pk=batch.pk), city.by("officer"), "选错文件")
    assert importing.carry_out(batch.pk, NOON).stage == "stopped" and not Incident.objects.exists()
    assert reading.history(batch.obj)[-1].act == "intake.stop_import"


def test_only_who_may_register_imports(city: District) -> None:
    with pytest.raises(Refused):
        importing.upload(check(table(line(1))), city.station.place, By(city.stranger, NOON))
    assert not ImportBatch.objects.exists() and not any((Path(importing.settings.HOME) / "imports").glob("*"))


def test_powers_that_end_stop_the_import(city: District, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = importing.upload(check(table(line(1))), city.station.place, city.by("officer"))
    importing.start(batch, city.by("officer"))
    early = NOON - timedelta(days=4000)
    assert importing.carry_out(batch.pk, early).stage == "stopped" and not Incident.objects.exists()


def test_rows_wait_encrypted(city: District) -> None:
    importing.upload(check(table(line(1))), city.station.place, city.by("officer"))
    (path,) = (Path(importing.settings.HOME) / "imports").iterdir()
    assert "13900000002" not in path.read_text() and oct(path.stat().st_mode)[-3:] == "600"


def test_command(city: District, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(table(line(1), line(2, sort="x")))
    call_command("incidents", "import", str(file), "--unit", city.station.code, "--as", "520101", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["made"], told["bad"], told["stage"]) == (1, 1, "done") and told["faults"][0][0] == 3
