"""Enrollments, consent, and the append-only ledger."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import Code, CodeKey, Exact, LongText, Record


class Enrollment(Record):
    """An outlet in a program, under a frozen version of the terms."""

    __tablename__ = "enrollments"
    __table_args__ = (
        UniqueConstraint("outlet", "program", "joined_on"),
        ForeignKeyConstraint(
            ["program", "terms_version"], ["programs.code", "programs.terms_version"]
        ),
    )
    id: Mapped[CodeKey]
    outlet: Mapped[Code] = mapped_column(ForeignKey("outlets.code"), index=True)
    program: Mapped[Code]
    terms_version: Mapped[Code]
    status: Mapped[Code]
    joined_on: Mapped[dt.date]
    left_on: Mapped[dt.date | None]
    tier: Mapped[LongText | None]
    base_value: Mapped[Exact | None]
    """Frozen monthly base, outlet currency."""


class Consent(Record):
    """What the owner agreed to, and how."""

    __tablename__ = "consents"
    id: Mapped[CodeKey]
    enrollment: Mapped[Code] = mapped_column(ForeignKey("enrollments.id"), index=True)
    text_version: Mapped[LongText]
    language: Mapped[Code]
    method: Mapped[Code]
    given_on: Mapped[dt.date]
    withdrawn_on: Mapped[dt.date | None]


class LedgerEntry(Record):
    """Points or money earned, freed, used, paid.

    A trigger refuses every change to a row but the first `paid_on`.
    """

    __tablename__ = "ledger"
    __table_args__ = (Index("ix_ledger_outlet_program_date", "outlet", "program", "date"),)
    id: Mapped[CodeKey]
    outlet: Mapped[Code] = mapped_column(ForeignKey("outlets.code"))
    program: Mapped[Code]
    date: Mapped[dt.date]
    kind: Mapped[Code]
    points: Mapped[int | None]
    amount: Mapped[Exact | None]
    invoice: Mapped[Code | None]
    expires_on: Mapped[dt.date | None]
    due_on: Mapped[dt.date | None]
    paid_on: Mapped[dt.date | None]
    reason: Mapped[LongText | None]
