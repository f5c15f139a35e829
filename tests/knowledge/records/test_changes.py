"""What has changed at a shop since its last call, worked out by hand from the company of tests."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Engine

from knowledge.records.answers import ChangesSinceVisit
from knowledge.records.api import DataAPI
from knowledge.records.database import writing
from knowledge.records.tables.visits import Visit
from tests.knowledge.records.company import TODAY, day


def test_orders_and_cases_after_the_last_call_are_news(engine: Engine) -> None:
    # V0 was on 1 October; I6 of 5 October and I7 of 2 November came behind it, and case C1.
    api = DataAPI(engine, day("2026-11-05"))
    found = api.calls.changes(api.user("budi"), ["A1"])["A1"]
    assert found.since == day("2026-10-01")
    assert (found.orders, found.ordered) == (2, Decimal(1_350_000))
    assert [case.id for case in found.cases_opened] == ["C1"]
    assert (found.cases_closed, found.rewards_paid, found.joined) == ((), Decimal(0), ())


def test_what_a_call_of_today_finds_is_counted_from_the_one_before(engine: Engine) -> None:
    api = DataAPI(engine, day("2026-11-12"))
    assert api.calls.changes(api.user("budi"), ["A1"])["A1"].since == day("2026-10-01")


def test_nothing_has_changed_since_the_last_call(api: DataAPI) -> None:
    found = api.calls.changes(api.user("budi"), ["A1"])
    assert found == {"A1": ChangesSinceVisit(since=day("2026-11-12"))}


def test_a_shop_without_a_call_and_a_shop_of_somebody_else_are_left_out(api: DataAPI) -> None:
    assert api.calls.changes(api.user("budi"), ["A3", "N1", "nowhere"]) == {}
    assert api.today == TODAY


def test_settled_cases_payouts_and_programs_are_news_too(own_engine: Engine) -> None:
    with writing(own_engine) as session:
        for number, outlet, on in (("V7", "A1", "2026-06-15"), ("V8", "B1", "2026-09-05")):
            session.add(
                Visit(id=number, outlet=outlet, rep="budi", date=day(on), outcome="ordered")
            )
    api = DataAPI(own_engine, day("2026-09-25"))
    found = api.calls.changes(api.user("maya"), ["A1", "B1"])
    shop = found["A1"]
    # I3R of 20 June takes 100,000 back and orders nothing; I4 and I5 are 1,000,000 each.
    assert (shop.orders, shop.ordered) == (2, Decimal(1_900_000))
    assert [c.id for c in shop.cases_closed] == [c.id for c in shop.cases_opened] == ["C2"]
    assert shop.rewards_paid == Decimal(150_000)
    assert shop.left == ("growth-club",)
    assert found["B1"].joined == ("growth-club",)
