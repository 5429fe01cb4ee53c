"""Kinds of documents: read from `rulebook/documents`, checked as a whole when first asked for.

A kind is data: title, number series, legal basis by date, copies, seal, signatures, the facts it needs and its body.
`facts.yaml` beside the groups is the vocabulary all kinds share, so one word means one thing on every paper.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from egret.documents import body

FACT_TYPES = frozenset(
    {"line", "prose", "date", "moment", "number", "money", "person", "people", "staff", "items", "lines", "cites"}
    | {"dialogue", "opinions", "path"}
)
WORDED = frozenset({"prose", "lines"})
"""Types of facts that are wording; all others are what the law, the register or the clock says."""
GROUPS = {
    "intake": ("受案", "Intake"),
    "administrative": ("行政案件", "Administrative"),
    "criminal": ("刑事案件", "Criminal"),
}
SEALS = {"organ": "公安机关印章", "unit": "办案单位印章", "none": ""}
LAYOUTS = frozenset({"decision", "form", "record"})
PATTERN = "{unit_short}{series}字〔{year}〕{seq:05d}号"
SYSTEM_FACTS = ("case_name", "case_number", "unit")
"""Facts the desk supplies from the subject and its unit; no act passes them."""
LAWS_HELD = date(2021, 7, 15)
"""Undated lists of articles hold from here: the day from which all procedural laws they name have had these numbers."""
_KEYS = {
    "kind",
    "title",
    "title_en",
    "series",
    "number",
    "layout",
    "basis",
    "copies",
    "seal",
    "signatures",
    "facts",
    "body",
}
_KEYS |= {"example", "group"}


class KindWrong(ValueError):
    """A kind's file contradicts itself or the vocabulary: names the kind."""


class KindUnknown(KindWrong, LookupError):
    """There is no such kind."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A named value a document is filled with."""

    name: str
    zh: str
    en: str
    type: str
    required: bool
    personal: bool
    example: Any
    editable: bool = False
    """Wording an officer may polish before approval: never numbers, dates, articles, people or names of organs."""

    @property
    def is_system(self) -> bool:
        return self.name in SYSTEM_FACTS


