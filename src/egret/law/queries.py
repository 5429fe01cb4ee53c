"""Questions about statutes: lists, versions, the article in force on a day, search by words and by citation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet

from egret.law import gist, names, word_index
from egret.law.citations import Book, Citation, Edition, edition_on, parse
from egret.law.models import Article, ImportIssue, ImportRun, Law, Level, Version
from egret.law.ranking import index, lay_words
from egret.law.variants import simplified
from egret.law.words import normalise, pairs, phrases

CANDIDATES = 300
"""Articles taken from the word index before versions are folded and filters asked."""


def gist_folder() -> Path:
    return Path(settings.RULEBOOK) / "gist"


def gists() -> gist.GistBook:
    return gist.book(gist_folder())


class DatabaseShelf:
    """The imported statutes, as citations see them."""

    def editions(self, key: str) -> Sequence[Edition]:
        return tuple(edition_of(version) for version in versions_of(key))

    def has(self, key: str, label: str, article: int, sub: int) -> bool:
        return numbered(key, label, article, sub).exists()


def versions_of(key: str) -> list[Version]:
    """Versions of a law, oldest first, with their last article number."""
    found = Version.objects.filter(law__key=key).select_related("law")
    return list(found.annotate(last_no=Max("articles__no", filter=Q(articles__kind="article"))))


def version_before(version: Version) -> Version | None:
    """The version this one followed."""
    older = Version.objects.filter(law_id=version.law_id).exclude(pk=version.pk)
    older = older.filter(dated__lt=version.dated) if version.dated else older.none()
    return older.order_by("-dated", "-label").first()


def edition_of(version: Version) -> Edition:
    return Edition(
        version.law.key,
        version.label,
        frozenset(version.years),
        version.in_force_from or version.dated,
        version.in_force_to,
        version.is_confirmed,
        getattr(version, "last_no", None) or 0,
    )


def numbered(key: str, label: str, article: int, sub: int) -> QuerySet[Article]:
    return Article.objects.filter(version__law__key=key, version__label=label, kind="article", no=article, sub=sub)


_CASE_INTERPRETATION = re.compile(r"关于办理(.{2,14}?)刑事案件(?:具体)?(?:应用|适用)法律若干问题的解释$")


def book() -> Book:
    """Every name under which laws may be cited: imported titles, our gists, the list of other names."""
    state = Law.objects.aggregate(count=Count("pk"), newest=Max("pk"))
    return _book(gist_folder(), int(state["count"]), int(state["newest"] or 0))


@lru_cache(maxsize=4)
def _book(folder: Path, count: int, newest: int) -> Book:
    known: dict[str, tuple[str, ...]] = dict(gist.book(folder).aliases)
    for key in gist.book(folder).titles:
        known[key] = tuple(dict.fromkeys((*known.get(key, ()), key)))
    for key in Law.objects.exclude(level=Level.CASE).values_list("key", flat=True):
        known[key] = tuple(dict.fromkeys((*known.get(key, ()), key)))
        short = _CASE_INTERPRETATION.search(key)
        for name in (
            (f"{short[1]}解释", f"{short[1]}司法解释", f"{short[1]}案件解释", f"两高{short[1]}解释") if short else ()
        ):
            known.setdefault(name, (key,))
    return Book(known)


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found, and why."""

    article: Article
    score: float
    why: str
    """`citation`, `words` (every word stands in it), `some words`, or `meaning` (none but the law's words for them)."""
    others: int = 0
    """Versions in which it stands as well."""

    @property
    def version(self) -> Version:
        return self.article.version


