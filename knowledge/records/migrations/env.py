"""Alembic's entry: migrates the connection that `migrate.upgrade` hands over."""

from __future__ import annotations

from alembic import context

from knowledge.records.tables import Record

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Record.metadata,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
