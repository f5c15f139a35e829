"""When shops sell more or less: calendar, weather, prices, and a shop's own way up or down."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache

from examples.nusa_delta.make_shops import Shop

COLD = frozenset({"tea", "water", "soda", "juice", "energy"})
RAMADAN = (dt.date(2026, 2, 18), dt.date(2026, 3, 19))
FASTING = {"tea": 1.5, "juice": 1.7, "biscuits": 1.8, "dairy": 1.4, "oil": 1.4, "sauces": 1.2}
EID = dt.date(2026, 3, 20)
SCHOOL = frozenset({"TEA-LEM-350", "TEA-JAS-350", "MLK-UHT-200", "JUI-MAN-250", "NOO-CUP-65"})


@cache
def season(country: str, category: str, code: str, day: dt.date) -> float:
    """How much of a usual day's sale, 1 = usual."""
    level = _weather(country, category, day) * _feasts(country, category, day)
    if _holidays(country, day) and (code in SCHOOL or category in ("snacks", "biscuits")):
        level *= 0.82
    return level


def _weather(country: str, category: str, day: dt.date) -> float:
    hot = {
        "ID": {4: 1.12, 5: 1.12, 9: 1.15, 10: 1.15, 1: 0.92, 2: 0.92},
        "KE": {1: 1.12, 2: 1.15, 3: 1.12, 6: 0.92, 7: 0.88, 8: 0.92},
        "EG": {5: 1.2, 6: 1.4, 7: 1.5, 8: 1.45, 9: 1.2, 12: 0.75, 1: 0.7, 2: 0.75},
    }[country].get(day.month, 1.0)
    if category in COLD:
        return hot
    return 1 + (1 - hot) * 0.5 if category == "coffee" else 1.0


def _feasts(country: str, category: str, day: dt.date) -> float:
    level = 1.0
    muslim = {"ID": 1.0, "EG": 1.0, "KE": 0.15}[country]
    if RAMADAN[0] - dt.timedelta(days=7) <= day <= RAMADAN[1]:
        level *= 1 + (FASTING.get(category, 0.95) - 1) * muslim
    if EID <= day <= EID + dt.timedelta(days=9):
        level *= 1 - 0.35 * muslim
    christian = {"ID": 0.25, "EG": 0.1, "KE": 1.0}[country]
    if (day.month, day.day) >= (12, 8) and day.day <= 25 and day.month == 12:
        level *= 1 + 0.4 * christian * (category in COLD | {"biscuits", "oil", "snacks"})
    if day.month == 1 and day.day <= 25:
        level *= 1 - 0.22 * christian
    return level


def _holidays(country: str, day: dt.date) -> bool:
    spans = {
        "ID": ((6, 20, 7, 12), (12, 20, 12, 31)),
        "KE": ((4, 6, 4, 26), (8, 3, 8, 23), (10, 31, 12, 31)),
        "EG": ((6, 15, 9, 15), (1, 24, 2, 7)),
    }[country]
    return any((a, b) <= (day.month, day.day) <= (c, d) for a, b, c, d in spans)


def on_path(shop: Shop, day: dt.date) -> float:
    """How much of its usual size the shop buys, the way it is going."""
    months = (day.year - 2025) * 12 + day.month - 9 + day.day / 31  # since September 2025
    if shop.path == "lapsed" and shop.lapsed_on is not None:
        return min(1.0, 0.4 + (shop.lapsed_on - day).days / 150)
    if shop.path in ("new", "young"):
        return min(1.0, 0.5 + (day - shop.opened_on).days / 180)
    paths = {
        "growing": 0.78 + 0.032 * months,
        "declining": min(1.1, max(1.1 - 0.17 * (months - 9), 0.35)),
        "stuck": 1.0 if months < 10 else 0.42,
        "surge": 1.0 if months < 10 else 1.42 if months < 13 else 1.8,
    }
    return paths.get(shop.path, 1.0)


@cache
def price_level(country: str, category: str, day: dt.date) -> Decimal:
    """Share of today's list price on a day; 1 after the last price change."""
    rises = {
        "ID": [(dt.date(2026, 3, 2), "0.96"), (dt.date(2026, 10, 12), "0.97")],
        "KE": [(dt.date(2026, 1, 5), "0.95")],
        "EG": [(dt.date(2026, 1, 11), "0.94"), (dt.date(2026, 7, 5), "0.95")],
    }[country]
    level = Decimal(1)
    for since, before in rises:
        # October's rise in Indonesia is for noodles only; cooking oil has a set price there.
        only_noodles = since == dt.date(2026, 10, 12) and category != "noodles"
        if day < since and not only_noodles and not (country == "ID" and category == "oil"):
            level *= Decimal(before)
    return level
