"""Stories that were told and turns that were taken."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import Code, CodeKey, LongText, Moment, PlainJson, Record


class Story(Record):
    """A story as it was released or withheld, with everything it stood on."""

    __tablename__ = "stories"
    id: Mapped[CodeKey]
    outlet: Mapped[Code] = mapped_column(ForeignKey("outlets.code"), index=True)
    program: Mapped[Code]
    terms_version: Mapped[Code]
    user_id: Mapped[Code]
    language: Mapped[Code]
    framework: Mapped[Code]
    length: Mapped[Code]
    status: Mapped[Code]
    recommendation: Mapped[Code]
    story: Mapped[LongText | None]
    details: Mapped[PlainJson]
    """Facts, beats, review, as in `story --json`."""
    told_at: Mapped[Moment]


class Thread(Record):
    """A conversation; belongs to one user for good."""

    __tablename__ = "conversation_threads"
    id: Mapped[CodeKey]
    user_id: Mapped[Code] = mapped_column(ForeignKey("users.id"), index=True)
    started_at: Mapped[Moment]


class TurnTaken(Record):
    """One message and its answer."""

    __tablename__ = "turns"
    __table_args__ = (Index("ix_turns_thread_number", "thread", "number", unique=True),)
    id: Mapped[CodeKey]
    thread: Mapped[Code] = mapped_column(ForeignKey("conversation_threads.id"))
    number: Mapped[int]
    message: Mapped[LongText]
    reply: Mapped[LongText]
    status: Mapped[Code]
    language: Mapped[Code]
    outlet: Mapped[Code | None]
    details: Mapped[PlainJson]
    """Tools with arguments, facts, citations, usage."""
    at: Mapped[Moment]
    feedback: Mapped[int | None]
    """1 = thumbs up, 0 = thumbs down, None = none given."""
    feedback_day: Mapped[dt.date | None]
