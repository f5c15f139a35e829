"""Alembic migrations, run from code: `knowledge.records.migrate.upgrade(engine)`."""
