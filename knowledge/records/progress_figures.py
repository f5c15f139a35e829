"""Gathers from the records what the progress of an outlet in a program is worked out from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.programs.periods import first_of_month, measuring_period, months_after
from knowledge.programs.progress import Purchase, Shop, counting, points_for, progress
from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import EnrollmentView, ProgramProgress
from knowledge.records.ledger import points_earned
from knowledge.records.products import Catalog
from knowledge.records.sales import Bought, bought_lines, first_order_on
from knowledge.records.tables.enrollments import LedgerEntry
from knowledge.records.tables.outlets import Outlet


def read_ledger(session: Session, outlet: str, program: str) -> Sequence[LedgerEntry]:
    """Every entry of the outlet in the program."""
    return session.scalars(
        select(LedgerEntry).where(LedgerEntry.outlet == outlet, LedgerEntry.program == program)
    ).all()


def read_progress(
    session: Session,
    outlet: Outlet,
    program: ProgramTerms,
    enrollment: EnrollmentView | None,
    catalog: Catalog,
    today: dt.date,
) -> ProgramProgress:
    """A member's base and points are those on record; another's are what they would be today."""
    period = measuring_period(program, today)
    base_from = months_after(first_of_month(today), -(program.base_months or 0))
    lines = bought_lines(session, outlet.code, min(base_from, period.start), today)
    bought = counting(_purchases(lines, catalog), program, outlet.country)
    in_period = [p for p in bought if period.start <= p.date <= period.end]
    base = enrollment.base_value if enrollment else None
    if base is None:
        base = _base_now(session, outlet, program, bought, today)
    points: int | None = None
    if program.points and enrollment:
        entries = read_ledger(session, outlet.code, program.code)
        points = points_earned(entries, period.start, min(period.end, today))
    elif program.points:
        points = points_for(in_period, program, outlet.currency)
    return progress(program, Shop(outlet.code, outlet.currency), in_period, base, points, today)


def _base_now(
    session: Session,
    outlet: Outlet,
    program: ProgramTerms,
    bought: Sequence[Purchase],
    today: dt.date,
) -> Decimal | None:
    """Mean net of the last full `base_months`; None for a shop without an order that far back."""
    if program.base_months is None:
        return None
    month = first_of_month(today)
    start = months_after(month, -program.base_months)
    first = first_order_on(session, outlet.code, today)
    if first is None or first_of_month(first) > start:
        return None
    net = sum((p.net for p in bought if start <= p.date < month), Decimal(0))
    return net / program.base_months


def _purchases(lines: Sequence[Bought], catalog: Catalog) -> list[Purchase]:
    purchases = []
    for line in lines:
        product = catalog.products[line.product]
        purchases.append(
            Purchase(
                date=line.date,
                product=line.product,
                quantity=line.quantity,
                net=line.net,
                unit=product.unit,
                brand=product.brand,
                category=product.category,
                regulated=product.regulated,
            )
        )
    return purchases
