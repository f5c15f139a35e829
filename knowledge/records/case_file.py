"""Cases that are opened with a tap, and the queue that support works through."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from sqlalchemy import ColumnElement, Engine, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.domain import Role, User
from assistant.errors import NotFoundError, RefusedError
from knowledge.pack.schema.rows import MADE_IN_APP
from knowledge.records.access import seen_outlet, visible_to
from knowledge.records.answers import CaseView
from knowledge.records.database import reading, writing
from knowledge.records.standing import open_on
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.types import storable
from knowledge.records.tables.visits import Case

QUESTION = "question"
"""A case about what the papers do not say; it belongs to no shop."""
SEES_ALL = frozenset({Role.SUPPORT, Role.MANAGER})
"""Roles that see questions of others; the shop's cases are seen by whoever sees the shop."""
LONGEST = 500
"""Letters kept of what was said."""


@dataclass(frozen=True)
class NewCase:
    """What is handed on."""

    kind: str
    subject: str
    """In the words of whoever said it."""
    outlet: str | None = None
    program: str | None = None
    facts: Sequence[Mapping[str, str]] = ()
    """What the records said at that moment: `id`, `value`, `unit`, `source` of each."""


@dataclass(frozen=True)
class QueuedCase:
    """One of the queue."""

    case: CaseView
    shop: str | None
    """Its name; None for a question."""


class CaseFile:
    """Opens, lists and closes cases. Thread-safe."""

    def __init__(self, engine: Engine, today: Callable[[], dt.date]) -> None:
        self._engine, self._today = engine, today

    def open(self, user: User, thread: str, new: NewCase) -> CaseView:
        """The case; the same words of the same conversation and day make one, however often.

        Once it is closed, the same words open the next one.

        Raises:
            NotFoundError: an outlet that is not there or not the user's to see.
        """
        try:
            return self._opened(user, thread, new)
        except IntegrityError:  # another tap was quicker by less than a look
            return self._opened(user, thread, new)

    def _opened(self, user: User, thread: str, new: NewCase) -> CaseView:
        with writing(self._engine, durable=True) as session:
            if new.outlet is not None:
                seen_outlet(session, user, new.outlet)
            for number in count():
                key = self._id(user, thread, new, number)
                found = session.get(Case, key)
                if found is None or found.closed_on is None:
                    break
            found = found or self._made(key, user, new)
            session.add(found)
            session.flush()
            return _view(found)

    def _made(self, key: str, user: User, new: NewCase) -> Case:
        return Case(
            id=key, outlet=new.outlet, kind=new.kind,
            subject=storable(new.subject)[:LONGEST], opened_on=self._today(), program=new.program,
            opened_by=user.id, facts=json.dumps([dict(f) for f in new.facts], ensure_ascii=False),
        )  # fmt: skip

    def _id(self, user: User, thread: str, new: NewCase, number: int) -> str:
        """`number`: how many of the same words have been closed today."""
        day = self._today().isoformat()
        told = (user.id, thread, new.outlet or "", new.kind, new.subject, day, str(number))
        return MADE_IN_APP + hashlib.sha256("|".join(told).encode()).hexdigest()[:10]

    def queue(self, user: User) -> list[QueuedCase]:
        """Every open case the user may see, the oldest first."""
        with reading(self._engine) as session:
            rows = session.execute(
                select(Case, Outlet.name)
                .outerjoin(Outlet, Outlet.code == Case.outlet)
                .where(*open_on(self._today()), _seen_by(user))
                .order_by(Case.opened_on, Case.id)
            ).all()
            return [QueuedCase(_view(case), name) for case, name in rows]

    def close(self, user: User, case: str) -> CaseView:
        """Closed today; closing twice changes nothing.

        Raises:
            NotFoundError: no such case, or of a shop the user may not see.
            RefusedError: it came with the company's data, which say themselves when it is closed.
        """
        with writing(self._engine, durable=True) as session:
            found = _seen(session, user, case)
            if not found.id.startswith(MADE_IN_APP):
                raise RefusedError(
                    "This case came with the company's data: close it where it was opened."
                )
            found.closed_on = found.closed_on or self._today()
            return _view(found)


def _seen_by(user: User) -> ColumnElement[bool]:
    own = Case.outlet.is_(None) & (Case.opened_by == user.id)
    any_question = Case.outlet.is_(None) if user.role in SEES_ALL else own
    return or_(any_question, Case.outlet.is_not(None) & visible_to(user))


def _seen(session: Session, user: User, case: str) -> Case:
    found = session.scalar(
        select(Case)
        .outerjoin(Outlet, Outlet.code == Case.outlet)
        .where(Case.id == storable(case), _seen_by(user))
    )
    if found is None:
        raise NotFoundError("There is no such case among those you may see.")
    return found


def _view(case: Case) -> CaseView:
    return CaseView(**{name: getattr(case, name) for name in CaseView.__dataclass_fields__})
