"""One order from a tier, as one join: on SQLite and PostgreSQL, against the figures by hand.

Growth Club counts P1, P2, P6, P7; Silver needs 2 of them, Gold 4; the quarter began on 1 October.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from assistant.errors import NotFoundError
from knowledge.records.api import DataAPI
from knowledge.records.database import writing
from knowledge.records.tables.enrollments import Enrollment
from knowledge.records.tables.products import Product
from knowledge.records.tables.sales import Invoice, InvoiceLine
from tests.knowledge.records import company


def joined(outlet: str, version: str = "3", **more: Any) -> Enrollment:
    fields = {"status": "active", "joined_on": dt.date(2026, 9, 1), **more}
    return Enrollment(
        id=f"T-{outlet}", outlet=outlet, program="growth-club", terms_version=version, **fields
    )


def buy(engine: Engine, outlet: str, day: str, *lines: tuple[str, str]) -> None:
    number = f"T-{outlet}-{day}-{len(lines)}"
    with writing(engine) as session:
        session.add(Invoice(number=number, outlet=outlet, date=dt.date.fromisoformat(day)))
        session.flush()
        for line, (product, quantity) in enumerate(lines, 1):
            session.add(
                InvoiceLine(
                    invoice=number, line=line, product=product, quantity=Decimal(quantity),
                    price=Decimal(1), discount=Decimal(0), net=Decimal(1),
                )
            )  # fmt: skip


def enroll(engine: Engine, *enrollments: Enrollment) -> DataAPI:
    with writing(engine) as session:
        session.add_all(enrollments)
    return DataAPI(engine, company.TODAY)


def told(api: DataAPI, user: str, tier: str | None = None) -> list[tuple[Any, ...]]:
    return [
        (n.outlet, n.standing.name if n.standing else None, n.target.name, n.bought, n.closing)
        for n in api.near_tiers(api.user(user), "growth-club", tier)
    ]


def test_the_one_missing_product_is_named_with_the_tier_it_brings(own_engine: Engine) -> None:
    # A1 since 1 October: P1 6 + 4 cases, P2 half a case (too little), P6 3: two of four, Silver.
    api = enroll(own_engine, joined("A1"), joined("A3"))
    # A3: P1 1 - 0.5 = half a case (too little), P6 1: one of four, so one short of Silver.
    assert told(api, "budi") == [("A3", None, "Silver", ("P6",), ("P1", "P2", "P7"))]
    buy(own_engine, "A1", "2026-11-10", ("P7", "1"))
    assert told(api, "budi") == [
        ("A1", "Silver", "Gold", ("P1", "P6", "P7"), ("P2",)),
        ("A3", None, "Silver", ("P6",), ("P1", "P2", "P7")),
    ]
    assert [row[0] for row in told(api, "budi", "Gold")] == ["A1"]
    assert [row[0] for row in told(api, "budi", "Silver")] == ["A3"]


def test_a_member_counts_under_the_terms_it_joined_under(own_engine: Engine) -> None:
    # B1 is in version 2: P1 2 cases since October; P5 is on no list. One short of Silver.
    api = DataAPI(own_engine, company.TODAY)
    near = api.near_tiers(api.user("sari"), "growth-club")
    assert [(n.outlet, n.program.terms_version, n.target.name) for n in near] == [
        ("B1", "2", "Silver")
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "suspended"},
        {"status": "pending_kyc"},
        {"status": "left", "left_on": dt.date(2026, 10, 1)},
        {"left_on": company.TODAY},
        {"joined_on": company.TODAY + dt.timedelta(days=1)},
    ],
)
def test_who_is_no_active_member_today_is_not_told(
    own_engine: Engine, fields: dict[str, Any]
) -> None:
    assert told(enroll(own_engine, joined("A3", **fields)), "budi") == []


def test_what_was_bought_before_the_quarter_or_after_today_does_not_count(
    own_engine: Engine,
) -> None:
    api = enroll(own_engine, joined("A3"))
    buy(own_engine, "A3", "2026-09-30", ("P7", "5"))
    buy(own_engine, "A3", "2026-11-17", ("P2", "5"))
    assert told(api, "budi") == [("A3", None, "Silver", ("P6",), ("P1", "P2", "P7"))]
    buy(own_engine, "A3", "2026-10-01", ("P2", "0.5"))
    buy(own_engine, "A3", "2026-11-16", ("P2", "0.5"))
    assert told(api, "budi") == []  # two of four: Silver, and two short of Gold


def test_a_product_that_is_no_longer_sold_closes_nothing(own_engine: Engine) -> None:
    api = enroll(own_engine, joined("A1"))
    buy(own_engine, "A1", "2026-11-10", ("P7", "1"))
    with writing(own_engine) as session:
        session.get_one(Product, "P2").status = "delisted"
    assert told(api, "budi") == []


def test_everybody_is_told_of_his_own_shops_only(own_engine: Engine) -> None:
    api = enroll(own_engine, joined("A3"), joined("N1"))
    buy(own_engine, "N1", "2026-11-10", ("P7", "1"))
    for user, allowed in company.VISIBLE.items():
        assert {row[0] for row in told(api, user)} == {"A3", "B1", "N1"} & allowed


def test_the_join_says_what_progress_says_shop_by_shop(own_engine: Engine) -> None:
    api = enroll(own_engine, joined("A1"), joined("A3"), joined("N1"))
    buy(own_engine, "A1", "2026-11-10", ("P7", "1"))
    maya = api.user("maya")
    near = {n.outlet: n for n in api.near_tiers(maya, "growth-club")}
    for outlet in ("A1", "A3", "B1", "N1"):
        found = api.progress(maya, outlet, "growth-club")
        gaps = [t for t in found.targets if t.target.metric == "must_sell" and not t.reached]
        one_short = bool(gaps) and gaps[0].gap == 1
        assert (outlet in near) == one_short
        if one_short:
            assert near[outlet].target.name == gaps[0].target.name
            assert near[outlet].closing == found.missing_must_sell


def test_an_unknown_program_is_one_sentence(api: DataAPI) -> None:
    with pytest.raises(NotFoundError, match="There is no program 'nothing'"):
        api.near_tiers(api.user("budi"), "nothing")
