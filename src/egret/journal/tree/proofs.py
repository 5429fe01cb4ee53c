"""Proofs: that an entry is in the tree, and that a later tree only added to an earlier one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from egret.journal.tree.hashing import SHA256, Hashing
from egret.journal.tree.tiles import WIDTH, perfect_root

TileReader = Callable[[int, int], bytes]
"""Gives the hashes of tile (level, n), at least as many as the tree's size needs."""


class BrokenTree(ValueError):
    """The stored tiles cannot be those of a tree of this size."""


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


class TiledTree:
    """A tree of a given size, read through its tiles; each tile is read once."""

    def __init__(self, size: int, read: TileReader, hashing: Hashing = SHA256) -> None:
        self.size, self.hashing = size, hashing
        self._read = read
        self._tiles: dict[tuple[int, int], bytes] = {}

    def _tile(self, level: int, n: int) -> bytes:
        if (level, n) not in self._tiles:
            self._tiles[level, n] = self._read(level, n)
        return self._tiles[level, n]

    def _perfect(self, height: int, i: int) -> bytes:
        """Root of the perfect subtree over leaves [i * 2^height, (i + 1) * 2^height)."""
        level, inner = divmod(height, 8)
        first = i << inner
        n, offset = divmod(first, WIDTH)
        data = self._tile(level, n)[offset * 32 : (offset + (1 << inner)) * 32]
        if len(data) != 32 << inner:
            raise BrokenTree(f"tile {level}/{n} is missing or too narrow")
        return perfect_root(data, self.hashing)

    def subtree(self, low: int, high: int) -> bytes:
        """MTH of the leaves [low, high), RFC 6962 section 2.1."""
        count = high - low
        if count & (count - 1) == 0:
            height = count.bit_length() - 1
            return self._perfect(height, low >> height)
        middle = low + _split(count)
        return self.hashing.node(self.subtree(low, middle), self.subtree(middle, high))

    def root(self, size: int | None = None) -> bytes:
        """Root of this tree, or of the smaller tree it once was."""
        size = self.size if size is None else size
        if size > self.size:
            raise BrokenTree(f"the tree has {self.size} leaves, not {size}")
        return self.subtree(0, size) if size else self.hashing.empty

    def inclusion(self, index: int) -> list[bytes]:
        """The path of a leaf, its sibling first."""
        if not 0 <= index < self.size:
            raise BrokenTree(f"no leaf {index} in a tree of {self.size}")
        path: list[bytes] = []
        low, high = 0, self.size
        while high - low > 1:
            middle = low + _split(high - low)
            if index < middle:
                path.append(self.subtree(middle, high))
                high = middle
            else:
                path.append(self.subtree(low, middle))
                low = middle
        return path[::-1]

    def consistency(self, old: int) -> list[bytes]:
        """The proof that this tree extends its first `old` leaves, RFC 6962 section 2.1.2."""
        if not 0 < old <= self.size:
            raise BrokenTree(f"no proof from {old} to {self.size}")
        path: list[bytes] = []
        low, high, whole = 0, self.size, True
        while old != high:
            middle = low + _split(high - low)
            if old <= middle:
                path.append(self.subtree(middle, high))
                high = middle
            else:
                path.append(self.subtree(low, middle))
                low, whole = middle, False
        if not whole:
            path.append(self.subtree(low, high))
        return path[::-1]


def root_from_path(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], hashing: Hashing = SHA256
) -> bytes | None:
    """The root this path leads to, or None when its length cannot be right (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    position, last, result = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if position & 1 or position == last:
            result = hashing.node(sibling, result)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            result = hashing.node(result, sibling)
        position, last = position >> 1, last >> 1
    return result if last == 0 else None


def is_consistent(
    old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes], hashing: Hashing = SHA256
) -> bool:
    """Whether the proof shows that the tree `root` extends the tree `old_root` (RFC 9162 section 2.1.4.2)."""
    if old == size:
        return old_root == root and not path
    if old == 0:
        return not path
    if not 0 < old < size or not path:
        return False
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    position, last = old - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            first, second = hashing.node(step, first), hashing.node(step, second)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            second = hashing.node(second, step)
        position, last = position >> 1, last >> 1
    return last == 0 and first == old_root and second == root
