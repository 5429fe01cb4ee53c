"""The index of words of subjects: FTS5 on SQLite, a GIN index on PostgreSQL, with the same tokens.

Who may see a subject stands in it as tokens too. So "in my unit and 殴打" is an intersection of two lists, newest
first, and costs the same for a unit without rows and for a whole city.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection

from egret.desk.models import SearchRow

CREATE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE desk_words USING fts5(words, content='desk_searchrow', content_rowid='subject',"
        " tokenize='unicode61 remove_diacritics 0', prefix='3 4 5')"
    ],
    "postgresql": [
        "CREATE TABLE desk_words (subject bigint PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX desk_words_gin ON desk_words USING gin (words)",
    ],
}
DROP = {"sqlite": ["DROP TABLE desk_words"], "postgresql": ["DROP TABLE desk_words"]}

NEAR = 20_000
"""Subjects among the newest of which PostgreSQL looks first: its index gives hits in no order of their own."""

Run = tuple[str, ...]
"""Tokens that follow one another; a trailing `*` on the last asks for a beginning."""


def put(rows: Mapping[int, str]) -> None:
    """Index subjects anew; an empty text forgets the subject."""
    forget(rows)
    kept = [SearchRow(subject=key, words=text) for key, text in rows.items() if text]
    SearchRow.objects.bulk_create(kept, batch_size=400)
    pairs = [(row.subject, row.words) for row in kept]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany("INSERT INTO desk_words VALUES (%s, to_tsvector('simple', %s))", pairs)
        else:
            cursor.executemany("INSERT INTO desk_words (rowid, words) VALUES (%s, %s)", pairs)


def forget(keys: Mapping[int, str] | Sequence[int]) -> None:
    """Take subjects out. FTS5 must be told the words that go."""
    chosen = list(keys)
    for begin in range(0, len(chosen), 400):
        part = chosen[begin : begin + 400]
        held = list(SearchRow.objects.filter(pk__in=part).values_list("pk", "words"))
        if not held:
            continue
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("DELETE FROM desk_words WHERE subject = ANY(%s)", [[key for key, _words in held]])
            else:
                command = "INSERT INTO desk_words (desk_words, rowid, words) VALUES ('delete', %s, %s)"
                cursor.executemany(command, held)
        SearchRow.objects.filter(pk__in=[key for key, _words in held]).delete()


def find(all_of: Sequence[Sequence[Run]], *, limit: int) -> list[int]:
    """Subjects that hold one run of each group, the newest first."""
    if not all_of or not all(all_of):
        return []
    if connection.vendor == "postgresql":
        return _postgres(" & ".join("(" + " | ".join(map(_pg_run, group)) + ")" for group in all_of), limit)
    return _sqlite(" AND ".join("(" + " OR ".join(map(_fts_run, group)) + ")" for group in all_of), limit)


def _fts_run(run: Run) -> str:
    text = '"' + " ".join(token.rstrip("*").replace('"', "") for token in run) + '"'
    return text + ("*" if run[-1].endswith("*") else "")


def _pg_run(run: Run) -> str:
    def quoted(token: str) -> str:
        bare = token.rstrip("*").replace("'", "").replace("\\", "")
        return f"'{bare}'" + (":*" if token.endswith("*") else "")

    return "(" + " <-> ".join(map(quoted, run)) + ")"


def _sqlite(match: str, limit: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM desk_words WHERE desk_words MATCH %s ORDER BY rowid DESC LIMIT %s", [match, limit]
        )
        return [int(key) for (key,) in cursor.fetchall()]


def _postgres(match: str, limit: int) -> list[int]:
    found: list[int] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(subject) FROM desk_words")
        newest = int(cursor.fetchone()[0] or 0)
        for above in (newest - NEAR, 0):
            cursor.execute(
                "SELECT subject FROM desk_words WHERE words @@ to_tsquery('simple', %s) AND subject > %s"
                " ORDER BY subject DESC LIMIT %s",
                [match, above, limit],
            )
            found = [int(key) for (key,) in cursor.fetchall()]
            if len(found) == limit or above <= 0:
                break
    return found
