"""Whatever is changed behind the acts' back, in any column of any table with a journal duty, is found and named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from egret.acts import auditing
from egret.acts.models import Subject
from egret.acts.personal import EncryptedTextField, encrypt
from egret.approvals import acts as approvals
from egret.cases.models import CriminalCase
from egret.desk import acts as looks
from egret.documents import acts as papers
from egret.documents.models import Document, Service, Way
from egret.documents.service import Handing
from egret.intake.models import Incident, Person
from egret.journal import audit, sequencer
from egret.law import importing
from egret.org.acts import powers
from egret.org.models import Appointment, ScopeLevel
from egret.supervision.patrol import patrol
from tests.acts import wide_story
from tests.building import cases
from tests.building.org import NOON, later, police_city
from tests.intake.test_importing import brought, line
from tests.intake.test_importing import table as sheet

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("story")]

AFTER = later(days=60)
UNREACHED = {"law_effectivedate"}
"""Tables the story writes nothing to; the test fails when one of them is reached, or another is left out."""


@pytest.fixture(scope="module")
def story(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Built once for all tests of this file, in a transaction that is never committed; each undoes what it does."""
    home = tmp_path_factory.mktemp("tampering")
    whole = transaction.atomic()
    # As Django marks the transactions around its own test cases; the sequencer refuses to sign inside any other.
    whole._from_testcase = True  # type: ignore[attr-defined]
    with django_db_blocker.unblock(), override_settings(HOME=home), whole:
        tell(home)
        yield
        transaction.set_rollback(True)


def tell(tmp_path: Path) -> None:
    """Two whole cases and what stands around them, all in the log."""
    city = police_city()
    case = cases.closed(city)
    crime = cases.sent(city, later(days=20))
    wide_story.tell(city, case, crime)
    paper = Document.objects.filter(matter_id=case.pk, document_kind="鉴定意见告知书").first()
    by, day = city.by("officer", AFTER), timedelta(days=1)
    papers.serve(paper, by, to="陈某明", handing=Handing(Way.DIRECT))
    head, admin = city["unit_head"], city.by("admin", AFTER)
    approvals.delegate(
        head.place,
        city.by("unit_head", AFTER),
        taker=city.second,
        levels=["L2"],
        since=AFTER,
        until=AFTER + day,
        ground="出差",
    )
    personnel = city.by("personnel", AFTER)
    post = Appointment.objects.get(staff=head)
    powers.substitute(city.second, personnel, appointment=post, until=AFTER + day, ground="代理")
    powers.lend(city.stranger, personnel, to=city.station, until=AFTER + day, ground="借调")
    powers.grant_power(
        city.second,
        admin,
        power="cases.accept",
        unit=city.station,
        until=AFTER + day,
        ground="授权",
        scope=ScopeLevel.UNIT,
    )
    laws = tmp_path / "laws"
    laws.mkdir()
    text = "# 渡鸦法\n\n2020年1月1日 某会通过\n\n<!-- INFO END -->\n\n第一条 渡鸦应当登记。\n"
    (laws / "渡鸦法(2020-01-01).md").write_text(text, "utf-8")
    importing.import_folder(laws, at=AFTER)
    looks.narrow(
        CriminalCase.objects.get(pk=crime.pk), city.by("unit_head", AFTER), viewers=(city.second,), reason="涉及隐私"
    )
    brought(city, sheet(line(1)))
    assert patrol(AFTER).recorded
    while sequencer.run_once(AFTER):
        pass


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def execute(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))


def other(field: models.Field[Any, Any], value: Any) -> Any:
    """A value of the column that is as good as the one it holds, and not the same."""
    if isinstance(field, models.ForeignKey):
        return other(field.target_field, value)
    if field.choices:
        return next(key for key, _ in field.flatchoices if key != value)
    if isinstance(field, models.JSONField):
        return [value, "别的"]
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return (value or NOON) + timedelta(microseconds=1)
    if isinstance(field, models.DateField):
        return (value or date(2026, 1, 1)) + timedelta(days=1)
    if isinstance(field, models.DecimalField):
        return (value or Decimal(0)) + Decimal("0.01")
    if isinstance(field, models.IntegerField):
        return (value or 0) + 1
    if isinstance(field, models.CharField | models.TextField):
        return (value or "")[:-1] + ("甲" if not (value or "").endswith("甲") else "乙")
    raise AssertionError(f"{field}: say how to change a {type(field).__name__}")


