"""Writing what was read: one law at a time, all of it or nothing; reading the same again changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import DatabaseError, transaction

from egret.law import word_index
from egret.law.importer.collection import ParsedLaw, ParsedVersion, Reading
from egret.law.importer.parsed import Issue, ParsedArticle
from egret.law.models import Article, ImportIssue, Law, Version

_BATCH = 400
_FIELDS = ("title", "document_number", "issuer", "level", "category", "region", "amending")


@dataclass
class Stored:
    """What an import did."""

    files: int = 0
    laws: int = 0
    articles: int = 0
    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    dated: list[str] = field(default_factory=list)
    broken: list[tuple[str, Issue]] = field(default_factory=list)
    digest: str = ""
    broken_anew: bool = False
    """The list of files that cannot be read is not the one of the import before."""

    @property
    def changed(self) -> bool:
        return bool(self.added or self.replaced or self.dated)


def store(reading: Reading) -> Stored:
    """Bring the database to what was read. A law that cannot be stored is reported and the others are kept."""
    stored = Stored(reading.files, len(reading.laws), reading.articles, broken=list(reading.broken))
    known = {law.key: law for law in Law.objects.prefetch_related("versions")}
    for laws in _groups(reading.laws):
        try:
            with transaction.atomic():
                news = _store_laws(laws, known)
        except DatabaseError:
            news = _one_by_one(laws, known, stored)
        for one in news:
            stored.added += one.added
            stored.replaced += one.replaced
            stored.dated += one.dated
    stored.broken_anew = _report_broken(stored.broken)
    stored.digest = collection_digest()
    return stored


def collection_digest() -> str:
    """One hash over all texts held, in a fixed order."""
    total = hashlib.sha256()
    for row in Version.objects.order_by("law__key", "label").values_list("law__key", "label", "text_hash"):
        total.update("\t".join(row).encode() + b"\n")
    return total.hexdigest()


def _groups(laws: list[ParsedLaw]) -> Iterator[list[ParsedLaw]]:
    group: list[ParsedLaw] = []
    size = 0
    for law in laws:
        group.append(law)
        size += sum(len(version.articles) for version in law.versions)
        if size > 2_000:
            yield group
            group, size = [], 0
    if group:
        yield group


def _one_by_one(laws: list[ParsedLaw], known: dict[str, Law], stored: Stored) -> list[Stored]:
    news = []
    for law in laws:
        try:
            with transaction.atomic():
                news += _store_laws([law], known)
        except DatabaseError as error:
            stored.broken.append((law.versions[0].files[0].path, Issue("broken-file", 0, str(error)[:200])))
    return news


def _store_laws(laws: list[ParsedLaw], known: dict[str, Law]) -> list[Stored]:
    news = Stored()
    fresh: list[tuple[Version, ParsedVersion]] = []
    for parsed in laws:
        law = known.get(parsed.key)
        values = {name: getattr(parsed, name) for name in _FIELDS}
        if law is None:
            law = Law.objects.create(key=parsed.key, **values)
        versions = {version.label: version for version in law.versions.all()} if parsed.key in known else {}
        newest_here = max((v.label for v in parsed.versions), default="")
        if parsed.key in known and newest_here >= max(versions, default="") and _differs(law, values):
            Law.objects.filter(pk=law.pk).update(**values)
        touched = False
        for version in parsed.versions:
            held = versions.get(version.label)
            if held is not None and held.text_hash == version.text_hash:
                continue
            touched = True
            if held is not None:
                _forget_articles(held, parsed.key)
                news.replaced.append(f"{parsed.key}（{version.label}）")
            else:
                news.added.append(f"{parsed.key}（{version.label}）")
            fresh.append((_write_version(law, version, held), version))
        if touched or parsed.key not in known:
            _report(law, parsed)
        if _settle_dates(law, parsed):
            news.dated.append(parsed.key)
    _write_articles(fresh)
    return [news]


def _differs(law: Law, values: dict[str, Any]) -> bool:
    return any(getattr(law, name) != value for name, value in values.items())


def _write_version(law: Law, parsed: ParsedVersion, held: Version | None) -> Version:
    version = held or Version(law=law, label=parsed.label)
    version.dated = parsed.dated
    version.history = [[event.on.isoformat(), event.text] for event in parsed.events]
    version.adopted = next((e.on for e in reversed(parsed.events) if "通过" in e.text), None)
    version.promulgated = next((e.on for e in reversed(parsed.events) if "公布" in e.text or "发布" in e.text), None)
    version.files = [[file.path, file.digest] for file in parsed.files]
    version.text_hash = parsed.text_hash
    version.articles_count = sum(article.kind == "article" for article in parsed.articles)
    if not version.is_confirmed:
        version.in_force_from, version.from_source = parsed.in_force_from, parsed.from_source
        version.in_force_to, version.to_source = parsed.in_force_to, parsed.to_source
    version.save()
    return version


def _settle_dates(law: Law, parsed: ParsedLaw) -> bool:
    """The end of a version is the start of the next one, also of one that came in an earlier import."""
    versions = list(Version.objects.filter(law=law).order_by("dated", "label"))
    listed = {version.label: version for version in parsed.versions}
    changed = False
    for index, version in enumerate(versions):
        own = listed.get(version.label)
        if version.is_confirmed and version.to_source == "confirmed":
            continue
        following = next((later for later in versions[index + 1 :] if later.in_force_from), None)
        end: date | None = version.in_force_to
        source = version.to_source
        if following is not None:
            end, source = following.in_force_from, following.from_source
        elif own is not None:
            end, source = own.in_force_to, own.to_source
        if (end, source) != (version.in_force_to, version.to_source):
            Version.objects.filter(pk=version.pk).update(in_force_to=end, to_source=source)
            changed = True
    return changed


def _forget_articles(version: Version, key: str) -> None:
    rows = list(Article.objects.filter(version=version).values_list("pk", "path", "text"))
    word_index.take_out((pk, key, path, text) for pk, path, text in rows)
    Article.objects.filter(version=version).delete()


def _write_articles(fresh: list[tuple[Version, ParsedVersion]]) -> None:
    rows: list[Article] = []
    keys: list[str] = []
    for version, parsed in fresh:
        for seq, article in enumerate(_ordered(parsed.articles), 1):
            rows.append(_row(version, seq, article))
            keys.append(version.law.key)
    saved = Article.objects.bulk_create(rows, batch_size=_BATCH)
    word_index.put((row.pk, key, row.path, row.text) for row, key in zip(saved, keys, strict=True))


def _ordered(articles: list[ParsedArticle]) -> Iterable[ParsedArticle]:
    """Articles by number; records without one keep their place after the article they followed."""
    place: list[tuple[int, int, int, ParsedArticle]] = []
    no = sub = 0
    for index, article in enumerate(articles):
        if article.kind == "article":
            no, sub = article.no, article.sub
        place.append((no, sub, index, article))
    return (entry[3] for entry in sorted(place, key=lambda entry: entry[:3]))


def _row(version: Version, seq: int, article: ParsedArticle) -> Article:
    return Article(
        version=version,
        seq=seq,
        kind=article.kind,
        no=article.no,
        sub=article.sub,
        label=article.label,
        path=list(article.path),
        text=article.text,
        parts=[{"text": p.text, "items": [[item.no, item.text] for item in p.items]} for p in article.paragraphs],
        content_hash=article.content_hash,
        line=article.line,
    )


def _report(law: Law, parsed: ParsedLaw) -> None:
    ImportIssue.objects.filter(law=law).delete()
    issues = [(path, issue) for version in parsed.versions for path, issue in version.issues]
    ImportIssue.objects.bulk_create(
        ImportIssue(law=law, file=path[:400], line=issue.line, kind=issue.kind, text=issue.text[:400])
        for path, issue in issues
    )


def _report_broken(broken: list[tuple[str, Issue]]) -> bool:
    """Keep the list of unreadable files; whether it changed."""
    wanted = {(path[:400], issue.line, issue.text[:400]) for path, issue in broken}
    held = ImportIssue.objects.filter(kind="broken-file")
    if set(held.values_list("file", "line", "text")) == wanted:
        return False
    held.delete()
    ImportIssue.objects.bulk_create(
        ImportIssue(file=path, line=line, kind="broken-file", text=text) for path, line, text in sorted(wanted)
    )
    return True
