"""Proofs people carry: the `.tlog-proof` text, the binary `EGP1` for a QR code, and the short address on papers."""

from __future__ import annotations

import base64
import binascii
import json
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from egret.journal.formats.canonical import canonical
from egret.journal.formats.notes import ED25519, BadNote, Checkpoint, Note, Signature, Verifier
from egret.journal.tree.hashing import SHA256
from egret.journal.tree.proofs import root_from_path

_FIRST_LINE = "c2sp.org/tlog-proof@v1"
_MAX_HASHES = 63
_SHORT = re.compile(r"(HTTPS?://[A-Z0-9.:\[\]-]+)/J/([0-9]{4}[A-Z]?)/([0-9]+)/([A-Z2-7]{52})")


class BadProof(ValueError):
    """The bytes are no proof."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A committed field laid open: with its salt anyone can recompute the commitment."""

    field: str
    salt: bytes
    value: Any


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry is the `index`-th of the log its checkpoint describes."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: Note
    entry: bytes = b""
    openings: tuple[Opening, ...] = ()
    docs: tuple[str, ...] = ()

    @property
    def tree(self) -> Checkpoint:
        return Checkpoint.parse(self.checkpoint.text)

    @property
    def leaf(self) -> bytes:
        return SHA256.leaf(self.entry)

    @property
    def text(self) -> str:
        """The `.tlog-proof` file. What stands in `extra` is not signed: a verifier recomputes the leaf from it."""
        opened = [[o.field, o.salt.hex(), o.value] for o in self.openings]
        extra = {"entry": self.entry.decode(), "open": opened, "doc": list(self.docs)}
        lines = [_FIRST_LINE]
        if self.entry:
            lines.append("extra " + base64.b64encode(canonical(extra)).decode())
        lines.append(f"index {self.index}")
        lines += [base64.b64encode(step).decode() for step in self.path]
        return "\n".join(lines) + "\n\n" + str(self.checkpoint)

    @classmethod
    def parse(cls, text: str) -> Proof:
        head, divider, note = text.partition("\n\n")
        lines = head.split("\n")
        if not divider or lines[0] != _FIRST_LINE:
            raise BadProof("no tlog-proof")
        rest = lines[1:]
        extra: Mapping[str, Any] = {}
        try:
            if rest and rest[0].startswith("extra "):
                extra = json.loads(base64.b64decode(rest.pop(0)[6:], validate=True))
            if not rest or re.fullmatch(r"index (0|[1-9][0-9]*)", rest[0]) is None or len(rest) - 1 > _MAX_HASHES:
                raise BadProof("no index, or too many hashes")
            path = tuple(base64.b64decode(line, validate=True) for line in rest[1:])
            openings = tuple(Opening(f, bytes.fromhex(salt), value) for f, salt, value in extra.get("open", ()))
            entry = str(extra.get("entry", "")).encode()
            docs = tuple(str(doc) for doc in extra.get("doc", ()))
            parsed = cls(int(rest[0][6:]), path, Note.parse(note), entry, openings, docs)
        except (binascii.Error, BadNote, TypeError, AttributeError, ValueError) as error:
            raise BadProof(f"no tlog-proof: {error}") from error
        if any(len(step) != 32 for step in path):
            raise BadProof("a hash has 32 bytes")
        return parsed

    def holds(self) -> bool:
        """Whether path and entry lead to the checkpoint's root. Says nothing of signatures."""
        tree = self.tree
        return root_from_path(self.leaf, self.index, tree.size, self.path) == tree.root


def short_address(address: str, log: str, index: int, leaf: bytes) -> str:
    """`HTTPS://HOST/J/2026/17/<base32 leaf>`: upper case, so that a QR code takes it in its dense mode."""
    coded = base64.b32encode(leaf).decode().rstrip("=")
    return f"{address.rstrip('/')}/J/{log}/{index}/{coded}".upper()


