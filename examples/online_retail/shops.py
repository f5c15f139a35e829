"""Outlets, products and territories, as far as the invoice lines tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median

from examples.online_retail.lines import Fate, Line
from knowledge.pack.schema.rows import UNNAMED

COUNTRIES = {
    "Australia": "AU", "Austria": "AT", "Bahrain": "BH", "Belgium": "BE", "Bermuda": "BM",
    "Brazil": "BR", "Canada": "CA", "Channel Islands": "JE", "Cyprus": "CY", "Denmark": "DK",
    "EIRE": "IE", "Finland": "FI", "France": "FR", "Germany": "DE", "Greece": "GR",
    "Hong Kong": "HK", "Iceland": "IS", "Israel": "IL", "Italy": "IT", "Japan": "JP", "Korea": "KR",
    "Lebanon": "LB", "Lithuania": "LT", "Malta": "MT", "Netherlands": "NL", "Nigeria": "NG",
    "Norway": "NO", "Poland": "PL", "Portugal": "PT", "RSA": "ZA", "Singapore": "SG", "Spain": "ES",
    "Sweden": "SE", "Switzerland": "CH", "Thailand": "TH", "USA": "US",
    "United Arab Emirates": "AE", "United Kingdom": "GB", "Unspecified": "ZZ", "West Indies": "ZZ",
}  # fmt: skip
"""Names as the data has them; ZZ is CLDR's code for no country in particular."""
HOME = "GB"
HOME_ROUTES = 8
OVERSEAS = frozenset(
    [
        "AU",
        "BH",
        "BM",
        "BR",
        "CA",
        "HK",
        "IL",
        "JP",
        "KR",
        "LB",
        "NG",
        "SG",
        "TH",
        "US",
        "AE",
        "ZA",
        "ZZ",
    ]
)
WHOLESALE_PIECES = 24
"""A shop whose median sales line has this many pieces or more resells to others (made up)."""
CLASS_SHARES = (("A", Decimal("0.2")), ("B", Decimal("0.5")))
"""By net over the year: the first fifth is A, up to half is B, the rest is C (made up)."""


@dataclass
class Shop:
    """A customer of the data, or the counter outlet of a country."""

    code: str
    countries: Counter[str] = field(default_factory=Counter)
    net: Decimal = Decimal(0)
    sizes: list[int] = field(default_factory=list)
    first_day: str = "9999"

    @property
    def country(self) -> str:
        """Code of the country of most of its lines."""
        return COUNTRIES[self.countries.most_common(1)[0][0]]

    @property
    def is_counter(self) -> bool:
        """It stands for customers without a number."""
        return self.code.startswith("counter-")

    @property
    def channel(self) -> str:
        """From how much it takes at a time."""
        if self.is_counter:
            return UNNAMED
        return "wholesale" if self.sizes and median(self.sizes) >= WHOLESALE_PIECES else "gift_shop"

    @property
    def route(self) -> str:
        """A route of its country; at home the customer number decides which."""
        if self.is_counter:
            return f"{self.country}-counter"
        number = int(self.code) % HOME_ROUTES + 1 if self.country == HOME else 1
        return f"{self.country}-{number}"


@dataclass
class Item:
    """A product."""

    code: str
    names: Counter[str] = field(default_factory=Counter)
    prices: Counter[Decimal] = field(default_factory=Counter)
    buyers: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The description most lines have; the data writes names in capitals and notes in small."""
        return self.names.most_common(1)[0][0] if self.names else f"Item {self.code}"


class Trade:
    """Everything gathered from the kept lines."""

    def __init__(self) -> None:
        self.shops: dict[str, Shop] = {}
        self.items: dict[str, Item] = {}
        self.last_day = ""

    def take(self, fate: Fate, line: Line) -> str:
        """Count a kept line in; returns the outlet's code."""
        code = line.customer or f"counter-{COUNTRIES[line.country]}"
        shop = self.shops.setdefault(code, Shop(code))
        shop.countries[line.country] += 1
        shop.net += line.price * line.quantity
        shop.first_day = min(shop.first_day, line.date)
        self.last_day = max(self.last_day, line.date)
        item = self.items.setdefault(line.code, Item(line.code))
        if line.description and line.description == line.description.upper():
            item.names[line.description] += 1
        if fate is Fate.SALE:
            shop.sizes.append(line.quantity)
            item.prices[line.price] += 1
            item.buyers.add(code)
        return code

    def classes(self) -> dict[str, str]:
        """Outlet → class."""
        named = [s for s in self.shops.values() if not s.is_counter]
        ranked = sorted(named, key=lambda s: (-s.net, s.code))
        return {shop.code: _class_at(place, len(ranked)) for place, shop in enumerate(ranked)}

    def best_sellers(self, count: int) -> list[str]:
        """Products that most shops buy."""
        ranked = sorted(self.items.values(), key=lambda i: (-len(i.buyers), i.code))
        return [item.code for item in ranked[:count]]

    def routes(self) -> dict[str, set[str]]:
        """Country → its routes."""
        found: dict[str, set[str]] = defaultdict(set)
        for shop in self.shops.values():
            found[shop.country].add(shop.route)
        return found


def _class_at(place: int, count: int) -> str:
    for name, share in CLASS_SHARES:
        if place < count * share:
            return name
    return "C"
