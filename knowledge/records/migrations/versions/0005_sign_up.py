"""Sign-ups: drafts, what makes them happen once, the outbox, the audit chain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_REFUSAL = "the audit trail is append-only"
_TRIGGERS = {
    "sqlite": tuple(
        f"""
        CREATE TRIGGER audit_refuses_{change.lower()} BEFORE {change} ON audit_entries
        BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END
        """
        for change in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        f"""
        CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
        """
        CREATE TRIGGER audit_refuses_change BEFORE UPDATE OR DELETE ON audit_entries
        FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()
        """,
        """
        CREATE TRIGGER audit_refuses_truncate BEFORE TRUNCATE ON audit_entries
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()
        """,
    ),
}

_ADDED = {
    "enrollments": (
        ("reference", sa.String(length=64)),
        ("period", sa.String(length=64)),
        ("held_group", sa.String(length=64)),
        ("target", sa.Text()),
        ("reserved", sa.BigInteger()),
        ("joined_at", sa.DateTime(timezone=True)),
        ("joined_by", sa.String(length=64)),
        ("card_hash", sa.String(length=64)),
    ),
    "consents": (
        ("owner_name", sa.Text()),
        ("phone", sa.Text()),
        ("given_at", sa.DateTime(timezone=True)),
        ("taken_by", sa.String(length=64)),
        ("text", sa.Text()),
        ("text_sha256", sa.String(length=64)),
        ("card_hash", sa.String(length=64)),
        ("evidence", sa.Text()),
        ("evidence_sha256", sa.String(length=64)),
    ),
    "visits": (("reason", sa.Text()), ("enrollment", sa.String(length=64))),
}


def _code(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=64), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    for table, columns in _ADDED.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    for name, keys, unique in (
        ("uq_enrollments_period", ["outlet", "program", "period"], True),
        ("uq_enrollments_held_group", ["outlet", "held_group"], True),
        ("uq_enrollments_reference", ["reference"], True),
        ("ix_enrollments_program", ["program"], False),
    ):
        op.create_index(name, "enrollments", keys, unique=unique)
    _drafts()
    _once()
    _trails()
    for statement in _TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
    head = sa.table("audit_head", sa.column("id"), sa.column("length"), sa.column("hash"))
    op.bulk_insert(head, [{"id": 1, "length": 0, "hash": ""}])


def _drafts() -> None:
    op.create_table(
        "sign_up_drafts",
        _code("id"),
        _code("user_id"),
        _code("thread"),
        _code("outlet"),
        _code("program"),
        _code("terms_version"),
        _code("language"),
        _moment("opened_at"),
        _moment("changed_at"),
        _moment("expires_at"),
        _code("step"),
        sa.Column("open_slot", sa.String(length=200), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        _code("key"),
        _code("card_hash"),
        sa.Column("personal", sa.Text(), nullable=False),
        sa.Column("interrupted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _code("enrollment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_up_drafts")),
        sa.UniqueConstraint("open_slot", name=op.f("uq_sign_up_drafts_open_slot")),
    )
    op.create_index("ix_sign_up_drafts_user_step", "sign_up_drafts", ["user_id", "step"])
    op.create_index(op.f("ix_sign_up_drafts_outlet"), "sign_up_drafts", ["outlet"])
    op.create_table(
        "one_time_codes",
        _code("draft"),
        _code("card_hash"),
        sa.Column("code", sa.Text(), nullable=False),
        _moment("expires_at"),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft"], ["sign_up_drafts.id"], name=op.f("fk_one_time_codes_draft_sign_up_drafts")
        ),
        sa.PrimaryKeyConstraint("draft", name=op.f("pk_one_time_codes")),
    )


def _once() -> None:
    op.create_table(
        "idempotency_keys",
        _code("user_id"),
        sa.Column("key", sa.String(length=255), nullable=False),
        _code("request_hash"),
        _code("subject"),
        sa.Column("result", sa.Text(), nullable=False),
        _moment("at"),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(op.f("ix_idempotency_keys_subject"), "idempotency_keys", ["subject"])
    op.create_table(
        "program_places",
        _code("program"),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "most IS NULL OR taken <= most", name=op.f("ck_program_places_not_oversold")
        ),
        sa.PrimaryKeyConstraint("program", name=op.f("pk_program_places")),
    )
    op.create_table(
        "program_budgets",
        _code("program"),
        _code("currency"),
        sa.Column("committed", sa.BigInteger(), nullable=False),
        sa.Column("ceiling", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "ceiling IS NULL OR committed <= ceiling",
            name=op.f("ck_program_budgets_not_overdrawn"),
        ),
        sa.PrimaryKeyConstraint("program", "currency", name=op.f("pk_program_budgets")),
    )


def _trails() -> None:
    op.create_table(
        "outbox",
        _code("id"),
        _code("kind"),
        _code("subject"),
        _moment("at"),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _moment("next_at"),
        sa.Column("delivered_to", sa.Text(), nullable=False),
        _moment("delivered_at", nullable=True),
        _moment("dead_at", nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_waiting", "outbox", ["delivered_at", "dead_at", "next_at"])
    op.create_index(op.f("ix_outbox_subject"), "outbox", ["subject"])
    op.create_table(
        "audit_entries",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        _moment("at"),
        _code("who"),
        _code("kind"),
        _code("subject"),
        sa.Column("details", sa.Text(), nullable=False),
        _code("previous"),
        _code("hash"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entries")),
    )
    op.create_index(op.f("ix_audit_entries_subject"), "audit_entries", ["subject"])
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        _code("hash"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )


def downgrade() -> None:
    for table in (
        "audit_head",
        "audit_entries",
        "outbox",
        "program_budgets",
        "program_places",
        "idempotency_keys",
        "one_time_codes",
        "sign_up_drafts",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_change()")
    for name in (
        "uq_enrollments_period",
        "uq_enrollments_held_group",
        "uq_enrollments_reference",
        "ix_enrollments_program",
    ):
        op.drop_index(name, "enrollments")
    for table, columns in _ADDED.items():
        for name, _kind in columns:
            op.drop_column(table, name)
