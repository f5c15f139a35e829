"""Peers are counts of at least five shops; nothing of one shop can be worked out from them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from assistant.errors import NotFoundError
from knowledge.records.answers import PeerCounts
from knowledge.records.api import DataAPI
from knowledge.records.database import writing
from knowledge.records.tables.enrollments import Enrollment
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.sales import Invoice, InvoiceLine
from tests.knowledge.records import company

OWN, FOREIGN = 20, 30
"""Shops of class P on budi's route, and in the area beside it."""


def shop(number: int, territory: str, outlet_class: str = "P") -> Outlet:
    return Outlet(
        code=f"P{number:03}", name=f"Peer {number}", channel="general_trade", visit_days=[],
        outlet_class=outlet_class, territory=territory, country="ID", currency="IDR",
        status="active",
    )  # fmt: skip


def member(number: int) -> Enrollment:
    return Enrollment(
        id=f"PE{number}", outlet=f"P{number:03}", program="growth-club", terms_version="3",
        status="active", joined_on=dt.date(2026, 9, 1),
    )  # fmt: skip


@pytest.fixture
def crowded(own_engine: Engine) -> Engine:
    """P000 to P019 on R1, P020 to P049 on R2; A1 made one of them, in class P as well."""
    with writing(own_engine) as session:
        session.get_one(Outlet, "A1").outlet_class = "P"
        session.add_all(shop(n, "R1" if n < OWN else "R2") for n in range(OWN + FOREIGN))
    return own_engine


def told(engine: Engine, user: str = "budi", outlet: str = "A1") -> PeerCounts | None:
    api = DataAPI(engine, company.TODAY)
    return api.peers(api.user(user), outlet, "growth-club")


def enroll(engine: Engine, numbers: range) -> None:
    with writing(engine) as session:
        session.add_all(member(n) for n in numbers)


def test_peers_are_of_the_same_class_in_the_nearest_territory_with_enough(crowded: Engine) -> None:
    found = told(crowded)
    assert found is not None
    # R1 alone has 20, its town too; the area of both routes has 50, without A1 itself.
    assert (found.place, found.peers, found.outlet_class) == ("Surabaya", 50, "P")


def test_members_are_counted_when_enough_of_them_are_not_the_users_own(crowded: Engine) -> None:
    enroll(crowded, range(15, 30))  # 5 of his own, 10 of the other route
    found = told(crowded)
    assert found is not None
    assert found.members == 15


@pytest.mark.parametrize(
    "members",
    [
        range(4),  # fewer than five
        range(19, 24),  # five, of which one is his own: four of others
        range(24),  # many, of which four are others'
        range(50),  # all of them: that would tell it of each
        range(20, 50),  # every one of the others
    ],
)
def test_a_count_that_tells_of_fewer_than_five_others_is_left_out(
    crowded: Engine, members: range
) -> None:
    enroll(crowded, members)
    found = told(crowded)
    assert found is not None
    assert found.members is None


def test_who_sees_all_of_them_may_know_the_count(crowded: Engine) -> None:
    enroll(crowded, range(24))
    found = told(crowded, "maya")
    assert found is not None
    assert found.members == 24


def test_products_are_counted_by_shops_that_bought_enough(crowded: Engine) -> None:
    with writing(crowded) as session:
        for n in range(10, 40):
            session.add(Invoice(number=f"PI{n}", outlet=f"P{n:03}", date=dt.date(2026, 10, 2)))
            session.flush()
            quantity = Decimal(1) if n < 35 else Decimal("0.5")
            session.add(
                InvoiceLine(invoice=f"PI{n}", line=1, product="P7", quantity=quantity,
                            price=Decimal(1), discount=Decimal(0), net=Decimal(1))
            )  # fmt: skip
    found = told(crowded)
    assert found is not None
    # A1 lacks P2 and P7 in this quarter; 25 peers bought a case of P7, nobody bought P2.
    assert found.buying == {"P2": None, "P7": 25}


def test_too_few_shops_are_no_group(own_engine: Engine) -> None:
    assert told(own_engine) is None


def test_fewer_than_five_of_others_are_no_group(own_engine: Engine) -> None:
    with writing(own_engine) as session:
        session.get_one(Outlet, "A1").outlet_class = "P"
        session.add_all(shop(n, "R1" if n < 50 else "R2") for n in range(54))
    found = told(own_engine)
    assert found is not None
    assert (found.place, found.peers) == ("Wonokromo", 50)  # his own route; never 54


def test_another_reps_shop_has_no_peers_to_tell(crowded: Engine) -> None:
    with pytest.raises(NotFoundError):
        told(crowded, "budi", "P030")


def test_an_answer_names_no_other_shop(crowded: Engine) -> None:
    enroll(crowded, range(10, 40))
    words = repr(told(crowded))
    assert not re.search(r"Peer \d", words)
    assert not re.search(r"P\d{3}", words)
