"""Stories that were told and turns that were taken."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import Record, code, code_key, moment, plain_json, text


class Story(Record):
    """A story as it was released or withheld, with everything it stood on."""

    __tablename__ = "stories"
    id: Mapped[code_key]
    outlet: Mapped[code] = mapped_column(ForeignKey("outlets.code"), index=True)
    program: Mapped[code]
    terms_version: Mapped[code]
    user_id: Mapped[code]
    language: Mapped[code]
    framework: Mapped[code]
    length: Mapped[code]
    status: Mapped[code]
    recommendation: Mapped[code]
    story: Mapped[text | None]
    details: Mapped[plain_json]
    """Facts, beats, review, as in `story --json`."""
    told_at: Mapped[moment]


class Thread(Record):
    """A conversation; belongs to one user for good."""

    __tablename__ = "conversation_threads"
    id: Mapped[code_key]
    user_id: Mapped[code] = mapped_column(ForeignKey("users.id"), index=True)
    started_at: Mapped[moment]


class TurnTaken(Record):
    """One message and its answer."""

    __tablename__ = "turns"
    __table_args__ = (Index("ix_turns_thread_number", "thread", "number", unique=True),)
    id: Mapped[code_key]
    thread: Mapped[code] = mapped_column(ForeignKey("conversation_threads.id"))
    number: Mapped[int]
    message: Mapped[text]
    reply: Mapped[text]
    status: Mapped[code]
    language: Mapped[code]
    outlet: Mapped[code | None]
    details: Mapped[plain_json]
    """Tools with arguments, facts, citations, usage."""
    at: Mapped[moment]
    feedback: Mapped[int | None]
    """1 = thumbs up, 0 = thumbs down, None = none given."""
    feedback_day: Mapped[dt.date | None]
