"""What we write, judged by verifiers nobody here wrote: sigstore, pymerkle, and Go's checksum database."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from egret.journal import keys, pen, sequencer, stored
from egret.journal.formats.notes import Note, Signer
from egret.journal.models import LogEntry, SignedCheckpoint
from egret.journal.tree.hashing import SHA256
from egret.journal.tree.proofs import TiledTree
from egret.journal.tree.tiles import Tiler
from tests.journal.stream import AT, draft

pytestmark = pytest.mark.interop
SIZE = 5_000


@pytest.fixture(scope="module")
def big() -> tuple[list[bytes], TiledTree]:
    entries = [b'{"entry":%d}' % i for i in range(SIZE)]
    tiler = Tiler()
    tiles = {(t.level, t.n): t.data for entry in entries for t in tiler.add(SHA256.leaf(entry))}
    tiles |= {(t.level, t.n): t.data for t in tiler.growing()}
    return entries, TiledTree(SIZE, lambda level, n: tiles[level, n])


def test_sigstore(big: tuple[list[bytes], TiledTree]) -> None:
    merkle = pytest.importorskip("sigstore._internal.merkle")
    errors = pytest.importorskip("sigstore.errors")
    entries, tree = big

    def judge(index: int, entry: bytes) -> None:
        proof = SimpleNamespace(log_index=index, tree_size=SIZE, root_hash=tree.root(), hashes=tree.inclusion(index))
        merkle.verify_merkle_inclusion(
            SimpleNamespace(_inner=SimpleNamespace(inclusion_proof=proof, canonicalized_body=entry))
        )

    for index in [*range(0, SIZE, 97), SIZE - 1]:
        judge(index, entries[index])
        with pytest.raises(errors.VerificationError, match="invalid root hash"):
            judge(index, entries[index] + b" ")


def test_pymerkle(big: tuple[list[bytes], TiledTree]) -> None:
    pymerkle = pytest.importorskip("pymerkle")
    entries, tree = big
    theirs = pymerkle.InmemoryTree(algorithm="sha256")
    for entry in entries:
        theirs.append_entry(entry)
    for size in (1, 2, 3, 255, 256, 257, 4096, SIZE):
        assert theirs.get_root(size) == tree.root(size)
    for index in (1, 2, 256, 257, SIZE):
        pymerkle.verify_inclusion(theirs.get_leaf(index), tree.root(), theirs.prove_inclusion(index, SIZE))
    for old in (1, 7, 256, 1000):
        pymerkle.verify_consistency(tree.root(old), tree.root(), theirs.prove_consistency(old, SIZE))
        with pytest.raises(pymerkle.InvalidProof):
            pymerkle.verify_consistency(tree.root(old + 1), tree.root(), theirs.prove_consistency(old, SIZE))


def _go() -> tuple[str, Path] | None:
    binary = os.environ.get("EGRET_GO") or shutil.which("go")
    modules = Path(os.environ.get("EGRET_GOPATH", "/usr/share/gocode"))
    return (binary, modules) if binary and (modules / "src/golang.org/x/mod/sumdb/tlog").is_dir() else None


@pytest.mark.slow
@pytest.mark.django_db
def test_go_checksum_database(tmp_path: Path) -> None:
    found = _go()
    if found is None:
        pytest.skip("NOT CHECKED with Go: apt install golang-go golang-golang-x-mod-dev, or set EGRET_GO, EGRET_GOPATH")
    pen.write([draft(f"case:{i}", fields={}) for i in range(1, 778)])
    sequencer.run_once(AT)
    pen.write([draft(f"case:{i}", fields={}) for i in range(1000, 1900)])
    sequencer.run_once(AT + timedelta(seconds=5))
    old, new = SignedCheckpoint.objects.order_by("n")
    tree = stored.tree("2026", new.size)
    witness = Signer("w.example/1", b"\5" * 32)
    cosigned = Note.parse(new.note + new.cosigned).plus(witness.cosign("x\n", 1))
    rows = LogEntry.objects.filter(idx__in=[0, 1, 255, 256, 777, new.size - 1]).order_by("idx")

    def coded(path: list[bytes]) -> list[str]:
        return [base64.b64encode(step).decode() for step in path]

    told = {
        "Key": str(keys.signer("2026").verifier),
        "Old": old.note,
        "New": str(cosigned),
        "Consistency": coded(tree.consistency(old.size)),
        "Inclusions": [
            {"Entry": coded([bytes(row.entry)])[0], "Index": row.idx, "Path": coded(tree.inclusion(row.idx))}
            for row in rows
        ],
    }
    (tmp_path / "in.json").write_text(json.dumps(told))
    program = tmp_path / "gopath" / "src" / "interop" / "main.go"
    program.parent.mkdir(parents=True)
    shutil.copy(Path(__file__).parent / "interop" / "main.go", program)
    binary, modules = found
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(tmp_path),
        "GO111MODULE": "off",
        "GOFLAGS": "",
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
        "GOPATH": f"{tmp_path / 'gopath'}{os.pathsep}{modules}",
        "GOCACHE": str(tmp_path / "cache"),
        "CGO_ENABLED": "0",
    }
    done = subprocess.run(
        [binary, "run", "main.go", str(tmp_path / "in.json")],
        cwd=program.parent, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok tlog.CheckTree" in done.stdout and "ok 6 records" in done.stdout
