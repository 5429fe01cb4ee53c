"""How people speak and how the law says it: the lexicon of `rulebook/search/lay_words.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings

from egret.law.words import pairs

WORD_WEIGHT, QUESTION_WEIGHT = 0.35, 0.2
"""What a looked-up word counts beside one the question itself used; no finer choice made a difference."""


class LexiconBroken(ValueError):
    """The lexicon does not have the form it must have."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Spoken word -> (weight, words of the law)."""

    entries: dict[str, tuple[float, tuple[str, ...]]]

    def met(self, question: str) -> dict[str, tuple[str, ...]]:
        """Entries whose spoken word stands in the question."""
        return {spoken: legal for spoken, (_, legal) in self.entries.items() if spoken in question}

    def widen(self, question: str) -> dict[str, float]:
        """The terms of a question with their weights: its own count 1, those of the law looked up for it less."""
        added: dict[str, float] = {}
        for spoken, (weight, legal) in self.entries.items():
            if spoken in question:
                for word in legal:
                    for term in pairs(word):
                        added[term] = max(added.get(term, 0.0), weight)
        terms = dict.fromkeys(pairs(question), 1.0)
        for term, weight in added.items():
            terms[term] = terms.get(term, 0.0) + weight
        return terms


def lexicon() -> Lexicon:
    return read(Path(settings.RULEBOOK) / "search" / "lay_words.yaml")


@lru_cache(maxsize=4)
def read(path: Path) -> Lexicon:
    """Read the lexicon once. Raises LexiconBroken for an entry without words."""
    data = yaml.safe_load(path.read_text("utf-8"))
    entries: dict[str, tuple[float, tuple[str, ...]]] = {}
    for section, weight in (("words", WORD_WEIGHT), ("questions", QUESTION_WEIGHT)):
        for spoken, legal in data[section].items():
            if not isinstance(legal, str) or not legal.split():
                raise LexiconBroken(f"{path.name}: {spoken} leads to no words of the law")
            for word in str(spoken).split():
                known = entries.get(word, (weight, ()))
                entries[word] = (weight, tuple(dict.fromkeys((*known[1], *legal.split()))))
    return Lexicon(entries)
