"""Change, delete or reorder any one row, flip any byte: the auditor finds it and names the first bad entry.

The triggers are dropped first, as a superuser would.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egret.journal import audit, erasing, pen, published, sequencer
from egret.journal.audit import rows as row_audit
from egret.journal.audit.files import FileAuditor
from egret.journal.tree.hashing import ZERO
from tests.journal.stream import AT, draft, last_leaf, write_many

pytestmark = pytest.mark.django_db

ENTRIES = 300
KEYS = {
    "journal_entry": ("log", "idx"),
    "journal_pending": ("id",),
    "journal_tile": ("log", "level", "n"),
    "journal_head": ("log",),
    "journal_checkpoint": ("log", "n"),
    "journal_payload": ("uid", "field"),
    "journal_data_key": ("id",),
    "journal_object": ("obj",),
}
NOT_EVIDENCE = {("journal_pending", "id")}
"""The order of entries that wait is not yet settled, except about the same object."""


class Undo(Exception):
    pass


@contextmanager
def undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Undo
    except Undo:
        pass


def image(row: models.Model, model: type[models.Model]) -> list[Any]:
    return [model._meta.db_table, row.pk, {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields}]


@pytest.fixture(autouse=True)
def groups_are_journalled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_audit, "_registered", [(lambda: [Group], image)])


def write_group(name: str, key: int | None = None) -> tuple[Group, pen.Written]:
    with transaction.atomic():
        group = Group(pk=key, name=name)
        group.save()
        rows = [image(group, Group)]
        obj = f"group:{group.pk}"
        (written,) = pen.write([draft(obj, prev=last_leaf(obj), fields={"rows": rows})])
    return group, written


@pytest.fixture
def log(home: Path) -> Path:
    """A log with full and growing tiles, two checkpoints, business rows, an erasure, and entries that wait."""
    write_many(ENTRIES // 2, objects=7)
    sequencer.run_once(AT)
    write_group("甲")
    write_group("乙")
    group, _ = write_group("丙")
    with transaction.atomic():
        gone = group.pk
        group.delete()
        obj = f"group:{gone}"
        pen.write([draft(obj, prev=last_leaf(obj), fields={"rows": [["auth_group", gone, None]]})])
    pen.write([draft(f"batch:{i % 9 + 1}", fields={"n": i}) for i in range(ENTRIES // 2)])
    sequencer.run_once(AT + timedelta(seconds=5))
    _, written = write_group("丁")
    options: dict[str, Any] = {"ground": "PIPL.47", "approvals": ["o:1", "o:2"], "actor": "o:1", "org": "1"}
    erasing.erase(written.uid, ["rows"], at=AT, **options)
    sequencer.run_once(AT + timedelta(seconds=10))
    write_many(6, objects=2, start=1000)
    assert audit.run().is_good
    return home / "journal"


def rows_of(table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY {', '.join(KEYS[table])}")
        return [column[0] for column in cursor.description], list(cursor.fetchall())


def changed(value: Any, at: int = 0) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1000
        case str():
            i = at % max(len(value), 1)
            return value[:i] + ("x" if value[i : i + 1] != "x" else "y") + value[i + 1 :]
        case datetime():
            return value + timedelta(seconds=1)
        case None:
            return "x"
        case _:
            raw = bytes(value)
            i = at % max(len(raw), 1)
            return raw[:i] + bytes([(raw[i] if raw else 0) ^ 1]) + raw[i + 1 :]


def where(table: str, columns: list[str], row: tuple[Any, ...]) -> tuple[str, list[Any]]:
    keys = KEYS[table]
    return " AND ".join(f"{key} = %s" for key in keys), [row[columns.index(key)] for key in keys]


def execute(statement: str, arguments: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)


def assert_found(what: str, idx: int | None = None, uid: str | None = None) -> None:
    report = audit.run()
    assert not report.is_good, f"not detected: {what}"
    first = report.first
    assert first is not None
    if idx is not None:
        assert first.idx == idx, (what, report.faults[:3])
    if uid is not None:
        assert uid in {fault.uid for fault in report.faults}, (what, report.faults[:3])


def _picked(table: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Every row of the small tables; of the long ones both ends, the seams of tiles, and some between."""
    if len(rows) <= 12:
        return rows
    return [
        rows[i]
        for i in sorted({0, 1, 100, 151, 152, 153, 154, 255, 256, len(rows) - 2, len(rows) - 1} & {*range(len(rows))})
    ]


@pytest.mark.parametrize("table", KEYS)
def test_every_column_of_every_row(log: Path, table: str) -> None:
    columns, rows = rows_of(table)
    assert rows
    for row in _picked(table, rows):
        clause, key = where(table, columns, row)
        for column, value in zip(columns, row, strict=True):
            if (table, column) in NOT_EVIDENCE:
                continue
            with undone():
                execute(f"UPDATE {table} SET {column} = %s WHERE {clause}", [changed(value, 3), *key])
                idx = row[columns.index("idx")] if table == "journal_entry" else None
                uid = row[columns.index("uid")] if "uid" in columns and column != "uid" else None
                assert_found(f"{table} {key} {column}", idx, uid)


