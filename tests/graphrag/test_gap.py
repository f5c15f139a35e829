"""The products that would close a gap: worked out by hand on small figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from graphrag.gap import GapPath, gap_path
from knowledge.programs.progress import Purchase, Shop, progress
from knowledge.records.answers import ProductHabit, ProductView, ProgramProgress, PurchaseProfile
from tests.examples.nusa_delta import programs

TODAY = dt.date(2026, 11, 16)
LISTED = ("TEA-LEM-1500", "TEA-JAS-350", "WAT-600", "SOD-ORA-330", "JUI-MAN-250", "COF-3IN1-20",
          "MLK-UHT-200", "NOO-CHI-75", "BIS-COC-120", "SNA-CAS-60")  # fmt: skip
PRICES = {"TEA-LEM-1500": 84_000, "MLK-UHT-200": 60_000, "SNA-CAS-60": 48_000}


def product(code: str, price: int | None = 100_000, **more: str) -> ProductView:
    amount = None if price is None else Decimal(price)
    return ProductView(
        code, code, "Delta", more.get("category", "drink"), None, "case", 12,
        more.get("regulated"), amount, None,
    )  # fmt: skip


def catalog(**changed: ProductView) -> dict[str, ProductView]:
    found = {code: product(code, PRICES.get(code, 100_000)) for code in LISTED}
    return found | {p.code: p for p in changed.values()}


def bought(*codes: str) -> PurchaseProfile:
    habits = tuple(
        ProductHabit(code, code, Decimal(1), Decimal(9 - n), 1, None, TODAY)
        for n, code in enumerate(codes)
    )
    return PurchaseProfile(
        "S", "IDR", TODAY, TODAY, 1, Decimal(1), (), habits, TODAY, TODAY, None, None, (), ()
    )


def shown(way: GapPath | None) -> list[Any]:
    """(product, units, cost, known) of each."""
    assert way is not None
    return [(p.product, p.units, p.cost, p.known) for p in way.products]


def growth(codes: tuple[str, ...], net: int = 0) -> ProgramProgress:
    lines = [Purchase(dt.date(2026, 10, 5), code, Decimal(1), Decimal(0)) for code in codes]
    lines.append(Purchase(dt.date(2026, 10, 5), "OTHER", Decimal(1), Decimal(net)))
    shop = Shop("S", "IDR")
    return progress(programs()["growth-club"], shop, lines, Decimal(10_000_000), None, TODAY)


def test_as_many_missing_products_as_the_tier_lacks_known_ones_first_then_the_cheapest() -> None:
    found = growth(LISTED[:6])  # six of ten: two more to Gold
    gold = found.targets[-1]
    way = gap_path(found, gold, bought("TEA-LEM-1500"), catalog(), "ID")
    assert way is not None
    assert way.together
    assert shown(way) == [
        ("SNA-CAS-60", 1, 48_000, False),
        ("MLK-UHT-200", 1, 60_000, False),
    ]
    way = gap_path(found, gold, bought("BIS-COC-120"), catalog(), "ID")
    assert way is not None
    assert [p.product for p in way.products] == ["BIS-COC-120", "SNA-CAS-60"]


def test_money_is_closed_by_any_one_product_the_shop_buys_anyway() -> None:
    found = growth((), net=31_000_000)  # Slab 1 from 31,500,000
    way = gap_path(found, found.targets[0], bought("TEA-LEM-1500", "WAT-600"), catalog(), "ID")
    assert way is not None
    assert not way.together
    assert shown(way) == [
        ("TEA-LEM-1500", 6, 504_000, True),  # 500,000 / 84,000 = 5.95
        ("WAT-600", 5, 500_000, True),
    ]


def test_what_the_terms_exclude_closes_nothing() -> None:
    found = growth((), net=31_000_000)
    oil, milk = product("OIL-COO-1000"), product("FORMULA", regulated="infant_formula")
    products = catalog(oil=oil, milk=milk)
    profile = bought("OIL-COO-1000", "FORMULA")
    assert gap_path(found, found.targets[0], profile, products, "ID") is None
    way = gap_path(found, found.targets[0], profile, products, "KE")
    assert way is not None  # the oil's price is controlled in Indonesia only
    assert [p.product for p in way.products] == ["OIL-COO-1000"]


def test_a_product_without_a_price_is_no_way_to_close_money() -> None:
    found = growth((), net=31_000_000)
    profile = bought("NEW-1")
    assert (
        gap_path(found, found.targets[0], profile, catalog(n=product("NEW-1", None)), "ID") is None
    )


def test_a_reached_step_and_an_unknown_gap_need_nothing() -> None:
    found = growth(LISTED, net=40_000_000)
    for step in found.targets:
        assert gap_path(found, step, bought("TEA-LEM-1500"), catalog(), "ID") is None
    cooler = progress(programs()["cool-corner"], Shop("S", "IDR"), [], None, None, TODAY)
    assert gap_path(cooler, cooler.targets[0], bought("TEA-LEM-1500"), catalog(), "ID") is None


def test_points_are_closed_by_what_earns_them() -> None:
    terms = programs()["star-points"]
    found = progress(terms, Shop("S", "IDR"), [], None, 1_400, TODAY)
    silver = found.targets[1]
    way = gap_path(found, silver, bought("TEA-LEM-1500"), catalog(), "ID")
    assert way is not None
    # 100 points at 10,000 a point are 1,000,000; at 84,000 a case that is 11.9 cases.
    assert shown(way) == [("TEA-LEM-1500", 12, 1_008_000, True)]
