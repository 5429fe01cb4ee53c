"""Issue, numbering, filing, service and voiding, on the real tables and the real journal."""

from __future__ import annotations

import contextlib
import io
import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from pypdf import PdfReader

from egret.acts.cards import act_named
from egret.acts.deed import Deed, under
from egret.acts.done import Approved, By, Signature
from egret.acts.ports import Issued, Paper
from egret.acts.refusals import Refused, UnrecordedWrite
from egret.documents import content, filing, proofs, queries
from egret.documents.acts import serve, void
from egret.documents.desk import DocumentsDesk
from egret.documents.kinds import kind_named
from egret.documents.models import Document, KindVersion, Service, Taker, Way
from egret.documents.service import Handing
from egret.intake.models import Incident
from egret.jobs.models import Job
from egret.jobs.registry import NotYet, Work
from egret.journal import reading
from egret.journal.sequencer import run_once
from tests.acts.conftest import AT
from tests.documents.conftest import found, register
from tests.documents.test_kinds import ROOT, needs_font

LATER = AT + timedelta(minutes=5)


def issue(desk: DocumentsDesk, matter: Incident, by: By, name: str = "立案决定书", **over: Any) -> Issued:
    kind = kind_named(name)
    with transaction.atomic(), under(Deed("test.issue")):
        return desk.issue(Paper(name, {**kind.example(), **over}, about="person:1"), matter, by)


def registered(matter: Incident) -> Document:
    """The paper that the real act of registration issued."""
    return Document.objects.get(matter_id=matter.pk)


def test_act_issues_a_numbered_paper_that_its_entry_commits_to(matter: Incident) -> None:
    paper = registered(matter)
    assert (paper.document_kind, paper.number, paper.stage) == (
        "接报案登记表",
        "鹭公（银江）接报字〔2026〕00001号",
        "issued",
    )
    entry = reading.history(matter.obj)[-1]
    assert paper.digest in entry.doc
    assert proofs.issuing_entry(paper) is not None
    assert KindVersion.objects.get(version=paper.version_of_kind).kind == "接报案登记表"
    assert Job.objects.filter(name="documents.make_pdf", payload={"document": paper.pk}).exists()


def test_paper_under_the_organs_seal_bears_its_name_and_number(desk: DocumentsDesk, matter: Incident, by: By) -> None:
    paper = Document.objects.get(pk=issue(desk, matter, by).pk)
    assert paper.number == "鹭公（白鹭）立字〔2026〕00001号"
    assert paper.seal["issuer"] == "鹭城市公安局白鹭分局"
    assert paper.about == "person:1"


