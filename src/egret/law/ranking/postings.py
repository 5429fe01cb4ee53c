"""Postings of terms with their BM25 weights worked out beforehand (k1 1.2, b 0.75)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from egret.law.ranking.arrays import Array

K1, B = 1.2, 0.75


def term_id(term: str) -> int:
    """A term as 64 bits: the file needs no dictionary, and a search takes its place by bisection."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class Postings:
    """term -> documents with weights; `terms` sorted, `begins` one longer than `terms`."""

    terms: Array
    begins: Array
    documents: Array
    weights: Array
    size: int
    """Number of documents."""

    def scores(self, query: Mapping[int, float]) -> Array:
        """The BM25 score of every document for weighted terms."""
        total: Array = np.zeros(self.size, np.float32)
        asked = np.fromiter(query, np.uint64, len(query))
        places = np.searchsorted(self.terms, asked)
        for place, term, weight in zip(places.tolist(), asked.tolist(), query.values(), strict=True):
            if place < len(self.terms) and int(self.terms[place]) == term:
                here = slice(int(self.begins[place]), int(self.begins[place + 1]))
                total[self.documents[here]] += np.float32(weight) * self.weights[here].astype(np.float32)
        return total

    def arrays(self, prefix: str) -> dict[str, Array]:
        names = ("terms", "begins", "documents", "weights")
        return {f"{prefix}.{name}": getattr(self, name) for name in names}

    @classmethod
    def of(cls, arrays: Mapping[str, Array], prefix: str, size: int) -> Postings:
        terms, begins = arrays[f"{prefix}.terms"], arrays[f"{prefix}.begins"]
        return cls(terms, begins, arrays[f"{prefix}.documents"], arrays[f"{prefix}.weights"], size)


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Every occurrence of a term: which term, in which document; with the 64-bit names of the terms by number."""

    terms: Array
    documents: Array
    names: Array

    @classmethod
    def collect(cls, texts: Iterable[Iterable[str]]) -> Occurrences:
        numbers: dict[str, int] = {}
        terms: list[int] = []
        lengths: list[int] = []
        for text in texts:
            before = len(terms)
            terms += [numbers.setdefault(term, len(numbers)) for term in text]
            lengths.append(len(terms) - before)
        documents = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        names = np.fromiter((term_id(term) for term in numbers), np.uint64, len(numbers))
        return cls(np.array(terms, np.int32), documents, names)

    def postings(self, groups: Array | None = None, size: int = 0) -> Postings:
        """Postings by document, or by the group each document belongs to."""
        documents = self.documents if groups is None else groups[self.documents]
        size = size or (int(documents.max()) + 1 if len(documents) else 0)
        order = np.argsort(self.names)
        rank: Array = np.empty_like(order)
        rank[order] = np.arange(len(order))
        pairs = rank[self.terms].astype(np.int64) * max(size, 1) + documents
        pairs, counts = np.unique(pairs, return_counts=True)
        terms, places = np.divmod(pairs, max(size, 1))
        frequency = np.bincount(terms, minlength=len(order))
        lengths = np.bincount(documents, minlength=size).astype(np.float32)
        mean = max(float(lengths.mean()) if size else 0.0, 1.0)
        rarity = np.log1p((size - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        often = counts.astype(np.float32)
        weights = often * (K1 + 1) / (often + K1 * (1 - B + B * lengths[places] / mean)) * rarity[terms]
        begins = np.concatenate([[0], np.cumsum(frequency)]).astype(np.int64)
        return Postings(self.names[order], begins, places.astype(np.int32), weights.astype(np.float16), size)