def spoil(model: type[models.Model], key: Any, field: Any, raw: Any) -> bool:
    """Change one column by hand, as the database stores it; False when the database itself will not have it."""
    pk = connection.ops.quote_name(model._meta.pk.column)
    column = connection.ops.quote_name(field.column)
    try:
        with transaction.atomic():
            execute(f"UPDATE {model._meta.db_table} SET {column} = %s WHERE {pk} = %s", raw, key)
    except DatabaseError:
        return False
    return True


def changed(model: type[models.Model], key: Any, field: Any, value: Any) -> audit.Report:
    """What the auditor says when one column was changed by hand."""
    with undone():
        assert spoil(model, key, field, value), "the database itself would not have it"
        return audit.run(with_files=False)


def names(report: audit.Report, table: str, key: Any) -> bool:
    """Whether the row is named, and the entry that wrote it last."""
    found = [fault for fault in report.faults if f"{table} {key}:" in fault.detail]
    return bool(found) and (found[0].uid != "" or "no act wrote" in found[0].detail)


def tables() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in auditing.journalled_models()}


def test_what_acts_wrote_is_as_the_journal_says() -> None:
    report = audit.run()
    assert report.is_good, [str(fault) for fault in report.faults]
    assert not report.unchecked
    assert report.rows == sum(model._base_manager.count() for model in tables().values())
    empty = {table for table, model in tables().items() if not model._base_manager.exists()}
    assert not empty - UNREACHED, f"the story must reach every table with a journal duty: {sorted(empty - UNREACHED)}"


def test_any_column_of_any_table_changed_by_hand_is_named() -> None:
    """One column of one row of each table at a time, all tables together."""
    missed, tried, held = [], 0, []
    rows = {table: model._base_manager.order_by("pk").last() for table, model in tables().items()}
    columns = {t: [f for f in m._meta.local_concrete_fields if not f.primary_key] for t, m in tables().items()}
    for turn in range(max(map(len, columns.values()))):
        spoilt: list[tuple[str, Any, str]] = []
        with undone():
            for table, row in rows.items():
                if row is None or turn >= len(columns[table]):
                    continue
                field = columns[table][turn]
                value = field.get_db_prep_save(other(field, field.value_from_object(row)), connection)
                if spoil(tables()[table], row.pk, field, value):
                    spoilt.append((table, row.pk, field.column))
                else:
                    held.append(f"{table}.{field.column}")
            report = audit.run(with_files=False)
        tried += len(spoilt)
        missed += [f"{table}.{column}" for table, key, column in spoilt if not names(report, table, key)]
    assert not missed, missed
    assert tried > 250 and len(held) < tried / 10, held


def test_a_row_that_takes_another_key_is_named() -> None:
    missed = []
    for table, model in tables().items():
        row, key = model._base_manager.order_by("pk").last(), model._meta.pk
        if row is None or isinstance(key, models.OneToOneField):
            continue
        report = changed(model, row.pk, key, row.pk + 1000)
        if not any(f"{table} {row.pk}: the row is gone" in fault.detail and fault.uid for fault in report.faults):
            missed.append(table)
        if not any(f"{table} {row.pk + 1000}: no act wrote this row" in fault.detail for fault in report.faults):
            missed.append(table)
    assert not missed


def test_any_row_taken_away_is_named() -> None:
    missed = []
    for table, model in tables().items():
        row = model._base_manager.order_by("pk").first()
        if row is None:
            continue
        with undone():
            execute(f"DELETE FROM {table} WHERE {model._meta.pk.column} = %s", row.pk)
            report = audit.run(with_files=False)
        if not any(f"{table} {row.pk}: the row is gone" in f.detail and f.uid for f in report.faults):
            missed.append(table)
    assert not missed, missed


def test_any_row_put_in_is_named() -> None:
    """A twin of a row with a key of its own; nouns stand in two tables, so their twins do too."""
    missed = []
    for model in tables().values():
        row = model._base_manager.order_by("pk").first()
        if row is None:
            continue
        with undone():
            parts = [*model._meta.get_parent_list(), model]
            for part in parts:
                put_in_twin(part, row.pk)
            report = audit.run(with_files=False)
        for part in parts:
            if not any(f"{part._meta.db_table} {row.pk + TWIN}: no act wrote" in f.detail for f in report.faults):
                missed.append(part._meta.db_table)
    assert not missed, missed


TWIN = 1000000
APART = {
    "documents_document": {"seq"},
    "acts_namedviewer": {"staff"},
    "supervision_finding": {"rule"},
    "review_ballot": {"member_id"},
    "guidance_checklistmark": {"item"},
    "approvals_superseded": {"approval_id"},
}
"""Columns of constraints over several columns, which a twin must not share."""


