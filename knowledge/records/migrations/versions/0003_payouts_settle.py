"""A payout's pay day is filled in once; nothing else of a ledger entry ever changes."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_REFUSAL = "the ledger is append-only: add a row that corrects it"
_FIXED = (
    "id", "outlet", "program", "date", "kind", "points", "amount", "invoice", "expires_on",
    "due_on", "reason",
)  # fmt: skip
_SAME = " AND ".join(f'OLD."{column}" IS NEW."{column}"' for column in _FIXED)
_SETTLES = "OLD.paid_on IS NULL AND NEW.paid_on IS NOT NULL"

_SQLITE = (
    "DROP TRIGGER ledger_refuses_update",
    f"""
    CREATE TRIGGER ledger_refuses_update BEFORE UPDATE ON ledger
    WHEN NOT ({_SETTLES} AND {_SAME})
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END
    """,
)
_POSTGRESQL = (
    f"""
    CREATE OR REPLACE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF {_SETTLES} AND to_jsonb(OLD) - 'paid_on' = to_jsonb(NEW) - 'paid_on' THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
)


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE if sqlite else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER ledger_refuses_update")
        op.execute(
            "CREATE TRIGGER ledger_refuses_update BEFORE UPDATE ON ledger "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
