"""A folder of statute files as laws: files found, duplicates dropped, parts joined, versions ordered and dated."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Literal

from egret.law.importer import docx, markdown, titles
from egret.law.importer.history import stated_in_force
from egret.law.importer.parsed import Event, Issue, ParsedArticle, ParsedFile, Unreadable, content_hash

Source = Literal["text", "db", "history"]
_SUFFIXES = (".md", ".docx", ".docm", ".doc")
_SKIPPED = re.compile(r"^(_index|readme.*|license.*|contributing.*)\.md$", re.IGNORECASE)
_PRIVATE_GUIDE = re.compile(r"(^|/)其他/劳动仲裁")
_FOREVER = date(2099, 12, 31)


@dataclass
class ParsedVersion:
    """One text of a law, as it stood from a day on."""

    files: list[ParsedFile]
    dated: date | None
    events: list[Event]
    articles: list[ParsedArticle]
    issues: list[tuple[str, Issue]]
    in_force_from: date | None = None
    from_source: Source | str = ""
    in_force_to: date | None = None
    to_source: str = ""
    twin: bool = False
    """Another text of the same day exists; the label then carries the text's hash."""

    @property
    def label(self) -> str:
        if self.dated is None:
            return f"undated-{self.text_hash[:8]}"
        return f"{self.dated.isoformat()}-{self.text_hash[:8]}" if self.twin else self.dated.isoformat()

    @cached_property
    def text_hash(self) -> str:
        """Digest of the whole text, whatever the files it lies in."""
        return content_hash("\n".join(f"{article.label} {article.text}" for article in self.articles))

    @property
    def last_event(self) -> Event | None:
        """What made this text: the newest event that is not its entry into force."""
        made = [event for event in self.events if not event.is_entry_into_force]
        return max(made, key=lambda event: event.on) if made else None


@dataclass(slots=True)
class ParsedLaw:
    """A law with its versions, oldest first."""

    key: str
    title: str
    document_number: str
    issuer: str
    level: str
    category: str
    region: str
    amending: bool
    versions: list[ParsedVersion] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """Everything a folder holds, and what could not be read."""

    laws: list[ParsedLaw]
    broken: list[tuple[str, Issue]]
    files: int
    articles: int
    """Numbered articles over all files, duplicates included."""


def files_of(folder: Path) -> Iterator[Path]:
    """Statute files of a folder in a stable order; links that lead out of it are not followed."""
    root = folder.resolve()
    for path in sorted(folder.rglob("*")):
        name = path.name
        if path.suffix.lower() not in _SUFFIXES or name.startswith((".", "~$")) or _SKIPPED.match(name):
            continue
        if _PRIVATE_GUIDE.search(path.relative_to(folder).as_posix()):
            continue
        if path.is_file() and root in path.resolve().parents:
            yield path


def read_file(relative: str, data: bytes) -> ParsedFile:
    """Parse one file by its kind."""
    return markdown.read(relative, data) if relative.lower().endswith(".md") else docx.read(relative, data)


def read(folder: Path) -> Reading:
    """Read a folder (or one file). A broken file is reported by name and line; the others are read."""
    parsed: list[ParsedFile] = []
    broken: list[tuple[str, Issue]] = []
    base = folder if folder.is_dir() else folder.parent
    listed = _catalogue(base)
    count = 0
    for path in files_of(folder) if folder.is_dir() else [folder]:
        count += 1
        relative = path.relative_to(base).as_posix()
        try:
            file = read_file(relative, path.read_bytes())
        except Unreadable as error:
            broken.append((relative, Issue("broken-file", error.line, error.reason)))
            continue
        except OSError as error:
            broken.append((relative, Issue("broken-file", 0, error.strerror or "无法读取")))
            continue
        file.listed_from, file.ended = listed.get(relative, (None, None))
        parsed.append(file)
    return Reading(join(parsed), broken, count, sum(len(file.numbered) for file in parsed))


