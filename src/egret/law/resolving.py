"""What a citation such as `治安管理处罚法(2025)#97` says on a day: the imported text, else our gist of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from egret.kit import numerals
from egret.kit.numerals import Quantity
from egret.law import queries
from egret.law.citations import Citation, Edition, edition_on, format, parse_cite
from egret.law.gist import GistBook


@dataclass(frozen=True, slots=True)
class ArticleText:
    """An article as it can be shown and checked."""

    citation: Citation
    title: str
    edition: str
    label: str
    text: str
    text_en: str
    numbers: tuple[Quantity, ...]
    is_gist: bool
    memory: bool
    certain: bool
    """The version follows from the citation's year or a confirmed date."""
    in_force_from: date | None
    in_force_to: date | None

    @property
    def name(self) -> str:
        return format(self.citation, self.title)


def article_at(cite: str, on: date) -> ArticleText | None:
    """The first place a cite names, as it stood on the day; None when we hold neither its text nor a gist of it."""
    found = articles_at(cite, on)
    return found[0] if found else None


def articles_at(cite: str, on: date) -> list[ArticleText]:
    """All places a cite names; empty when one of them is not held."""
    citations = parse_cite(cite)
    found = [_one(citation, on) for citation in citations]
    return [text for text in found if text] if citations and all(found) else []


def resolves(cite: str, on: date) -> bool:
    """Whether a citation names something we hold and that had not ended on the day."""
    found = articles_at(cite, on)
    return bool(found) and all(text.in_force_to is None or on < text.in_force_to for text in found)


def has_begun(cite: str, on: date) -> bool:
    """Whether the text a citation names was in force by the day."""
    found = articles_at(cite, on)
    return bool(found) and all(text.in_force_from is None or text.in_force_from <= on for text in found)


def _one(citation: Citation, on: date) -> ArticleText | None:
    versions = queries.versions_of(citation.law)
    edition, certain = chosen([queries.edition_of(version) for version in versions], on, citation.year)
    if edition is not None and citation.article:
        return _imported(citation, edition, certain)
    return _gist(queries.gists(), citation, on)


def chosen(editions: Sequence[Edition], on: date, year: int | None) -> tuple[Edition | None, bool]:
    """The edition meant. Before the oldest one held, the oldest stands in, and that is not certain: its own date may
    be late."""
    edition, certain = edition_on(editions, on, year)
    if edition is None and year is None and editions:
        first = editions[0]
        if first.in_force_from is None or on < first.in_force_from:
            return first, False
    return edition, certain


def _imported(citation: Citation, edition: Edition, certain: bool) -> ArticleText | None:
    article = (
        queries.numbered(citation.law, edition.label, citation.article, citation.sub)
        .select_related("version__law")
        .first()
    )
    if article is None:
        return None
    text = article.text
    if citation.paragraph or citation.item:
        text = article.part(citation.paragraph, citation.item)
        if not text:
            return None
    return ArticleText(
        citation,
        article.version.law.title,
        edition.label,
        article.label,
        text,
        "",
        tuple(numerals.quantities(text)),
        is_gist=False,
        memory=False,
        certain=certain,
        in_force_from=edition.in_force_from,
        in_force_to=edition.in_force_to,
    )


def _gist(book: GistBook, citation: Citation, on: date) -> ArticleText | None:
    edition, certain = chosen(book.editions(citation.law), on, citation.year)
    if edition is None:
        return None
    place = citation.section or (f"{citation.article}-{citation.sub}" if citation.sub else str(citation.article))
    said = book.get(citation.law, edition.label, place)
    if said is None:
        return None
    return ArticleText(
        citation,
        book.titles[citation.law],
        edition.label,
        said.label,
        said.zh,
        said.en,
        said.numbers,
        is_gist=True,
        memory=said.memory,
        certain=certain,
        in_force_from=edition.in_force_from,
        in_force_to=edition.in_force_to,
    )
