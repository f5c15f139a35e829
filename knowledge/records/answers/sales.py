"""What a shop buys, and what there is to buy. Returns are netted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class InvoiceLineView:
    """One line of an invoice."""

    line: int
    product: str
    product_name: str
    quantity: Decimal
    unit: str
    price: Decimal
    discount: Decimal
    net: Decimal


@dataclass(frozen=True)
class InvoiceView:
    """An invoice with its lines; `net` is their sum."""

    number: str
    date: dt.date
    currency: str
    net: Decimal
    lines: tuple[InvoiceLineView, ...]
    promised_on: dt.date | None
    delivered_on: dt.date | None
    paid_on: dt.date | None


@dataclass(frozen=True)
class ProductHabit:
    """How an outlet buys one product, over the profile's window."""

    product: str
    name: str
    quantity: Decimal
    net: Decimal
    orders: int
    days_between_orders: Decimal | None
    """Mean; None with fewer than two orders."""
    last_bought_on: dt.date


@dataclass(frozen=True)
class MonthTotal:
    """Net purchases of a calendar month."""

    month: dt.date
    """First day of the month."""
    net: Decimal
    orders: int


@dataclass(frozen=True)
class PurchaseProfile:
    """What, how often, how much, and where it is going; returns are netted."""

    outlet: str
    currency: str
    since: dt.date
    until: dt.date
    orders: int
    net: Decimal
    months: tuple[MonthTotal, ...]
    """Every full calendar month of the window, oldest first; a month without orders is a real 0."""
    habits: tuple[ProductHabit, ...]
    """Highest net first."""
    first_order_on: dt.date | None
    last_order_on: dt.date | None
    days_between_orders: Decimal | None
    trend_percent: Decimal | None
    """Last 3 full months over the 3 before, percent, one decimal; None if the latter are empty."""
    must_sell_listed: tuple[str, ...]
    """Product codes on the must-sell list of the outlet's channel that are still sold."""
    must_sell_bought: tuple[str, ...]
    """Those of them with positive net quantity in the last full 3 months."""


@dataclass(frozen=True)
class ProductView:
    """A product as a reader of a language calls it."""

    code: str
    name: str
    brand: str | None
    category: str | None
    pack: str | None
    unit: str
    pieces_per_unit: int | None
    regulated: str | None
    unit_price: Decimal | None
    retail_price: Decimal | None
