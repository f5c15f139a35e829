"""Seals what older versions kept in clear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, Engine, Table, Text, select, text, type_coerce, update

from knowledge.records.sealing import MARK, keyring_of
from knowledge.records.tables import Record
from knowledge.records.tables.sealed import Sealed, SealedJson

WRITERS = 0x5E41ED
"""Names the lock that all writers share on PostgreSQL: a key is retired while nobody holds it."""
AMONG_WRITERS = text(f"SELECT pg_advisory_xact_lock_shared({WRITERS})")
NO_OTHER_WRITER = text(f"SELECT pg_advisory_xact_lock({WRITERS})")


def seal_plain(engine: Engine) -> int:
    """Seal every value that is in clear and return how many there were; safe to do again.

    Raises:
        StorageError: the key file is lost or cannot be written.
    """
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        if is_sqlite:  # else the old text stays readable in the pages that are freed
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
        else:
            connection.execute(AMONG_WRITERS)
        sealed = sum(_seal(connection, table, column) for table, column in sealed_columns())
    if sealed and is_sqlite:
        empty_log(engine)
    return sealed


def empty_log(engine: Engine) -> None:
    """Move SQLite's log into the file and cut it: it holds pages of before."""
    raw = engine.raw_connection()  # a checkpoint is refused inside a transaction
    try:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


def sealed_columns() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column whose values are sealed."""
    for table in Record.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Sealed | SealedJson):
                yield table, column


def _seal(connection: Connection, table: Table, column: Column[Any]) -> int:
    keys, kept = list(table.primary_key), type_coerce(column, Text)
    ring, place = keyring_of(connection.dialect), f"{table.name}.{column.name}"
    found = connection.execute(select(*keys, kept).where(kept.is_not(None), ~kept.startswith(MARK)))
    rows = found.all()
    for *key, plain in rows:
        row = [part == value for part, value in zip(keys, key, strict=True)]
        written = type_coerce(ring.seal(plain, place), Text)
        connection.execute(update(table).where(*row).values({column: written}))
    return len(rows)
