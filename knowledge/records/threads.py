"""Conversations in the database: each belongs to one user for good."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.domain import PastTurn, Reply, ReplyStatus, ToolCall, Turn, User
from assistant.errors import CallError, NotFoundError
from knowledge.records.accounts import utc_now
from knowledge.records.database import reading, writing
from knowledge.records.tables.conversations import Thread, TurnTaken
from knowledge.records.tables.types import storable

_ID_LENGTH = 64
_KEPT = ("tools", "facts", "citations", "actions", "usage")


class RecordedThreads:
    """Implements `assistant.ports.Threads` over the records database. Thread-safe."""

    def __init__(self, engine: Engine, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def past(self, thread: str, user: User, limit: int = 40) -> list[PastTurn]:
        """The last turns, oldest first; none of a thread that has not begun.

        Raises:
            NotFoundError: it is another user's.
        """
        with reading(self._engine) as session:
            _own_thread(session, thread, user)
            rows = session.scalars(
                select(TurnTaken)
                .where(TurnTaken.thread == storable(thread))
                .order_by(TurnTaken.number.desc())
                .limit(limit)
            ).all()
        return [_past_turn(row) for row in reversed(rows)]

    def append(self, turn: Turn, reply: Reply) -> None:
        """Keep a finished turn; the first one begins the thread.

        Raises:
            NotFoundError: the thread is another user's.
            CallError: the thread's name is too long to keep.
        """
        if not 0 < len(turn.thread) <= _ID_LENGTH or storable(turn.thread) != turn.thread:
            raise CallError(f"The name of a thread has 1 to {_ID_LENGTH} plain characters.")
        with writing(self._engine) as session:
            if _locked_thread(session, turn) is None:
                self._begin(session, turn)
            last = session.scalar(
                select(func.max(TurnTaken.number)).where(TurnTaken.thread == turn.thread)
            )
            session.add(_row(turn, reply, (last or 0) + 1, self._now()))

    def _begin(self, session: Session, turn: Turn) -> None:
        """Begin the thread, or find that another turn at the same moment has; locked either way."""
        thread = Thread(id=turn.thread, user_id=turn.user.id, started_at=self._now())
        try:
            with session.begin_nested():
                session.add(thread)
        except IntegrityError:
            _locked_thread(session, turn)

    def latest(self, thread: str, user: User) -> str | None:
        """Id of the thread's last turn, for feedback; None when it has none."""
        with reading(self._engine) as session:
            _own_thread(session, thread, user)
            return session.scalar(
                select(TurnTaken.id)
                .where(TurnTaken.thread == storable(thread))
                .order_by(TurnTaken.number.desc())
                .limit(1)
            )

    def rate(self, turn: str, user: User, value: int | None, on: dt.date) -> None:
        """Note thumbs up (1), down (0) or none any more (None) for a turn of the user's own.

        Raises:
            NotFoundError: no such turn, or another user's.
            CallError: another value.
        """
        if value not in (0, 1, None):
            raise CallError("Feedback is 1 for thumbs up or 0 for thumbs down.")
        with writing(self._engine) as session:
            row = session.get(TurnTaken, storable(turn))
            if row is None or not _is_own(session, row.thread, user):
                raise NotFoundError("There is no such turn among yours.")
            row.feedback = value
            row.feedback_day = None if value is None else on


def _locked_thread(session: Session, turn: Turn) -> Thread | None:
    """The turn's thread, held so that its turns take their numbers one after the other."""
    found = session.scalar(select(Thread).where(Thread.id == turn.thread).with_for_update())
    return _owned(found, turn.user)


def _own_thread(session: Session, thread: str, user: User) -> Thread | None:
    """The thread when it is the user's, None when it has not begun."""
    return _owned(session.get(Thread, storable(thread)), user)


def _owned(found: Thread | None, user: User) -> Thread | None:
    if found is not None and found.user_id != user.id:
        raise NotFoundError("There is no such conversation among yours.")
    return found


def _is_own(session: Session, thread: str, user: User) -> bool:
    found = session.get(Thread, storable(thread))
    return found is not None and found.user_id == user.id


def _row(turn: Turn, reply: Reply, number: int, at: dt.datetime) -> TurnTaken:
    kept: dict[str, Any] = asdict(reply)
    return TurnTaken(
        id=uuid4().hex,
        thread=turn.thread,
        number=number,
        message=storable(turn.message),
        reply=storable(reply.text),
        status=reply.status.value,
        language=reply.language,
        outlet=reply.outlet or turn.outlet,
        details={name: kept[name] for name in _KEPT},
        at=at,
    )


def _past_turn(row: TurnTaken) -> PastTurn:
    tools = row.details.get("tools", [])
    return PastTurn(
        message=row.message,
        reply=row.reply,
        status=ReplyStatus(row.status),
        tools=tuple(ToolCall(tool["name"], tool["arguments"]) for tool in tools),
        outlet=row.outlet,
        language=row.language,
        at=row.at,
    )
