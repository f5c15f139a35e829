"""Fifty apps at once: one place, one key."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from assistant.bootstrap import build
from assistant.http.api import create_api
from assistant.settings import Settings
from benchmarks import signup_company
from knowledge.records.database import open_database, reading
from knowledge.records.tables.enrollments import Enrollment
from tests.http.conftest import House, serving
from tests.http.test_enrollments import agreed
from tests.knowledge.records.conftest import Databases

CLIENTS = 50


@pytest.fixture
def crowd(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Fifty shops and a program with a single place, on SQLite and on PostgreSQL."""
    url = databases.new()
    engine = open_database(url, upgrade_schema=True)
    signup_company.fill(engine, CLIENTS, signup_company.terms(slots=1))
    engine.dispose()
    home = tmp_path_factory.mktemp("crowd")
    services = build(Settings(home=home, model="embedded", database_url=url))
    with serving(create_api(services, per_minute=10_000)) as address:
        yield House(address, services)
    services.engine.dispose()


def drafted(client: httpx.Client, shop: str) -> dict[str, Any]:
    """A card to which the owner has agreed."""
    body = {"outlet": shop, "program": signup_company.PROGRAM}
    answer = client.post("/enrollments/drafts", json=body)
    assert answer.status_code == 201, answer.text
    draft: dict[str, Any] = answer.json()
    agreed(client, draft)
    return draft


def all_at_once(taps: list[Callable[[], httpx.Response]]) -> list[httpx.Response]:
    """Each in a thread of its own, none before all are ready."""
    ready = threading.Barrier(len(taps))

    def run(tap: Callable[[], httpx.Response]) -> httpx.Response:
        ready.wait(60)
        return tap()

    with ThreadPoolExecutor(len(taps)) as pool:
        return list(pool.map(run, taps))


def tapped(client: httpx.Client, draft: dict[str, Any], key: str) -> httpx.Response:
    """The person taps."""
    body = {"draft": draft["id"], "card": draft["card"]["hash"]}
    return client.post("/enrollments", json=body, headers={"Idempotency-Key": key})


def enrollments(house: House) -> int:
    """In the database."""
    with reading(house.services.engine) as session:
        return session.scalar(select(func.count()).select_from(Enrollment)) or 0


@pytest.mark.slow
def test_the_last_place_is_given_to_one_of_fifty(crowd: House) -> None:
    clients = [crowd.client("rep") for _ in range(CLIENTS)]
    drafts = [drafted(c, signup_company.shop(n)) for n, c in enumerate(clients)]

    def tap(number: int) -> Callable[[], httpx.Response]:
        return lambda: tapped(clients[number], drafts[number], f"key-{number}")

    answers = all_at_once([tap(n) for n in range(CLIENTS)])
    assert Counter(a.status_code for a in answers) == {201: 1, 409: CLIENTS - 1}
    refused = {a.json()["reason"] for a in answers if a.status_code == 409}
    assert refused <= {"no_place", "not_eligible"}
    assert enrollments(crowd) == 1
    for client in clients:
        client.close()


@pytest.mark.slow
def test_one_tap_that_arrives_fifty_times_is_one_enrollment(crowd: House) -> None:
    with crowd.client("rep") as client:
        draft = drafted(client, signup_company.shop(0))
        answers = all_at_once([lambda: tapped(client, draft, "key")] * CLIENTS)
        assert Counter(a.status_code for a in answers) == {201: CLIENTS}
        assert len({a.text for a in answers}) == 1
        other = {"draft": draft["id"], "card": "0" * 64}
        again = client.post("/enrollments", json=other, headers={"Idempotency-Key": "key"})
        assert again.status_code == 409
    assert enrollments(crowd) == 1