def put_in_twin(model: type[models.Model], key: Any) -> None:
    into, values = [], []
    for field in model._meta.local_concrete_fields:
        column = connection.ops.quote_name(field.column)
        into.append(column)
        if field.unique or field.column in APART.get(model._meta.db_table, ()):
            number = isinstance(field, models.IntegerField | models.ForeignKey)
            values.append(f"{column} + {TWIN}" if number else f"substr({column} || 'x', 2)")
        else:
            values.append(column)
    table = model._meta.db_table
    where = f"WHERE {connection.ops.quote_name(model._meta.pk.column)} = %s"
    execute(f"INSERT INTO {table} ({', '.join(into)}) SELECT {', '.join(values)} FROM {table} {where}", key)


def test_a_secret_column_that_cannot_be_opened_is_a_finding_not_a_crash() -> None:
    person = Person.objects.exclude(phone="").order_by("pk").first()
    assert person is not None
    sealed = encrypt("13900000099")
    fields = [field for field in Person._meta.local_concrete_fields if isinstance(field, EncryptedTextField)]
    assert len(fields) == 3
    for value in (sealed, sealed[:-6] + "AAAAA=", "e1:", "e1:!!", "13900000099"):
        report = changed(Person, person.pk, Person._meta.get_field("phone"), value)
        assert names(report, "intake_person", person.pk), value
        others = [fault for fault in report.faults if f"intake_person {person.pk}:" not in fault.detail]
        assert not others, "the rows beside it are still read"


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL takes no such values")
def test_a_column_that_holds_no_value_of_its_kind_is_a_finding_not_a_crash() -> None:
    incident = Incident.objects.earliest("pk")
    for model, column, value in (
        (Incident, "reported_at", "gestern"),
        (Person, "born", "1990-13-45"),
        (Subject, "version", "vier"),
    ):
        key = incident.pk if model is not Person else Person.objects.earliest("pk").pk
        report = changed(model, key, model._meta.get_field(column), value)
        assert names(report, model._meta.db_table, key), column


def test_a_chain_head_moved_by_hand_is_named() -> None:
    case = Subject.objects.filter(kind="admin_case").earliest("pk")
    first = Incident.objects.earliest("pk")
    for value in ("", "0" * 64, first.chain_head):
        report = changed(Subject, case.pk, Subject._meta.get_field("chain_head"), value)
        assert names(report, "acts_subject", case.pk)
    paper = Document.objects.filter(chain_head="").earliest("pk")
    report = changed(Subject, paper.pk, Subject._meta.get_field("chain_head"), first.chain_head)
    assert any(f"acts_subject {paper.pk}:" in fault.detail for fault in report.faults)


def test_any_entry_of_the_story_changed_or_lost_is_named_as_the_first_bad_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT log, idx, uid, obj FROM journal_entry ORDER BY idx")
        entries = cursor.fetchall()
    for log, idx, uid, obj in entries[:: max(1, len(entries) // 8)]:
        where = "WHERE log = %s AND idx = %s"
        for statement in (
            f"DELETE FROM journal_entry {where}",
            f"UPDATE journal_entry SET actor = 'o:999' {where}",
            f"UPDATE journal_entry SET act = 'cases.nothing' {where}",
        ):
            with undone():
                execute(statement, log, idx)
                first = audit.run(with_files=False).first
                assert first is not None and (first.log, first.idx) == (log, idx), (statement, str(first))
        with undone():
            execute("DELETE FROM journal_payload WHERE uid = %s", uid)
            report = audit.run(with_files=False)
            assert obj.startswith("journal:") or any(f.uid == uid and f.kind == "payload" for f in report.faults), uid


def test_the_last_entries_cannot_be_dropped_together_with_their_rows() -> None:
    """Somebody who takes away the newest act, its entry, its payload and its row is found by the signed size."""
    service = Service.objects.order_by("-pk")[0]
    uid = audit_uid_of("documents_service", service.pk)
    with undone():
        for statement in (
            "DELETE FROM journal_entry WHERE uid = %s",
            "DELETE FROM journal_payload WHERE uid = %s",
        ):
            execute(statement, uid)
        execute("DELETE FROM documents_service WHERE id = %s", service.pk)
        assert not audit.run(with_files=False).is_good


def audit_uid_of(table: str, key: int) -> str:
    with undone():
        execute(f"DELETE FROM {table} WHERE id = %s", key)
        (fault,) = [f for f in audit.run(with_files=False).faults if f.detail.startswith(f"{table} {key}:")]
        return fault.uid
