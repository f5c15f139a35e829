"""Visits, what was objected, and the cases that are open."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import Code, CodeKey, Exact, LongText, Record


class Visit(Record):
    """A call at an outlet and how it ended."""

    __tablename__ = "visits"
    __table_args__ = (Index("ix_visits_outlet_date", "outlet", "date"),)
    id: Mapped[CodeKey]
    outlet: Mapped[Code] = mapped_column(ForeignKey("outlets.code"))
    rep: Mapped[Code] = mapped_column(ForeignKey("users.id"), index=True)
    date: Mapped[dt.date]
    outcome: Mapped[Code]
    program: Mapped[Code | None]
    promise: Mapped[LongText | None]
    next_on: Mapped[dt.date | None]
    reason: Mapped[LongText | None]
    """Why it was declined or handed on, in words."""
    enrollment: Mapped[Code | None]
    """What came of it, when the shop joined."""


class ObjectionEvent(Record):
    """Something a shopkeeper said against joining, in a visit."""

    __tablename__ = "objection_events"
    id: Mapped[CodeKey]
    visit: Mapped[Code] = mapped_column(ForeignKey("visits.id"), index=True)
    objection: Mapped[Code]
    said: Mapped[LongText | None]
    language: Mapped[Code | None]
    answer: Mapped[LongText | None]
    resolved: Mapped[bool | None]


class Case(Record):
    """A delivery, claim or dispute. Open while `closed_on` is None."""

    __tablename__ = "cases"
    id: Mapped[CodeKey]
    outlet: Mapped[Code | None] = mapped_column(ForeignKey("outlets.code"), index=True)
    """None = a question that belongs to no shop."""
    kind: Mapped[Code]
    subject: Mapped[LongText]
    opened_on: Mapped[dt.date]
    closed_on: Mapped[dt.date | None]
    invoice: Mapped[Code | None]
    program: Mapped[Code | None]
    amount: Mapped[Exact | None]
    opened_by: Mapped[Code | None]
    """User, when it was opened here."""
    facts: Mapped[LongText | None]
    """What the records said at that moment, as JSON."""
