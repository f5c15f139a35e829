"""What shopkeepers said against joining in the calls of today, what was answered, how it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, case, func, select
from sqlalchemy.orm import Session

from assistant.domain import User
from assistant.errors import NotFoundError
from knowledge.records.access import seen_outlet, visible_to
from knowledge.records.database import reading, writing
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.people import Territory
from knowledge.records.tables.visits import ObjectionEvent, Visit
from knowledge.records.visiting import visit_id, visit_of_today


@dataclass(frozen=True)
class HeardObjection:
    """One objection of a call."""

    id: str
    objection: str
    """Key in the playbook."""
    said: str
    """The shopkeeper's words, as the rep wrote them."""
    language: str
    answer: str | None
    """What was answered; None = he was asked first, and has not been answered yet."""
    resolved: bool | None
    """None = nobody has said yet."""

    @property
    def is_tried(self) -> bool:
        """It was answered, and did not convince."""
        return self.answer is not None and self.resolved is not True


@dataclass(frozen=True)
class ObjectionCount:
    """How often an objection was heard, and how often it lost the shop."""

    objection: str
    program: str | None
    area: str
    """Name of the shop's territory."""
    language: str | None
    heard: int
    lost: int
    """Of those, how many ended in a no."""


class ObjectionsHeard:
    """Keeps them with the visit of the day. Thread-safe."""

    def __init__(self, engine: Engine, today: Callable[[], dt.date]) -> None:
        self._engine = engine
        self._today = today

    def of_call(self, user: User, outlet: str) -> list[HeardObjection]:
        """Those of the user's call at the outlet today, in the order they were heard.

        Raises:
            NotFoundError: an outlet that is not there or not the user's to see.
        """
        with reading(self._engine) as session:
            code = seen_outlet(session, user, outlet).code
            return _of_visit(session, visit_id(code, user, self._today()))

    def hear(
        self, user: User, outlet: str, program: str | None, heard: HeardObjection
    ) -> HeardObjection:
        """Keep one; its `id` is given here. The same words of the same call are kept once.

        Raises:
            NotFoundError: an outlet that is not there or not the user's to see.
        """
        with writing(self._engine) as session:
            code = seen_outlet(session, user, outlet).code
            visit = visit_of_today(session, code, user, self._today())
            visit.program = visit.program or program
            before = _of_visit(session, visit.id)
            known = next((e for e in before if _is_same(e, heard)), None)
            event_id = known.id if known else f"{visit.id}-{len(before) + 1:03d}"
            row = session.get(ObjectionEvent, event_id) or ObjectionEvent(
                id=event_id, visit=visit.id, objection=heard.objection,
                said=heard.said, language=heard.language,
            )  # fmt: skip
            row.answer = heard.answer
            session.add(row)
            return _heard(row)

    def settle(self, user: User, event: str, *, resolved: bool, is_last: bool) -> HeardObjection:
        """Note whether the answer convinced; the last no ends the call as declined.

        Raises:
            NotFoundError: no such objection among the user's own calls of today.
        """
        with writing(self._engine) as session:
            row = session.get(ObjectionEvent, event)
            visit = session.get(Visit, row.visit) if row else None
            if row is None or visit is None or visit.rep != user.id or visit.date != self._today():
                raise NotFoundError("There is no such objection in your calls of today.")
            row.resolved = resolved
            if is_last and not resolved and visit.outcome != "joined":
                visit.outcome, visit.reason = "declined", row.objection
            return _heard(row)

    def counts(self, user: User, since: dt.date) -> list[ObjectionCount]:
        """What was heard since a day in the outlets the user may see, the most often lost first."""
        lost = func.sum(case((_lost(), 1), else_=0))
        heard = ObjectionEvent
        grouped = (heard.objection, Visit.program, Territory.name, heard.language)
        with reading(self._engine) as session:
            rows = session.execute(
                select(*grouped, func.count(), lost)
                .join(Visit, Visit.id == ObjectionEvent.visit)
                .join(Outlet, Outlet.code == Visit.outlet)
                .join(Territory, Territory.code == Outlet.territory)
                .where(visible_to(user), Visit.date >= since)
                .group_by(*grouped)
            ).all()
        found = [ObjectionCount(*row) for row in rows]
        return sorted(found, key=lambda c: (-c.lost, -c.heard, c.objection, c.program or ""))


def _lost() -> ColumnElement[bool]:
    """Whoever settled it said no, or nobody did and the call ended in a no."""
    declined = ObjectionEvent.resolved.is_(None) & (Visit.outcome == "declined")
    return ObjectionEvent.resolved.is_(False) | declined


def _is_same(event: HeardObjection, heard: HeardObjection) -> bool:
    """It waited for this answer, or was heard and answered just so: a message that came twice."""
    waits = event.answer is None or (event.said, event.answer) == (heard.said, heard.answer)
    return event.objection == heard.objection and waits


def _of_visit(session: Session, visit: str) -> list[HeardObjection]:
    rows: Sequence[ObjectionEvent] = session.scalars(
        select(ObjectionEvent).where(ObjectionEvent.visit == visit).order_by(ObjectionEvent.id)
    ).all()
    return [_heard(row) for row in rows]


def _heard(row: ObjectionEvent) -> HeardObjection:
    return HeardObjection(
        row.id, row.objection, row.said or "", row.language or "", row.answer, row.resolved
    )
