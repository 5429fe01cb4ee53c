"""How fast the patrol is over very many subjects, beside one plain count of the tables it walks.

The subjects are copies of a few, made inside the database: acts would take too long for a million. Half are incidents,
three in ten cases, the others measures and papers; one in five has a running limit, one limit in two hundred ran out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from django.db import connection, models

from egret.acts.models import Clock, ClockState, Subject
from egret.cases.models import (
    AdministrativeCase,
    CriminalCase,
    Decision,
    Evidence,
    EvidenceKind,
    Measure,
    MeasureKind,
    Notice,
    NoticeKind,
    Review,
    Statement,
    StatementKind,
)
from egret.cases.models.records import StatementPlace
from egret.documents.models import Document
from egret.intake.models import Channel, Incident, IncidentKind, Person, Role
from egret.kit.figures import Figure, register
from egret.supervision.followers import rules_reading
from egret.supervision.models import Finding
from egret.supervision.patrol import patrol

AT = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
BASE = 10_000_000
"""Key of the first copy."""
COPIED = BASE // 2
"""Keys of the subjects that are copied: above what acts reach, below the copies."""
REPEATS = 15
HALF_AN_HOUR = timedelta(minutes=30)
WALKED: tuple[type[Any], ...] = (
    *(Subject, Clock, Incident, Person, AdministrativeCase, CriminalCase, Document),
    *(Statement, Evidence, Measure, Notice, Review, Decision),
)
AFTER_AN_ACT = ("acts_subject", "cases_administrativecase", "cases_statement", "cases_evidence", "acts_clock")
"""Tables that an act such as a record of a statement writes."""

Over = dict[str, str]


def _moment(minutes: str) -> str:
    """SQL of a moment so many minutes after `AT`; the number is SQL of the running number `i`."""
    if connection.vendor == "postgresql":
        return f"timestamptz '{AT:%Y-%m-%d %H:%M:%S}+00' + ({minutes}) * interval '1 minute'"
    return f"strftime('%Y-%m-%d %H:%M:%S', '{AT:%Y-%m-%d %H:%M:%S}', printf('%+d minutes', {minutes}))"


def _pair() -> str:
    """SQL of a JSON list of two keys that no other row has, so that nobody sits in two records at once."""
    if connection.vendor == "postgresql":
        return "jsonb_build_array(2 * i, 2 * i + 1)"
    return "json_array(2 * i, 2 * i + 1)"


def _copied(row: models.Model, count: int, where: str, over: Over) -> None:
    """Copy a row, in each of its tables, for every `i` that fits, with some columns worked out anew."""
    for model in [*row._meta.get_parent_list(), type(row)]:
        table, key = model._meta.db_table, str(model._meta.pk.column)
        columns = [str(field.column) for field in model._meta.local_concrete_fields]
        told = {column: over.get(column, f"t.{column}") for column in columns} | {key: f"{BASE} + i"}
        names = ", ".join(f'"{column}"' for column in columns)
        numbers = f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {count - 1})"
        source = f"n, {table} AS t WHERE t.{key} = {row.pk} AND {where}"
        with connection.cursor() as cursor:
            cursor.execute(f"{numbers} INSERT INTO {table} ({names}) SELECT {', '.join(told.values())} FROM {source}")


def _saved(row: Any) -> Any:
    models.Model.save(row)
    return row


def _subject(model: type[Any], number: str, stage: str, **more: Any) -> Any:
    """The subject that is copied."""
    own = {"unit": 1, "district": 1, "city": 1, "agency": 1, "opened": AT, "changed": AT, "title": "填充", "version": 1}
    key = COPIED + Subject._base_manager.filter(pk__gte=COPIED, pk__lt=BASE).count()
    return _saved(model(id=key, subject_ptr_id=key, kind=model.KIND, number=number, stage=stage, **{**own, **more}))


def fill(count: int) -> None:
    """Lay so many subjects into the tables, with what stands beside them."""
    opened, closed = _moment("-(i % 40000) - 3000"), _moment("-(i % 40000) - 1500")
    number = f"'F' || ({BASE} + i)"
    done: Over = {"number": number, "opened": opened, "closed": closed, "changed": closed}
    still: Over = {"number": number, "opened": opened, "changed": opened}
    reported = {"channel": Channel.EMERGENCY, "sort": IncidentKind.OFFENCE, "reported_at": AT, "account": "填充"}
    facts = {"cause": "殴打他人", "conduct_at": AT, "summary": "填充", "handlers": [1, 2], "filed_at": AT}
    incident = _subject(Incident, "填充警情", "registered", **reported)
    over = {"reported_at": opened, "outside_number": "CAST(i AS VARCHAR(20))"}
    _copied(incident, count, "i % 10 = 0", {**still, **over})
    _copied(incident, count, "i % 10 BETWEEN 1 AND 4", {**done, **over, "stage": "'accepted_admin'"})
    case = _subject(AdministrativeCase, "填充行政", "investigating", **facts)
    _copied(case, count, "i % 10 = 6", {**still, "report_id": f"{BASE} + i - 6", "filed_at": opened})
    _copied(case, count, "i % 10 = 7", {**done, "stage": "'closed'", "filed_at": opened})
    crime = _subject(CriminalCase, "填充刑事", "archived", **facts)
    _copied(crime, count, "i % 10 = 9", {**done, "filed_at": opened})
    _fill_papers(count, case, done)
    _fill_beside(count, case, done)
    _fill_clocks(count, case)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _fill_papers(count: int, case: Any, done: Over) -> None:
    paper = _subject(
        Document,
        "填充文书",
        "issued",
        matter=case,
        document_kind="结案报告",
        issuing_unit=1,
        series_code="填",
        year=2026,
        seq=0,
        code="填充",
        content={},
        digest="填充",
        seal={"organ": "某局"},
        issued_by="s:bench",
    )
    own = dict.fromkeys(("code", "digest"), f"'x' || ({BASE} + i)")
    _copied(paper, count, "i % 10 = 5", {**done, **own, "seq": f"{BASE} + i", "matter_id": f"{BASE} + i + 1"})


def _fill_beside(count: int, case: Any, done: Over) -> None:
    """People, words, evidence, measures, notices, reviews and decisions beside the cases."""
    person = _saved(Person(subject=case, role=Role.SUSPECT, name="某人", born=AT.date() - timedelta(days=13_000)))
    mine: Over = {"subject_id": f"{BASE} + i", "person_id": f"{BASE} + i"}
    begun, until, pair = _moment("-(i % 40000) - 2900"), _moment("-(i % 40000) - 2870"), _pair()
    _copied(person, count, "i % 10 IN (6, 7, 9)", mine)
    told = _saved(
        Statement(
            subject=case,
            person=person,
            kind=StatementKind.INQUIRY,
            place=StatementPlace.HOME,
            started=AT,
            ended=AT + HALF_AN_HOUR,
            officers=[1, 2],
            recording="填充",
            rights_told=True,
            text="填充",
        )
    )
    _copied(told, count, "i % 10 = 7", {**mine, "started": begun, "ended": until, "officers": pair})
    item = _saved(Evidence(subject=case, kind=EvidenceKind.MEDIA, title="填充", taken_at=AT, taken_by=[1, 2]))
    _copied(item, count, "i % 10 IN (7, 9)", {"subject_id": mine["subject_id"], "taken_at": begun, "taken_by": pair})
    measure = _subject(
        Measure, "填充措施", "ended", case=case, person=person, measure_kind=MeasureKind.SUMMONS, closed=AT, due=AT
    )
    before = {"case_id": f"{BASE} + i - 1", "person_id": f"{BASE} + i - 1", "due": until, "closed": begun}
    _copied(measure, count, "i % 10 = 8", {**done, **before, "opened": _moment("-(i % 40000) - 2960")})
    notice = _saved(Notice(subject=case, person=person, kind=NoticeKind.PENALTY, at=AT))
    _copied(notice, count, "i % 10 = 7", {**mine, "at": begun})
    review = _saved(Review(subject=case, kind="法制审核", reviewer=3, at=AT, passed=True, opinion="同意"))
    _copied(review, count, "i % 10 = 7", {**mine, "at": begun})
    decided = _saved(
        Decision(
            subject=case, person=person, kind="罚款", cite="治安管理处罚法(2025)#51", fine=Decimal(200), facts="填充"
        )
    )
    _copied(decided, count, "i % 10 = 7", {**mine, "decided_at": until, "served_at": until, "done_at": until})


def _fill_clocks(count: int, case: Any) -> None:
    """One running limit for each open subject, one in two hundred past its end; as many were met in time."""
    running = _saved(Clock(subject=case, rule="A10", started=AT, guard_due=AT, legal_due=AT))
    ends = _moment("CASE WHEN i % 2000 IN (0, 6) THEN -60 ELSE 600 + i % 40000 END")
    over = {
        "subject_id": f"{BASE} + i",
        "started": _moment("-(i % 40000) - 3000"),
        "guard_due": ends,
        "legal_due": ends,
    }
    _copied(running, count, "i % 10 IN (0, 6)", {**over, "rule": "CASE WHEN i % 10 = 0 THEN 'G04' ELSE 'A10' END"})
    met = {**over, "state": f"'{ClockState.STOPPED}'", "ended": _moment("-(i % 40000) - 2000")}
    met |= {"guard_due": _moment("-(i % 40000)"), "legal_due": _moment("-(i % 40000)")}
    _copied(running, count, "i % 10 IN (1, 7)", met)
    models.QuerySet[Clock](Clock).filter(pk=running.pk).delete()


def _seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    answer = work()
    return time.perf_counter() - begun, answer


def _counted() -> int:
    return sum(model._base_manager.count() for model in WALKED)


def measure(scale: int) -> Iterator[Figure]:
    """A whole patrol that records, one that finds nothing new, and the look after one act."""
    fill(scale)
    _counted()
    plain, rows = _seconds(_counted)
    count = "one count of the tables walked"
    first, done = _seconds(lambda: patrol(AT))
    more = {"rows": rows, "running_clocks": Clock.objects.filter(state=ClockState.RUNNING).count()}
    told = {**more, "recorded": len(done.recorded), "rules": done.rules}
    yield Figure("whole patrol, all findings new", first, "s", count, plain, told)
    again, done = _seconds(lambda: patrol(AT))
    held = {**more, "held": Finding.objects.count(), "recorded": len(done.recorded)}
    yield Figure("whole patrol, nothing new", again, "s", count, plain, held)
    names = rules_reading(AFTER_AN_ACT)
    keys = [BASE + 10 * number + 7 for number in range(REPEATS)]
    taken = [_seconds(lambda key=key: patrol(AT, only=[key], names=names))[0] for key in keys]  # type: ignore[misc]
    alone = [_seconds(lambda key=key: AdministrativeCase._base_manager.get(pk=key))[0] for key in keys]  # type: ignore[misc]
    yield Figure(
        "after one act",
        median(taken) * 1000,
        "ms",
        "the subject read alone",
        median(alone) * 1000,
        {"rules": len(names)},
    )


register("patrol", measure)
