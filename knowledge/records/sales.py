"""Invoices and their lines.

An *order* is an invoice with at least one line of positive quantity; an invoice of returns only
lowers the sums.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, ScalarSelect, Select, exists, func, select
from sqlalchemy import type_coerce as read_as
from sqlalchemy.orm import Session

from knowledge.records.answers import InvoiceLineView, InvoiceView
from knowledge.records.products import Catalog
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.sales import Invoice, InvoiceLine
from knowledge.records.tables.types import SCALE


class Bought(NamedTuple):
    """A line of an invoice, as far as sums need it."""

    invoice: str
    date: dt.date
    product: str
    quantity: Decimal
    net: Decimal


def is_order() -> ColumnElement[bool]:
    """Condition on `Invoice`: it orders something."""
    return exists().where(InvoiceLine.invoice == Invoice.number, InvoiceLine.quantity > 0)


def last_order_day(day: dt.date) -> ScalarSelect[dt.date]:
    """Subquery for a query over `Outlet`: the day of its last order until `day`."""
    return (
        select(Invoice.date)
        .where(Invoice.outlet == Outlet.code, Invoice.date <= day, is_order())
        .order_by(Invoice.date.desc())
        .limit(1)
        .correlate(Outlet)
        .scalar_subquery()
    )


def first_order_on(session: Session, outlet: str, day: dt.date) -> dt.date | None:
    """Day of the first order until `day`, as far back as the records go."""
    return session.scalar(_orders(outlet, day).order_by(Invoice.date).limit(1))


def last_order_on(session: Session, outlet: str, day: dt.date) -> dt.date | None:
    """Day of the last order until `day`."""
    return session.scalar(_orders(outlet, day).order_by(Invoice.date.desc()).limit(1))


def _orders(outlet: str, day: dt.date) -> Select[dt.date]:
    return select(Invoice.date).where(Invoice.outlet == outlet, Invoice.date <= day, is_order())


def order_days(
    session: Session, outlets: Sequence[str], day: dt.date
) -> Mapping[str, tuple[dt.date, dt.date]]:
    """Outlet → days of its first and last order until `day`; outlets without one are left out."""
    rows = session.execute(
        select(Invoice.outlet, func.min(Invoice.date), func.max(Invoice.date))
        .where(Invoice.outlet.in_(outlets), Invoice.date <= day, is_order())
        .group_by(Invoice.outlet)
    )
    return {outlet: (first, last) for outlet, first, last in rows}


def bought_lines(session: Session, outlet: str, since: dt.date, until: dt.date) -> list[Bought]:
    """Every line of the outlet in these days, both included, oldest first."""
    return list(lines_of(session, (outlet,), since, until).get(outlet, ()))


def lines_of(
    session: Session, outlets: Sequence[str], since: dt.date, until: dt.date
) -> Mapping[str, Sequence[Bought]]:
    """Outlet → every line in these days, both included, oldest first."""
    # Columns by the connection itself: the session's way of reading rows is made for objects.
    rows = session.connection().execute(
        select(
            Invoice.outlet,
            Invoice.number,
            Invoice.date,
            InvoiceLine.product,
            # As they are stored: SQLAlchemy's way from integer to Decimal takes half the time.
            read_as(InvoiceLine.quantity, BigInteger),
            read_as(InvoiceLine.net, BigInteger),
        )
        .join(InvoiceLine, InvoiceLine.invoice == Invoice.number)
        .where(Invoice.outlet.in_(outlets), Invoice.date.between(since, until))
        .order_by(Invoice.date, Invoice.number, InvoiceLine.line)
    )
    lines: dict[str, list[Bought]] = defaultdict(list)
    for outlet, number, date, product, quantity, net in rows:
        lines[outlet].append(Bought(number, date, product, _exact(quantity), _exact(net)))
    return lines


# The same few quantities and prices are on most lines.
@lru_cache(maxsize=65_536)
def _exact(stored: int) -> Decimal:
    return Decimal(stored) / SCALE


def read_invoices(
    session: Session,
    outlet: Outlet,
    catalog: Catalog,
    span: tuple[dt.date | None, dt.date],
    limit: int,
) -> list[InvoiceView]:
    """The newest invoices in the span (both days included), with lines, newest first."""
    since, until = span
    wanted = select(Invoice).where(Invoice.outlet == outlet.code, Invoice.date <= until)
    if since is not None:
        wanted = wanted.where(Invoice.date >= since)
    heads = session.scalars(
        wanted.order_by(Invoice.date.desc(), Invoice.number.desc()).limit(limit)
    ).all()
    lines: dict[str, list[InvoiceLine]] = defaultdict(list)
    for line in session.scalars(
        select(InvoiceLine)
        .where(InvoiceLine.invoice.in_([head.number for head in heads]))
        .order_by(InvoiceLine.line)
    ):
        lines[line.invoice].append(line)
    return [_invoice_view(head, lines[head.number], outlet.currency, catalog) for head in heads]


def _invoice_view(
    head: Invoice, lines: Sequence[InvoiceLine], currency: str, catalog: Catalog
) -> InvoiceView:
    return InvoiceView(
        number=head.number,
        date=head.date,
        currency=currency,
        net=sum((line.net for line in lines), Decimal(0)),
        lines=tuple(
            InvoiceLineView(
                line=line.line,
                product=line.product,
                product_name=catalog.name(line.product),
                quantity=line.quantity,
                unit=catalog.unit(line.product),
                price=line.price,
                discount=line.discount,
                net=line.net,
            )
            for line in lines
        ),
        promised_on=head.promised_on,
        delivered_on=head.delivered_on,
        paid_on=head.paid_on,
    )
