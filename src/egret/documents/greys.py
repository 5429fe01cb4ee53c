"""PNG pictures in sixteen greys: a page of text needs no more, and takes a tenth of the bytes."""

from __future__ import annotations

import struct
import zlib
from itertools import pairwise

_HEAD = b"\x89PNG\r\n\x1a\n"


def sixteen_greys(png: bytes) -> bytes:
    """An 8-bit RGB or RGBA picture as one of sixteen greys, the same bytes each time."""
    width, height, channels, rows = _read(png)
    lines = [b"\x00" + _packed(row, channels, width) for row in rows]
    head = struct.pack(">IIBBBBB", width, height, 4, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(lines), 9)), (b"IEND", b""))
    return _HEAD + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _packed(row: bytes, channels: int, width: int) -> bytes:
    greys = [grey >> 4 for grey in row[1 : width * channels : channels]]  # green stands for the grey of black on white
    if width % 2:
        greys.append(15)
    return bytes(left << 4 | right for left, right in list(pairwise(greys))[::2])


def _read(png: bytes) -> tuple[int, int, int, list[bytes]]:
    at, packed, head = len(_HEAD), b"", b""
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        name, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        head = data if name == b"IHDR" else head
        packed += data if name == b"IDAT" else b""
        at += size + 12
    width, height, depth, colour = struct.unpack(">IIBB", head[:10])
    channels = {2: 3, 6: 4}[colour]
    if depth != 8 or head[12]:
        raise ValueError("only plain 8-bit pictures")
    raw, step, rows = zlib.decompress(packed), width * channels, []
    above = bytes(step)
    for line in range(height):
        begin = line * (step + 1)
        above = _unfiltered(raw[begin], bytearray(raw[begin + 1 : begin + 1 + step]), above, channels)
        rows.append(above)
    return width, height, channels, rows


def _unfiltered(kind: int, row: bytearray, above: bytes, back: int) -> bytes:
    if kind == 0:
        return bytes(row)
    for at, value in enumerate(row):
        left = row[at - back] if at >= back else 0
        up = above[at]
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = up
        elif kind == 3:
            guess = (left + up) // 2
        else:
            guess = _paeth(left, up, above[at - back] if at >= back else 0)
        row[at] = (value + guess) & 255
    return bytes(row)


def _paeth(left: int, up: int, corner: int) -> int:
    whole = left + up - corner
    by_left, by_up, by_corner = abs(whole - left), abs(whole - up), abs(whole - corner)
    if by_left <= by_up and by_left <= by_corner:
        return left
    return up if by_up <= by_corner else corner
