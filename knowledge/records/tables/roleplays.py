"""Practices with a played shopkeeper; see `knowledge.records.roleplays`."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import (
    Code,
    CodeKey,
    Moment,
    PlainJson,
    Record,
)


class RolePlaySession(Record):
    """One practice: what it was about, what was said, how it was scored."""

    __tablename__ = "roleplay_sessions"
    __table_args__ = (Index("ix_roleplay_sessions_user_id_started_at", "user_id", "started_at"),)
    id: Mapped[CodeKey]
    user_id: Mapped[Code]
    """Whose practice it is. No foreign key: a load may take him away, and the history stays."""
    led_by: Mapped[Code | None]
    """The trainer in whose chat it is held; None = he practises alone."""
    thread: Mapped[Code]
    running_slot: Mapped[str | None] = mapped_column(String(200), unique=True)
    """`holder|thread` while it runs, the holder being the trainer, if one leads."""
    revision: Mapped[int]
    """Grows with every line: of two messages at once, one waits its turn."""
    persona: Mapped[Code]
    outlet: Mapped[Code]
    program: Mapped[Code]
    language: Mapped[Code]
    difficulty: Mapped[Code]
    rubric_version: Mapped[Code]
    scenario: Mapped[PlainJson]
    """Frozen at the start: facts, concern, the whole rubric."""
    transcript: Mapped[PlainJson]
    card: Mapped[PlainJson | None]
    points: Mapped[int | None]
    """Of 100 that could be had."""
    passed: Mapped[bool | None]
    outcome: Mapped[Code]
    started_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