@pytest.mark.parametrize("table", KEYS)
def test_every_row_deleted(log: Path, table: str) -> None:
    columns, rows = rows_of(table)
    for row in _picked(table, rows):
        clause, key = where(table, columns, row)
        with undone():
            execute(f"DELETE FROM {table} WHERE {clause}", key)
            assert_found(f"{table} {key} deleted", row[columns.index("idx")] if table == "journal_entry" else None)


@pytest.mark.parametrize(
    ("table", "column", "spare"),
    [
        ("journal_entry", "idx", 10**9),
        ("journal_pending", "id", 10**9),
        ("journal_tile", "n", 10**9),
        ("journal_checkpoint", "n", 10**9),
        ("journal_payload", "field", "spare"),
    ],
)
def test_neighbours_swapped(log: Path, table: str, column: str, spare: Any) -> None:
    columns, rows = rows_of(table)
    place = columns.index(column)
    step = 2 if table == "journal_pending" else 1
    pairs = [(a, b) for a, b in zip(rows, rows[step:], strict=False) if a[place] != b[place]]
    same = {"journal_tile": ("log", "level"), "journal_payload": ("uid",)}.get(table, ())
    pairs = [(a, b) for a, b in pairs if all(a[columns.index(c)] == b[columns.index(c)] for c in same)]
    assert pairs
    for a, b in _picked(table, pairs):
        with undone():
            key_a, key_b = where(table, columns, a), where(table, columns, b)
            execute(f"UPDATE {table} SET {column} = %s WHERE {key_a[0]}", [spare, *key_a[1]])
            execute(f"UPDATE {table} SET {column} = %s WHERE {key_b[0]}", [a[place], *key_b[1]])
            moved = [spare if name == column else value for name, value in zip(columns, a, strict=True)]
            clause, key = where(table, columns, tuple(moved))
            execute(f"UPDATE {table} SET {column} = %s WHERE {clause}", [b[place], *key])
            assert_found(f"{table} {a[place]} <-> {b[place]}", a[place] if table == "journal_entry" else None)


