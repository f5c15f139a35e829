"""Which countries pay with a currency today (CLDR, by Babel)."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from babel.core import get_global
from babel.numbers import get_territory_currencies


def countries_of(currency: str) -> tuple[str, ...]:
    """ISO codes of the countries, in order: `IDR` → (`ID`,); empty for an unknown currency."""
    return _by_currency().get(currency, ())


@lru_cache(maxsize=1)
def _by_currency() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for territory in sorted(get_global("territory_currencies")):
        for currency in get_territory_currencies(territory):
            found[currency].append(territory)
    return {currency: tuple(territories) for currency, territories in found.items()}
