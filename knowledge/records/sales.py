"""Invoices and their lines.

An *order* is an invoice with at least one line of positive quantity; an invoice of returns only
lowers the sums.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, select
from sqlalchemy.orm import Session

from knowledge.records.answers import InvoiceLineView, InvoiceView
from knowledge.records.products import Catalog
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.sales import Invoice, InvoiceLine


@dataclass(frozen=True)
class Bought:
    """A line of an invoice, as far as sums need it."""

    invoice: str
    date: dt.date
    product: str
    quantity: Decimal
    net: Decimal


def _is_order() -> ColumnElement[bool]:
    return exists().where(InvoiceLine.invoice == Invoice.number, InvoiceLine.quantity > 0)


def last_order_day(day: dt.date) -> ScalarSelect[dt.date]:
    """Subquery for a query over `Outlet`: the day of its last order until `day`."""
    return (
        select(Invoice.date)
        .where(Invoice.outlet == Outlet.code, Invoice.date <= day, _is_order())
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
    return select(Invoice.date).where(Invoice.outlet == outlet, Invoice.date <= day, _is_order())


def bought_lines(session: Session, outlet: str, since: dt.date, until: dt.date) -> list[Bought]:
    """Every line of the outlet in these days, both included, oldest first."""
    rows = session.execute(
        select(
            Invoice.number,
            Invoice.date,
            InvoiceLine.product,
            InvoiceLine.quantity,
            InvoiceLine.net,
        )
        .join(InvoiceLine, InvoiceLine.invoice == Invoice.number)
        .where(Invoice.outlet == outlet, Invoice.date.between(since, until))
        .order_by(Invoice.date, Invoice.number, InvoiceLine.line)
    )
    return [Bought(*row) for row in rows]


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
