"""The right edge of a growing tree: all that is needed to append and to know the root."""

from __future__ import annotations

from collections.abc import Iterable

from egret.journal.tree.hashing import SHA256, Hashing


class Edge:
    """Roots of the perfect subtrees of the present size, largest first. Appending is O(1) amortised."""

    __slots__ = ("hashing", "size", "stack")

    def __init__(self, size: int = 0, stack: Iterable[bytes] = (), hashing: Hashing = SHA256) -> None:
        self.size, self.stack, self.hashing = size, list(stack), hashing
        if len(self.stack) != size.bit_count():
            raise ValueError(
                f"a tree of {size} leaves has {size.bit_count()} subtrees at its edge, not {len(self.stack)}"
            )

    @classmethod
    def unpack(cls, size: int, packed: bytes, hashing: Hashing = SHA256) -> Edge:
        return cls(size, [packed[i : i + 32] for i in range(0, len(packed), 32)], hashing)

    def pack(self) -> bytes:
        return b"".join(self.stack)

    def add(self, leaf: bytes) -> None:
        node, stack = self.hashing.node, self.stack
        stack.append(leaf)
        size = self.size
        while size & 1:
            right = stack.pop()
            stack[-1] = node(stack[-1], right)
            size >>= 1
        self.size += 1

    def root(self) -> bytes:
        if not self.stack:
            return self.hashing.empty
        result = self.stack[-1]
        for left in reversed(self.stack[:-1]):
            result = self.hashing.node(left, result)
        return result
