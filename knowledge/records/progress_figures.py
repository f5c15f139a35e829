"""Gathers from the records what the progress of an outlet in a program is worked out from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

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
    since = counts_from(program, today)
    lines = bought_lines(session, outlet.code, since, today)
    known = Known(
        purchases=purchases_of(lines, catalog),
        first_order_on=first_order_on(session, outlet.code, today),
        entries=read_ledger(session, outlet.code, program.code)
        if program.points and enrollment
        else (),
    )
    return progress_from(outlet, program, enrollment, known, today)


def counts_from(program: ProgramTerms, today: dt.date) -> dt.date:
    """The first day whose purchases matter to the program today."""
    base_from = months_after(first_of_month(today), -(program.base_months or 0))
    return min(base_from, measuring_period(program, today).start)


@dataclass(frozen=True)
class Known:
    """What the records say of an outlet, as far as progress needs it."""

    purchases: Sequence[Purchase]
    """At least from `counts_from` on."""
    first_order_on: dt.date | None
    entries: Sequence[LedgerEntry]
    """Of the program's ledger."""


class Buyer(Protocol):
    """Of an outlet, what progress needs."""

    @property
    def code(self) -> str: ...

    @property
    def currency(self) -> str: ...

    @property
    def country(self) -> str: ...


def progress_from(
    outlet: Buyer,
    program: ProgramTerms,
    enrollment: EnrollmentView | None,
    known: Known,
    today: dt.date,
) -> ProgramProgress:
    """As `read_progress`, from what was read already."""
    period = measuring_period(program, today)
    bought = counting(known.purchases, program, outlet.country)
    in_period = [p for p in bought if period.start <= p.date <= period.end]
    if enrollment is not None and enrollment.paused:
        in_period = [p for p in in_period if enrollment.earns_on(p.date)]
    base = enrollment.base_value if enrollment else None
    if base is None:
        base = _base_now(program, bought, known.first_order_on, today)
    points: int | None = None
    if program.points and enrollment:
        points = points_earned(known.entries, period.start, min(period.end, today))
    elif program.points:
        points = points_for(in_period, program, outlet.currency)
    return progress(program, Shop(outlet.code, outlet.currency), in_period, base, points, today)


def _base_now(
    program: ProgramTerms, bought: Sequence[Purchase], first: dt.date | None, today: dt.date
) -> Decimal | None:
    """Mean net of the last full `base_months`; None for a shop without an order that far back."""
    if program.base_months is None:
        return None
    month = first_of_month(today)
    start = months_after(month, -program.base_months)
    if first is None or first_of_month(first) > start:
        return None
    net = sum((p.net for p in bought if start <= p.date < month), Decimal(0))
    return net / program.base_months


def purchases_of(lines: Sequence[Bought], catalog: Catalog) -> list[Purchase]:
    """Lines with what programs decide by."""
    kinds = catalog.kinds
    return [
        Purchase(line.date, line.product, line.quantity, line.net, *kinds[line.product])
        for line in lines
    ]