def parse_short(text: str) -> tuple[str, str, int, bytes]:
    """Address, log, index and leaf of a short code."""
    match = _SHORT.fullmatch(text.strip())
    if match is None:
        raise BadProof("no short code of the journal")
    address, log, index, coded = match.groups()
    return address, log.lower(), int(index), base64.b32decode(coded + "====")


_MAGIC = b"EGP1"
_WITH_LEAF = 0x01


@dataclass(frozen=True, slots=True)
class Compact:
    """The binary proof as read: the root is recomputed from it, not carried."""

    log_key: bytes
    index: int
    size: int
    path: tuple[bytes, ...]
    log_signature: bytes
    cosignatures: tuple[tuple[bytes, int, bytes], ...]
    salts: tuple[tuple[int, bytes], ...]
    leaf: bytes = b""

    def note(self, leaf: bytes, log: Verifier, witnesses: Sequence[Verifier] = ()) -> Note:
        """The checkpoint this proof leads to, with its signatures put back; signatures are not judged here."""
        root = root_from_path(leaf, self.index, self.size, self.path)
        if root is None:
            raise BadProof("the path does not fit index and size")
        names = {witness.key_id: witness.name for witness in witnesses}
        signatures = [Signature(log.name, self.log_key, self.log_signature)]
        for known, time, data in self.cosignatures:
            if known in names:
                signatures.append(Signature(names[known], known, struct.pack(">Q", time) + data))
        return Note(Checkpoint(log.name, self.size, root).text, tuple(signatures))


def pack(proof: Proof, log: Verifier, fields: Sequence[str] = (), *, with_leaf: bool = True) -> bytes:
    """`EGP1`. `fields` gives the numbering of the openings' fields, as the document kind prints them."""
    tree = proof.tree
    own = next((s for s in proof.checkpoint.signatures if log.owns(s) and len(s.data) == 64), None)
    if own is None or log.kind != ED25519:
        raise BadProof("the log's own signature is missing")
    others = [s for s in proof.checkpoint.signatures if s.name != log.name and len(s.data) == 72]
    opened = [(fields.index(o.field), o.salt) for o in proof.openings if o.field in fields]
    parts = [
        _MAGIC,
        bytes([_WITH_LEAF if with_leaf else 0]),
        log.key_id,
        struct.pack(">QQB", proof.index, tree.size, len(proof.path)),
    ]
    parts += proof.path
    parts += [own.data, bytes([len(others)])]
    parts += [s.key_id + s.data for s in others]
    parts.append(bytes([len(opened)]))
    parts += [bytes([number]) + salt for number, salt in opened]
    if with_leaf:
        parts.append(proof.leaf)
    return b"".join(parts)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.position = data, 0

    def take(self, count: int) -> bytes:
        piece = self.data[self.position : self.position + count]
        if len(piece) != count:
            raise BadProof("the proof ends too soon")
        self.position += count
        return piece

    def number(self, count: int) -> int:
        return int.from_bytes(self.take(count), "big")


def unpack(data: bytes) -> Compact:
    """Read `EGP1`; nothing may follow it."""
    reader = _Reader(data)
    if reader.take(4) != _MAGIC:
        raise BadProof("no EGP1 proof")
    flags = reader.number(1)
    if flags & ~_WITH_LEAF:
        raise BadProof("flags of a later version")
    log_key, index, size = reader.take(4), reader.number(8), reader.number(8)
    path = tuple(reader.take(32) for _ in range(reader.number(1)))
    log_signature = reader.take(64)
    cosignatures = tuple((reader.take(4), reader.number(8), reader.take(64)) for _ in range(reader.number(1)))
    salts = tuple((reader.number(1), reader.take(32)) for _ in range(reader.number(1)))
    leaf = reader.take(32) if flags & _WITH_LEAF else b""
    if reader.position != len(data):
        raise BadProof("something follows the proof")
    return Compact(log_key, index, size, path, log_signature, cosignatures, salts, leaf)
