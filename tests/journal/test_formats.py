"""Properties of the pure part: tree, entries, notes, paths, proofs."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egret.journal.formats import canonical, entries, notes, paths, proof
from egret.journal.tree import proofs
from egret.journal.tree.edge import Edge
from egret.journal.tree.hashing import SHA256
from egret.journal.tree.sm3 import sm3
from egret.journal.tree.tiles import Tiler, places
from egret.kit.ulid import ulid

LEAVES = [hashlib.sha256(b"%d" % i).digest() for i in range(70_000)]


def tiles_of(size: int) -> dict[tuple[int, int], bytes]:
    tiler = Tiler()
    found = {(t.level, t.n): t.data for leaf in LEAVES[:size] for t in tiler.add(leaf)}
    return found | {(t.level, t.n): t.data for t in tiler.growing()}


BIG = tiles_of(70_000)


def naive_root(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    return SHA256.node(naive_root(leaves[:k]), naive_root(leaves[k:]))


def big_tree(size: int) -> proofs.TiledTree:
    return proofs.TiledTree(size, lambda level, n: BIG[level, n])


@given(st.integers(0, 700))
def test_edge_tiles_and_definition_agree(size: int) -> None:
    edge = Edge()
    for leaf in LEAVES[:size]:
        edge.add(leaf)
    assert edge.root() == naive_root(LEAVES[:size]) == big_tree(size).root()
    assert Edge.unpack(size, edge.pack()).root() == edge.root()


@given(st.integers(1, 70_000), st.data())
def test_inclusion(size: int, data: Any) -> None:
    index = data.draw(st.integers(0, size - 1))
    tree = big_tree(size)
    path = tree.inclusion(index)
    assert proofs.root_from_path(LEAVES[index], index, size, path) == tree.root()
    assert proofs.root_from_path(LEAVES[index], index, size, [*path, bytes(32)]) is None
    if path:
        assert proofs.root_from_path(LEAVES[index], index, size, path[:-1]) is None
        wrong = [bytes(32), *path[1:]]
        assert proofs.root_from_path(LEAVES[index], index, size, wrong) != tree.root()


@given(st.integers(1, 70_000), st.data())
def test_consistency(size: int, data: Any) -> None:
    old = data.draw(st.integers(1, size))
    tree = big_tree(size)
    path, old_root, root = tree.consistency(old), tree.root(old), tree.root()
    assert proofs.is_consistent(old, old_root, size, root, path)
    assert not proofs.is_consistent(old, bytes(32), size, root, path)
    assert not proofs.is_consistent(old, old_root, size, bytes(32), path)
    if path:
        assert not proofs.is_consistent(old, old_root, size, root, path[:-1])
        assert not proofs.is_consistent(old, old_root, size, root, [*path, bytes(32)])


@given(st.integers(0, 66_000), st.integers(0, 600))
def test_a_tiler_takes_up_where_another_stopped(size: int, more: int) -> None:
    growing = _growing(size)
    tiler = Tiler(size, growing)
    found = {(t.level, t.n): t.data for leaf in LEAVES[size : size + more] for t in tiler.add(leaf)}
    found |= {(t.level, t.n): t.data for t in tiler.growing()}
    for (level, n), tile in found.items():
        assert BIG[level, n][: len(tile)] == tile


def _growing(size: int) -> list[Any]:
    from egret.journal.tree.tiles import Tile, edge_places

    return [Tile(level, n, BIG[level, n][: width * 32]) for level, n, width in edge_places(size)]


def test_places() -> None:
    assert list(places(0)) == []
    assert list(places(257)) == [(0, 0, 256), (0, 1, 1), (1, 0, 1)]


def test_sm3_of_the_standard() -> None:
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16).hex() == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_tile_paths() -> None:
    assert paths.tile_path(0, 1_234_067) == "tile/0/x001/x234/067"
    assert paths.tile_path(1, 0, 7) == "tile/1/000.p/7"
    assert paths.bundle_path(5, 3) == "tile/entries/005.p/3"


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_bundles(raws: list[bytes]) -> None:
    data = paths.bundle(raws)
    assert paths.unbundle(data) == raws
    if data:
        with pytest.raises(ValueError):
            paths.unbundle(data + b"\0")


GOOD: dict[str, Any] = {
    "uid": "01JD0000000000000000000000",
    "ts": "2026-11-23T00:00:00Z",
    "act": "cases.detain",
    "actor": "o:1001",
    "org": "350211",
    "obj": "case:17",
}


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "o:350211199001011234"},
        {"obj": "person:35021119900101123X"},
        {"obj": "phone:13800138000"},
        {"obj": "person:350211900101123"},
        {"obj": "person:张三"},
        {"rel": ["person:13800138000"]},
        {"why": "电话"},
        {"why": "13800138000"},
        {"c": {"13800138000": "0" * 64}},
        {"c": {"a13800138000": "0" * 64}},
        {"c": {"name": "张三"}},
        {"doc": ["md5:00"]},
        {"act": "Detain"},
        {"actor": "1001"},
        {"uid": "x"},
        {"prev": "0" * 63},
        {"ts": "2026-11-23 00:00:00"},
        {"rel": ["a:" + "b" * 100] * 200},
    ],
)
def test_what_an_entry_must_not_hold(change: dict[str, Any]) -> None:
    with pytest.raises(entries.BadEntry):
        entries.encode(**{**GOOD, **change})


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"nonsense",
        b"\xff",
        b'{"v":1}',
        entries.encode(**GOOD) + b"\n",
        entries.encode(**GOOD).replace(b'"v":1', b'"v": 1'),
        entries.encode(**GOOD).replace(b'"v":1', b'"v":2'),
        entries.encode(**GOOD).replace(b'"v":1', b'"v":1.0'),
        entries.encode(**GOOD).replace(b'"v":1', b'"v":true'),
        entries.encode(**GOOD).replace(b'"v":1', b'"v":1,"w":1'),
        entries.encode(**GOOD).replace(b'"v":1', b'"v":1,"v":1'),
        entries.encode(**GOOD).replace(b'"v":1', b'"v":1,"why":null'),
        entries.encode(**GOOD).replace(b"350211", b"35021\\u0031"),
        entries.encode(**GOOD).replace(b"2026-11-23", b"2026-13-23"),
    ],
)
def test_only_the_canonical_text_is_read(raw: bytes) -> None:
    with pytest.raises(entries.BadEntry):
        entries.parse(raw)


def test_stamp() -> None:
    at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert entries.stamp(at) == "2026-11-23T08:00:00Z"
    assert entries.stamp(at + timedelta(microseconds=5)) == "2026-11-23T08:00:00.000005Z"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_canonical_text_reads_back_and_is_one(value: Any) -> None:
    text = canonical.canonical(value)
    assert json.loads(text) == value
    assert canonical.canonical(json.loads(text)) == text


@pytest.mark.parametrize("value", [1.5, float("nan"), 2**53 + 1, {1: 2}, object(), b"x", "\ud800", {"a": [0.1]}])
def test_uncertain_values_are_refused(value: Any) -> None:
    with pytest.raises(canonical.NotCanonical):
        canonical.canonical(value)


def test_canonical_agrees_with_an_rfc8785_library() -> None:
    import rfc8785

    for value in ({"b": [1, None, True], "a": '张三\u2028\x7f\x1f\t"\\/'}, [], {}, "€", -5):
        assert canonical.canonical(value) == rfc8785.dumps(value)


def test_a_bad_signature_of_a_known_key_condemns_and_an_unknown_is_passed_over() -> None:
    log, other = notes.Signer("a.example", b"\1" * 32), notes.Signer("b.example", b"\2" * 32)
    text = notes.Checkpoint("a.example", 1, bytes(32)).text
    note = notes.Note(text).plus(log.sign(text), other.sign("else\n"))
    assert [s.name for s in notes.accepted(note, [log.verifier])] == ["a.example"]
    with pytest.raises(notes.BadNote):
        notes.accepted(note, [log.verifier, other.verifier])
    assert notes.Verifier.parse(str(log.verifier)) == log.verifier


@pytest.mark.parametrize("text", ["a\n1\nAAAA\n", "a\n01\n" + "A" * 43 + "=\n", "a\n1\n", "a\n1\nx\next\n", "\n1\nx\n"])
def test_bad_checkpoints(text: str) -> None:
    with pytest.raises(notes.BadNote):
        notes.Checkpoint.parse(text)


def _proof(index: int = 5, size: int = 1000) -> tuple[proof.Proof, notes.Signer, notes.Signer]:
    raws = [entries.encode(**{**GOOD, "obj": f"case:{i + 1}"}) for i in range(size)]
    tiler = Tiler()
    tiles = {(t.level, t.n): t.data for raw in raws for t in tiler.add(SHA256.leaf(raw))}
    tiles |= {(t.level, t.n): t.data for t in tiler.growing()}
    tree = proofs.TiledTree(size, lambda level, n: tiles[level, n])
    log, witness = notes.Signer("a.example/2026", b"\1" * 32), notes.Signer("w.example", b"\2" * 32)
    text = notes.Checkpoint(log.name, size, tree.root()).text
    note = notes.Note(text).plus(log.sign(text), witness.cosign(text, 5))
    return proof.Proof(index, tuple(tree.inclusion(index)), note, raws[index]), log, witness


def test_compact_proof_reads_back() -> None:
    made, log, witness = _proof()
    packed = proof.pack(made, log.verifier)
    read = proof.unpack(packed)
    note = read.note(read.leaf, log.verifier, [witness.cosigner])
    assert note == made.checkpoint
    assert len(notes.accepted(note, [log.verifier, witness.cosigner])) == 2
    without = proof.unpack(proof.pack(made, log.verifier, with_leaf=False))
    assert without.leaf == b"" and without.note(made.leaf, log.verifier, [witness.cosigner]) == made.checkpoint
    for end in range(len(packed)):
        with pytest.raises(proof.BadProof):
            proof.unpack(packed[:end])


def test_short_code() -> None:
    leaf = hashlib.sha256(b"x").digest()
    text = proof.short_address("https://egret.example", "2026", 1234567, leaf)
    assert text == text.upper()
    assert proof.parse_short(text) == ("HTTPS://EGRET.EXAMPLE", "2026", 1234567, leaf)
    with pytest.raises(proof.BadProof):
        proof.parse_short(text[:-1])


def test_every_flipped_byte_of_a_proof_text_is_refused_or_does_not_hold() -> None:
    made, log, _ = _proof(size=9)
    data = made.text.encode()
    for i in range(len(data)):
        changed = data[:i] + bytes([data[i] ^ 1]) + data[i + 1 :]
        try:
            read = proof.Proof.parse(changed.decode())
            signed = notes.accepted(read.checkpoint, [log.verifier])
            assert (
                read == made
                or not (read.holds() and signed and read.tree.origin == log.name)
                or (
                    # the witness's line is unknown to this reader, and passed over
                    read.entry == made.entry and read.checkpoint.text == made.checkpoint.text
                )
            )
        except (ValueError, UnicodeDecodeError):
            continue


def test_ulids_sort_by_moment() -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    made = [ulid(at + timedelta(milliseconds=i)) for i in range(100)]
    assert made == sorted(made) and len(set(made)) == 100
    assert all(entries._ULID.fullmatch(u) for u in made)
