"""The words under which statutes are found: overlapping pairs of Han characters, whole runs of letters and digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[a-z0-9]+")


def normalise(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().replace("\u200b", "")


def tokens(text: str) -> Iterator[str]:
    """Tokens to index. The last character of a run also stands alone, so that one character finds every place it
    stands."""
    for run in _RUN.findall(normalise(text)):
        if run[0] < "\u3400":
            yield run
            continue
        for index in range(len(run) - 1):
            yield run[index : index + 2]
        yield run[-1]


def pairs(text: str) -> Iterator[str]:
    """Terms by which articles are ranked: pairs of Han characters, a lone one by itself, whole runs of letters and
    digits."""
    for run in _RUN.findall(normalise(text)):
        if run[0] < "\u3400" or len(run) == 1:
            yield run
        else:
            for index in range(len(run) - 1):
                yield run[index : index + 2]


def indexed(text: str) -> str:
    return " ".join(tokens(text))


def phrases(query: str) -> list[list[str]]:
    """Each run of a query as the tokens that must follow one another; a single Han character stays single."""
    found = []
    for run in _RUN.findall(normalise(query)):
        if run[0] < "\u3400" or len(run) == 1:
            found.append([run])
        else:
            found.append([run[index : index + 2] for index in range(len(run) - 1)])
    return found
