"""What has changed at outlets since their last calls, for a whole route in six queries.

A call of today is not the last one: the rep is in it. What happened on the day of the last call
was known then, or came of it, and is no news.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from knowledge.records.answers import CaseView, ChangesSinceVisit
from knowledge.records.program_shelf import ProgramShelf
from knowledge.records.sales import is_order
from knowledge.records.tables.enrollments import Enrollment, LedgerEntry
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.sales import Invoice, InvoiceLine
from knowledge.records.tables.visits import Case, Visit


def read_changes(
    session: Session, outlets: Sequence[str], shelf: ProgramShelf, today: dt.date
) -> Mapping[str, ChangesSinceVisit]:
    """Outlet → its changes; outlets that nobody has called on yet are left out.

    The caller has checked that the user may see them.
    """
    last = _last_calls(outlets, today)
    calls = session.execute(
        select(last.c.outlet, last.c.since, Outlet.country).join(
            Outlet, Outlet.code == last.c.outlet
        )
    ).all()
    orders, sums = _orders(session, last, today), _ordered(session, last, today)
    paid = _paid(session, last, today)
    opened, closed = (_cases(session, last, today, day) for day in (Case.opened_on, Case.closed_on))
    joined, left = (
        _programs(session, last, today, day) for day in (Enrollment.joined_on, Enrollment.left_on)
    )
    return {
        outlet: ChangesSinceVisit(
            since=since,
            orders=orders.get(outlet, 0),
            ordered=sums.get(outlet, Decimal(0)),
            cases_opened=tuple(opened.get(outlet, ())),
            cases_closed=tuple(closed.get(outlet, ())),
            rewards_paid=paid.get(outlet, Decimal(0)),
            joined=tuple(joined.get(outlet, ())),
            left=tuple(left.get(outlet, ())),
            new_terms=tuple(
                terms.ref
                for terms in shelf.current(country, today)
                if since < terms.starts_on <= today
            ),
        )
        for outlet, since, country in calls
    }


def _last_calls(outlets: Sequence[str], today: dt.date) -> Subquery:
    return (
        select(Visit.outlet.label("outlet"), func.max(Visit.date).label("since"))
        .where(Visit.outlet.in_(outlets), Visit.date < today)
        .group_by(Visit.outlet)
        .subquery()
    )


def _orders(session: Session, last: Subquery, today: dt.date) -> dict[str, int]:
    rows = session.execute(
        select(Invoice.outlet, func.count())
        .join(last, last.c.outlet == Invoice.outlet)
        .where(Invoice.date > last.c.since, Invoice.date <= today, is_order())
        .group_by(Invoice.outlet)
    )
    return {outlet: count for outlet, count in rows}


def _ordered(session: Session, last: Subquery, today: dt.date) -> dict[str, Decimal]:
    rows = session.execute(
        select(Invoice.outlet, func.sum(InvoiceLine.net))
        .join(last, last.c.outlet == Invoice.outlet)
        .join(InvoiceLine, InvoiceLine.invoice == Invoice.number)
        .where(Invoice.date > last.c.since, Invoice.date <= today)
        .group_by(Invoice.outlet)
    )
    return {outlet: value for outlet, value in rows if value is not None}


def _paid(session: Session, last: Subquery, today: dt.date) -> dict[str, Decimal]:
    rows = session.execute(
        select(LedgerEntry.outlet, func.sum(LedgerEntry.amount))
        .join(last, last.c.outlet == LedgerEntry.outlet)
        .where(
            LedgerEntry.kind == "payout",
            LedgerEntry.paid_on > last.c.since,
            LedgerEntry.paid_on <= today,
            LedgerEntry.amount.is_not(None),
        )
        .group_by(LedgerEntry.outlet)
    )
    return {outlet: value for outlet, value in rows if value is not None}


def _cases(
    session: Session, last: Subquery, today: dt.date, day: Any
) -> Mapping[str, list[CaseView]]:
    fields = (getattr(Case, name) for name in CaseView.__dataclass_fields__)
    rows = session.execute(
        select(*fields)
        .join(last, last.c.outlet == Case.outlet)
        .where(day > last.c.since, day <= today)
        .order_by(day, Case.id)
    )
    found: dict[str, list[CaseView]] = defaultdict(list)
    for row in rows:
        found[row.outlet].append(CaseView(*row))
    return found


def _programs(
    session: Session, last: Subquery, today: dt.date, day: Any
) -> Mapping[str, list[str]]:
    rows = session.execute(
        select(Enrollment.outlet, Enrollment.program)
        .join(last, last.c.outlet == Enrollment.outlet)
        .where(day > last.c.since, day <= today)
        .order_by(day, Enrollment.program)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for outlet, program in rows:
        found[outlet].append(program)
    return found
