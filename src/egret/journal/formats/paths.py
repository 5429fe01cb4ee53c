"""Where tiles and bundles lie (C2SP tlog-tiles), and how a bundle is written."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from egret.journal.tree.tiles import WIDTH


def _number(n: int) -> str:
    groups = [f"{n % 1000:03d}"]
    while n >= 1000:
        n //= 1000
        groups.append(f"x{n % 1000:03d}")
    return "/".join(reversed(groups))


def tile_path(level: int | str, n: int, width: int = WIDTH) -> str:
    """`tile/0/x001/x234/067`; with `.p/<width>` while the tile is not full. Level `entries` names a bundle."""
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{_number(n)}{partial}"


def bundle_path(n: int, width: int = WIDTH) -> str:
    return tile_path("entries", n, width)


def bundle(entries: Iterable[bytes]) -> bytes:
    """Entries one after the other, each led by its length in two bytes."""
    return b"".join([struct.pack(">H", len(entry)) + entry for entry in entries])


def unbundle(data: bytes) -> list[bytes]:
    """The entries of a bundle. Raises ValueError when a length does not fit."""
    entries, position = [], 0
    while position < len(data):
        if position + 2 > len(data):
            raise ValueError("the bundle ends within a length")
        (length,) = struct.unpack_from(">H", data, position)
        position += 2
        if position + length > len(data):
            raise ValueError("the bundle ends within an entry")
        entries.append(data[position : position + length])
        position += length
    return entries
