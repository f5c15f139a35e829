"""The sample company's shops: who they are and, unseen in the data, how they behave.

Every shop draws from its own seeded stream, so that a change in one moves no other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from random import Random
from string import Template
from typing import Any

import yaml

HERE = Path(__file__).parent
TODAY = dt.date(2026, 11, 16)
SEED = "nusa-delta-2026"
CURRENCIES = {"ID": "IDR", "KE": "KES", "EG": "EGP"}
PER_MILLION = {"ID": 1_000_000, "KE": 10_400, "EG": 2_250}
"""Local money for a million rupiah of the same goods."""
LANGUAGES = {"ID": ("id",), "KE": ("sw", "sw", "sw", "en"), "EG": ("ar",)}
CALL_DAYS = {
    "ID": ("mon|thu", "mon|thu", "tue|fri", "wed|sat", "mon", "tue", "wed"),
    "KE": ("mon|thu", "mon|thu", "tue|fri", "wed", "mon", "tue"),
    "EG": ("sun|wed", "mon|thu", "mon|thu", "tue", "sun", "mon"),
}
SIZES = {"A": (9.0, 22.0), "B": (3.6, 8.0), "C": (1.1, 2.6)}
"""Usual month in millions of rupiah."""
CHANNELS = ("general_trade",) * 15 + (
    "wholesale",
    "modern_trade",
    "modern_trade",
    "horeca",
    "horeca",
)
PATHS = ("steady",) * 9 + ("growing",) * 4 + ("declining",) * 3 + ("lapsed",) * 2 + ("new", "stuck")
PROFILES = ("grocer", "grocer", "kiosk", "breakfast", "school")


@dataclass(frozen=True)
class Shop:
    """A shop; the second half never reaches the data, it makes it."""

    code: str
    name: str
    owner_name: str | None
    phone: str | None
    language: str | None
    channel: str
    outlet_class: str | None
    territory: str
    sequence: int
    visit_days: str
    country: str
    latitude: float | None
    longitude: float | None
    opened_on: dt.date
    area_m2: float | None
    has_cooler: bool | None
    credit_days: int
    kyc_level: int
    size: float
    profile: str
    path: str
    pays: str
    """`cash`, `well`, `slowly`, `overdue` or `defaulted`."""
    lapsed_on: dt.date | None = None
    knows_overdue: bool = True
    lock: str | None = None
    """Set by the stage; None = follows from what is overdue."""
    must_sell: int | None = None
    """So many must-sell products this quarter, lemon tea not among them; None = as it comes."""
    state: str = ""
    stage: dict[str, Any] = field(default_factory=dict)

    @property
    def currency(self) -> str:
        """ISO code of its invoices."""
        return CURRENCIES[self.country]

    def stream(self, purpose: str) -> Random:
        """Its own random numbers for one purpose."""
        return Random(f"{SEED}:{self.code}:{purpose}")


def load(name: str) -> Any:
    """One of the YAML sources."""
    return yaml.safe_load((HERE / "sources" / name).read_text("utf-8"))


def make_shops() -> list[Shop]:
    """All shops, by code."""
    places, stages = load("places.yaml"), load("stages.yaml")
    shops: list[Shop] = []
    taken: set[str] = set()
    for route, (count, latitude, longitude) in places["routes"].items():
        country = next(t[4] for t in places["territories"] if t[0] == route)
        for sequence in range(1, count + 1):
            number = sum(s.country == country for s in shops) + 1
            shop = _shop(places["names"][country], taken, f"{country}-{number:04}", country)
            shop = replace(shop, territory=route, sequence=sequence)
            shop = _located(shop, latitude, longitude)
            staged = stages[number - 1] if number <= len(stages) else None
            shops.append(_staged(shop, staged, places["names"][country], taken))
    return [_named(shop) for shop in shops]


def _shop(pool: dict[str, Any], taken: set[str], code: str, country: str) -> Shop:
    draw = Random(f"{SEED}:{code}:shop")
    channel = draw.choice(CHANNELS)
    grade = _grade(draw, channel)
    low, high = SIZES[grade]
    size = draw.uniform(low, high) * {"wholesale": 4.0, "modern_trade": 1.6}.get(channel, 1.0)
    path = draw.choice(PATHS)
    name, owner = _names(draw, pool, channel, taken)
    return Shop(
        code=code,
        name=name,
        owner_name=None if draw.random() < 0.06 else owner,
        phone=_phone(draw, country),
        language=None if draw.random() < 0.03 else draw.choice(LANGUAGES[country]),
        channel=channel,
        outlet_class=grade,
        territory="",
        sequence=0,
        visit_days=draw.choice(CALL_DAYS[country]),
        country=country,
        latitude=None,
        longitude=None,
        opened_on=_opened(draw, path),
        area_m2=None if draw.random() < 0.08 else round(draw.uniform(*_AREAS[grade]), 1),
        has_cooler=None if draw.random() < 0.05 else draw.random() < _COOLERS[grade],
        credit_days={"A": 14, "B": draw.choice((7, 14)), "C": draw.choice((0, 0, 7))}[grade],
        kyc_level=draw.choice(_KYC[grade]),
        size=round(size, 2),
        profile={"wholesale": "wholesale", "horeca": "canteen"}.get(channel)
        or draw.choice(PROFILES),
        path=path,
        pays=draw.choices(("well", "slowly", "overdue", "defaulted"), (70, 17, 10, 3))[0],
        lapsed_on=TODAY - dt.timedelta(days=draw.randint(50, 200)) if path == "lapsed" else None,
        knows_overdue=draw.random() >= 0.06,
    )


_AREAS = {"A": (24, 70), "B": (10, 32), "C": (5, 14)}
_COOLERS = {"A": 0.6, "B": 0.35, "C": 0.1}
_KYC = {"A": (1, 2, 2, 2, 3), "B": (0, 1, 1, 2, 2), "C": (0, 1, 1, 1, 2)}


def _grade(draw: Random, channel: str) -> str:
    weights = {"wholesale": (80, 20, 0), "modern_trade": (55, 45, 0), "horeca": (15, 50, 35)}
    return draw.choices("ABC", weights.get(channel, (16, 44, 40)))[0]


def _names(draw: Random, pool: dict[str, Any], channel: str, taken: set[str]) -> tuple[str, str]:
    """A sign that nobody else has, and the owner."""
    for _ in range(200):
        person, surname = draw.choice(pool["persons"]), draw.choice(pool["surnames"])
        title = pool["titles"][person in pool["female"]]
        pattern = draw.choice(pool[channel])
        words = {"person": person, "surname": surname, "title": title}
        sign = Template(pattern).substitute(words, word=draw.choice(pool["words"]))
        if sign not in taken:
            taken.add(sign)
            return sign, " ".join(f"{title} {person} {surname}".split())
    raise RuntimeError(f"too few names for {channel}")


def _phone(draw: Random, country: str) -> str | None:
    if draw.random() < 0.07:
        return None
    last = f"{draw.randrange(1000):03}"
    forms = {
        "ID": (f"+62 811 5550 {last}", f"+62811-5550-{last}", f"+628115550{last}"),
        "KE": (f"+254 700 555 {last}", f"+254700555{last}", f"+254 700-555-{last}"),
        "EG": (f"+20 100 555 0{last}", f"+201005550{last}", f"+20 100 5550{last}"),
    }
    return draw.choice(forms[country])


def _opened(draw: Random, path: str) -> dt.date:
    if path == "new":
        return dt.date(2025, 12, 1) + dt.timedelta(days=draw.randrange(300))
    return dt.date(2014, 1, 6) + dt.timedelta(days=draw.randrange(4100))


def _located(shop: Shop, latitude: float, longitude: float) -> Shop:
    draw = shop.stream("place")
    if draw.random() < 0.05:
        return shop
    place = (round(at + draw.gauss(0, 0.006), 4) for at in (latitude, longitude))
    north, east = place
    return replace(shop, latitude=north, longitude=east)


def _staged(
    shop: Shop, stage: dict[str, Any] | None, pool: dict[str, Any], taken: set[str]
) -> Shop:
    """The shop as its stage wants it; what the stage leaves open stays as drawn."""
    if stage is None:
        return shop
    fixed = {k: v for k, v in stage["fixed"].items() if k in {f.name for f in fields(Shop)}}
    if fixed["channel"] != shop.channel:
        sign, owner = _names(shop.stream("name"), pool, fixed["channel"], taken)
        fixed |= {"name": sign, "owner_name": owner}
    draw = shop.stream("stage")
    known = {
        "language": LANGUAGES[shop.country][0],
        "owner_name": fixed.get("owner_name", shop.owner_name),
        "phone": shop.phone or _phone(draw, shop.country),
        "credit_days": 14,
        "knows_overdue": True,
        "lapsed_on": None,
        "has_cooler": shop.has_cooler or False,
    }
    return replace(shop, **(known | fixed), state=stage["state"], stage=stage)


def _named(shop: Shop) -> Shop:
    """The few shops whose names matter, and the untidy signs that every export has."""
    fixed = {
        "ID-0001": ("Toko Makmur", "Bu Hartini Wibowo"),
        "ID-0050": ("Toko Makmur", "Pak Suwarno"),
        "ID-0093": ("Toko Makmur Jaya", "Bu Lanny Halim"),
        "KE-0001": ("Mama Njeri Shop", "Mama Njeri Kamau"),
        "EG-0001": ("بقالة الحاج محمود", "الحاج محمود الشافعي"),
    }
    if shop.code in fixed:
        name, owner = fixed[shop.code]
        return replace(shop, name=name, owner_name=owner, channel="general_trade")
    draw = shop.stream("sign")
    if shop.country == "EG" and draw.random() < 0.18:
        signs = load("places.yaml")["names"]["EG"]["arabic"]
        return replace(shop, name=signs[int(shop.code[-2:]) % len(signs)])
    chance = draw.random()
    untidy = {
        chance < 0.03: shop.name.upper(),
        0.03 <= chance < 0.05: shop.name.lower(),
        0.05 <= chance < 0.08: shop.name.replace(" ", "  ", 1),
    }
    return replace(shop, name=untidy.get(True, shop.name))
