"""The sample company's invoices: what shops need by season and habit, ordered, delivered, paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from random import Random
from typing import Any

from examples.nusa_delta.make_seasons import on_path, price_level, season
from examples.nusa_delta.make_shops import PER_MILLION, TODAY, Shop, load

FIRST_DAY = dt.date(2025, 9, 1)
LAST_DAY = dt.date(2026, 11, 15)
LAUNCH = dt.date(2026, 10, 5)
NEW = ("JUI-GUA-250", "ENE-ZER-250")
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
STEPS = {"IDR": Decimal(500), "KES": Decimal(5), "EGP": Decimal("0.5")}
"""Case prices are multiples of this."""
MINOR = {"IDR": Decimal(1), "KES": Decimal("0.01"), "EGP": Decimal("0.01")}
MUST = 2.2
"""How much likelier a must-sell product is on a shop's list."""
BREADTH = {"A": (14, 19), "B": (8, 12), "C": (5, 8)}
CADENCE = {"A": 12.0, "B": 16.0, "C": 22.0}
"""Days from order to order."""


@dataclass(frozen=True)
class Line:
    """A line of an invoice; money in the shop's currency."""

    product: str
    quantity: Decimal
    price: Decimal
    discount: Decimal
    net: Decimal


@dataclass(frozen=True)
class Invoice:
    """An invoice, or a credit note for goods returned (`returns` names the invoice)."""

    number: str
    shop: Shop
    date: dt.date
    lines: tuple[Line, ...]
    promised_on: dt.date | None = None
    delivered_on: dt.date | None = None
    paid_on: dt.date | None = None
    returns: str | None = None

    @property
    def net(self) -> Decimal:
        """Sum of the lines."""
        return sum((line.net for line in self.lines), Decimal(0))


@dataclass(frozen=True)
class Habit:
    """A product on a shop's list: what sells of it on a usual day, and while it is stocked."""

    product: dict[str, Any]
    cases_a_day: float
    since: dt.date
    until: dt.date


def make_invoices(shops: list[Shop], products: list[dict[str, Any]]) -> list[Invoice]:
    """All invoices, numbered by date."""
    sales = [sale for shop in shops for sale in _sales(shop, products)]
    sales.sort(key=lambda s: (s.date, s.shop.code, s.returns is not None))
    numbers = {sale.number: f"I{n:05}" for n, sale in enumerate(sales, start=1)}
    return [
        replace(s, number=numbers[s.number], returns=numbers[s.returns] if s.returns else None)
        for s in sales
    ]


def _sales(shop: Shop, products: list[dict[str, Any]]) -> Iterator[Invoice]:
    draw = shop.stream("sales")
    habits = make_habits(shop, products)
    need = {h.product["code"]: draw.random() for h in habits}
    start = max(FIRST_DAY, shop.opened_on + dt.timedelta(days=draw.randint(1, 9)))
    cadence = CADENCE[shop.outlet_class or "C"]
    last, day = start - dt.timedelta(days=int(cadence)), start
    end = min(LAST_DAY, shop.lapsed_on or LAST_DAY)
    while day <= end:
        going = on_path(shop, day)
        for habit in habits:
            need[habit.product["code"]] += going * _daily_need(shop, habit, day)
        waited = (day - last).days
        if _is_call_day(shop, day) and waited >= cadence * draw.uniform(0.55, 1.15):
            lines = tuple(_order(shop, habits, need, day, draw))
            if lines:
                sale = _delivered(Invoice(f"{shop.code}/{day}", shop, day, lines), draw)
                yield sale
                yield from _returned(sale, draw)
                last = day
        day += dt.timedelta(days=1)