def test_personal_facts_are_encrypted_at_rest_and_erasable(desk: DocumentsDesk, matter: Incident, by: By) -> None:
    made = issue(desk, matter, by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, sealed FROM documents_document WHERE subject_ptr_id = %s", [made.pk])
        stored = "".join(map(str, cursor.fetchone()))
    assert "黄某强" not in stored
    assert "盗窃罪" in stored.encode().decode("unicode_escape") or "盗窃罪" in stored
    paper = Document.objects.get(pk=made.pk)
    assert paper.facts["suspect"]["name"] == "黄某强"
    paper.sealed = ""
    assert "（已删除）" in str(queries.drawn(paper))
    assert "黄某强" not in str(queries.drawn(paper))


def test_digest_covers_code_number_and_every_fact(desk: DocumentsDesk, matter: Incident, by: By) -> None:
    one, two = issue(desk, matter, by), issue(desk, matter, by)
    assert one.digest != two.digest
    rows = list(Document.objects.filter(pk__in=[one.pk, two.pk]))
    assert len({row.code for row in rows}) == 2
    assert all(len(bytes.fromhex(row.code)) == 16 for row in rows)


def test_numbers_run_apart_by_unit_kind_and_year(desk: DocumentsDesk, matter: Incident, by: By) -> None:
    next_year = replace(by, at=by.at + timedelta(days=365))
    numbers = [
        issue(desk, matter, by).number,
        issue(desk, matter, by).number,
        issue(desk, matter, by, "拘留证").number,
        issue(desk, matter, next_year).number,
    ]
    assert numbers == [
        "鹭公（白鹭）立字〔2026〕00001号",
        "鹭公（白鹭）立字〔2026〕00002号",
        "鹭公（白鹭）拘字〔2026〕00001号",
        "鹭公（白鹭）立字〔2027〕00001号",
    ]


def test_rollback_leaves_no_gap(desk: DocumentsDesk, matter: Incident, by: By) -> None:
    issue(desk, matter, by)
    with pytest.raises(RuntimeError), transaction.atomic():
        issue(desk, matter, by)
        raise RuntimeError
    assert issue(desk, matter, by).number.endswith("00002号")


def test_voiding_keeps_the_number(desk: DocumentsDesk, matter: Incident, by: By) -> None:
    made = issue(desk, matter, by)
    paper = Document.objects.get(pk=made.pk)
    void(paper, replace(by, at=LATER), reason="对象姓名有误")
    paper.refresh_from_db()
    assert (paper.stage, paper.void_reason, paper.number) == ("voided", "对象姓名有误", made.number)
    assert issue(desk, matter, by).number.endswith("00002号")
    assert any(entry.act == "documents.void" for entry in reading.history(matter.obj))
    with pytest.raises(Refused):
        serve(paper, replace(by, at=LATER), to="某", handing=Handing(Way.DIRECT))


def test_papers_are_written_by_acts_only(matter: Incident) -> None:
    paper = registered(matter)
    paper.number = "伪造"
    with pytest.raises(UnrecordedWrite):
        paper.save()


def test_service_is_recorded_with_way_time_and_receipt(desk: DocumentsDesk, matter: Incident, by: By) -> None:
    paper = Document.objects.get(pk=issue(desk, matter, by).pk)
    first = Handing(Way.DIRECT, served_at=AT + timedelta(minutes=2), reference="签收")
    serve(paper, replace(by, at=LATER), to="黄某强", handing=first)
    second = Handing(Way.ENTRUSTED, reference="协作函", note="在外地")
    serve(paper, replace(by, at=LATER), to="黄某兰", handing=second)
    paper.refresh_from_db()
    assert paper.stage == "served"
    assert [(one.to, one.way) for one in queries.services_of(paper)] == [("黄某强", "direct"), ("黄某兰", "entrusted")]
    assert Service.objects.count() == 2


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"taker": Taker.FAMILY}, "taker_name"),
        ({"served_at": LATER + timedelta(days=1)}, "future"),
        ({"served_at": AT - timedelta(days=1)}, "before_issue"),
    ],
)
def test_impossible_service_is_refused(matter: Incident, by: By, over: dict[str, Any], code: str) -> None:
    handing = Handing(Way.DIRECT, **over)
    with pytest.raises(Refused) as refused:
        serve(registered(matter), replace(by, at=LATER), to="某", handing=handing)
    assert [one.code for one in refused.value.refusals] == [code]


def test_preview_has_neither_number_nor_date_and_does_not_change(desk: DocumentsDesk, matter: Incident, by: By) -> None:
    paper = Paper("呈请拘留报告书", kind_named("呈请拘留报告书").example())
    first = desk.preview(paper, matter, by)
    assert first == desk.preview(paper, matter, replace(by, at=LATER))
    assert set(first) == {"kind", "version", "about", "facts"}
    assert queries.drawn_preview(first)
    assert Document.objects.filter(document_kind="呈请拘留报告书").count() == 0


def test_signatures_of_the_approval_stand_on_the_paper(desk: DocumentsDesk, matter: Incident, by: By) -> None:
    facts = {k: v for k, v in kind_named("呈请拘留报告书").example().items() if k != "opinions"}
    approved = Approved(5, "0" * 26, (Signature(by.actor, "L4", LATER, "", "同意拘留。"),))
    with transaction.atomic(), under(Deed("test.issue")):
        made = desk.issue(Paper("呈请拘留报告书", facts), matter, replace(by, approved=approved))
    paper = Document.objects.get(pk=made.pk)
    assert paper.approval == 5
    assert "同意拘留。" in str(queries.drawn(paper))


def test_wrong_facts_write_nothing(desk: DocumentsDesk, matter: Incident, by: By) -> None:
    before = Document.objects.count()
    with pytest.raises(Refused, match="拘留证") as told:
        issue(desk, matter, by, "拘留证", charge="")
    assert told.value.refusals[0].remedy, "who left it out is told which and what to do"
    with pytest.raises(content.FactsWrong, match="拘留证：colour"):
        issue(desk, matter, by, "拘留证", colour="red")
    assert Document.objects.count() == before
    assert issue(desk, matter, by, "拘留证").number.endswith("00001号")


