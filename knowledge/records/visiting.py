"""The call a rep is making right now: one visit per shop, rep and day, kept as it goes on."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy.orm import Session

from assistant.domain import User
from knowledge.pack.schema.rows import MADE_IN_APP
from knowledge.records.tables.visits import Visit


def visit_id(outlet: str, user: User, day: dt.date) -> str:
    """The same for the same call, so that nobody keeps it twice."""
    told = "|".join((outlet, user.id, day.isoformat()))
    return MADE_IN_APP + hashlib.sha256(told.encode()).hexdigest()[:24]


def visit_of_today(session: Session, outlet: str, user: User, day: dt.date) -> Visit:
    """The user's call at the outlet, begun if it has not been; `outcome` is `nothing` so far.

    The caller has checked that he may see the outlet, and holds the write lock.
    """
    found = session.get(Visit, visit_id(outlet, user, day))
    if found is None:
        found = Visit(
            id=visit_id(outlet, user, day), outlet=outlet, rep=user.id, date=day, outcome="nothing"
        )
        session.add(found)
        session.flush()
    return found
