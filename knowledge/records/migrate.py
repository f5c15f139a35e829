"""Which version of the tables a database holds, and bringing it up to date."""

from __future__ import annotations

from enum import Enum
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from assistant.errors import StorageError
from knowledge.records.storage_errors import place_of

FOLDER = Path(__file__).parent / "migrations"


VERSION_TABLE = "alembic_version"


class SchemaState(Enum):
    """What a database holds, seen from this version."""

    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


def state(engine: Engine) -> SchemaState:
    """Compare the database's revision with those this version knows."""
    # Alembic itself is only imported to upgrade: it costs every cold start 0.4 s.
    with engine.connect() as connection:
        found = None
        if inspect(connection).has_table(VERSION_TABLE):
            found = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608
    if found is None:
        return SchemaState.EMPTY
    if found == _revisions()[-1]:
        return SchemaState.CURRENT
    return SchemaState.OLDER if found in _revisions() else SchemaState.NEWER


def check(engine: Engine) -> None:
    """Refuse a database of another version; an empty one passes.

    Raises:
        StorageError: older or newer than this program.
    """
    found = state(engine)
    if found is SchemaState.NEWER:
        raise StorageError(
            f"The database {place_of(engine.url)} was made by a newer version of Shelftalk: "
            "update Shelftalk, or point SHELFTALK_DATABASE_URL at another database."
        )
    if found is SchemaState.OLDER:
        raise StorageError(
            f"The database {place_of(engine.url)} was made by an older version of Shelftalk: run "
            "`shelftalk load PACK` once, which brings it up to date and keeps what it holds."
        )


def upgrade(engine: Engine) -> None:
    """Run every migration the database has not seen; nothing of a failed one remains.

    Raises:
        StorageError: the database is newer than this program, or cannot be written.
    """
    found = state(engine)
    if found is SchemaState.CURRENT:
        return
    if found is SchemaState.NEWER:
        check(engine)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revisions() -> tuple[str, ...]:
    """In order; a migration's file is called after its revision: `0002_insights.py`."""
    return _revisions_in(FOLDER)


@cache
def _revisions_in(folder: Path) -> tuple[str, ...]:
    files = sorted((folder / "versions").glob("[0-9]*.py"))
    return tuple(file.stem.split("_", maxsplit=1)[0] for file in files)
