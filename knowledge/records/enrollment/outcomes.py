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
from knowledge.records.tables.visits import ObjectionEvent, Visit

Ended = Literal["joined", "declined", "come_back", "escalated"]
LONGEST = 500
"""Letters kept of a reason."""


@dataclass(frozen=True)
class Outcome:
    """How one visit ended."""

    outlet: str
    rep: str
    """Id of the user who was there."""
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
        """Note it; a later one of the same day and rep about the same program replaces it.

        Raises:
            NotFoundError: the outlet is not there, or not the user's to see.
        """
        with writing(self._engine) as session:
            seen_outlet(session, user, outcome.outlet)
            keep_outcome(session, outcome)


def keep_outcome(session: Session, outcome: Outcome) -> None:
    """The same inside the caller's transaction."""
    visit = session.scalar(
        select(Visit).where(
            Visit.outlet == outcome.outlet,
            Visit.rep == outcome.rep,
            Visit.date == outcome.on,
            Visit.program == outcome.program,
            Visit.id.startswith(MADE_IN_APP, autoescape=True),
        )
    )
    if visit is None:
        visit = Visit(
            id=f"{MADE_IN_APP}{token_hex(12)}", outlet=outcome.outlet, rep=outcome.rep,
            date=outcome.on, program=outcome.program,
        )  # fmt: skip
        session.add(visit)
    visit.outcome = outcome.ended
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
