"""The migrations and the tables say the same."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from knowledge.records import migrate
from knowledge.records.tables import Record


def test_autogenerate_finds_nothing_to_change(empty: Engine) -> None:
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Record.metadata) == []


def test_every_migration_can_be_taken_back(empty: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.FOLDER))
    with empty.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert inspect(empty).get_table_names() == ["alembic_version"]
    migrate.upgrade(empty)
    assert migrate.state(empty) is migrate.SchemaState.CURRENT


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(migrate.FOLDER)).get_heads()) == 1


def test_a_migrations_file_is_called_after_its_revision() -> None:
    for script in ScriptDirectory(str(migrate.FOLDER)).walk_revisions():
        assert Path(script.path).name.startswith(f"{script.revision}_")