def make_habits(shop: Shop, products: list[dict[str, Any]]) -> list[Habit]:
    """What the shop stocks, most of it all the time."""
    draw = shop.stream("habits")
    likes = likes_of(shop.profile)
    weights = {
        p["code"]: likes.get(p["category"], 1.0) ** 2
        * p["popularity"]
        * (MUST if p.get("must_sell") else 1)
        for p in products
        if p["code"] not in NEW
    }
    wanted = draw.randint(*BREADTH[shop.outlet_class or "C"])
    keys = {code: draw.random() ** (1 / w) for code, w in weights.items() if w > 0}
    chosen = sorted(keys, key=lambda code: -keys[code])[:wanted]
    chosen = _staged_list(shop, chosen, products)
    raw = {code: weights[code] * draw.lognormvariate(0, 0.45) for code in chosen}
    total = sum(raw.values())
    by_code = {p["code"]: p for p in products}
    habits = [
        Habit(by_code[c], _cases(shop, by_code[c], raw[c] / total), *_stocked(shop, c, draw))
        for c in chosen
    ]
    adopts = draw.random() < {"A": 0.6, "B": 0.35, "C": 0.12}[shop.outlet_class or "C"]
    if adopts and shop.profile != "canteen":
        listed = LAUNCH + dt.timedelta(days=draw.randint(0, 21))
        for code in NEW:
            share = draw.uniform(0.02, 0.05)
            habits.append(
                Habit(by_code[code], _cases(shop, by_code[code], share), listed, LAST_DAY)
            )
    return habits


def _cases(shop: Shop, product: dict[str, Any], share: float) -> float:
    """Cases a day for a share of the shop's usual month."""
    month = shop.size * PER_MILLION[shop.country]
    return month * share / float(product["prices"][shop.currency][0]) / 30


@cache
def likes_of(profile: str) -> dict[str, float]:
    """Category → how much more than others this kind of shop sells of it."""
    likes: dict[str, float] = load("profiles.yaml")[profile]
    return likes


def _staged_list(shop: Shop, chosen: list[str], products: list[dict[str, Any]]) -> list[str]:
    if shop.must_sell is None:
        return chosen
    listed = [p["code"] for p in products if p.get("must_sell")]
    never = ["MLK-UHT-200", "SNA-CAS-60"]
    return [c for c in dict.fromkeys((*listed, *chosen)) if c not in never]


def _stocked(shop: Shop, code: str, draw: Random) -> tuple[dt.date, dt.date]:
    """One product in six was listed later, one in ten was dropped."""
    if shop.must_sell is not None:
        # It stopped before the third quarter, so that the quarter's count is short by this one.
        return FIRST_DAY, dt.date(2026, 6, 20) if code == "TEA-LEM-1500" else LAST_DAY
    chance, day = draw.random(), FIRST_DAY + dt.timedelta(days=draw.randint(60, 435))
    if chance < 0.16:
        return day, LAST_DAY
    return FIRST_DAY, day if chance > 0.9 else LAST_DAY


def _daily_need(shop: Shop, habit: Habit, day: dt.date) -> float:
    if not habit.since <= day <= habit.until:
        return 0.0
    product = habit.product
    return habit.cases_a_day * season(shop.country, product["category"], product["code"], day)


def _is_call_day(shop: Shop, day: dt.date) -> bool:
    return WEEK[day.weekday()] in shop.visit_days.split("|")


def _order(
    shop: Shop, habits: list[Habit], need: dict[str, float], day: dt.date, draw: Random
) -> Iterator[Line]:
    half_cases = shop.outlet_class == "C" and draw.random() < 0.15
    for habit in habits:
        code = habit.product["code"]
        if not habit.since <= day <= habit.until:
            continue
        # Every must-sell product of a staged shop is in each of its months.
        due = need[code] >= (0.35 if shop.must_sell else draw.uniform(0.55, 1.0))
        if not due:
            continue
        exact = need[code] * draw.uniform(0.85, 1.25)
        quantity = Decimal(max(1, round(exact)))
        if half_cases and exact < 0.75:
            quantity = Decimal("0.5")
        need[code] = max(need[code] - float(quantity), -0.6)
        yield from _lines(shop, habit.product, quantity, day, draw)


