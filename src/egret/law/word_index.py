"""The index of words in statutes: FTS5 without a copy of the text on SQLite, a GIN index on PostgreSQL.

Rows go in and out with the articles they stand for. FTS5 keeps no text, so the words taken out are worked out anew
from the article;
they depend on nothing but the law's key, the headings and the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from egret.law import words

CREATE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE law_words USING fts5(words, content='', tokenize='unicode61 remove_diacritics 0')",
        "CREATE VIRTUAL TABLE law_words_seen USING fts5vocab(law_words, row)",
    ],
    "postgresql": [
        "CREATE TABLE law_words (article_id bigint PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX law_words_gin ON law_words USING gin (words)",
    ],
}
DROP = {"sqlite": ["DROP TABLE law_words_seen", "DROP TABLE law_words"], "postgresql": ["DROP TABLE law_words"]}

Row = tuple[int, str, Sequence[str], str]
"""Article id, law key, headings, text."""


def _words(row: Row) -> str:
    _, key, path, text = row
    return words.indexed(" ".join((key, *(name.split(" ", 1)[-1] for name in path), text)))


def put(rows: Iterable[Row]) -> None:
    """Index articles."""
    pairs = [(row[0], _words(row)) for row in rows]
    if not pairs:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany("INSERT INTO law_words VALUES (%s, to_tsvector('simple', %s))", pairs)
        else:
            cursor.executemany("INSERT INTO law_words (rowid, words) VALUES (%s, %s)", pairs)


def take_out(rows: Iterable[Row]) -> None:
    """Forget articles that are about to go."""
    chosen = list(rows)
    if not chosen:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DELETE FROM law_words WHERE article_id = ANY(%s)", [[row[0] for row in chosen]])
        else:
            command = "INSERT INTO law_words (law_words, rowid, words) VALUES ('delete', %s, %s)"
            cursor.executemany(command, [(row[0], _words(row)) for row in chosen])


def holding(query: str, *, limit: int) -> list[tuple[int, float]]:
    """Articles in which every run of the query stands as written, best first, with a score."""
    runs = words.phrases(query)[:12]
    if not runs:
        return []
    if connection.vendor == "postgresql":
        return _postgres(" & ".join(f"({_pg_run(run)})" for run in runs), limit)
    return _sqlite(" AND ".join(_fts_run(run) for run in runs), limit)


def touching(query: str, *, limit: int) -> list[tuple[int, float]]:
    """Articles that share words with the query, those that share rarer ones first; words of every tenth article are
    passed over."""
    tokens = list(dict.fromkeys(token for run in words.phrases(query[:400]) for token in run))
    if not tokens:
        return []
    if connection.vendor == "postgresql":
        return _postgres(" | ".join(_quoted(token) for token in tokens), limit)
    rare = _rare(tokens)
    return _sqlite(" OR ".join(f'"{token}"' for token in rare), limit) if rare else []


def _rare(tokens: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(tokens))
        cursor.execute(f"SELECT term, doc FROM law_words_seen WHERE term IN ({marks})", tokens)
        seen = {str(term): int(count) for term, count in cursor.fetchall()}
        cursor.execute("SELECT max(id) FROM law_article")
        total = int(cursor.fetchone()[0] or 0)
    known = [token for token in tokens if token in seen]
    return [token for token in known if seen[token] <= max(total // 10, 20)] or known[:3]


def _fts_run(run: list[str]) -> str:
    if len(run) == 1 and len(run[0]) == 1 and run[0] >= "\u3400":
        return f'"{run[0]}"*'
    return '"' + " ".join(run) + '"'


def _quoted(token: str) -> str:
    return "'" + token.replace("'", "") + "'"


def _pg_run(run: list[str]) -> str:
    if len(run) == 1 and len(run[0]) == 1 and run[0] >= "\u3400":
        return f"{_quoted(run[0])}:*"
    return " <-> ".join(_quoted(token) for token in run)


def _sqlite(match: str, limit: int) -> list[tuple[int, float]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid, bm25(law_words) FROM law_words WHERE law_words MATCH %s ORDER BY 2 LIMIT %s", [match, limit]
        )
        return [(int(key), -float(score)) for key, score in cursor.fetchall()]


def _postgres(match: str, limit: int) -> list[tuple[int, float]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT article_id, ts_rank(words, query, 1) AS score FROM law_words, to_tsquery('simple', %s) AS query"
            " WHERE words @@ query ORDER BY score DESC, article_id LIMIT %s",
            [match, limit],
        )
        return [(int(key), float(score)) for key, score in cursor.fetchall()]
