"""Invoices by line."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import Code, CodeKey, Exact, Record


class Invoice(Record):
    """The head of an invoice. Its currency is the outlet's."""

    __tablename__ = "invoices"
    __table_args__ = (Index("ix_invoices_outlet_date", "outlet", "date"),)
    number: Mapped[CodeKey]
    outlet: Mapped[Code] = mapped_column(ForeignKey("outlets.code"))
    date: Mapped[dt.date]
    rep: Mapped[Code | None] = mapped_column(ForeignKey("users.id"))
    promised_on: Mapped[dt.date | None]
    delivered_on: Mapped[dt.date | None]
    paid_on: Mapped[dt.date | None]


class InvoiceLine(Record):
    """One line; a return has a negative quantity and net."""

    __tablename__ = "invoice_lines"
    invoice: Mapped[Code] = mapped_column(ForeignKey("invoices.number"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    product: Mapped[Code] = mapped_column(ForeignKey("products.code"), index=True)
    quantity: Mapped[Exact]
    price: Mapped[Exact]
    discount: Mapped[Exact]
    net: Mapped[Exact]
