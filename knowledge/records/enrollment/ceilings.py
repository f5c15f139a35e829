"""Places and budget of a program, counted under a lock, so that the last one is given once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from knowledge.records.tables.enrollments import Enrollment
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.signups import ProgramBudget, ProgramPlaces

ZERO = Decimal(0)


@dataclass(frozen=True)
class Ceilings:
    """What a program has to give, as its terms say."""

    program: str
    slots: int | None
    """Most shops; None = any number."""
    budget: Mapping[str, Decimal]
    """ISO 4217 code → money."""
    used: Mapping[str, Decimal]
    """Of it, what is committed without the shops that were signed up here; absent = unknown."""


def take_place(session: Session, ceilings: Ceilings, today: dt.date) -> bool:
    """Take one of the program's places; False = there is none left. Held until the commit."""
    if ceilings.slots is None:
        return True
    key = {"program": ceilings.program}
    _make(session, ProgramPlaces, key, {"taken": 0, "most": None})
    row = session.scalars(select(ProgramPlaces).filter_by(**key).with_for_update()).one()
    # Counted anew each time, behind the lock: a counter of its own would drift with every load.
    inside = session.scalar(
        select(func.count())
        .select_from(Enrollment)
        .where(Enrollment.program == ceilings.program, *_inside(today))
    )
    taken = (inside or 0) + 1
    if taken > ceilings.slots:
        return False
    row.taken, row.most = taken, ceilings.slots
    session.flush()
    return True


def _inside(today: dt.date) -> tuple[ColumnElement[bool], ...]:
    """A notice that has run out frees the place, whether it was booked or not."""
    gone = Enrollment.left_on.is_not(None) & (Enrollment.left_on <= today)
    return Enrollment.status != "left", ~gone


def reserve(
    session: Session, ceilings: Ceilings, money: tuple[str, Decimal | None], today: dt.date
) -> bool:
    """Put the reward on the card aside; False = the budget does not reach that far.

    `money` is the currency and the amount, None = not known.
    """
    currency, amount = money
    ceiling = ceilings.budget.get(currency)
    if ceiling is None:
        return True
    key = {"program": ceilings.program, "currency": currency}
    _make(session, ProgramBudget, key, {"committed": ZERO, "ceiling": None})
    row = session.scalars(select(ProgramBudget).filter_by(**key).with_for_update()).one()
    used = ceilings.used.get(currency, ZERO)
    committed = used + _reserved(session, ceilings.program, currency, today)
    # Full already, whatever this one needs: where its reward is not known nothing more is given.
    if committed >= ceiling or committed + (amount or ZERO) > ceiling:
        return False
    row.committed, row.ceiling = committed + (amount or ZERO), ceiling
    session.flush()
    return True


def _reserved(session: Session, program: str, currency: str, today: dt.date) -> Decimal:
    """For the shops that were signed up here and are still in."""
    found = session.scalar(
        select(func.sum(Enrollment.reserved))
        .join(Outlet, Outlet.code == Enrollment.outlet)
        .where(
            Enrollment.program == program,
            *_inside(today),
            Outlet.currency == currency,
        )
    )
    return found or ZERO


def _make(
    session: Session,
    record: type[ProgramPlaces | ProgramBudget],
    key: Mapping[str, str],
    values: Mapping[str, object],
) -> None:
    """The row to lock, if it is not there; two that make it at once do not hurt each other."""
    dialect = sqlite if session.connection().dialect.name == "sqlite" else postgresql
    session.execute(dialect.insert(record).values(**key, **values).on_conflict_do_nothing())
