"""Leaving, suspension, a new owner: what terms say of it, and what was done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ADDED = {
    "programs": (("leaving", sa.Text()), ("suspension", sa.Text()), ("transfer", sa.Text())),
    "enrollments": (("paused", sa.Text()), ("rejoin_from", sa.Date())),
}


def upgrade() -> None:
    for table, columns in _ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, kind in columns:
                batch.add_column(sa.Column(name, kind, nullable=True))
    op.create_table(
        "membership_changes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("enrollment", sa.String(length=64), nullable=False),
        sa.Column("outlet", sa.String(length=64), nullable=False),
        sa.Column("program", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("card_hash", sa.String(length=64), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_changes")),
        sa.UniqueConstraint("enrollment", "number", name=op.f("uq_membership_changes_enrollment_number")),
    )
    for name, column, unique in (
        ("uq_membership_changes_card", "card_hash", True),
        (op.f("ix_membership_changes_enrollment"), "enrollment", False),
        (op.f("ix_membership_changes_outlet"), "outlet", False),
    ):
        op.create_index(name, "membership_changes", [column], unique=unique)


def downgrade() -> None:
    op.drop_table("membership_changes")
    for table, columns in _ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, _kind in columns:
                batch.drop_column(name)