def _lines(
    shop: Shop, product: dict[str, Any], quantity: Decimal, day: dt.date, draw: Random
) -> Iterator[Line]:
    """One line; at times two of the same, one of nothing, or one that only gives a discount."""
    listed = Decimal(str(product["prices"][shop.currency][0]))
    level = price_level(shop.country, product["category"], day)
    step = STEPS[shop.currency]
    price = (listed * level / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    rate = Decimal({"wholesale": "0.03", "modern_trade": "0.02"}.get(shop.channel, "0"))
    if draw.random() < 0.05:
        rate += Decimal("0.05")
    chance = draw.random()
    if chance < 0.004 and quantity >= 2:
        yield _line(product["code"], quantity - 1, price, rate, shop.currency)
        quantity = Decimal(1)
    if 0.004 <= chance < 0.006:
        yield _line(product["code"], Decimal(0), price, Decimal(0), shop.currency)
    yield _line(product["code"], quantity, price, rate, shop.currency)
    if 0.006 <= chance < 0.008:
        given = (quantity * price * Decimal("0.02")).quantize(step, ROUND_HALF_UP)
        yield Line(product["code"], Decimal(0), price, given, -given)


def _line(code: str, quantity: Decimal, price: Decimal, rate: Decimal, currency: str) -> Line:
    gross = quantity * price
    discount = (gross * rate).quantize(MINOR[currency], ROUND_HALF_UP)
    return Line(code, quantity, price, discount, gross - discount)


def _delivered(sale: Invoice, draw: Random) -> Invoice:
    """Promised, delivered, paid; what lies after today has not happened."""
    shop = sale.shop
    lead = 1 if shop.country == "KE" else 2
    late = draw.choices((0, 1, 3, 5), (86, 8, 4, 2))[0]
    promised = sale.date + dt.timedelta(days=lead)
    arrived = promised + dt.timedelta(days=late)
    if shop.state == "late-delivery" and sale.date >= dt.date(2026, 11, 2):
        arrived = TODAY + dt.timedelta(days=2)
    paid = _pay_day(sale, draw)
    return replace(
        sale,
        # The Egyptian system keeps no promise, only the delivery.
        promised_on=None if shop.country == "EG" else promised,
        delivered_on=arrived if arrived < TODAY else None,
        paid_on=paid if paid is not None and paid < TODAY else None,
    )


def _pay_day(sale: Invoice, draw: Random) -> dt.date | None:
    days, pays = sale.shop.credit_days, sale.shop.pays
    lag = days * draw.uniform(0.5, 1.0) if days else draw.choice((0, 0, 1, 2)) * 0.0
    if pays == "slowly":
        lag = days * draw.uniform(0.8, 1.35)
    if pays == "overdue":
        lag = days * draw.uniform(1.0, 2.4) + 3
    if sale.shop.state == "overdue" and sale.date >= dt.date(2026, 10, 5):
        return None
    if pays == "defaulted" and sale.date >= dt.date(2026, 8, 10):
        return None
    return sale.date + dt.timedelta(days=int(lag))


def _returned(sale: Invoice, draw: Random) -> Iterator[Invoice]:
    """Near expiry, damaged, not sold: some of one line comes back."""
    if draw.random() >= 0.02:
        return
    line = draw.choice(sale.lines)
    day = sale.date + dt.timedelta(days=draw.randint(4, 28))
    if day > LAST_DAY or line.quantity < 1 or sale.shop.must_sell is not None:
        return
    back = Decimal(max(1, int(line.quantity * Decimal("0.3"))))
    net = (line.net / line.quantity * back).quantize(MINOR[sale.shop.currency], ROUND_HALF_UP)
    discount = back * line.price - net
    credit = Line(line.product, -back, line.price, discount, -net)
    number = f"{sale.number}/R"
    yield Invoice(number, sale.shop, day, (credit,), None, day, day, sale.number)
