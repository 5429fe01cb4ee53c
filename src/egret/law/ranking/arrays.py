"""Named arrays in one file: written whole beside the old one and renamed over it, read through a memory map."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
_MARK = b"EGRETARR"


class ArraysBroken(ValueError):
    """The file is no file of arrays, or not a whole one."""


def write(path: Path, arrays: Mapping[str, Array], notes: Mapping[str, Any]) -> None:
    """Write all arrays; readers see the old file or the new one, never a part."""
    places: dict[str, Any] = {}
    offset = 0
    for name, array in arrays.items():
        places[name] = [array.dtype.str, list(array.shape), offset]
        offset += -(-array.nbytes // 64) * 64
    head = json.dumps({"notes": dict(notes), "arrays": places, "size": offset}, ensure_ascii=False).encode()
    head += b" " * (-(len(head) + 16) % 64)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(_MARK + len(head).to_bytes(8, "little") + head)
            for array in arrays.values():
                stream.write(np.ascontiguousarray(array).tobytes())
                stream.write(b"\0" * (-array.nbytes % 64))
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read(path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """Arrays as views of the file, and its notes. Raises ArraysBroken, or FileNotFoundError."""
    with path.open("rb") as stream:
        begin = stream.read(16)
        if begin[:8] != _MARK:
            raise ArraysBroken(f"{path.name}: no file of arrays")
        length = int.from_bytes(begin[8:], "little")
        try:
            head = json.loads(stream.read(length))
        except ValueError as error:
            raise ArraysBroken(f"{path.name}: {error}") from None
        start = 16 + length
        if os.fstat(stream.fileno()).st_size < start + head["size"]:
            raise ArraysBroken(f"{path.name}: cut short")
        mapped = np.memmap(stream, dtype=np.uint8, mode="r")
    arrays: dict[str, Array] = {}
    for name, (kind, shape, offset) in head["arrays"].items():
        dtype = np.dtype(kind)
        size = int(np.prod(shape)) * dtype.itemsize
        arrays[name] = mapped[start + offset : start + offset + size].view(dtype).reshape(shape)
    return arrays, head["notes"]
