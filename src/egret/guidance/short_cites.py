"""Citations short enough for a line: judicial interpretations by the name officers give them."""

from __future__ import annotations

from functools import cache

from egret.law.importer.titles import law_key
from egret.law.queries import gists

LONG = 20


@cache
def _names() -> dict[str, str]:
    """Key of a law with a long name -> the shortest other name for it alone."""
    found: dict[str, str] = {}
    for name, keys in gists().aliases.items():
        if len(keys) == 1 and len(keys[0]) > LONG and len(name) < len(found.get(keys[0], keys[0])):
            found[keys[0]] = name
    return found


def short(cite: str) -> str:
    """`盗窃解释 3` for `最高人民法院…解释#3`; other citations as they are, without the mark."""
    law, _mark, place = cite.partition("#")
    name, bracket, year = law.partition("(")
    known = _names().get(law_key(name), name)
    return f"{known}{bracket}{year} {place}"