def join(files: list[ParsedFile]) -> list[ParsedLaw]:
    """Laws of many files: one key, one law."""
    by_key: dict[str, list[ParsedFile]] = defaultdict(list)
    for file in files:
        by_key[titles.law_key(file.title)].append(file)
    return [_law(key, group) for key, group in sorted(by_key.items())]


def version_date(file: ParsedFile) -> date | None:
    """Day of the version: the file's name, else the newest event that is not 施行 (刑法 is newer than its database
    says)."""
    made = [event.on for event in file.events if not event.is_entry_into_force]
    return file.dated or max(made, default=None) or max((event.on for event in file.events), default=None)


def _law(key: str, files: list[ParsedFile]) -> ParsedLaw:
    versions: list[ParsedVersion] = []
    by_date: dict[date | None, list[ParsedFile]] = defaultdict(list)
    for file in files:
        by_date[version_date(file)].append(file)
    for dated in sorted(by_date, key=lambda day: day or date.min):
        versions += _versions_of_a_day(dated, by_date[dated])
    versions = _fold_near(versions)
    for version in versions:
        _date(version)
    for earlier, later in pairwise(versions):
        if later.in_force_from:
            earlier.in_force_to, earlier.to_source = later.in_force_from, later.from_source
    newest = versions[-1].files[0]
    history = " ".join(event.text for event in versions[-1].events)
    level, region = titles.level_and_region(newest.folders, newest.title)
    return ParsedLaw(
        key,
        newest.title,
        next((f.document_number for v in reversed(versions) for f in v.files if f.document_number), ""),
        titles.issuer_of(newest.folders, newest.title, history),
        level,
        "/".join(newest.folders),
        region,
        titles.is_amending(newest.title),
        versions,
    )


def _versions_of_a_day(dated: date | None, files: list[ParsedFile]) -> list[ParsedVersion]:
    """Files of one law and one day: exact copies once, parts joined, differing texts kept apart and reported."""
    unique: dict[str, ParsedFile] = {}
    issues: list[tuple[str, Issue]] = []
    for file in files:
        first = unique.setdefault(file.text_hash, file)
        if first is not file:
            issues.append((file.path, Issue("duplicate", 0, first.path)))
            first.listed_from = first.listed_from or file.listed_from
    kept = list(unique.values())
    if len(kept) > 1 and _are_parts(kept):
        kept.sort(key=lambda file: min((a.no, a.sub) for a in file.numbered))
        articles = sorted((a for file in kept for a in _with_part(file)), key=lambda a: (a.no, a.sub))
        issues += [(file.path, issue) for file in kept for issue in file.issues]
        issues.append((kept[0].path, Issue("merged-parts", 0, "、".join(file.part or file.path for file in kept))))
        issues += _jumps_between(kept)
        events = max((file.events for file in kept), key=len)
        return [ParsedVersion(kept, dated, events, articles, issues)]
    if len(kept) > 1:
        kept.sort(key=lambda file: (bool(file.document_number), file.path))
        issues += [(file.path, Issue("same-day-text", 0, kept[0].path)) for file in kept[1:]]
    versions = [
        ParsedVersion([file], dated, file.events, file.articles, [(file.path, i) for i in file.issues]) for file in kept
    ]
    versions[-1].issues += issues
    for version in versions[:-1]:
        version.twin = True
    return versions


def _are_parts(files: list[ParsedFile]) -> bool:
    """Parts of one law share no article number and name their part in a second title."""
    seen: set[tuple[int, int]] = set()
    for file in files:
        numbers = {(article.no, article.sub) for article in file.numbered}
        if not file.part or not numbers or numbers & seen:
            return False
        seen |= numbers
    return True


def _with_part(file: ParsedFile) -> list[ParsedArticle]:
    for article in file.articles:
        if not article.path or file.part.replace(" ", "") not in article.path[0].replace(" ", ""):
            article.path = (file.part, *article.path)
    return file.articles


def _jumps_between(files: list[ParsedFile]) -> Iterator[tuple[str, Issue]]:
    last = 0
    for file in files:
        numbers = sorted(article.no for article in file.numbered)
        if numbers[0] != last + 1:
            yield (
                file.path,
                Issue("jump", file.numbered[0].line, f"前一部分止于第{last}条，这一部分始于第{numbers[0]}条"),
            )
        last = numbers[-1]


