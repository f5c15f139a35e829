"""Events others must hear of: written with what they tell of, handed out until they are taken."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Literal

from sqlalchemy import ColumnElement, Engine, and_, exists, select, update
from sqlalchemy.orm import Session, aliased

from knowledge.enrollment.ports import OutboxEvent
from knowledge.records.accounts import utc_now
from knowledge.records.database import reading, writing
from knowledge.records.tables.signups import OutboxRow

LEASE = dt.timedelta(minutes=2)
"""How long a courier may take for one event before another one tries."""
State = Literal["waiting", "delivered", "dead"]
LONGEST_ERROR = 500


@dataclass(frozen=True)
class Told:
    """Something that happened, before it has an id. No personal data."""

    kind: str
    subject: str
    payload: dict[str, Any]


@dataclass(frozen=True)
class Claimed:
    """An event in one courier's hands."""

    event: OutboxEvent
    delivered_to: tuple[str, ...]
    """Deliveries that have taken it already."""


@dataclass(frozen=True)
class Listed:
    """An event as the list shows it."""

    event: OutboxEvent
    state: State
    next_at: dt.datetime
    delivered_to: tuple[str, ...]
    attempts: int
    error: str


def tell(session: Session, told: Told, at: dt.datetime) -> str:
    """Put an event into the outbox inside the caller's transaction; returns its id."""
    event_id = f"evt-{time.time_ns():016x}-{token_hex(6)}"
    session.add(
        OutboxRow(
            id=event_id, kind=told.kind, subject=told.subject, at=at, payload=told.payload,
            attempts=0, next_at=at, delivered_to=[],
        )
    )  # fmt: skip
    return event_id


class RecordedOutbox:
    """The outbox in the database; any number of couriers may work on it."""

    def __init__(self, engine: Engine, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def claim(self, limit: int = 20) -> list[Claimed]:
        """Events that are due, now in this courier's hands for the length of a lease.

        The oldest waiting one of each subject only, so that a join is heard before a leaving.
        """
        now = self._now()
        with writing(self._engine) as session:
            rows = session.scalars(
                select(OutboxRow)
                .where(_waiting(OutboxRow), OutboxRow.next_at <= now, ~_earlier_one())
                .order_by(OutboxRow.at, OutboxRow.id)
                .limit(limit)
                .with_for_update(skip_locked=True)
            ).all()
            for row in rows:
                row.attempts += 1
                row.next_at = now + LEASE
            return [Claimed(_event(row), tuple(row.delivered_to)) for row in rows]

    def taken(self, event: str, by: Sequence[str], *, done: bool) -> None:
        """Note who has taken it; `done` = everybody who wanted it."""
        values: dict[str, Any] = {"delivered_to": list(by)}
        if done:
            values |= {"delivered_at": self._now(), "error": None}
        self._set(event, **values)

    def failed(self, event: str, error: str, next_at: dt.datetime | None) -> None:
        """It was not taken: try again then, or (None) give it up as a dead letter."""
        words = error[:LONGEST_ERROR]
        if next_at is None:
            self._set(event, error=words, dead_at=self._now())
        else:
            self._set(event, error=words, next_at=next_at)

    def listed(self, state: State | None = None, limit: int = 100) -> list[Listed]:
        """The newest events, or those of one state."""
        conditions = {
            "waiting": _waiting(OutboxRow),
            "delivered": OutboxRow.delivered_at.is_not(None),
            "dead": OutboxRow.dead_at.is_not(None),
        }
        query = select(OutboxRow).order_by(OutboxRow.at.desc(), OutboxRow.id.desc()).limit(limit)
        if state is not None:
            query = query.where(conditions[state])
        with reading(self._engine) as session:
            return [_listed(row) for row in session.scalars(query)]

    def replay(self, event: str | None = None) -> int:
        """Wake one dead letter, or all; how many there were."""
        dead: list[ColumnElement[bool]] = [OutboxRow.dead_at.is_not(None)]
        if event is not None:
            dead.append(OutboxRow.id == event)
        with writing(self._engine) as session:
            woken = session.scalars(
                update(OutboxRow)
                .where(*dead)
                .values(dead_at=None, attempts=0, next_at=self._now())
                .returning(OutboxRow.id)
            ).all()
        return len(woken)

    def _set(self, event: str, **values: Any) -> None:
        with writing(self._engine) as session:
            session.execute(update(OutboxRow).where(OutboxRow.id == event).values(**values))


def _waiting(row: Any) -> ColumnElement[bool]:
    return and_(row.delivered_at.is_(None), row.dead_at.is_(None))


def _earlier_one() -> ColumnElement[bool]:
    """An older event of the same subject still waits."""
    older = aliased(OutboxRow)
    same = and_(older.subject == OutboxRow.subject, older.id < OutboxRow.id)
    return exists().where(same, _waiting(older)).correlate(OutboxRow)


def _event(row: OutboxRow) -> OutboxEvent:
    return OutboxEvent(row.id, row.kind, row.subject, row.at, row.payload, max(row.attempts, 1))


def _listed(row: OutboxRow) -> Listed:
    state: State = "waiting"
    if row.delivered_at is not None:
        state = "delivered"
    elif row.dead_at is not None:
        state = "dead"
    return Listed(_event(row), state, row.next_at, tuple(row.delivered_to), row.attempts,
                  row.error or "")  # fmt: skip