@dataclass(frozen=True)
class Answer:
    """What a search found."""

    hits: list[Hit]
    citation: Citation | None = None
    missing: tuple[str, ...] = ()
    """Sentences for a citation that names no article we hold."""
    put_right: str = ""
    """The query as it was understood, when it named a law by a homophone."""
    looked_for: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Words of everyday speech in the query -> words of the law looked for as well."""


def search(
    query: str,
    *,
    on: date,
    top: int = 20,
    region: str = "",
    amending: bool = False,
    older: bool = False,
    level: str = "",
    law_name: str = "",
) -> Answer:
    """Articles for a query on a day. A citation comes first; its other words are then looked for inside that law.

    Versions of an article fold to the one in force that day. Local law is left out unless its region is asked for.
    `level` and `law_name` (any part of a title, or another name) leave other laws out.
    """
    query = simplified(query.strip()[:400])
    cited = parse(query, book())
    put_right = names.put_right(query, law_names()) if cited is None else ""
    if put_right:
        query, cited = put_right, parse(put_right, book())
    only = _only(level, law_name)
    hits: list[Hit] = []
    missing: tuple[str, ...] = ()
    words = query
    law_keys: tuple[str, ...] = ()
    ranking = index.current()
    if cited is not None:
        words = cited.rest
        if cited.article or not words or ranking is None:
            hits, missing = _by_citation(cited, on)
            hits = [hit for hit in hits if only is None or hit.version.law_id in only]
        if not cited.article:
            law_keys = cited.laws
    found = {hit.article.pk for hit in hits}
    if words:
        wanted = top + len(hits)
        if ranking is not None:
            question = query if law_keys else words
            more = _by_rank(ranking, question, on, law_keys, only, region, amending, older, wanted)
        else:
            more = _by_words(words, on, law_keys, only, region, amending, older, wanted)
        for hit in more:
            if hit.article.pk not in found:
                hits.append(hit)
    looked_for = lay_words.lexicon().met(words) if words and ranking is not None else {}
    return Answer(hits[:top], cited, missing, put_right, looked_for)


def _only(level: str, law_name: str) -> frozenset[int] | None:
    """Laws a search is narrowed to; None for all."""
    if not level and not law_name:
        return None
    rows = Law.objects.filter(level=level) if level else Law.objects.all()
    if law_name:
        cited = parse(simplified(law_name), book())
        keys = cited.laws if cited is not None else ()
        rows = rows.filter(Q(key__in=keys) | Q(title__icontains=law_name) | Q(key__icontains=law_name))
    return frozenset(rows.values_list("pk", flat=True))


def law_names() -> tuple[names.Name, ...]:
    """Names of laws for completion and for putting homophones right."""
    return names.held(dict(gists().aliases))


def completions(typed: str, limit: int = 6) -> list[names.Name]:
    """Laws that a half-typed text may mean."""
    return names.completed(typed, law_names(), limit)


def neighbours(articles: Sequence[Article]) -> dict[int, tuple[Article | None, Article | None]]:
    """For each article by key: the one before and the one after it in its version."""
    if not articles:
        return {}
    wanted = Q()
    for one in articles:
        wanted |= Q(version_id=one.version_id, seq__in=(one.seq - 1, one.seq + 1))
    near = {(one.version_id, one.seq): one for one in Article.objects.filter(wanted).select_related("version__law")}
    return {
        one.pk: (near.get((one.version_id, one.seq - 1)), near.get((one.version_id, one.seq + 1))) for one in articles
    }


def _by_citation(cited: Citation, on: date) -> tuple[list[Hit], tuple[str, ...]]:
    hits: list[Hit] = []
    missing: list[str] = []
    for key in cited.laws:
        versions = versions_of(key)
        chosen, _ = edition_on([edition_of(version) for version in versions], on, cited.year)
        if chosen is None:
            continue
        if not cited.article:
            first = Article.objects.filter(version__law__key=key, version__label=chosen.label).select_related(
                "version__law"
            )[:1]
            hits += [Hit(article, 100.0, "citation", len(versions) - 1) for article in first]
            continue
        last = cited.until or cited.article
        rows = Article.objects.filter(
            version__law__key=key, version__label=chosen.label, kind="article", no__gte=cited.article, no__lte=last
        ).select_related("version__law")
        rows = rows.filter(sub=cited.sub) if cited.sub or not cited.until else rows
        found = [Hit(article, 100.0, "citation", len(versions) - 1) for article in rows[:60]]
        hits += found
        if not found and chosen.last_article:
            missing.append(f"{key}|{chosen.last_article}")
    return hits, tuple(missing)


def _by_words(
    words: str,
    on: date,
    laws: tuple[str, ...],
    only: frozenset[int] | None,
    region: str,
    amending: bool,
    older: bool,
    top: int,
) -> Iterable[Hit]:
    exact = word_index.holding(words, limit=CANDIDATES)
    ranked = [(key, score, "words") for key, score in exact]
    if len(ranked) < top:
        known = {key for key, _ in exact}
        loose = word_index.touching(words, limit=CANDIDATES)
        ranked += [(key, score, "some words") for key, score in loose if key not in known]
    articles = _visible(region, amending).in_bulk([key for key, _, _ in ranked])
    seen: set[tuple[int, str, int, int, int]] = set()
    count = 0
    for key, score, why in ranked:
        article = articles.get(key)
        if article is None or (laws and article.version.law.key not in laws):
            continue
        if only is not None and article.version.law_id not in only:
            continue
        if not older:
            if not article.version.holds_on(on):
                continue
            number = (article.version.law_id, article.kind, article.no, article.sub, 0 if article.no else article.pk)
            if number in seen:
                continue
            seen.add(number)
        yield Hit(article, score, why)
        count += 1
        if count >= top:
            return


def _by_rank(
    ranking: index.Index,
    question: str,
    on: date,
    laws: tuple[str, ...],
    only: frozenset[int] | None,
    region: str,
    amending: bool,
    older: bool,
    top: int,
) -> Iterable[Hit]:
    """Articles as the index ranks them for a question in any words; a law the question names is preferred."""
    named = tuple(Law.objects.filter(key__in=laws).values_list("pk", flat=True)) if laws else ()
    terms = lay_words.lexicon().widen(question)
    day, depth = None if older else on, top + top // 2 + 20
    ranked = ranking.rank(terms, on=day, named=named, only=only, region=region, amending=amending, top=depth)
    articles = _visible(region, amending).in_bulk([one.pk for one in ranked])
    runs = words_of(question)
    seen: set[tuple[int, str, int, int, int]] = set()
    for one in ranked:
        article = articles.get(one.pk)
        # The rows decide: a date may have been confirmed since the index was built.
        if article is None or not (older or article.version.holds_on(on)):
            continue
        number = (article.version.law_id, article.kind, article.no, article.sub, 0 if article.no else article.pk)
        if not older and number in seen:
            continue
        seen.add(number if not older else (article.pk, "", 0, 0, 0))
        yield Hit(article, one.score, _why(article, runs))
        if len(seen) >= top:
            return


def words_of(question: str) -> list[str]:
    """The runs of a question, as they were written."""
    return ["".join((*(pair[:1] for pair in run[:-1]), run[-1])) for run in phrases(question)]


def _why(article: Article, runs: Sequence[str]) -> str:
    text = normalise(" ".join((article.version.law.title, *article.path, article.text)))
    if runs and all(run in text for run in runs):
        return "words"
    return "some words" if any(pair in text for run in runs for pair in pairs(run)) else "meaning"


def _visible(region: str, amending: bool) -> QuerySet[Article]:
    rows = Article.objects.select_related("version__law").exclude(version__law__level=Level.CASE)
    rows = (
        rows.filter(Q(version__law__region="") | Q(version__law__region=region))
        if region
        else rows.filter(version__law__region="")
    )
    return rows if amending else rows.filter(version__law__amending=False)


def laws(*, words: str = "", level: str = "") -> QuerySet[Law]:
    """Laws by name, with the number of their versions."""
    rows = Law.objects.annotate(version_count=Count("versions")).order_by("level", "key")
    for word in words.split()[:6]:
        rows = rows.filter(Q(key__icontains=word) | Q(title__icontains=word))
    return rows.filter(level=level) if level else rows


def law(pk: int) -> Law | None:
    return Law.objects.filter(pk=pk).first()


def articles_of(version: Version) -> QuerySet[Article]:
    return Article.objects.filter(version=version)


@dataclass(frozen=True)
class Side:
    """An article in one version."""

    version: Version
    article: Article | None
    same_as_before: bool


def article_in_versions(law_: Law, no: int, sub: int) -> list[Side]:
    """The article of one number in every version, oldest first; unchanged ones are marked by their content hash."""
    sides: list[Side] = []
    before = ""
    for version in Version.objects.filter(law=law_).select_related("law"):
        found = (
            Article.objects.filter(version=version, kind="article", no=no, sub=sub)
            .select_related("version__law")
            .first()
        )
        digest = found.content_hash if found else ""
        sides.append(Side(version, found, bool(digest) and digest == before))
        before = digest or before
    return sides


def counts() -> dict[str, int]:
    """How much law is held."""
    return {
        "laws": Law.objects.count(),
        "versions": Version.objects.count(),
        "articles": Article.objects.filter(kind="article").count(),
        "unconfirmed": Version.objects.filter(confirmed_at=None).exclude(law__level=Level.CASE).count(),
    }


def law_by_key(key: str) -> Law | None:
    return Law.objects.filter(key=key).first()


def import_issues(kind: str = "") -> QuerySet[ImportIssue]:
    """What imports reported, unreadable files and jumps before the rest."""
    rows = ImportIssue.objects.select_related("law").order_by("kind", "file", "line", "pk")
    return rows.filter(kind=kind) if kind else rows


def issue_counts() -> list[tuple[str, int]]:
    rows = ImportIssue.objects.values_list("kind").annotate(count=Count("pk")).order_by("kind")
    return [(str(kind), int(count)) for kind, count in rows]


def runs() -> QuerySet[ImportRun]:
    """The latest imports."""
    return ImportRun.objects.order_by("-pk")[:10]
