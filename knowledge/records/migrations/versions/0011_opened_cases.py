"""Cases opened with a tap: by whom, with which facts; a question belongs to no shop."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("opened_by", sa.String(length=64), nullable=True))
        batch.add_column(sa.Column("facts", sa.Text(), nullable=True))
        batch.alter_column("outlet", existing_type=sa.String(length=64), nullable=True)


def downgrade() -> None:
    op.execute("delete from cases where outlet is null")
    with op.batch_alter_table("cases") as batch:
        batch.alter_column("outlet", existing_type=sa.String(length=64), nullable=False)
        batch.drop_column("facts")
        batch.drop_column("opened_by")
