"""The one-file verifier, run as a stranger would: its own process, no path to the project, no libraries."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egret.journal import keys, proving, published, reading, sequencer, stored
from egret.journal.formats import notes
from egret.journal.formats.proof import Proof, pack
from egret.journal.models import SignedCheckpoint
from egret.journal.verifier import egret_verify
from tests.journal import vectors
from tests.journal.stream import AT, write, write_many

SOURCE = Path(egret_verify.__file__)


class Stranger:
    """Somebody with the file, a policy and nothing else. `-S` takes away every library, so Ed25519 is its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.script = shutil.copy(SOURCE, folder / "egret_verify.py")

    def run(self, *arguments: str | Path, alone: bool = True) -> subprocess.CompletedProcess[str]:
        switches = ["-I", "-S"] if alone else ["-I"]
        command = [sys.executable, *switches, str(self.script), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, env={}, cwd=self.folder, encoding="utf-8")

    def keep(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path


@pytest.fixture
def stranger(tmp_path: Path) -> Stranger:
    return Stranger(tmp_path / "stranger")


@pytest.fixture
def witness() -> notes.Signer:
    return notes.Signer("notary.example/w1", b"\7" * 32)


@pytest.fixture
def told(stranger: Stranger, witness: notes.Signer) -> dict[str, Any]:
    """A journal of 300 entries, a proof of one with a document, and the policy that knows log and witness."""
    stranger.keep("paper.pdf", b"%PDF decision")
    digest = "sha256:" + hashlib.sha256(b"%PDF decision").hexdigest()
    write_many(20, objects=3)
    written = write("case:2", at=AT + timedelta(seconds=30), doc=(digest,))
    sequencer.run_once(AT)
    write_many(300, objects=9, start=100)
    sequencer.run_once(AT + timedelta(seconds=9))
    proof = proving.proof(written.uid, lay_open=["name"])
    assert proof is not None
    proof = Proof(
        proof.index,
        proof.path,
        proof.checkpoint.plus(witness.cosign(proof.checkpoint.text, 1_795_392_000)),
        proof.entry,
        proof.openings,
        proof.docs,
    )
    policy = f"log {keys.signer('2026').verifier}\nwitness n1 {witness.cosigner}\ngroup outside 1 n1\nquorum outside\n"
    stranger.keep("policy", policy)
    stranger.keep("policy0", proving.policy_text())
    stranger.keep("a.tlog-proof", proof.text)
    return {"proof": proof, "uid": written.uid, "digest": digest}


@pytest.mark.django_db
@pytest.mark.parametrize("alone", [True, False])
def test_a_proof_holds(stranger: Stranger, told: dict[str, Any], alone: bool) -> None:
    done = stranger.run("proof", "a.tlog-proof", "--policy", "policy", "--doc", "paper.pdf", alone=alone)
    assert done.returncode == 0, done.stdout + done.stderr
    for words in (
        "有效 / VALID",
        "witness n1",
        "张三",
        "文件相符",
        "fields not laid open: rows",
        "whether contents are true",
    ):
        assert words in done.stdout


@pytest.mark.django_db
def test_what_does_not_hold(stranger: Stranger, told: dict[str, Any]) -> None:
    proof: Proof = told["proof"]
    text = proof.text
    other = notes.Signer("else.example/2026", b"\3" * 32)
    stranger.keep("other.pdf", b"%PDF another")
    stranger.keep("stranger-policy", f"log {other.verifier}\nquorum none\n")
    extra = json.loads(base64.b64decode(text.split("\n")[1][6:]))
    extra["open"][0][2] = "李四"
    lied = base64.b64encode(json.dumps(extra, ensure_ascii=False).encode()).decode()
    bare = notes.Note(proof.checkpoint.text, proof.checkpoint.signatures[:1])
    cases: list[tuple[int, str, list[str]]] = [
        (1, "no tlog-proof", ["proof", str(stranger.keep("x0", "nonsense")), "--policy", "policy"]),
        (1, "index", ["proof", str(stranger.keep("x1", text.replace("index 21", "index 22"))), "--policy", "policy"]),
        (
            1,
            "name",
            ["proof", str(stranger.keep("x2", text.replace(text.split("\n")[1][6:], lied))), "--policy", "policy"],
        ),
        (1, "not a document", ["proof", "a.tlog-proof", "--policy", "policy", "--doc", "other.pdf"]),
        (
            1,
            "not enough witnesses",
            ["proof", str(stranger.keep("x3", text.replace(str(proof.checkpoint), str(bare)))), "--policy", "policy"],
        ),
        (2, "does not know the log", ["proof", "a.tlog-proof", "--policy", "stranger-policy"]),
        (2, "no policy", ["proof", "a.tlog-proof"]),
        (2, "DECIDE", ["proof", "absent", "--policy", "policy"]),
    ]
    for code, words, arguments in cases:
        done = stranger.run(*arguments)
        if words == "index":
            words = "INVALID"
        assert done.returncode == code and words in done.stdout, (arguments, done.stdout, done.stderr)


@pytest.mark.django_db
def test_public_test_keys_prove_nothing(stranger: Stranger) -> None:
    stranger.keep("policy", f"log {vectors.LOG_VKEY}\nquorum none\n")
    stranger.keep("checkpoint", vectors.CHECKPOINT)
    done = stranger.run("consistency", "checkpoint", "checkpoint", "--policy", "policy")
    assert done.returncode == 2 and "public test key" in done.stdout
    done = stranger.run("consistency", "checkpoint", "checkpoint", "--policy", "policy", "--allow-test-keys")
    assert done.returncode == 0


@pytest.mark.django_db
def test_codes(stranger: Stranger, told: dict[str, Any]) -> None:
    proof: Proof = told["proof"]
    log = keys.signer("2026").verifier
    short = proving.qr_short(told["uid"])
    assert short is not None
    stranger.keep("entry", proof.entry)
    full = stranger.keep("full", pack(proof, log, ["name"]))
    bare = stranger.keep("bare", pack(proof, log, ["name"], with_leaf=False))
    coded = base64.b64encode(full.read_bytes()).decode()
    spoilt = stranger.keep("spoilt", full.read_bytes()[:60] + b"\0" + full.read_bytes()[61:])
    cases: list[tuple[int, list[Any]]] = [
        (2, [short]),
        (2, [short, "--entry", "entry"]),
        (0, [full, "--policy", "policy"]),
        (0, [coded, "--policy", "policy", "--short", short, "--entry", "entry"]),
        (2, [bare, "--policy", "policy"]),
        (0, [bare, "--policy", "policy", "--short", short]),
        (0, [bare, "--policy", "policy", "--entry", "entry"]),
        (1, [spoilt, "--policy", "policy"]),
        (1, [full, "--policy", "policy", "--short", short[:-1] + ("A" if short[-1] != "A" else "Q")]),
        (0, [stranger.folder / "a.tlog-proof", "--policy", "policy"]),
    ]
    for code, arguments in cases:
        done = stranger.run("qr", *arguments)
        assert done.returncode == code, (arguments, done.stdout, done.stderr)


@pytest.mark.django_db
def test_an_exported_folder(stranger: Stranger, told: dict[str, Any], home: Path) -> None:
    folder = stranger.folder / "export"
    folder.mkdir()
    history = reading.history("case:2")
    assert len(history) > 3
    for recorded in history:
        proof = proving.proof(recorded.uid)
        assert proof is not None
        (folder / f"{recorded.idx}.tlog-proof").write_text(proof.text)
    (folder / "paper.pdf").write_bytes(b"%PDF decision")
    done = stranger.run("bundle", "export", "--policy", "policy0")
    assert done.returncode == 0, done.stdout
    assert f"case:2: {len(history)} entries follow each other" in done.stdout
    assert "document not in the folder" not in done.stdout
    (folder / f"{history[2].idx}.tlog-proof").unlink()
    done = stranger.run("bundle", "export", "--policy", "policy0")
    assert done.returncode == 1 and "something is missing" in done.stdout


@pytest.mark.django_db
def test_a_published_log(stranger: Stranger, told: dict[str, Any], home: Path) -> None:
    place = home / "journal" / "2026"
    done = stranger.run("audit", place, "--policy", "policy0")
    assert done.returncode == 0, done.stdout
    assert "322 entries hashed again" in done.stdout
    size = published.size_on_disk("2026")
    needed = [place / name for name in ("checkpoint", "tile/0/000", "tile/entries/000", f"tile/0/001.p/{size - 256}")]
    for path in [*needed, place / f"tile/entries/001.p/{size - 256}", place / "tile/1/000.p/1"]:
        raw = path.read_bytes()
        for position in (0, len(raw) // 2, len(raw) - 2):
            path.write_bytes(raw[:position] + bytes([raw[position] ^ 1]) + raw[position + 1 :])
            done = stranger.run("audit", place, "--policy", "policy0")
            assert done.returncode in (1, 2), (path, position, done.stdout)
        path.unlink()
        assert stranger.run("audit", place, "--policy", "policy0").returncode == 1
        path.write_bytes(raw)


@pytest.mark.django_db
def test_two_checkpoints(stranger: Stranger, told: dict[str, Any], home: Path) -> None:
    old, new = SignedCheckpoint.objects.order_by("n")
    stranger.keep("old", old.note)
    stranger.keep("new", new.note)
    path = stored.tree("2026", new.size).consistency(old.size)
    stranger.keep("path", "\n".join(base64.b64encode(step).decode() for step in path))
    stranger.keep("wrong", "\n".join(base64.b64encode(step).decode() for step in path[:-1]))
    tiles = home / "journal" / "2026"
    cases: list[tuple[int, list[Any]]] = [
        (0, ["old", "new", "--proof", "path"]),
        (0, ["old", "new", "--tiles", tiles]),
        (0, ["old", "old"]),
        (2, ["old", "new"]),
        (1, ["old", "new", "--proof", "wrong"]),
        (1, ["new", "old", "--proof", "path"]),
    ]
    for code, arguments in cases:
        done = stranger.run("consistency", *arguments, "--policy", "policy0")
        assert done.returncode == code, (arguments, done.stdout, done.stderr)


@settings(max_examples=30, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 63), st.integers(0, 7))
def test_its_own_ed25519_agrees_with_the_library(seed: bytes, message: bytes, byte: int, bit: int) -> None:
    signer = notes.Signer("a", seed, is_test=True)
    signature = signer.sign(message.hex()).data
    public, text = signer.verifier.public, message.hex().encode()
    assert egret_verify.plain_ed25519(public, signature, text)
    assert not egret_verify.plain_ed25519(public, signature, text + b"x")
    spoilt = bytearray(signature)
    spoilt[byte] ^= 1 << bit
    assert not egret_verify.plain_ed25519(public, bytes(spoilt), text)


def test_its_test_keys_are_ours() -> None:
    assert {bytes.fromhex(key) for key in egret_verify.PUBLIC_TEST_KEYS} == notes.PUBLIC_TEST_KEYS


def test_it_is_written_for_python_3_9_and_the_standard_library() -> None:
    tree = ast.parse(SOURCE.read_text("utf-8"), feature_version=(3, 9))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert imported - sys.stdlib_module_names == {"cryptography"}
