"""The first tables, with a ledger that only grows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_LEDGER_TRIGGERS = {
    "sqlite": tuple(
        f"""
        CREATE TRIGGER ledger_refuses_{change.lower()} BEFORE {change} ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: add a row that corrects it'); END
        """
        for change in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        """
        CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the ledger is append-only: add a row that corrects it'
                USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
        """
        CREATE TRIGGER ledger_refuses_change BEFORE UPDATE OR DELETE ON ledger
        FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()
        """,
        """
        CREATE TRIGGER ledger_refuses_truncate BEFORE TRUNCATE ON ledger
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()
        """,
    ),
}


def upgrade() -> None:
    op.create_table(
        "failed_logins",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_logins")),
    )
    op.create_index("ix_failed_logins_name_at", "failed_logins", ["name", "at"])

    op.create_table(
        "pack_files",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_pack_files")),
    )
    op.create_table(
        "products",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("pack", sa.Text(), nullable=True),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("pieces_per_unit", sa.Integer(), nullable=True),
        sa.Column("must_sell_channels", sa.Text(), nullable=False),
        sa.Column("regulated", sa.String(length=64), nullable=True),
        sa.Column("launched_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_products")),
    )
    op.create_table(
        "programs",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("terms_version", sa.String(length=64), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("countries", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("enroll_from", sa.Date(), nullable=False),
        sa.Column("enroll_until", sa.Date(), nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("stacking_group", sa.String(length=64), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("base_months", sa.Integer(), nullable=True),
        sa.Column("min_months_billed", sa.Integer(), nullable=True),
        sa.Column("cap_multiple", sa.BigInteger(), nullable=True),
        sa.Column("fee", sa.Text(), nullable=True),
        sa.Column("budget", sa.Text(), nullable=False),
        sa.Column("budget_used", sa.Text(), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=True),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("clawback", sa.Text(), nullable=False),
        sa.Column("must_sell", sa.Text(), nullable=True),
        sa.Column("display", sa.Text(), nullable=True),
        sa.Column("points", sa.Text(), nullable=True),
        sa.Column("payment", sa.Text(), nullable=False),
        sa.Column("assumptions", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", "terms_version", name=op.f("pk_programs")),
    )
    op.create_table(
        "territories",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.Column("country", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent"], ["territories.code"], name=op.f("fk_territories_parent_territories")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_territories")),
    )
    op.create_index("ix_territories_parent", "territories", ["parent"])

    op.create_table(
        "users",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
    )
    op.create_table(
        "conversation_threads",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_conversation_threads_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_threads")),
    )
    op.create_index("ix_conversation_threads_user_id", "conversation_threads", ["user_id"])

    op.create_table(
        "outlets",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=64), nullable=True),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("outlet_class", sa.String(length=64), nullable=True),
        sa.Column("territory", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("visit_days", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=64), nullable=False),
        sa.Column("latitude", sa.BigInteger(), nullable=True),
        sa.Column("longitude", sa.BigInteger(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("area_m2", sa.BigInteger(), nullable=True),
        sa.Column("has_cooler", sa.Boolean(), nullable=True),
        sa.Column("credit_limit", sa.BigInteger(), nullable=True),
        sa.Column("credit_days", sa.Integer(), nullable=True),
        sa.Column("overdue", sa.BigInteger(), nullable=True),
        sa.Column("credit_lock", sa.String(length=64), nullable=True),
        sa.Column("kyc_level", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["territory"], ["territories.code"], name=op.f("fk_outlets_territory_territories")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_outlets")),
    )
    op.create_index("ix_outlets_territory", "outlets", ["territory"])

    op.create_table(
        "product_names",
        sa.Column("product", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product"], ["products.code"], name=op.f("fk_product_names_product_products")
        ),
        sa.PrimaryKeyConstraint("product", "language", "name", name=op.f("pk_product_names")),
    )
    op.create_table(
        "product_prices",
        sa.Column("product", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=64), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("retail_price", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["product"], ["products.code"], name=op.f("fk_product_prices_product_products")
        ),
        sa.PrimaryKeyConstraint("product", "currency", name=op.f("pk_product_prices")),
    )
    op.create_table(
        "program_blackouts",
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("countries", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("program", sa.String(length=64), nullable=False),
        sa.Column("terms_version", sa.String(length=64), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["program", "terms_version"],
            ["programs.code", "programs.terms_version"],
            name=op.f("fk_program_blackouts_program_terms_version_programs"),
        ),
        sa.PrimaryKeyConstraint(
            "program", "terms_version", "rank", name=op.f("pk_program_blackouts")
        ),
    )
    op.create_table(
        "program_earn_rules",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("points_per", sa.Text(), nullable=False),
        sa.Column("products", sa.Text(), nullable=False),
        sa.Column("categories", sa.Text(), nullable=False),
        sa.Column("brands", sa.Text(), nullable=False),
        sa.Column("multiplier", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("program", sa.String(length=64), nullable=False),
        sa.Column("terms_version", sa.String(length=64), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["program", "terms_version"],
            ["programs.code", "programs.terms_version"],
            name=op.f("fk_program_earn_rules_program_terms_version_programs"),
        ),
        sa.PrimaryKeyConstraint(
            "program", "terms_version", "rank", name=op.f("pk_program_earn_rules")
        ),
    )
    op.create_table(
        "program_eligibility",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("requires", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("program", sa.String(length=64), nullable=False),
        sa.Column("terms_version", sa.String(length=64), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["program", "terms_version"],
            ["programs.code", "programs.terms_version"],
            name=op.f("fk_program_eligibility_program_terms_version_programs"),
        ),
        sa.PrimaryKeyConstraint(
            "program", "terms_version", "rank", name=op.f("pk_program_eligibility")
        ),
    )
    op.create_table(
        "program_exclusions",
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("countries", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("program", sa.String(length=64), nullable=False),
        sa.Column("terms_version", sa.String(length=64), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["program", "terms_version"],
            ["programs.code", "programs.terms_version"],
            name=op.f("fk_program_exclusions_program_terms_version_programs"),
        ),
        sa.PrimaryKeyConstraint(
            "program", "terms_version", "rank", name=op.f("pk_program_exclusions")
        ),
    )
    op.create_table(
        "program_targets",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("metric", sa.String(length=64), nullable=False),
        sa.Column("at_least", sa.BigInteger(), nullable=True),
        sa.Column("at_least_amounts", sa.Text(), nullable=True),
        sa.Column("payout_percent", sa.BigInteger(), nullable=True),
        sa.Column("payout_fixed", sa.Text(), nullable=True),
        sa.Column("payout_points", sa.Integer(), nullable=True),
        sa.Column("multiplier", sa.BigInteger(), nullable=True),
        sa.Column("benefits", sa.Text(), nullable=False),
        sa.Column("program", sa.String(length=64), nullable=False),
        sa.Column("terms_version", sa.String(length=64), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["program", "terms_version"],
            ["programs.code", "programs.terms_version"],
            name=op.f("fk_program_targets_program_terms_version_programs"),
        ),
        sa.PrimaryKeyConstraint(
            "kind", "program", "terms_version", "rank", name=op.f("pk_program_targets")
        ),
    )
    op.create_table(
        "user_territories",
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("territory", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["territory"],
            ["territories.code"],
            name=op.f("fk_user_territories_territory_territories"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_user_territories_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", "territory", name=op.f("pk_user_territories")),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("outlet", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("invoice", sa.String(length=64), nullable=True),
        sa.Column("program", sa.String(length=64), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["outlet"], ["outlets.code"], name=op.f("fk_cases_outlet_outlets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index("ix_cases_outlet", "cases", ["outlet"])

    op.create_table(
        "enrollments",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("outlet", sa.String(length=64), nullable=False),
        sa.Column("program", sa.String(length=64), nullable=False),
        sa.Column("terms_version", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("base_value", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["outlet"], ["outlets.code"], name=op.f("fk_enrollments_outlet_outlets")
        ),
        sa.ForeignKeyConstraint(
            ["program", "terms_version"],
            ["programs.code", "programs.terms_version"],
            name=op.f("fk_enrollments_program_terms_version_programs"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrollments")),
        sa.UniqueConstraint(
            "outlet", "program", "joined_on", name=op.f("uq_enrollments_outlet_program_joined_on")
        ),
    )
    op.create_index("ix_enrollments_outlet", "enrollments", ["outlet"])

    op.create_table(
        "invoices",
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("outlet", sa.String(length=64), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("rep", sa.String(length=64), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["outlet"], ["outlets.code"], name=op.f("fk_invoices_outlet_outlets")
        ),
        sa.ForeignKeyConstraint(["rep"], ["users.id"], name=op.f("fk_invoices_rep_users")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_invoices")),
    )
    op.create_index("ix_invoices_outlet_date", "invoices", ["outlet", "date"])

    op.create_table(
        "ledger",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("outlet", sa.String(length=64), nullable=False),
        sa.Column("program", sa.String(length=64), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("invoice", sa.String(length=64), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["outlet"], ["outlets.code"], name=op.f("fk_ledger_outlet_outlets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
    )
    op.create_index("ix_ledger_outlet_program_date", "ledger", ["outlet", "program", "date"])

    op.create_table(
        "stories",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("outlet", sa.String(length=64), nullable=False),
        sa.Column("program", sa.String(length=64), nullable=False),
        sa.Column("terms_version", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("framework", sa.String(length=64), nullable=False),
        sa.Column("length", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("recommendation", sa.String(length=64), nullable=False),
        sa.Column("story", sa.Text(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["outlet"], ["outlets.code"], name=op.f("fk_stories_outlet_outlets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
    )
    op.create_index("ix_stories_outlet", "stories", ["outlet"])

    op.create_table(
        "turns",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("thread", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("outlet", sa.String(length=64), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("feedback", sa.Integer(), nullable=True),
        sa.Column("feedback_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["thread"],
            ["conversation_threads.id"],
            name=op.f("fk_turns_thread_conversation_threads"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
    )
    op.create_index("ix_turns_thread_number", "turns", ["thread", "number"], unique=True)

    op.create_table(
        "visits",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("outlet", sa.String(length=64), nullable=False),
        sa.Column("rep", sa.String(length=64), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("program", sa.String(length=64), nullable=True),
        sa.Column("promise", sa.Text(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["outlet"], ["outlets.code"], name=op.f("fk_visits_outlet_outlets")
        ),
        sa.ForeignKeyConstraint(["rep"], ["users.id"], name=op.f("fk_visits_rep_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index("ix_visits_outlet_date", "visits", ["outlet", "date"])
    op.create_index("ix_visits_rep", "visits", ["rep"])

    op.create_table(
        "consents",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("enrollment", sa.String(length=64), nullable=False),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=64), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrollment"], ["enrollments.id"], name=op.f("fk_consents_enrollment_enrollments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_enrollment", "consents", ["enrollment"])

    op.create_table(
        "invoice_lines",
        sa.Column("invoice", sa.String(length=64), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(length=64), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice"], ["invoices.number"], name=op.f("fk_invoice_lines_invoice_invoices")
        ),
        sa.ForeignKeyConstraint(
            ["product"], ["products.code"], name=op.f("fk_invoice_lines_product_products")
        ),
        sa.PrimaryKeyConstraint("invoice", "line", name=op.f("pk_invoice_lines")),
    )
    op.create_index("ix_invoice_lines_product", "invoice_lines", ["product"])

    op.create_table(
        "objection_events",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("visit", sa.String(length=64), nullable=False),
        sa.Column("objection", sa.String(length=64), nullable=False),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=64), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("resolved", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["visit"], ["visits.id"], name=op.f("fk_objection_events_visit_visits")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection_events")),
    )
    op.create_index("ix_objection_events_visit", "objection_events", ["visit"])
    for statement in _LEDGER_TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("objection_events")
    op.drop_table("invoice_lines")
    op.drop_table("consents")
    op.drop_table("visits")
    op.drop_table("turns")
    op.drop_table("stories")
    op.drop_table("ledger")
    op.drop_table("invoices")
    op.drop_table("enrollments")
    op.drop_table("cases")
    op.drop_table("user_territories")
    op.drop_table("program_targets")
    op.drop_table("program_exclusions")
    op.drop_table("program_eligibility")
    op.drop_table("program_earn_rules")
    op.drop_table("program_blackouts")
    op.drop_table("product_prices")
    op.drop_table("product_names")
    op.drop_table("outlets")
    op.drop_table("conversation_threads")
    op.drop_table("users")
    op.drop_table("territories")
    op.drop_table("programs")
    op.drop_table("products")
    op.drop_table("pack_files")
    op.drop_table("failed_logins")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_ledger_change()")
