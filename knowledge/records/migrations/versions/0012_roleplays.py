"""Practices with a played shopkeeper."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roleplay_sessions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("led_by", sa.String(length=64), nullable=True),
        sa.Column("thread", sa.String(length=64), nullable=False),
        sa.Column("running_slot", sa.String(length=200), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("persona", sa.String(length=64), nullable=False),
        sa.Column("outlet", sa.String(length=64), nullable=False),
        sa.Column("program", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("difficulty", sa.String(length=64), nullable=False),
        sa.Column("rubric_version", sa.String(length=64), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("transcript", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roleplay_sessions")),
        sa.UniqueConstraint("running_slot", name=op.f("uq_roleplay_sessions_running_slot")),
    )
    op.create_index(
        "ix_roleplay_sessions_user_id_started_at", "roleplay_sessions", ["user_id", "started_at"]
    )


def downgrade() -> None:
    op.drop_index("ix_roleplay_sessions_user_id_started_at", table_name="roleplay_sessions")
    op.drop_table("roleplay_sessions")
