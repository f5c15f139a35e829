"""Invoices: the lines of an invoice agree, and their arithmetic holds. Memory per invoice only."""

from __future__ import annotations

import datetime as dt
from collections.abc import KeysView
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from babel.core import get_global

from knowledge.pack.checks.rows import Say
from knowledge.pack.contents import Contents
from knowledge.pack.findings import quote
from knowledge.pack.schema.rows import InvoiceRow, Row

HEAD = ("outlet", "date", "rep", "promised_on", "delivered_on", "paid_on")
"""Columns that are the same on every line of an invoice."""


@cache
def smallest_unit(currency: str) -> Decimal:
    """The smallest amount the currency is counted in (CLDR cash digits): IDR 1, KES 0.01."""
    fractions = get_global("currency_fractions")
    digits, _, cash_digits, _ = fractions.get(currency, fractions["DEFAULT"])
    return Decimal(1).scaleb(-(digits if cash_digits is None else cash_digits))


def tolerance(quantity: Decimal, unit: Decimal) -> Decimal:
    """How far a net may be from quantity × price − discount because amounts are rounded.

    Net and discount are each printed rounded to the smallest unit (half a unit each), and so is the
    price, whose half unit counts once per unit sold.
    """
    return unit * (1 + abs(quantity) / 2)


@dataclass
class InvoiceCheck:
    """Checks line after line."""

    contents: Contents
    today: dt.date
    _heads: dict[str, tuple[object, ...]] = field(default_factory=dict)
    _lines: dict[str, int] = field(default_factory=dict)
    """Invoice → its line numbers as bits: a few bytes where a set would take hundreds."""

    def __call__(self, row: Row, error: Say, warn: Say) -> None:
        """One line."""
        if not isinstance(row, InvoiceRow):
            return
        self._check_line(row, error)
        self._check_head(row, error)
        self._check_net(row, error)
        if row.date > self.today:
            warn("date", quote(row.date), f"a day not after today, {self.today}")
        if row.delivered_on and row.delivered_on < row.date:
            warn("delivered_on", quote(row.delivered_on), "a day not before the invoice")

    def _check_line(self, row: InvoiceRow, error: Say) -> None:
        lines, bit = self._lines.get(row.invoice, 0), 1 << row.line
        if lines & bit:
            error("line", quote(f"{row.invoice} + {row.line}") + " again", "each one once")
        self._lines[row.invoice] = lines | bit

    def _check_head(self, row: InvoiceRow, error: Say) -> None:
        head = (row.outlet, row.date, row.rep, row.promised_on, row.delivered_on, row.paid_on)
        first = self._heads.setdefault(row.invoice, head)
        if first == head:
            return
        for column, here, there in zip(HEAD, head, first, strict=True):
            if here != there:
                text = quote("" if here is None else here)
                before = quote("" if there is None else there)
                what = f"{text} on this line of {row.invoice} and {before} on an earlier one"
                error(column, what, "the same on every line of an invoice")

    def _check_net(self, row: InvoiceRow, error: Say) -> None:
        gross = row.quantity * row.price
        # A return gives the discount back too, so there it may stand with either sign.
        nets = (
            (gross - row.discount, gross + row.discount)
            if row.quantity < 0
            else (gross - row.discount,)
        )
        if row.net in nets:
            return
        outlet = self.contents.outlets.get(row.outlet)
        allowed = tolerance(row.quantity, smallest_unit(outlet.currency if outlet else "USD"))
        if all(abs(row.net - net) > allowed for net in nets):
            wanted = "quantity × price − discount, give or take rounding"
            error("net", f"{quote(row.net)} where it makes {nets[0].normalize():f}", wanted)

    @property
    def numbers(self) -> KeysView[str]:
        """Every invoice number seen, also those seen after this call."""
        return self._heads.keys()