def _fold_near(versions: list[ParsedVersion]) -> list[ParsedVersion]:
    """One text dated twice, by adoption and by promulgation: the later copy is dropped when the words are the same."""
    kept: list[ParsedVersion] = []
    for version in versions:
        twin = next((k for k in kept if k.text_hash == version.text_hash and _near(k.dated, version.dated)), None)
        if twin is None:
            kept.append(version)
            continue
        twin.issues.append((version.files[0].path, Issue("near-date", 0, f"{twin.label} / {version.label}")))
        twin.issues += version.issues
    return kept


def _near(one: date | None, other: date | None) -> bool:
    return one is None or other is None or abs(one - other) <= timedelta(days=45)


def _date(version: ParsedVersion) -> None:
    """Propose when the version entered into force, with the source of that date. Only a person confirms it."""
    stated = stated_in_force(version.articles)
    own = version.dated
    last = version.last_event
    amended = last is not None and "修正" in last.text
    promulgated = own if stated == "published" and not amended else None
    told = next((event.on for event in reversed(version.events) if event.is_entry_into_force), None)
    listed = next((file.listed_from for file in version.files if file.listed_from), None)
    text_day = stated if isinstance(stated, date) else promulgated
    path = version.files[0].path
    proposals: list[tuple[date, Source]] = []
    if text_day and (own is None or text_day >= own):
        proposals.append((text_day, "text"))
    if told and (own is None or told >= own):
        proposals.append((told, "history"))
    if listed and (own is None or listed >= own):
        proposals.append((listed, "db"))
    if own and not proposals:
        proposals.append((own, "history"))
    if proposals:
        version.in_force_from, version.from_source = proposals[0]
    if len({day for day, _ in proposals}) > 1:
        said = "，".join(f"{source} {day.isoformat()}" for day, source in proposals)
        version.issues.append((path, Issue("date-conflict", 0, said)))
    is_case = "案例" in version.files[0].folders
    if own is None and not is_case:
        version.issues.append((path, Issue("no-date", 0, "")))
    if version.articles and not is_case:
        said = f"{version.from_source} {version.in_force_from or ''}".strip()
        version.issues.append((path, Issue("effective-unconfirmed", 0, said)))
    ended = next((file.ended for file in version.files if file.ended), None)
    if ended and ended < _FOREVER:
        version.in_force_to, version.to_source = ended, "db"


def _catalogue(folder: Path) -> dict[str, tuple[date | None, date | None]]:
    """In force from and to, by file, from the databases or the manifest beside the files; read by column name."""
    listed: dict[str, tuple[date | None, date | None]] = {}
    manifest = folder / "MANIFEST.tsv"
    if manifest.is_file():
        with manifest.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream, delimiter="\t"):
                listed[row.get("path") or ""] = (_day(row.get("valid_from_db")), _day(row.get("valid_to_db")))
    for database in sorted(folder.rglob("db.sqlite3")):
        listed.update(_database(database, folder))
    return listed


def _database(path: Path, folder: Path) -> dict[str, tuple[date | None, date | None]]:
    listed: dict[str, tuple[date | None, date | None]] = {}
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            for row in connection.execute("select * from law"):
                names = row.keys()
                stem = str(row["filename"] or row["name"]) if "filename" in names else str(row["name"])
                day = _day(row["valid_from"]) if "valid_from" in names else None
                end = _day(row["valid_to"]) if "valid_to" in names else None
                publish = str(row["publish"] or "") if "publish" in names else ""
                for candidate in {stem, f"{stem}({publish})"}:
                    for file in path.parent.rglob(f"{_literal(candidate)}.md"):
                        listed[file.relative_to(folder).as_posix()] = (day, end)
    except sqlite3.Error:
        return listed
    return listed


def _literal(name: str) -> str:
    return re.sub(r"([\[\]*?])", r"[\1]", name.rsplit("/", 1)[-1].removesuffix(".md"))


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10]) if text else None
    except ValueError:
        return None
