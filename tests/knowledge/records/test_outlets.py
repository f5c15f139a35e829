"""Profiles, routes, and finding a shop by what people call it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from assistant.errors import NotFoundError
from knowledge.records.answers import OutletMatch, OutletProfile, RouteStop
from knowledge.records.api import DataAPI
from knowledge.records.outlets import best_matches, fold, mask_phone


def test_a_profile_says_all_the_company_knows_but_the_phone(api: DataAPI) -> None:
    assert api.outlet(api.user("budi"), "A1") == OutletProfile(
        code="A1",
        name="Toko Makmur",
        owner_name="Pak Slamet",
        language="id",
        channel="general_trade",
        outlet_class="A",
        territory="R1",
        territory_name="Wonokromo",
        town="Surabaya Selatan",
        sequence=2,
        visit_days=("mon", "thu"),
        country="ID",
        currency="IDR",
        opened_on=dt.date(2020, 1, 1),
        status="active",
        area_m2=Decimal("24.5"),
        has_cooler=True,
        credit_limit=Decimal(5_000_000),
        credit_days=14,
        overdue=Decimal(0),
        credit_lock="none",
        kyc_level=2,
        phone_masked="…417",
    )


def test_what_is_not_known_is_none_and_never_zero(api: DataAPI) -> None:
    shop = api.outlet(api.user("sari"), "B2")
    unknown = (shop.overdue, shop.credit_lock, shop.has_cooler, shop.kyc_level, shop.area_m2)
    assert unknown == (None,) * 5
    assert shop.phone_masked is None


def test_the_town_is_the_nearest_town_else_the_nearest_area_else_unknown(api: DataAPI) -> None:
    maya = api.user("maya")
    towns = {code: api.outlet(maya, code).town for code in ("A1", "B1", "N1")}
    assert towns == {"A1": "Surabaya Selatan", "B1": "Surabaya", "N1": None}


@pytest.mark.parametrize(("phone", "shown"), [("12", None), ("", None), ("+1 2345", "…345")])
def test_a_phone_is_masked(phone: str, shown: str | None) -> None:
    assert mask_phone(phone) == shown


def test_mondays_route_has_what_is_open_and_due_in_call_order(api: DataAPI) -> None:
    """A1 is called on Mondays, A3 on Tuesdays, A2 is closed; I8 is after today."""
    assert api.route(api.user("budi")) == [
        RouteStop(
            outlet="A1",
            name="Toko Makmur",
            channel="general_trade",
            outlet_class="A",
            sequence=2,
            route="Wonokromo",
            last_order_on=dt.date(2026, 11, 2),
            open_cases=1,
        )
    ]


def test_tuesdays_route_is_another(api: DataAPI) -> None:
    stops = api.route(api.user("budi"), dt.date(2026, 11, 17))
    assert [(s.outlet, s.last_order_on) for s in stops] == [("A3", dt.date(2026, 11, 5))]


def test_shops_without_visit_days_are_called_every_day_unnumbered_ones_last(api: DataAPI) -> None:
    for weekday in range(16, 23):
        stops = api.route(api.user("sari"), dt.date(2026, 11, weekday))
        assert [s.outlet for s in stops] == ["B2", "B1"]
    assert stops[0].last_order_on is None


@pytest.mark.parametrize(
    "query",
    ["Toko Makmur", "toko makmur", "TOKO  MAKMUR", "toko makmr", "makmur", "a1", "A1"],
)
def test_a_shop_is_found_by_name_or_code_however_it_is_typed(api: DataAPI, query: str) -> None:
    assert api.find_outlets(api.user("budi"), query)[0].code == "A1"


@pytest.mark.parametrize("query", ["kafe alvarez", "KEDAI KAFÉ", "Kafé Alvarez", "alvarés"])
def test_accents_do_not_matter(api: DataAPI, query: str) -> None:
    assert api.find_outlets(api.user("budi"), query)[0].code == "A3"


@pytest.mark.parametrize("query", ["Pak Slamet", "slamet"])
def test_a_shop_is_found_by_its_owner(api: DataAPI, query: str) -> None:
    assert api.find_outlets(api.user("budi"), query)[0].code == "A1"


@pytest.mark.parametrize("query", ["", "   ", "zzzzqqq", "\x00", "🙂"])
def test_nothing_is_found_for_nothing(api: DataAPI, query: str) -> None:
    assert api.find_outlets(api.user("maya"), query) == []


def test_an_exact_name_scores_a_hundred_and_the_limit_holds(api: DataAPI) -> None:
    found = api.find_outlets(api.user("maya"), "Depot Baru", limit=1)
    assert found == [OutletMatch("B2", "Depot Baru", "Surabaya", 100.0)]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Tạp hóa Đức", "tap hoa duc"),
        ("بقالة الأمل", "بقاله الامل"),
        ("Kantin Ɗan Ƙasa", "kantin dan kasa"),
        ("Straße", "STRASSE"),
    ],
)
def test_folding_meets_the_letters_of_our_countries(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


def test_the_best_of_three_hundred_look_alikes_comes_first() -> None:
    shops = [OutletMatch(f"X{n:03}", f"Warung Bu {n}", None, 0) for n in range(300)]
    assert best_matches(shops, "warung bu 217", limit=3)[0].code == "X217"


@pytest.mark.parametrize("call", ["user", "program", "product"])
def test_an_unknown_code_is_a_sentence(api: DataAPI, call: str) -> None:
    with pytest.raises(NotFoundError, match=r"^There is no \w+ 'nobody'\.$"):
        getattr(api, call)("nobody")


def test_products_are_named_and_priced_for_the_reader(api: DataAPI) -> None:
    assert api.product("P1").name == "Lemon Tea 1.5 L"
    assert api.product("P1", "id").name == "Teh Lemon 1,5 L"
    assert api.product("P1", "id-ID").name == "Teh Lemon 1,5 L"
    assert api.product("P1", "sw").name == "Lemon Tea 1.5 L"
    assert api.product("P1", currency="IDR").unit_price == Decimal(100_000)
    assert api.product("P1", currency="KES").unit_price is None
    assert api.product("P1").unit_price is None
    assert [p.code for p in api.products()] == ["P1", "P2", "P3", "P4", "P5", "P6", "P7"]
