"""Under which words a subject is found, and what a typed query asks for.

Numbers (whole, or the digits they end in), titles and names by any part of them, their pinyin by its beginning or by
its initials, an ID number or a telephone number whole. These last two stand in the index only as keyed digests.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from egret.acts.models import NamedViewer, Subject
from egret.acts.personal import index_of
from egret.acts.ports import ports
from egret.acts.queries import SEE, visible_to
from egret.cases.models import Measure
from egret.desk import word_index
from egret.desk.pages import FOUND
from egret.desk.word_index import Run
from egret.documents.models import Document
from egret.intake.models import Incident, Person
from egret.law import words
from egret.org.models import Staff

HAN = re.compile(r"[㐀-䶿一-鿿]+")
IDENTITY = re.compile(r"\d{17}[\dXx]|1\d{10}|[A-Za-z]{1,2}\d{7,9}")
"""A resident's ID number, a mobile number, a passport."""
SYLLABLES = 4
"""Syllables of full pinyin kept from each character on."""


@lru_cache(maxsize=20_000)
def pinyin_tokens(text: str) -> tuple[str, ...]:
    """From each character on: initials, and the first syllables in full."""
    found: dict[str, None] = {}
    for run in HAN.findall(text):
        whole = [one for one in lazy_pinyin(run[:40], style=Style.NORMAL) if one.isascii()]
        for start in range(len(whole)):
            rest = whole[start:]
            found["y" + "".join(one[0] for one in rest[:10])] = None
            found["y" + "".join(rest[:SYLLABLES])] = None
    return tuple(found)


def bare_number(text: str) -> str:
    return "".join(letter for letter in words.normalise(text) if letter.isalnum())


def number_token(text: str) -> str:
    """A whole number as one token that both databases read alike."""
    return "n" + hashlib.sha256(bare_number(text).encode()).hexdigest()[:16]


def tail_tokens(number: str) -> Iterator[str]:
    """The digits a number ends in, as an officer would type them: with and without leading zeros, with the year."""
    runs = re.findall(r"\d+", words.normalise(number))
    if not runs:
        return
    last = runs[-1]
    yield from (f"t{one}" for one in {last, last.lstrip("0") or "0", last[-3:], last[-4:]})
    if len(runs) > 1:
        yield f"t{runs[-2]}{last}"
        yield f"t{runs[-2][-4:]}{last}"


def secret_token(text: str) -> str:
    """An ID number or telephone number as its keyed digest."""
    found = index_of(text)
    return f"h{found[:24]}" if found else ""


def _texts(text: str) -> Iterator[str]:
    """Letters and digits get a mark, so that nobody can type a token that stands for a place or a kind."""
    yield from (f"w{token}" if token.isascii() else token for token in words.tokens(text))
    yield from pinyin_tokens(text)


def _places(subject: Subject, viewers: Iterable[int]) -> Iterator[str]:
    """Who may find it: everybody of the places it lies in, or of a sensitive subject only the people named for it."""
    if subject.sensitivity:
        yield from (f"zp{key}" for key in {*viewers, *([subject.owner] if subject.owner else [])})
        return
    yield from ("zall", f"zu{subject.unit}", f"za{subject.agency}")
    if subject.district:
        yield f"zd{subject.district}"
    if subject.city:
        yield f"zc{subject.city}"


def index(keys: Iterable[int]) -> None:
    """Work out the words of subjects from their rows as they stand now, and keep them. Repeating it does no harm."""
    wanted = sorted(set(keys))
    subjects = Subject.objects.filter(pk__in=wanted, kind__in=FOUND)
    people: dict[int, list[Person]] = defaultdict(list)
    for person in Person.objects.filter(subject_id__in=wanted):
        people[person.subject_id].append(person)
    for measure in Measure.objects.filter(pk__in=wanted).select_related("person"):
        people[measure.pk].append(measure.person)
    papers: dict[int, list[str]] = defaultdict(list)
    for matter, number in Document.objects.filter(matter_id__in=wanted).values_list("matter_id", "number"):
        papers[matter].append(number)
    for key, number in Incident.objects.filter(pk__in=wanted).values_list("pk", "outside_number"):
        papers[key].append(number)
    viewers: dict[int, list[int]] = defaultdict(list)
    for key, staff in NamedViewer.objects.filter(subject_id__in=wanted).values_list("subject_id", "staff"):
        viewers[key].append(staff)
    texts = dict.fromkeys(wanted, "")
    for subject in subjects:
        tokens = [*_texts(subject.title), f"zk{subject.kind}", *_places(subject, viewers[subject.pk])]
        for number in (subject.number, *papers[subject.pk]):
            tokens += [number_token(number), *tail_tokens(number)] if number else []
        for person in people[subject.pk]:
            tokens += [*_texts(person.name), person.id_index and f"h{person.id_index[:24]}", secret_token(person.phone)]
        texts[subject.pk] = " ".join(token for token in tokens if token)
    word_index.put(texts)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query read: groups of runs that must all be met; whether it names a person by a secret number."""

    groups: tuple[tuple[Run, ...], ...]
    secret: str = ""


def read(query: str) -> Asked:
    """What a query asks for; nothing readable asks for nothing."""
    plain = query.replace("\x00", "").strip()[:80]
    joined = "".join(plain.split())
    if IDENTITY.fullmatch(joined):
        return Asked((((secret_token(joined),),),), secret=index_of(joined))
    groups: list[tuple[Run, ...]] = []
    if any(letter.isdigit() for letter in joined):
        whole: list[Run] = [(number_token(joined),)]
        if bare_number(joined).isdigit():
            whole += [(f"t{bare_number(joined)}",)]
        if len(plain.split()) == 1 or bare_number(joined).isdigit():
            return Asked((tuple(whole), *groups))
    for part in plain.split()[:6]:
        groups += _part(part)
    return Asked(tuple(groups))


def _part(part: str) -> Iterator[tuple[Run, ...]]:
    for run in words.phrases(part):
        text = run[0]
        if text.isascii() and text.isalpha():
            if len(text) > 1:
                yield ((f"y{text}*",), (f"w{text}",))
        elif text.isascii():
            yield ((f"w{text}",), (number_token(text),), *(((f"t{text}",),) if text.isdigit() else ()))
        elif len(run) == 1 and len(text) == 1:
            yield ((f"{text}*",),)
        else:
            yield (tuple(run),)


def _scope(officer: Staff, at: datetime) -> tuple[Run, ...]:
    scope = ports.powers.scope(officer, SEE, at)
    own: list[Run] = [(f"zp{officer.pk}",)]
    if scope.everywhere:
        return (("zall",), *own)
    levels = (("zu", scope.units), ("zd", scope.districts), ("zc", scope.cities), ("za", scope.agencies))
    return (*((f"{mark}{key}",) for mark, keys in levels for key in keys), *own)


def found_by(officer: Staff, at: datetime, asked: Asked, *, kind: str = "", limit: int = 60) -> list[Subject]:
    """Subjects that answer a query and that the officer may see, the newest first."""
    if not asked.groups:
        return []
    narrowed: Sequence[tuple[Run, ...]] = ((((f"zk{kind}",)),),) if kind in FOUND else ()
    keys = word_index.find([*asked.groups, *narrowed, _scope(officer, at)], limit=limit)
    # The index may lag behind the rows: the rows decide who sees what.
    rows = {row.pk: row for row in visible_to(officer, at, Subject).filter(pk__in=keys)}
    return [rows[key] for key in keys if key in rows]
