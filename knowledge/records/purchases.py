"""What an outlet buys: what, how often, how much, and where it is going.

Sums are exact. Only percentages and mean days are rounded, to one place.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from sqlalchemy.orm import Session

from knowledge.programs.periods import first_of_month, months_after
from knowledge.records.answers import MonthTotal, ProductHabit, PurchaseProfile
from knowledge.records.products import Catalog
from knowledge.records.sales import Bought, bought_lines, first_order_on, last_order_on
from knowledge.records.tables.outlets import Outlet


class Buyer(Protocol):
    """Of an outlet, what the profile needs."""

    @property
    def code(self) -> str: ...

    @property
    def currency(self) -> str: ...

    @property
    def channel(self) -> str: ...


TREND_MONTHS = 3
_ONE_PLACE = Decimal("0.1")


def purchase_profile(
    session: Session, outlet: Outlet, catalog: Catalog, today: dt.date, months: int
) -> PurchaseProfile:
    """The last `months` full months and the month that has begun; see PurchaseProfile."""
    lines = bought_lines(session, outlet.code, read_from(today, months), today)
    first = first_order_on(session, outlet.code, today)
    last = last_order_on(session, outlet.code, today)
    return profile_of_lines(outlet, lines, (first, last), catalog, today, months)


def read_from(today: dt.date, months: int) -> dt.date:
    """The first day whose lines a profile over so many months needs."""
    return months_after(first_of_month(today), -max(months, 2 * TREND_MONTHS))


def profile_of_lines(
    outlet: Buyer,
    lines: Sequence[Bought],
    order_days: tuple[dt.date | None, dt.date | None],
    catalog: Catalog,
    today: dt.date,
    months: int,
) -> PurchaseProfile:
    """The profile from lines that reach at least from `read_from`; first and last order day."""
    month = first_of_month(today)
    since = months_after(month, -months)
    first, last = order_days
    bought = _by_product(line for line in lines if line.date >= since)
    days = set().union(*(one.days for one in bought.values()))
    totals = month_totals(lines, first, month, max(months, 2 * TREND_MONTHS))
    must_sell = catalog.must_sell(outlet.channel)
    lately = _net_quantities(lines, months_after(month, -TREND_MONTHS), month)
    return PurchaseProfile(
        outlet=outlet.code,
        currency=outlet.currency,
        since=since,
        until=today,
        orders=len(set().union(*(one.invoices for one in bought.values()))),
        net=sum((one.net for one in bought.values()), Decimal(0)),
        months=tuple(total for total in totals if total.month >= since),
        habits=tuple(_habits(bought, catalog)),
        first_order_on=first,
        last_order_on=last,
        days_between_orders=mean_gap(days),
        trend_percent=trend(
            [t for t in totals if t.month >= months_after(month, -2 * TREND_MONTHS)]
        ),
        must_sell_listed=must_sell,
        must_sell_bought=tuple(code for code in must_sell if lately.get(code, 0) > 0),
    )


def month_totals(
    lines: Iterable[Bought], first_order: dt.date | None, before: dt.date, count: int
) -> list[MonthTotal]:
    """The `count` full months before the month `before`, oldest first.

    A month without an order is a real zero from the month of the first order on; what lies
    before is unknown and left out.
    """
    net: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    orders: dict[tuple[int, int], set[str]] = defaultdict(set)
    for invoice, date, _product, quantity, amount in lines:
        month_of = (date.year, date.month)
        net[month_of] += amount
        if quantity > 0:
            orders[month_of].add(invoice)
    if first_order is None:
        return []
    since = first_of_month(first_order)
    months = (months_after(before, back) for back in range(-count, 0))
    return [
        MonthTotal(month, net[month.year, month.month], len(orders[month.year, month.month]))
        for month in months
        if month >= since
    ]


def trend(months: Sequence[MonthTotal]) -> Decimal | None:
    """The later three of six full months over the earlier three, percent.

    None when the shop is too new for six, or bought nothing in the earlier three.
    """
    if len(months) < 2 * TREND_MONTHS:
        return None
    before = sum((m.net for m in months[:TREND_MONTHS]), Decimal(0))
    after = sum((m.net for m in months[TREND_MONTHS:]), Decimal(0))
    return ((after / before - 1) * 100).quantize(_ONE_PLACE) if before > 0 else None


def mean_gap(days: Iterable[dt.date]) -> Decimal | None:
    """Mean days from one order day to the next; None with fewer than two order days."""
    distinct = set(days)
    if len(distinct) < 2:
        return None
    return _mean((max(distinct) - min(distinct)).days, len(distinct) - 1)


# Few spans and few orders: the same means come again for every product of every shop.
@lru_cache(maxsize=16_384)
def _mean(days: int, gaps: int) -> Decimal:
    return (Decimal(days) / gaps).quantize(_ONE_PLACE)


def _net_quantities(
    lines: Iterable[Bought], since: dt.date, before: dt.date
) -> Mapping[str, Decimal]:
    """Product → units bought less units returned in these days, the last one left out."""
    quantities: dict[str, Decimal] = defaultdict(Decimal)
    for _invoice, date, product, quantity, _net in lines:
        if since <= date < before:
            quantities[product] += quantity
    return quantities


class _Bought:
    """A product's lines, added up."""

    __slots__ = ("days", "invoices", "net", "quantity")

    def __init__(self) -> None:
        self.quantity = self.net = Decimal(0)
        self.days: set[dt.date] = set()
        self.invoices: set[str] = set()


def _by_product(lines: Iterable[Bought]) -> Mapping[str, _Bought]:
    """Each product's lines added up, in the order they come."""
    found: dict[str, _Bought] = defaultdict(_Bought)
    for invoice, date, product, quantity, net in lines:
        bought = found[product]
        bought.quantity += quantity
        bought.net += net
        if quantity > 0:
            bought.days.add(date)
            bought.invoices.add(invoice)
    return found


def _habits(by_product: Mapping[str, _Bought], catalog: Catalog) -> list[ProductHabit]:
    """Products that were ordered; where the window holds returns only, that is no habit."""
    habits = [
        ProductHabit(
            product=product,
            name=catalog.name(product),
            quantity=bought.quantity,
            net=bought.net,
            orders=len(bought.invoices),
            days_between_orders=mean_gap(bought.days),
            last_bought_on=max(bought.days),
        )
        for product, bought in by_product.items()
        if bought.days
    ]
    return sorted(habits, key=lambda h: (-h.net, h.product))
