"""All shops of a route at once: what a plan of the day is made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Engine, select

from assistant.domain import User
from knowledge.records.access import visible_to
from knowledge.records.answers import ChangesSinceVisit
from knowledge.records.bulk import BulkRecords, Chunk
from knowledge.records.changes import read_changes
from knowledge.records.database import reading
from knowledge.records.freshness import UntilNextLoad
from knowledge.records.program_shelf import ProgramShelf
from knowledge.records.tables.outlets import Outlet


class CallRecords:
    """Many shops in a handful of queries; whoever asks gets only those he may see."""

    def __init__(
        self,
        engine: Engine,
        today: Callable[[], dt.date],
        kept: UntilNextLoad,
        programs: Callable[[], ProgramShelf],
    ) -> None:
        self._engine = engine
        self._today = today
        self._kept = kept
        self._programs = programs

    def shops(self, user: User, outlets: Sequence[str]) -> Chunk:
        """Their records; the chunk answers as the Data API does."""
        today = self._today()
        bulk = self._kept.get((BulkRecords, today), lambda: BulkRecords(self._engine, today))
        return bulk.chunk(user, outlets)

    def changes(self, user: User, outlets: Sequence[str]) -> Mapping[str, ChangesSinceVisit]:
        """Outlet → what has changed since its last call; none for a shop that had no call yet."""
        programs = self._programs()
        with reading(self._engine) as session:
            seen = session.scalars(
                select(Outlet.code).where(Outlet.code.in_(outlets), visible_to(user))
            ).all()
            return read_changes(session, seen, programs, self._today())
