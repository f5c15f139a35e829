"""Enrollments, consent, and the append-only ledger."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import Record, code, code_key, exact, text


class Enrollment(Record):
    """An outlet in a program, under a frozen version of the terms."""

    __tablename__ = "enrollments"
    __table_args__ = (
        UniqueConstraint("outlet", "program", "joined_on"),
        ForeignKeyConstraint(
            ["program", "terms_version"], ["programs.code", "programs.terms_version"]
        ),
    )
    id: Mapped[code_key]
    outlet: Mapped[code] = mapped_column(ForeignKey("outlets.code"), index=True)
    program: Mapped[code]
    terms_version: Mapped[code]
    status: Mapped[code]
    joined_on: Mapped[dt.date]
    left_on: Mapped[dt.date | None]
    tier: Mapped[text | None]
    base_value: Mapped[exact | None]
    """Frozen monthly base, outlet currency."""


class Consent(Record):
    """What the owner agreed to, and how."""

    __tablename__ = "consents"
    id: Mapped[code_key]
    enrollment: Mapped[code] = mapped_column(ForeignKey("enrollments.id"), index=True)
    text_version: Mapped[text]
    language: Mapped[code]
    method: Mapped[code]
    given_on: Mapped[dt.date]
    withdrawn_on: Mapped[dt.date | None]


class LedgerEntry(Record):
    """Points or money earned, freed, used, paid. Rows are only ever added (a trigger sees to it)."""

    __tablename__ = "ledger"
    __table_args__ = (Index("ix_ledger_outlet_program_date", "outlet", "program", "date"),)
    id: Mapped[code_key]
    outlet: Mapped[code] = mapped_column(ForeignKey("outlets.code"))
    program: Mapped[code]
    date: Mapped[dt.date]
    kind: Mapped[code]
    points: Mapped[int | None]
    amount: Mapped[exact | None]
    invoice: Mapped[code | None]
    expires_on: Mapped[dt.date | None]
    due_on: Mapped[dt.date | None]
    paid_on: Mapped[dt.date | None]
    reason: Mapped[text | None]
