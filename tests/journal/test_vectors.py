"""Section 15 of the reference, line by line."""

from __future__ import annotations

import pytest

from egret.journal.formats import commitments, entries, notes
from egret.journal.formats.policy import Policy
from egret.journal.formats.proof import Opening, Proof
from egret.journal.tree.edge import Edge
from egret.journal.tree.hashing import SHA256, SM3, ZERO, Hashing
from egret.journal.tree.proofs import TiledTree
from egret.journal.tree.sm3 import sm3
from egret.journal.tree.tiles import Tiler
from tests.journal import vectors


def _tree(hashing: Hashing, size: int) -> TiledTree:
    tiler = Tiler(hashing=hashing)
    for raw in vectors.entry_bytes()[:size]:
        tiler.add(hashing.leaf(raw))
    tiles = {(tile.level, tile.n): tile.data for tile in tiler.growing()}
    return TiledTree(size, lambda level, n: tiles[level, n], hashing)


def test_commitment() -> None:
    assert commitments.commit(vectors.SALT, "person.name", "张三") == vectors.COMMITMENT
    assert commitments.opens(vectors.COMMITMENT, vectors.SALT, "person.name", "张三")
    assert not commitments.opens(vectors.COMMITMENT, vectors.SALT, "person.name", "李四")


def test_entry_0_is_written_byte_for_byte() -> None:
    assert vectors.entry_bytes()[0] == vectors.ENTRY_0
    assert len(vectors.ENTRY_0) == 314
    assert entries.parse(vectors.ENTRY_0).c == {"person.name": vectors.COMMITMENT}


def test_leaves() -> None:
    raws = vectors.entry_bytes()
    assert SHA256.leaf(raws[0]).hex() == "0df467bad192bf4c1ad3f086c0b178601cd7eef906d5b81a791422226650ac6e"
    assert SHA256.leaf(raws[6]).hex() == "e083e985b28e5caf09a7c37018103462cc55dd42360becc71af4b7e4aa728087"


@pytest.mark.parametrize("size", vectors.ROOTS)
def test_roots(size: int) -> None:
    edge = Edge()
    for raw in vectors.entry_bytes()[:size]:
        edge.add(SHA256.leaf(raw))
    assert edge.root().hex() == _tree(SHA256, size).root().hex() == vectors.ROOTS[size]


def test_path_of_5_in_7() -> None:
    assert tuple(step.hex() for step in _tree(SHA256, 7).inclusion(5)) == vectors.PATH_5_IN_7


def test_chain_after_7() -> None:
    chain = ZERO
    for raw in vectors.entry_bytes():
        chain = SHA256.chain(chain, SHA256.leaf(raw))
    assert chain.hex() == vectors.CHAIN_7


@pytest.mark.parametrize("hashing", [SM3, Hashing("sm3", sm3)], ids=["library", "plain"])
def test_sm3_tree(hashing: Hashing) -> None:
    assert hashing.leaf(vectors.ENTRY_0).hex() == vectors.SM3_LEAF_0
    assert _tree(hashing, 7).root().hex() == vectors.SM3_ROOT_7


def test_keys_and_checkpoint() -> None:
    log = notes.Signer(vectors.ORIGIN, vectors.LOG_SEED, is_test=True)
    witness = notes.Signer("notary.example/w1", vectors.WITNESS_SEED, is_test=True)
    assert str(log.verifier) == vectors.LOG_VKEY
    assert str(witness.cosigner) == vectors.WITNESS_VKEY_BODY
    text = notes.Checkpoint(vectors.ORIGIN, 7, bytes.fromhex(vectors.ROOTS[7])).text
    note = notes.Note(text).plus(log.sign(text), witness.cosign(text, vectors.WITNESS_TIME))
    assert str(note) == vectors.CHECKPOINT
    read = notes.Note.parse(vectors.CHECKPOINT)
    assert read == note
    assert [s.name for s in notes.accepted(read, [log.verifier, witness.cosigner])] == [log.name, witness.name]


def test_public_test_keys_are_refused_outside_tests() -> None:
    for seed in (vectors.LOG_SEED, vectors.WITNESS_SEED):
        with pytest.raises(notes.PublicTestKey):
            notes.Signer("journal.example", seed)
    for vkey in (vectors.LOG_VKEY, vectors.WITNESS_VKEY_BODY):
        with pytest.raises(notes.PublicTestKey):
            notes.Verifier.parse(vkey)


def test_proof_and_policy_on_the_vectors() -> None:
    opening = Opening("person.name", vectors.SALT, "张三")
    path = tuple(_tree(SHA256, 7).inclusion(0))
    proof = Proof(0, path, notes.Note.parse(vectors.CHECKPOINT), vectors.ENTRY_0, (opening,))
    assert Proof.parse(proof.text) == proof
    assert proof.holds()
    policy = Policy.parse(
        f"log {vectors.LOG_VKEY}\nwitness n {vectors.WITNESS_VKEY_BODY}\ngroup g 1 n\nquorum g\n", is_test=True
    )
    log = policy.log_for(vectors.ORIGIN)
    assert log is not None and policy.is_met(proof.checkpoint, log)
    unwitnessed = notes.Note(proof.checkpoint.text, proof.checkpoint.signatures[:1])
    assert not policy.is_met(unwitnessed, log)
