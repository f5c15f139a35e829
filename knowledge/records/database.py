"""Opening the records database: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from assistant.errors import StorageError
from knowledge.records import migrate
from knowledge.records.keyfiles import KeyService
from knowledge.records.migrate import upgrade
from knowledge.records.sealing import Keyring, use_keyring
from knowledge.records.sealing_old import AMONG_WRITERS, NO_OTHER_WRITER, seal_plain
from knowledge.records.storage_errors import explain_failures
from knowledge.records.tables.pack_files import PackFile

__all__ = [
    "Engine", "is_loaded", "open_database", "open_if_readable", "reading", "upgrade", "writing",
]  # fmt: skip

log = logging.getLogger(__name__)
COMPANY = "company.yaml"
"""The one file every pack has."""
BUSY_SECONDS = 10
"""How long a writer waits for another before the database counts as locked."""
_DIALECTS = {
    "sqlite": "sqlite+pysqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}


def open_database(
    url: str,
    *,
    upgrade_schema: bool = False,
    home: Path | None = None,
    service: KeyService | None = None,
) -> Engine:
    """Open (and for SQLite make) the database and check that this version understands it.

    Args:
        url: any SQLAlchemy URL of SQLite or PostgreSQL.
        home: where the keys to owners' data lie, for a database on a server; else
            `SHELFTALK_HOME`. Those of an SQLite file lie beside it.
        service: what wraps those keys, instead of a file.
        upgrade_schema: bring an empty or older database up to date first; `shelftalk load` does.

    Raises:
        StorageError: it cannot be opened, or is of another version; the text says what mends it.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        _make_folder(address)
    engine = _make_engine(address)
    explain_failures(engine)
    use_keyring(engine.dialect, Keyring(_key_folder(address, home), service))
    if upgrade_schema:
        upgrade(engine)
        seal_plain(engine)
    else:
        migrate.check(engine)
    return engine


def open_if_readable(url: str) -> Engine:
    """The database as it is, else an empty one in memory: none is made and none is changed.

    For what can do without records: one that is missing, of another version or out of reach
    counts as holding nothing.
    """
    try:
        address = _address(url)
        if address.get_backend_name() != "sqlite" or _is_there(address):
            return open_database(url)
    except StorageError as error:
        log.info("no records to compare with: %s", error)
    return create_engine("sqlite+pysqlite://")


def _is_there(address: URL) -> bool:
    return bool(address.database) and Path(str(address.database)).is_file()


def is_loaded(engine: Engine) -> bool:
    """Whether a company pack has been loaded into an up-to-date database."""
    if migrate.state(engine) is not migrate.SchemaState.CURRENT:
        return False
    with reading(engine) as session:
        return session.get(PackFile, COMPANY) is not None


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session for reading; sees one state of the data from its first query on."""
    with Session(engine, autoflush=False) as session:
        yield session


@contextmanager
def writing(engine: Engine, *, durable: bool = False, alone: bool = False) -> Iterator[Session]:
    """A session that commits at the end, or keeps nothing when the block raises.

    `durable` = what is committed outlives a power cut too, not only a crash of this program; a
    PostgreSQL server does that by itself. `alone` = no other such session is open meanwhile, as
    is always so with SQLite.
    """
    options = {"sqlite_begin": "IMMEDIATE", "sqlite_synchronous": "FULL" if durable else "NORMAL"}
    with (
        # A reader that turns writer in WAL mode fails at once instead of waiting its turn.
        Session(engine.execution_options(**options)) as session,
        session.begin(),
    ):
        held = session.connection()  # the lock is taken here, so what the block reads stays true
        if held.dialect.name == "postgresql":
            held.execute(NO_OTHER_WRITER if alone else AMONG_WRITERS)
        yield session


def _address(url: str) -> URL:
    try:
        address = make_url(url)
        backend = address.get_backend_name()
    except SQLAlchemyError as error:
        raise StorageError(
            "SHELFTALK_DATABASE_URL is not a database address: write "
            "sqlite:///path/to/file.db or postgresql://user:password@host/name."
        ) from error
    if backend not in _DIALECTS:
        raise StorageError(f"Shelftalk keeps records in SQLite or PostgreSQL, not in {backend}.")
    return address.set(drivername=_DIALECTS[backend])


def _key_folder(address: URL, home: Path | None) -> Path | None:
    """Beside an SQLite file; for a server, `home`. None for what is in memory only."""
    if address.get_backend_name() != "sqlite":
        return home or Path(os.environ.get("SHELFTALK_HOME", ".shelftalk"))
    database = (address.database or "").removeprefix("file:")
    return None if database in ("", ":memory:") else Path(database).parent


def _make_folder(address: URL) -> None:
    if not address.database or address.database == ":memory:":
        return
    folder = Path(address.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The folder {folder} for the database cannot be made ({error.strerror}): set "
            "SHELFTALK_HOME to a folder this user may write."
        ) from error


def _make_engine(address: URL) -> Engine:
    if address.get_backend_name() != "sqlite":
        return create_engine(
            address,
            pool_size=20,
            max_overflow=20,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": BUSY_SECONDS},
        )
    engine = create_engine(
        address,
        pool_size=20,
        max_overflow=20,
        hide_parameters=True,  # errors end in logs
        connect_args={"timeout": BUSY_SECONDS},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own BEGIN leaves reads and DDL outside the transaction; ours does not.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "recursive_triggers = ON",  # else INSERT OR REPLACE slips past the ledger's DELETE trigger
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    mode = options.get("sqlite_begin", "")
    wanted = options.get("sqlite_synchronous", "NORMAL")
    if connection.info.get("synchronous", "NORMAL") != wanted:
        # Not inside the transaction: SQLite would not listen there.
        connection.exec_driver_sql(f"PRAGMA synchronous = {wanted}")
        connection.info["synchronous"] = wanted
    connection.exec_driver_sql(f"BEGIN {mode}".rstrip())
