"""Visits, what was objected, and the cases that are open."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import Record, code, code_key, exact, text


class Visit(Record):
    """A call at an outlet and how it ended."""

    __tablename__ = "visits"
    __table_args__ = (Index("ix_visits_outlet_date", "outlet", "date"),)
    id: Mapped[code_key]
    outlet: Mapped[code] = mapped_column(ForeignKey("outlets.code"))
    rep: Mapped[code] = mapped_column(ForeignKey("users.id"), index=True)
    date: Mapped[dt.date]
    outcome: Mapped[code]
    program: Mapped[code | None]
    promise: Mapped[text | None]
    next_on: Mapped[dt.date | None]


class ObjectionEvent(Record):
    """Something a shopkeeper said against joining, in a visit."""

    __tablename__ = "objection_events"
    id: Mapped[code_key]
    visit: Mapped[code] = mapped_column(ForeignKey("visits.id"), index=True)
    objection: Mapped[code]
    said: Mapped[text | None]
    language: Mapped[code | None]
    answer: Mapped[text | None]
    resolved: Mapped[bool | None]


class Case(Record):
    """A delivery, claim or dispute. Open while `closed_on` is None."""

    __tablename__ = "cases"
    id: Mapped[code_key]
    outlet: Mapped[code] = mapped_column(ForeignKey("outlets.code"), index=True)
    kind: Mapped[code]
    subject: Mapped[text]
    opened_on: Mapped[dt.date]
    closed_on: Mapped[dt.date | None]
    invoice: Mapped[code | None]
    program: Mapped[code | None]
    amount: Mapped[exact | None]
