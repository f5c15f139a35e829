"""A counter answer reads an outlet, its purchases and its progress in a few milliseconds."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from statistics import median

import pytest
from sqlalchemy import Engine, insert

from knowledge.records.api import DataAPI
from knowledge.records.database import open_database, writing
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.sales import Invoice, InvoiceLine
from tests.knowledge.records import company

OUTLETS = 300
INVOICES_EACH = 56
"""One a week for 13 months, of five lines."""


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """300 shops on Budi's route, 84,000 invoice lines."""
    folder: Path = tmp_path_factory.mktemp("big")
    engine = open_database(f"sqlite:///{folder}/records.db", upgrade_schema=True)
    company.fill(engine)
    chance = random.Random(300)  # noqa: S311 - repeatable, not secret
    outlets = [f"X{n:03}" for n in range(OUTLETS)]
    heads = [
        {
            "number": f"{outlet}-{week}",
            "outlet": outlet,
            "date": company.TODAY - dt.timedelta(days=7 * week),
        }
        for outlet in outlets
        for week in range(INVOICES_EACH)
    ]
    lines = [
        {
            "invoice": head["number"],
            "line": line,
            "product": f"P{chance.randint(1, 7)}",
            "quantity": Decimal(chance.randint(-1, 9)),
            "price": Decimal(10_000),
            "discount": Decimal(0),
            "net": Decimal(chance.randint(-1, 9) * 10_000),
        }
        for head in heads
        for line in range(1, 6)
    ]
    with writing(engine) as session:
        shop = {"channel": "general_trade", "territory": "R1", "country": "ID", "currency": "IDR"}
        names = [{"code": code, "name": f"Toko {code}"} for code in outlets]
        more = {"status": "active", "visit_days": []}
        session.execute(insert(Outlet), [{**shop, **more, **name} for name in names])
        session.execute(insert(Invoice), heads)
        session.execute(insert(InvoiceLine), lines)
    yield engine
    engine.dispose()


def read_all(api: DataAPI, outlet: str) -> float:
    """Milliseconds of computing (so that other programs do not count) a story starts with."""
    budi = api.user("budi")
    started = time.process_time()
    api.outlet(budi, outlet)
    api.purchases(budi, outlet)
    api.progress(budi, outlet, "growth-club")
    return (time.process_time() - started) * 1000


@pytest.mark.slow
def test_outlet_purchases_and_progress_take_under_fifteen_milliseconds(big: Engine) -> None:
    api = DataAPI(big, company.TODAY)
    read_all(api, "X000")
    taken = [read_all(api, f"X{n:03}") for n in range(1, 201)]
    print(f"outlet + purchases + progress: median {median(taken):.1f} ms")  # noqa: T201
    assert median(taken) < 15


@pytest.mark.slow
def test_a_route_of_three_hundred_takes_under_a_tenth_of_a_second(big: Engine) -> None:
    api = DataAPI(big, company.TODAY)
    budi = api.user("budi")
    taken = []
    for _ in range(20):
        started = time.perf_counter()
        assert len(api.route(budi)) == OUTLETS + 1
        taken.append((time.perf_counter() - started) * 1000)
    print(f"route of {OUTLETS}: median {median(taken):.1f} ms")  # noqa: T201
    assert median(taken) < 100


@pytest.mark.slow
def test_fifty_threads_get_the_answers_one_thread_gets(big: Engine) -> None:
    api = DataAPI(big, company.TODAY)
    budi = api.user("budi")
    codes = [f"X{n:03}" for n in range(0, 300, 3)]
    alone = [api.purchases(budi, code) for code in codes]
    fresh = DataAPI(big, company.TODAY)
    with ThreadPoolExecutor(50) as pool:
        together = list(pool.map(lambda code: fresh.purchases(budi, code), codes))
    assert together == alone
