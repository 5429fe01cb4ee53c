"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
COSIGNATURE = 0x04
_DASH = "\u2014 "
_SIZE = re.compile(r"0|[1-9][0-9]*")

PUBLIC_TEST_SEEDS = frozenset((bytes(range(32)), bytes(range(32, 64))))
"""Seeds printed in the reference; a log that signs with one proves nothing."""


class BadNote(ValueError):
    """The text is no note we accept."""


class PublicTestKey(ValueError):
    """A key that everyone can read in the reference is offered as a secret."""


def _raw_public(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


PUBLIC_TEST_KEYS = frozenset(_raw_public(seed) for seed in PUBLIC_TEST_SEEDS)


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """First four bytes of SHA-256(name || LF || type || public key)."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def _good_name(name: str) -> str:
    if not name or "+" in name or any(char.isspace() for char in name):
        raise BadNote(f"a key name has no space and no plus: {name!r}")
    return name


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: name, key id and the bytes after it."""

    name: str
    key_id: bytes
    data: bytes

    def line(self) -> str:
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.data).decode()}\n"

    @property
    def time(self) -> int:
        """Unix time of a cosignature."""
        return int(struct.unpack(">Q", self.data[:8])[0])


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the signatures under it."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def __str__(self) -> str:
        return self.text + "\n" + "".join(signature.line() for signature in self.signatures)

    def plus(self, *more: Signature) -> Note:
        return Note(self.text, (*self.signatures, *more))

    @classmethod
    def parse(cls, note: str) -> Note:
        text, divider, tail = note.rpartition("\n\n")
        if not divider or not tail.endswith("\n"):
            raise BadNote("no empty line before the signatures")
        return cls(text + "\n", tuple(parse_signature(line) for line in tail[:-1].split("\n")))


def parse_signature(line: str) -> Signature:
    """Read one line `— name base64`."""
    if not line.startswith(_DASH) or line.count(" ") != 2:
        raise BadNote(f"no signature line: {line!r}")
    _, name, coded = line.split(" ")
    try:
        raw = base64.b64decode(coded, validate=True)
    except binascii.Error as error:
        raise BadNote(f"no base64 in a signature line: {line!r}") from error
    if len(raw) < 5:
        raise BadNote("a signature is too short")
    return Signature(_good_name(name), raw[:4], raw[4:])


def _cosigned_text(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with its name and what it signs: notes (0x01) or cosignatures (0x04)."""

    name: str
    kind: int
    public: bytes
    key_id: bytes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key_id", key_id(self.name, self.kind, self.public))

    @classmethod
    def parse(cls, vkey: str, *, is_test: bool = False) -> Verifier:
        """Read `name+hex id+base64(type || key)`. The reference's own test keys are refused outside tests."""
        try:
            name, hex_id, coded = vkey.split("+", 2)
            raw = base64.b64decode(coded, validate=True)
        except (ValueError, binascii.Error) as error:
            raise BadNote(f"no verifier key: {vkey!r}") from error
        if len(raw) != 33 or raw[0] not in (ED25519, COSIGNATURE):
            raise BadNote(f"unknown kind of key: {vkey!r}")
        verifier = cls(_good_name(name), raw[0], raw[1:])
        if verifier.key_id.hex() != hex_id:
            raise BadNote(f"the key id does not belong to the key: {vkey!r}")
        if verifier.public in PUBLIC_TEST_KEYS and not is_test:
            raise PublicTestKey(f"{name} is a test key that everyone knows")
        return verifier

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"

    def owns(self, signature: Signature) -> bool:
        return signature.name == self.name and signature.key_id == self.key_id

    def accepts(self, text: str, signature: Signature) -> bool:
        """Whether this key made the signature under this text."""
        signed, data = text.encode(), signature.data
        if self.kind == COSIGNATURE:
            if len(data) != 72:
                return False
            signed, data = _cosigned_text(text, signature.time), data[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(data, signed)
        except InvalidSignature:
            return False
        return True


class Signer:
    """A secret key with its name."""

    def __init__(self, name: str, seed: bytes, *, is_test: bool = False) -> None:
        if seed in PUBLIC_TEST_SEEDS and not is_test:
            raise PublicTestKey(f"the key of {name} is printed in the reference; make a new one")
        self.name = _good_name(name)
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._key.public_key().public_bytes_raw()
        self.verifier = Verifier(name, ED25519, public)
        self.cosigner = Verifier(name, COSIGNATURE, public)

    def sign(self, text: str) -> Signature:
        return Signature(self.name, self.verifier.key_id, self._key.sign(text.encode()))

    def cosign(self, text: str, time: int) -> Signature:
        """A timestamped cosignature: at this time the largest tree I saw had this root."""
        signed = self._key.sign(_cosigned_text(text, time))
        return Signature(self.name, self.cosigner.key_id, struct.pack(">Q", time) + signed)


def accepted(note: Note, known: Iterable[Verifier]) -> list[Signature]:
    """Signatures by known keys. Unknown ones are passed over; a bad one from a known key condemns the note."""
    good: list[Signature] = []
    verifiers = list(known)
    for signature in note.signatures:
        verifier = next((v for v in verifiers if v.owns(signature)), None)
        if verifier is None or signature in good:
            continue
        if not verifier.accepts(note.text, signature):
            raise BadNote(f"bad signature of {signature.name}")
        good.append(signature)
    return good


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: its origin, size and root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read three lines; extension lines are refused, because cosigners may not cover them."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0] or _SIZE.fullmatch(lines[1]) is None:
            raise BadNote("no checkpoint of three lines")
        try:
            root = base64.b64decode(lines[2], validate=True)
        except binascii.Error as error:
            raise BadNote("the root is no base64") from error
        if len(root) != 32:
            raise BadNote("a root has 32 bytes")
        return cls(lines[0], int(lines[1]), root)


def moment(time: int) -> datetime:
    """The moment a cosignature states."""
    return datetime.fromtimestamp(time, UTC)