@needs_font
def test_pdf_is_filed_with_its_proof_once_the_journal_has_signed(matter: Incident) -> None:
    paper = registered(matter)
    work = Work(job=1, payload={"document": paper.pk}, at=LATER, attempt=1, renew=lambda: None)
    with pytest.raises(NotYet):
        filing.make_pdf(work)
    run_once(LATER)
    effect = filing.make_pdf(work)
    assert effect is not None
    effect()
    paper.refresh_from_db()
    pdf = queries.pdf_of(paper)
    entry = reading.history(paper.obj)[-1]
    assert (entry.act, entry.doc) == ("documents.file_pdf", (f"sha256:{paper.pdf}",))
    assert "proof.tlog-proof" in PdfReader(io.BytesIO(pdf)).attachments
    assert filing.make_pdf(work) is None, "a second run makes nothing new"
    assert queries.pdf_of(paper) == pdf


@needs_font
def test_filed_paper_that_was_changed_on_disk_is_made_anew(matter: Incident, media: Any) -> None:
    paper = registered(matter)
    run_once(LATER)
    effect = filing.make_pdf(Work(job=1, payload={"document": paper.pk}, at=LATER, attempt=1, renew=lambda: None))
    assert effect is not None
    effect()
    paper.refresh_from_db()
    (kept,) = media.rglob("*.pdf")
    kept.chmod(0o600)
    kept.write_bytes(b"%PDF forged")
    assert b"forged" not in queries.pdf_of(paper)


def test_acts_of_papers_have_cards() -> None:
    assert [act_named(f"documents.{verb}").card.title for verb in ("serve", "void", "file_pdf")] == [
        "送达文书",
        "作废文书",
        "文书归档",
    ]


@pytest.mark.django_db(transaction=True)
def test_numbers_given_at_once_have_no_twins_and_no_gaps(desk: DocumentsDesk, tmp_path: Path) -> None:
    """Four processes issue at the same moment; every third issue is rolled back."""
    place, officer = found()
    matter = register(place, By(officer, AT))
    command = [sys.executable, "-m", "tests.documents.issuing", str(matter.pk), str(officer.pk)]
    # A process of its own cannot reach the test's SQLite in memory: all work on a copy in a file.
    url, copy = f"postgresql:///{connection.settings_dict['NAME']}", tmp_path / "copy.sqlite3"
    if connection.vendor == "sqlite":
        url = f"sqlite:///{copy}"
        with contextlib.closing(sqlite3.connect(copy)) as file:
            connection.connection.backup(file)
    environment = {
        **os.environ,
        "EGRET_DATABASE_URL": url,
        "EGRET_HOME": str(settings.HOME),
        "DJANGO_SETTINGS_MODULE": "egret.config.settings",
        "PYTHONPATH": os.pathsep.join(["src", "."]),
    }
    workers = [subprocess.Popen(command, env=environment, cwd=ROOT) for _ in range(4)]
    assert [worker.wait(timeout=120) for worker in workers] == [0, 0, 0, 0]
    given = "SELECT seq FROM documents_document WHERE document_kind = '立案决定书' ORDER BY seq"
    if connection.vendor == "sqlite":
        with contextlib.closing(sqlite3.connect(copy)) as file:
            numbers = [seq for (seq,) in file.execute(given)]
    else:
        with connection.cursor() as cursor:
            cursor.execute(given)
            numbers = [seq for (seq,) in cursor.fetchall()]
    assert numbers == list(range(1, 25))


def test_audit_names_a_paper_changed_behind_the_journals_back(
    desk: DocumentsDesk, matter: Incident, by: By, monkeypatch: pytest.MonkeyPatch
) -> None:
    from egret.acts.images import image_of_table
    from egret.journal import audit
    from egret.journal.audit import rows

    monkeypatch.setattr(rows, "_registered", [(lambda: [Document, Service], image_of_table)])
    paper = registered(matter)
    serve(paper, replace(by, at=LATER), to="林某", handing=Handing(Way.DIRECT))
    run_once(LATER)

    def faults() -> list[str]:
        return [str(fault) for fault in audit.run().faults if fault.kind == "row"]

    assert faults() == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE documents_document SET about = 'person:9' WHERE subject_ptr_id = %s", [paper.pk])
    assert [f"documents_document {paper.pk}" in fault for fault in faults()] == [True]
