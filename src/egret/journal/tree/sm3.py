"""SM3 (GB/T 32905) in plain Python, for machines whose OpenSSL was built without it."""

from __future__ import annotations

import struct

_MASK = 0xFFFFFFFF
_START = (
    0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E,
)  # fmt: skip


def _turn(word: int, by: int) -> int:
    by %= 32
    return ((word << by) | (word >> (32 - by))) & _MASK


def _mix0(word: int) -> int:
    return word ^ _turn(word, 9) ^ _turn(word, 17)


def _mix1(word: int) -> int:
    return word ^ _turn(word, 15) ^ _turn(word, 23)


def _compress(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    words = list(struct.unpack(">16I", block))
    for j in range(16, 68):
        mixed = _mix1(words[j - 16] ^ words[j - 9] ^ _turn(words[j - 3], 15))
        words.append(mixed ^ _turn(words[j - 13], 7) ^ words[j - 6])
    a, b, c, d, e, f, g, h = state
    for j in range(68 - 4):
        constant = 0x79CC4519 if j < 16 else 0x7A879D8A
        ss1 = _turn((_turn(a, 12) + e + _turn(constant, j)) & _MASK, 7)
        ss2 = ss1 ^ _turn(a, 12)
        if j < 16:
            choose, choose2 = a ^ b ^ c, e ^ f ^ g
        else:
            choose, choose2 = (a & b) | (a & c) | (b & c), (e & f) | (~e & g)
        tt1 = (choose + d + ss2 + (words[j] ^ words[j + 4])) & _MASK
        tt2 = (choose2 + h + ss1 + words[j]) & _MASK
        a, b, c, d = tt1, a, _turn(b, 9), c
        e, f, g, h = _mix0(tt2), e, _turn(f, 19), g
    return tuple(old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True))


def sm3(data: bytes) -> bytes:
    """The 32-byte SM3 digest."""
    padded = data + b"\x80" + b"\x00" * ((55 - len(data)) % 64) + struct.pack(">Q", len(data) * 8)
    state: tuple[int, ...] = _START
    for start in range(0, len(padded), 64):
        state = _compress(state, padded[start : start + 64])
    return struct.pack(">8I", *state)
