"""How a visit ended: the next brief starts from it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from secrets import token_hex
from typing import Literal

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assistant.domain import User
from knowledge.pack.schema.rows import MADE_IN_APP
from knowledge.records.access import seen_outlet
from knowledge.records.database import writing
from knowledge.records.tables.types import storable
from knowledge.records.tables.visits import ObjectionEvent
from knowledge.records.visiting import visit_of_today

Ended = Literal["joined", "declined", "come_back", "escalated"]
LONGEST = 500
"""Letters kept of a reason."""


@dataclass(frozen=True)
class Outcome:
    """How one visit ended."""

    outlet: str
    on: dt.date
    ended: Ended
    program: str | None = None
    reason: str = ""
    """In the shopkeeper's or the rep's words."""
    objection: str | None = None
    """Key in the playbook, where the reason is one of those."""
    language: str | None = None
    """Of the reason."""
    next_on: dt.date | None = None
    """The day agreed for coming back."""
    enrollment: str | None = None


class RecordedOutcomes:
    """Keeps how visits ended."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, user: User, outcome: Outcome) -> None:
        """Note it with the call of the day; a later one replaces it, but nothing undoes a join.

        Raises:
            NotFoundError: the outlet is not there, or not the user's to see.
        """
        with writing(self._engine) as session:
            seen_outlet(session, user, outcome.outlet)
            keep_outcome(session, user, outcome)


def keep_outcome(session: Session, user: User, outcome: Outcome) -> None:
    """The same inside the caller's transaction."""
    visit = visit_of_today(session, outcome.outlet, user, outcome.on)
    if visit.outcome == "joined" and outcome.ended != "joined":
        return  # it joined one program and would not join another: it joined
    visit.outcome, visit.program = outcome.ended, outcome.program
    visit.reason = storable(outcome.reason)[:LONGEST] or None
    visit.next_on = outcome.next_on
    visit.enrollment = outcome.enrollment
    session.flush()
    if outcome.objection:
        _object(session, visit.id, outcome)


def _object(session: Session, visit: str, outcome: Outcome) -> None:
    known = select(ObjectionEvent).where(
        ObjectionEvent.visit == visit, ObjectionEvent.objection == outcome.objection
    )
    if session.scalar(known) is None:
        session.add(
            ObjectionEvent(
                id=f"{MADE_IN_APP}{token_hex(12)}", visit=visit, objection=outcome.objection,
                said=storable(outcome.reason)[:LONGEST] or None, language=outcome.language,
                resolved=False,
            )
        )  # fmt: skip
