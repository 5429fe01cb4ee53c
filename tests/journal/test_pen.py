"""Writing: with the act or not at all, nothing personal outside, nothing lost on the way into the tree."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from egret.journal import append_only, audit, erasing, keys, memory, objects, pen, proving, reading, sequencer
from egret.journal.formats import commitments, entries, notes, paths
from egret.journal.formats.proof import BadProof, Proof, parse_short, unpack
from egret.journal.models import DataKey, Head, LogEntry, Payload, Pending, SignedCheckpoint, TileRow
from egret.journal.tree.hashing import SHA256, ZERO
from egret.journal.tree.proofs import is_consistent
from tests.journal.stream import AT, draft, last_leaf, write, write_many


@pytest.mark.django_db(transaction=True)
def test_the_pen_writes_only_inside_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        pen.write([draft()])


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_entry() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        pen.write([draft()])
        raise RuntimeError
    assert not Pending.objects.exists() and not Payload.objects.exists() and not DataKey.objects.exists()
    write()
    assert reading.history("case:1", fields=True)[0].fields["name"] == "张三"


@pytest.mark.django_db
def test_what_is_written_is_read_back_pending_and_integrated() -> None:
    first = write()
    second = write(at=AT + timedelta(seconds=1), fields={"name": "李四"}, why="PAL.82", rel=("person:7",))
    for _ in range(2):
        told = reading.history("case:1", fields=True)
        assert [r.uid for r in told] == [first.uid, second.uid]
        assert [r.fields["name"] for r in told] == ["张三", "李四"]
        assert told[0].fields["rows"] == [["case", 1, {"title": "盗窃案", "closed": None}]]
        assert told[1].entry.prev == first.leaf.hex() and told[1].at == AT + timedelta(seconds=1)
        one = reading.entry(second.uid)
        assert one is not None and one.rel == ("person:7",) and one.why == "PAL.82"
        sequencer.run_once(AT)
    assert not told[0].is_pending or Pending.objects.count() == 0
    assert reading.entry("0" * 26) is None


@pytest.mark.django_db
def test_drafts_of_one_call_follow_each_other() -> None:
    with transaction.atomic():
        a, b = pen.write([draft(), draft()])
    assert reading.history("case:1")[1].entry.prev == a.leaf.hex()
    assert last_leaf("case:1") == b.leaf


@pytest.mark.django_db
def test_chains_of_objects_without_a_subject_are_kept_here() -> None:
    with transaction.atomic():
        pen.write([draft("system:backup", prev=None)])
        pen.write([draft("system:backup", prev=None), draft("system:backup", prev=None)])
    assert proving.verify_object("system:backup") == []
    assert len(reading.history("system:backup")) == 3
    with pytest.raises(ValueError, match="keep_chains_of"):
        pen.write([draft("session:1", prev=None)])
    objects.keep_chains_of("session")
    with transaction.atomic():
        pen.write([draft("session:1", prev=None)])


@pytest.mark.django_db
def test_no_personal_data_enters() -> None:
    with pytest.raises(entries.BadEntry):
        pen.write([draft("person:350211199001011234")])
    write()
    raw = bytes(Pending.objects.get().entry)
    assert "张三".encode() not in raw
    for row in Payload.objects.all():
        assert "张三".encode() not in bytes(row.sealed)


@pytest.mark.django_db
def test_the_bulk_path_takes_the_same_statements_for_any_number() -> None:
    keys.master()
    counts = []
    for size in (10, 200):
        with CaptureQueriesContext(connection) as asked:
            pen.write([draft(f"case:{size}-{i}") for i in range(size)])
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 3
    assert Pending.objects.count() == 210


@pytest.mark.django_db
def test_secrets_are_readable_by_us_alone(home: Path) -> None:
    write()
    sequencer.run_once(AT)
    for path in (home / "keys").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE((home / "keys").stat().st_mode) == 0o700


@pytest.mark.django_db
def test_public_test_keys_stop_the_journal(home: Path) -> None:
    from django.core import checks

    write()
    sequencer.run_once(AT)
    (home / "keys" / "journal-2026.key").write_text(bytes(range(32)).hex())
    assert "journal.E001" in {m.id for m in checks.run_checks(tags=["security"])}
    with pytest.raises(notes.PublicTestKey):
        sequencer.run_once(AT)


@pytest.mark.django_db
def test_sequencing_over_many_batches(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 100)
    monkeypatch.setattr(sequencer, "BATCHES", 3)
    pen.write([draft(f"case:{i}", fields={}) for i in range(1, 701)])
    first = sequencer.run_once(AT)
    assert first == (300, True)
    assert not sequencer.run_once(AT + timedelta(milliseconds=10)).signed
    while sequencer.run_once(AT + timedelta(seconds=2)):
        pass
    head = Head.objects.get()
    assert head.size == 701 == LogEntry.objects.count() and not Pending.objects.exists()
    assert [t.width for t in TileRow.objects.filter(level=0).order_by("n")] == [256, 256, 189]
    last = SignedCheckpoint.objects.order_by("n").last()
    assert last is not None and last.size == 701
    root = home / "journal" / "2026"
    assert notes.Checkpoint.parse(notes.Note.parse((root / "checkpoint").read_text()).text).size == 701
    raws = paths.unbundle((root / "tile/entries/002.p/189").read_bytes())
    assert raws[-1] == bytes(LogEntry.objects.get(idx=700).entry)
    assert not (root / "tile/0/000.p").exists()


@pytest.mark.django_db
def test_checkpoints_extend_each_other() -> None:
    from egret.journal import stored

    for i in range(12):
        write_many(i * 3 + 1, start=i * 100)
        sequencer.run_once(AT + timedelta(seconds=2 * i))
    rows = list(SignedCheckpoint.objects.order_by("n"))
    assert [row.n for row in rows] == list(range(12))
    for old, new in pairwise(rows):
        path = stored.tree("2026", new.size).consistency(old.size)
        assert is_consistent(old.size, bytes(old.root), new.size, bytes(new.root), path)


@pytest.mark.django_db
def test_nothing_is_signed_inside_a_transaction() -> None:
    write()
    with pytest.raises(TransactionManagementError), transaction.atomic():
        sequencer.run_once(AT)
    assert sequencer.run_once(AT).signed


@pytest.mark.django_db(transaction=True)
def test_there_is_one_sequencer_at_a_time() -> None:
    write()
    with sequencer._leadership() as leads:
        assert leads and not sequencer.run_once(AT)
    assert sequencer.run_once(AT).signed
    assert not connection.in_atomic_block and audit.run().is_good


@pytest.mark.django_db
def test_nothing_new_signs_nothing() -> None:
    write()
    assert sequencer.run_once(AT)
    assert not sequencer.run_once(AT + timedelta(seconds=60))
    assert SignedCheckpoint.objects.count() == 1


@pytest.mark.django_db
def test_the_year_turns() -> None:
    write_many(5)
    sequencer.run_once(AT)
    new_year = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    write(at=new_year - timedelta(seconds=1))
    sequencer.run_once(new_year)
    old, new = Head.objects.order_by("log")
    assert (old.log, old.is_closed, old.size) == ("2026", True, 7)
    assert (new.log, new.is_closed, new.size) == ("2027", False, 2)
    opening = entries.parse(bytes(LogEntry.objects.get(log="2027", idx=0).entry))
    closing = SignedCheckpoint.objects.filter(log="2026").order_by("-n").first()
    assert closing is not None and closing.size == 7
    assert opening.act == "journal.open" and opening.doc == (f"sha256:{bytes(closing.root).hex()}",)
    assert {"journal:2026", "size:7"} <= set(opening.rel)
    assert LogEntry.objects.get(log="2026", idx=6).act == "journal.close"
    assert [r.act for r in reading.entries_since("2026", 5, 10)] == ["journal.close", "journal.open", "cases.note"]
    assert proving.verify_object("case:1") == []


@pytest.mark.django_db
def test_a_restored_backup_is_not_signed(home: Path) -> None:
    write_many(3)
    sequencer.run_once(AT)
    kept = list(SignedCheckpoint.objects.all())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_checkpoint")
    write()
    with pytest.raises(memory.RolledBack):
        sequencer.run_once(AT + timedelta(seconds=5))
    assert Pending.objects.count() == 1
    SignedCheckpoint.objects.bulk_create(kept)
    assert sequencer.run_once(AT + timedelta(seconds=5)).signed
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_head")
    with pytest.raises(memory.RolledBack):
        sequencer.run_once(AT + timedelta(seconds=6))
    (home / "journal" / "last-signed.json").write_text("{}x")
    with pytest.raises(memory.RolledBack):
        sequencer.run_once(AT + timedelta(seconds=6))


@pytest.mark.django_db
def test_another_history_is_not_signed(home: Path) -> None:
    write_many(3)
    sequencer.run_once(AT)
    path = home / "journal" / "last-signed.json"
    path.write_text(path.read_text().replace('"root": "', '"root": "ff'))
    write()
    with pytest.raises(memory.RolledBack):
        sequencer.run_once(AT + timedelta(seconds=5))


@pytest.mark.django_db
def test_a_changed_waiting_entry_is_not_integrated() -> None:
    write()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_pending SET leaf = %s", [ZERO])
    with pytest.raises(sequencer.Damaged):
        sequencer.run_once(AT)


@pytest.mark.django_db
def test_proof_of_an_act() -> None:
    written = write()
    assert proving.proof(written.uid) is None and proving.qr_short(written.uid) is None
    assert sequencer.wait_integrated(written.uid, lambda: AT) == ("2026", 1)
    write_many(40)
    sequencer.run_once(AT + timedelta(seconds=5))
    proof = proving.proof(written.uid, lay_open=["name"])
    assert proof is not None and proof.holds()
    again = Proof.parse(proof.text)
    assert again == proof
    (opening,) = again.openings
    assert opening.value == "张三"
    commits = entries.parse(again.entry).c or {}
    assert commitments.opens(commits["name"], opening.salt, "name", "张三")
    log = keys.signer("2026").verifier
    assert {s.key_id for s in notes.accepted(proof.checkpoint, [log])} == {log.key_id}
    compact = unpack(proving.qr_full(proof, ["name"]))
    assert compact.note(SHA256.leaf(proof.entry), log).text == proof.checkpoint.text
    short = proving.qr_short(written.uid)
    assert short is not None and parse_short(short)[1:] == ("2026", 1, written.leaf)
    with pytest.raises(BadProof):
        Proof.parse(proof.text[:-5])
    assert str(log) in proving.policy_text()


@pytest.mark.django_db
def test_the_history_of_one_object_is_verified_alone() -> None:
    write_many(20)
    sequencer.run_once(AT)
    assert proving.verify_object("case:2") == []
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_entry WHERE obj = 'case:2' AND idx = 7")
    assert len(proving.verify_object("case:2")) == 1


@pytest.mark.django_db
def test_erasure_destroys_the_value_and_keeps_the_proof() -> None:
    written = write()
    write(at=AT + timedelta(seconds=1))
    sequencer.run_once(AT)
    before = DataKey.objects.get(obj="case:1")
    options: dict[str, Any] = {"ground": "PIPL.47", "actor": "o:1", "org": "350211", "at": AT}
    with pytest.raises(erasing.ErasureRefused):
        erasing.erase(written.uid, ["name"], approvals=["o:1", "o:1"], **options)
    with pytest.raises(erasing.ErasureRefused):
        erasing.erase(written.uid, ["nothing"], approvals=["o:1", "o:2"], **options)
    tombstone = erasing.erase(written.uid, ["name", "rows"], approvals=["o:1", "o:2"], **options)
    after = DataKey.objects.get(obj="case:1")
    assert bytes(after.wrapped) != bytes(before.wrapped) and after.id != before.id
    told = reading.history("case:1", fields=True)
    assert told[0].withheld == {"name", "rows"} and not told[0].fields
    assert told[1].fields["name"] == "张三"
    stone = reading.entry(tombstone, fields=True)
    assert stone is not None and erasing.is_lawful(stone.entry)
    assert erasing.fields_erased_by(stone.entry) == {"name", "rows"}
    assert stone.fields["kept"] == [["case", 1, {}]]
    sequencer.run_once(AT + timedelta(seconds=5))
    proof = proving.proof(written.uid)
    assert proof is not None and proof.holds()
    assert proving.verify_object("case:1") == []


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["journal_entry", "journal_checkpoint", "journal_tile"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET log = log", "DELETE FROM {}"])
def test_the_database_itself_refuses_changes(table: str, verb: str) -> None:
    write_many(5)
    sequencer.run_once(AT)
    append_only.raise_triggers(connection)
    try:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verb.format(table))
        write_many(300, start=50)
        assert sequencer.run_once(AT + timedelta(seconds=5)) == (300, True)
    finally:
        append_only.drop_triggers(connection)