@dataclass(frozen=True)
class Kind:
    """文书种类, resolved against the vocabulary; `definition` is what it was made of and what its version digests."""

    definition: Mapping[str, Any]
    facts: tuple[Fact, ...]
    body: tuple[body.Block, ...]

    @property
    def name(self) -> str:
        return str(self.definition["kind"])

    @property
    def title(self) -> str:
        """Title on the paper: two kinds of different procedures may share one."""
        return str(self.definition["title"])

    @property
    def title_en(self) -> str:
        return str(self.definition["title_en"])

    @property
    def group(self) -> str:
        return str(self.definition["group"])

    @property
    def series(self) -> str:
        return str(self.definition["series"])

    @property
    def layout(self) -> str:
        return str(self.definition["layout"])

    @property
    def seal(self) -> str:
        return SEALS[self.definition["seal"]]

    @property
    def by_organ(self) -> bool:
        """Issued in the name of the organ (分局, 市局) rather than of the unit that handles the case."""
        return bool(self.definition["seal"] == "organ")

    @property
    def copies(self) -> Sequence[str]:
        return tuple(self.definition["copies"])

    @property
    def signatures(self) -> Sequence[str]:
        return tuple(self.definition["signatures"])

    @cached_property
    def fact_names(self) -> frozenset[str]:
        """Facts an act passes."""
        return frozenset(fact.name for fact in self.facts if not fact.is_system)

    @cached_property
    def by_name(self) -> dict[str, Fact]:
        return {fact.name: fact for fact in self.facts}

    @cached_property
    def version(self) -> str:
        """Digest of the definition, so that a paper is always shown by the body it was issued with."""
        return hashlib.sha256(self.source.encode()).hexdigest()

    @cached_property
    def source(self) -> str:
        return json.dumps(self.definition, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def basis(self, on: date) -> tuple[str, ...]:
        """The articles the paper rests on, as numbered on that day."""
        held = [cites for since, cites in self.definition["basis"] if date.fromisoformat(since) <= on]
        return tuple(held[-1]) if held else ()

    def all_cites(self) -> list[tuple[date, str]]:
        """Every citation with the day from which it is used, for the rulebook's lint."""
        return [(date.fromisoformat(since), cite) for since, cites in self.definition["basis"] for cite in cites]

    def number(self, unit_short: str, year: int, seq: int) -> str:
        pattern = str(self.definition["number"])
        return pattern.format(unit_short=unit_short, series=self.series, year=year, seq=seq)

    def example(self) -> dict[str, Any]:
        """Facts as an act would pass them, every optional one included."""
        own = self.definition["example"]
        return {f.name: own.get(f.name, f.example) for f in self.facts if not f.is_system}


def of_definition(definition: Mapping[str, Any]) -> Kind:
    """A kind from its resolved definition: today's file, or the one kept with papers issued earlier."""
    facts = tuple(Fact(**fact) for fact in definition["facts"])
    blocks = body.parse(definition["body"])
    made = Kind(definition, facts, blocks)
    _check(made)
    return made


def _check(kind: Kind) -> None:
    required = {fact.name for fact in kind.facts if fact.required}
    known = set(kind.by_name)
    used = set(body.names(kind.body))
    if used - known:
        raise KindWrong(f"{kind.name}: body uses unknown facts {sorted(used - known)}")
    unused = {f.name for f in kind.facts if not f.is_system} - used
    if unused:
        raise KindWrong(f"{kind.name}: facts never shown in the body {sorted(unused)}")
    loose = set(body.unguarded(kind.body)) - required
    if loose:
        raise KindWrong(f"{kind.name}: optional facts shown outside an #if {sorted(loose)}")
    for name, block in body.blocks_of(kind.body):
        if kind.by_name[name].type not in body.BLOCK_TYPES[block]:
            raise KindWrong(f"{kind.name}: {block} cannot show {name} of type {kind.by_name[name].type}")


def _fact(entry: str | Mapping[str, str], vocabulary: Mapping[str, Mapping[str, Any]], kind: str) -> dict[str, Any]:
    name, label = (entry, "") if isinstance(entry, str) else next(iter(entry.items()))
    required = not name.endswith("?")
    name = name.rstrip("?")
    if name not in vocabulary:
        raise KindWrong(f"{kind}: {name} is not in the vocabulary")
    word = vocabulary[name]
    zh, _, en = label.partition(" / ")
    told = {
        "name": name,
        "zh": zh or word["zh"],
        "en": en or word["en"],
        "type": word["type"],
        "required": required,
        "personal": word["personal"],
        "example": _json_like(word["example"]),
    }
    if word.get("editable"):
        if word["type"] not in WORDED:
            raise KindWrong(f"{kind}: {name} of type {word['type']} is no wording")
        told["editable"] = True
    return told


def _json_like(value: Any) -> Any:
    """YAML reads dates; a definition holds them as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _json_like(inner) for key, inner in value.items()}
    return [_json_like(inner) for inner in value] if isinstance(value, list) else value


def resolve(raw: Mapping[str, Any], vocabulary: Mapping[str, Mapping[str, Any]], group: str) -> dict[str, Any]:
    """A kind's file with its words looked up, ready to be kept."""
    kind = str(raw.get("kind"))
    unknown = set(raw) - _KEYS
    missing = {"kind", "title_en", "series", "basis", "copies", "seal", "signatures", "facts", "body"} - set(raw)
    if unknown or missing:
        raise KindWrong(f"{kind}: unknown {sorted(unknown)}, missing {sorted(missing)}")
    if raw["seal"] not in SEALS or raw.get("layout", "decision") not in LAYOUTS or group not in GROUPS:
        raise KindWrong(f"{kind}: seal, layout or group is none we know")
    basis = raw["basis"] if isinstance(raw["basis"], dict) else {LAWS_HELD: raw["basis"]}
    given = [_fact(entry, vocabulary, kind) for entry in raw["facts"]]
    names = [fact["name"] for fact in given]
    if len(set(names)) != len(names):
        raise KindWrong(f"{kind}: a fact is listed twice")
    return {
        "kind": kind,
        "title": raw.get("title", kind),
        "title_en": raw["title_en"],
        "group": group,
        "series": raw["series"],
        "number": raw.get("number", PATTERN),
        "layout": raw.get("layout", "decision"),
        "basis": [[since.isoformat(), list(cites)] for since, cites in sorted(basis.items())],
        "copies": list(raw["copies"]),
        "seal": raw["seal"],
        "signatures": list(raw["signatures"]),
        "facts": [*(_fact(name, vocabulary, kind) for name in SYSTEM_FACTS), *given],
        "body": raw["body"],
        "example": _json_like(raw.get("example", {})),
    }


def read(folder: Path) -> dict[str, Kind]:
    """Every kind of a rulebook folder, by name."""
    vocabulary = yaml.safe_load((folder / "facts.yaml").read_text("utf-8"))
    for name, word in vocabulary.items():
        if word["type"] not in FACT_TYPES:
            raise KindWrong(f"facts.yaml: {name} has no known type")
    found: dict[str, Kind] = {}
    series: dict[str, str] = {}
    for group in GROUPS:
        for path in sorted((folder / group).glob("*.yaml")):
            made = of_definition(resolve(yaml.safe_load(path.read_text("utf-8")), vocabulary, group))
            if made.name != path.stem or made.name in found:
                raise KindWrong(f"{path.name}: names {made.name}")
            if made.series in series:
                raise KindWrong(f"{made.name} and {series[made.series]} share the series {made.series}")
            found[made.name] = made
            series[made.series] = made.name
    return found


FOLDER = Path(__file__).resolve().parents[3] / "rulebook" / "documents"


@cache
def all_kinds() -> Mapping[str, Kind]:
    return read(FOLDER)


def kind_named(name: str) -> Kind:
    """Raises KindUnknown, a LookupError, when there is none."""
    try:
        return all_kinds()[name]
    except KeyError:
        raise KindUnknown(f"没有这种文书：{name}（no such kind of document）") from None