def test_bytes_of_entries_and_tiles(log: Path) -> None:
    cases = [("journal_entry", "entry", range(0, 400, 37)), ("journal_tile", "data", range(0, 8192, 1231))]
    for table, column, positions in cases:
        columns, rows = rows_of(table)
        for row in rows[:: max(len(rows) // 3, 1)]:
            clause, key = where(table, columns, row)
            raw = bytes(row[columns.index(column)])
            for position in {i % len(raw) for i in positions} | {len(raw) - 1}:
                with undone():
                    execute(f"UPDATE {table} SET {column} = %s WHERE {clause}", [changed(raw, position), *key])
                    idx = None
                    if table == "journal_entry":
                        idx = row[columns.index("idx")]
                    elif row[columns.index("level")] == 0:
                        idx = row[columns.index("n")] * 256 + position // 32
                    assert_found(f"{table} {key} byte {position}", idx)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_byte_anywhere(log: Path, data: Any) -> None:
    table = data.draw(st.sampled_from(sorted(KEYS)))
    columns, rows = rows_of(table)
    row = data.draw(st.sampled_from(rows))
    usable = [c for c in columns if (table, c) not in NOT_EVIDENCE and row[columns.index(c)] not in (None, b"")]
    column = data.draw(st.sampled_from(usable))
    clause, key = where(table, columns, row)
    with undone():
        value = changed(row[columns.index(column)], data.draw(st.integers(0, 10_000)))
        execute(f"UPDATE {table} SET {column} = %s WHERE {clause}", [value, *key])
        assert_found(f"{table} {key} {column}")


def _files(log: Path) -> list[Path]:
    return [path for path in sorted(log.rglob("*")) if path.is_file() and path.name != "sequencer.lock"]


def test_published_files_and_the_memory_file(log: Path) -> None:
    files = _files(log)
    assert len(files) > 6
    # Partial tiles of earlier sizes may go; those of the published size may not.
    needed = set(FileAuditor._expected(published.size_on_disk("2026")))
    for path in files:
        raw = path.read_bytes()
        for position in {0, 1, len(raw) // 2, len(raw) - 1}:
            path.write_bytes(changed(raw, position))
            assert_found(f"{path.name} byte {position}")
        path.write_bytes(raw[:-1])
        assert_found(f"{path.name} cut short")
        path.unlink()
        if "tile" not in path.parts or path.relative_to(log / "2026").as_posix() in needed:
            assert_found(f"{path.name} deleted")
        path.write_bytes(raw)
    (log / "2026" / "tile" / "0" / "999").write_bytes(b"")
    assert_found("a file of nobody")
    (log / "2026" / "tile" / "0" / "999").unlink()
    assert audit.run().is_good


def test_an_old_checkpoint_put_back(log: Path) -> None:
    path = log / "2026" / "checkpoint"
    with connection.cursor() as cursor:
        cursor.execute("SELECT note, cosigned FROM journal_checkpoint ORDER BY n LIMIT 1")
        path.write_text("".join(cursor.fetchone()))
    assert_found("an old checkpoint")


def test_lost_keys_are_told(log: Path) -> None:
    for name in ("journal-master.key", "journal-2026.key"):
        path = log.parent / "keys" / name
        raw = path.read_text()
        path.write_text("00" * 32)
        assert_found(name)
        path.write_text(raw)


@pytest.mark.parametrize(
    ("statement", "detail"),
    [
        ("UPDATE auth_group SET name = '改' WHERE name = '甲'", "not as its last act left it"),
        ("DELETE FROM auth_group WHERE name = '乙'", "gone without an act"),
        ("INSERT INTO auth_group (id, name) VALUES (99001, '添')", "no act wrote"),
        ("DELETE FROM auth_group WHERE name = '丁'", "gone without an act"),
    ],
)
def test_business_rows(log: Path, statement: str, detail: str) -> None:
    execute(statement, [])
    report = audit.run()
    assert len(report.faults) == 1 and detail in report.faults[0].detail
    if "INSERT" not in statement:
        assert report.faults[0].uid


def test_a_row_an_act_deleted_comes_back(log: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM auth_group")
        gone = cursor.fetchone()[0] - 1
    execute("INSERT INTO auth_group (id, name) VALUES (%s, '丙')", [gone])
    assert "deleted by an act" in audit.run().faults[0].detail


def test_the_rewriting_insider(log: Path) -> None:
    """Whoever recomputes entry, leaf, chain, tiles and head still meets the signed checkpoints."""
    from egret.journal.formats import entries
    from egret.journal.tree.edge import Edge
    from egret.journal.tree.hashing import SHA256
    from egret.journal.tree.tiles import Tiler

    columns, rows = rows_of("journal_entry")
    raws = [bytes(row[columns.index("entry")]) for row in rows]
    victim = 160
    raws[victim] = raws[victim].replace(b'"actor":"o:1001"', b'"actor":"o:1002"')
    assert entries.parse(raws[victim]).actor == "o:1002"
    chain, edge, tiler = ZERO, Edge(), Tiler()
    tiles: dict[tuple[int, int], bytes] = {}
    for idx, raw in enumerate(raws):
        leaf = SHA256.leaf(raw)
        chain = SHA256.chain(chain, leaf)
        edge.add(leaf)
        tiles |= {(t.level, t.n): t.data for t in tiler.add(leaf)}
        execute(
            "UPDATE journal_entry SET entry = %s, leaf = %s, chain = %s, actor = %s WHERE idx = %s",
            [raw, leaf, chain, entries.parse(raw).actor, idx],
        )
    tiles |= {(t.level, t.n): t.data for t in tiler.growing()}
    for (level, n), tile in tiles.items():
        execute("UPDATE journal_tile SET data = %s WHERE level = %s AND n = %s", [tile, level, n])
    execute("UPDATE journal_head SET stack = %s, chain = %s", [edge.pack(), chain])
    report = audit.run(with_files=False)
    assert {"checkpoint", "memory"} <= {fault.kind for fault in report.faults}
    with_files = audit.run()
    assert with_files.first is not None and with_files.first.idx == victim


def test_the_command(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify")
    assert "执法日志完整" in capsys.readouterr().out
    call_command("verify", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["good"] and told["entries"] > ENTRIES and told["erased"] == 1 and told["rows"] == 3
    columns, rows = rows_of("journal_entry")
    uid = rows[42][columns.index("uid")]
    execute("UPDATE journal_entry SET actor = 'o:9' WHERE idx = 42", [])
    with pytest.raises(SystemExit) as stop:
        call_command("verify", "--json")
    assert stop.value.code == 1
    assert json.loads(capsys.readouterr().out)["first_bad"] == {
        "log": "2026",
        "idx": 42,
        "uid": uid,
        "kind": "columns",
        "detail": "the columns are not what the entry says",
    }
    with pytest.raises(SystemExit):
        call_command("verify")
    assert uid in capsys.readouterr().out


def test_rooms_add_their_own_checks(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def check(head: Callable[[str], tuple[bytes, str] | None]) -> list[audit.Fault]:
        seen.append(head("case:1"))
        return [audit.Fault("", None, "", "subject", "chain head differs")]

    monkeypatch.setattr("egret.journal.audit.whole._checks", {})
    audit.register("test", check)
    assert [fault.kind for fault in audit.run().faults] == ["subject"]
    assert seen[0][0] == last_leaf("case:1")
