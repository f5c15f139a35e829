"""What was asked of language models, and what it cost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0005"
branch_labels = None
depends_on = None


def _code(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=64), nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "model_calls",
        _code("id"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        _code("user_id"),
        _code("thread"),
        _code("tool"),
        _code("agent"),
        sa.Column("model", sa.String(), nullable=False),
        _count("input_tokens"),
        _count("cached_tokens"),
        _count("written_tokens"),
        _count("output_tokens"),
        sa.Column("nano_usd", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_calls")),
    )
    op.create_index("ix_model_calls_user_day", "model_calls", ["user_id", "day"])


def downgrade() -> None:
    op.drop_table("model_calls")
