"""What the models found at the last load."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "insight_models",
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("trained_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_insight_models")),
    )
    op.create_table(
        "outlet_insights",
        sa.Column("outlet", sa.String(length=64), nullable=False),
        sa.Column("model_version", sa.String(length=64), nullable=False),
        sa.Column("segment", sa.String(length=64), nullable=True),
        sa.Column("direction", sa.String(length=64), nullable=True),
        sa.Column("likelihood_to_enroll", sa.BigInteger(), nullable=True),
        sa.Column("next_products", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_version"],
            ["insight_models.version"],
            name=op.f("fk_outlet_insights_model_version_insight_models"),
        ),
        sa.ForeignKeyConstraint(
            ["outlet"],
            ["outlets.code"],
            name=op.f("fk_outlet_insights_outlet_outlets"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("outlet", name=op.f("pk_outlet_insights")),
    )


def downgrade() -> None:
    op.drop_table("outlet_insights")
    op.drop_table("insight_models")
