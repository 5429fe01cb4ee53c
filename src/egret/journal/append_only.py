"""Triggers that refuse to change what is written. They stop mistakes; against a superuser stand tree and witnesses."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

FIXED = ("journal_entry", "journal_checkpoint")
_GROWS = "OLD.width = 256 OR NEW.width <= OLD.width OR substr(NEW.data, 1, length(OLD.data)) <> OLD.data"


def _sqlite() -> Iterator[tuple[str, str]]:
    for table in FIXED:
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_no_{verb.lower()}"
            yield (
                name,
                (
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
                ),
            )
    yield (
        "journal_tile_no_delete",
        (
            "CREATE TRIGGER journal_tile_no_delete BEFORE DELETE ON journal_tile "
            "BEGIN SELECT RAISE(ABORT, 'journal_tile is append only'); END"
        ),
    )
    yield (
        "journal_tile_no_update",
        (
            f"CREATE TRIGGER journal_tile_no_update BEFORE UPDATE ON journal_tile WHEN {_GROWS} "
            "BEGIN SELECT RAISE(ABORT, 'a tile only grows'); END"
        ),
    )


_POSTGRES_REFUSE = """
CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append only', TG_TABLE_NAME; END $$
"""


def _postgres() -> Iterator[tuple[str, str, str]]:
    for table in (*FIXED, "journal_tile"):
        verbs = "DELETE" if table == "journal_tile" else "UPDATE OR DELETE"
        yield f"{table}_fixed", table, f"BEFORE {verbs} ON {table} FOR EACH ROW"
        yield f"{table}_no_truncate", table, f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
    yield "journal_tile_grows", "journal_tile", f"BEFORE UPDATE ON journal_tile FOR EACH ROW WHEN ({_GROWS})"


def raise_triggers(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for _, statement in _sqlite():
                cursor.execute(statement)
            return
        cursor.execute(_POSTGRES_REFUSE)
        for name, _, clause in _postgres():
            cursor.execute(f"CREATE TRIGGER {name} {clause} EXECUTE FUNCTION journal_refuse()")


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """What a superuser can do at any time; tests do it to tamper, and to empty their tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, _ in _sqlite():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            return
        for name, table, _ in _postgres():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
