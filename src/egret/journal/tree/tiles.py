"""Tiles: 256 hashes side by side. Level 0 holds leaves, level L the roots of full tiles of level L-1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from egret.journal.tree.hashing import SHA256, Hashing

WIDTH = 256
TILE_BYTES = WIDTH * 32


class Tile(NamedTuple):
    """One tile at its place; full when 256 wide."""

    level: int
    n: int
    data: bytes

    @property
    def width(self) -> int:
        return len(self.data) // 32


def perfect_root(data: bytes, hashing: Hashing = SHA256) -> bytes:
    """Root over a power of two of hashes laid side by side."""
    digest = hashing.digest
    while len(data) > 32:
        data = b"".join([digest(b"\x01" + data[i : i + 64]) for i in range(0, len(data), 64)])
    return data


def places(size: int) -> Iterator[tuple[int, int, int]]:
    """Level, number and width of every tile of a tree of that size."""
    level = 0
    while size:
        full, rest = divmod(size, WIDTH)
        yield from ((level, n, WIDTH) for n in range(full))
        if rest:
            yield level, full, rest
        size, level = full, level + 1


def edge_places(size: int) -> list[tuple[int, int, int]]:
    """Level, number and width of the tiles that are still growing."""
    found, level = [], 0
    while size:
        full, rest = divmod(size, WIDTH)
        if rest:
            found.append((level, full, rest))
        size, level = full, level + 1
    return found


class Tiler:
    """Lays leaves into tiles, from any size on."""

    def __init__(self, size: int = 0, growing: Sequence[Tile] = (), hashing: Hashing = SHA256) -> None:
        self.size, self.hashing = size, hashing
        self._growing: list[bytearray] = []
        self._numbers: list[int] = []
        held = {tile.level: tile for tile in growing}
        for level, n, width in edge_places(size):
            tile = held.get(level)
            if tile is None or (tile.n, tile.width) != (n, width):
                raise ValueError(f"the growing tile of level {level} is missing or has another width")
        rest, level = size, 0
        while rest:
            rest //= WIDTH
            self._growing.append(bytearray(held[level].data if level in held else b""))
            self._numbers.append(rest)
            level += 1

    def add(self, leaf: bytes) -> list[Tile]:
        """Append a leaf; the tiles it made full."""
        full: list[Tile] = []
        level, piece = 0, leaf
        while True:
            if level == len(self._growing):
                self._growing.append(bytearray())
                self._numbers.append(0)
            row = self._growing[level]
            row += piece
            if len(row) < TILE_BYTES:
                break
            tile = Tile(level, self._numbers[level], bytes(row))
            full.append(tile)
            row.clear()
            self._numbers[level] += 1
            piece, level = perfect_root(tile.data, self.hashing), level + 1
        self.size += 1
        return full

    def growing(self) -> list[Tile]:
        """The tiles at the right edge, narrower than 256."""
        rows = enumerate(zip(self._numbers, self._growing, strict=True))
        return [Tile(level, n, bytes(row)) for level, (n, row) in rows if row]
