"""Leaving over HTTP: shown first, written once, never by a token that may only propose."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from knowledge.programs.membership import Leaving, Transfer
from knowledge.records.api import DataAPI
from knowledge.records.api_tokens import Scope
from knowledge.records.database import reading, writing
from knowledge.records.programs import write_terms
from knowledge.records.tables.enrollments import MembershipChange
from tests.http.conftest import House
from tests.knowledge.records import company

LEAVE = {"outlet": "A1", "program": "star-points", "kind": "leave"}


@pytest.fixture
def house(house: House) -> House:
    engine = house.services.engine
    terms = DataAPI(engine, company.TODAY).program("star-points")  # the server keeps what it reads
    rules = {
        "leaving": Leaving(clause="6.3"),
        "transfer": Transfer(
            allowed=False, refusal={"en": "It ends."}, remedy={"en": "Join anew."}, clause="7.3"
        ),
    }
    with writing(engine) as session:
        write_terms(session, terms.model_copy(update=rules))
    return house


def tapped(client: httpx.Client, key: str, card: str, **more: Any) -> httpx.Response:
    return client.post(
        "/enrollments/changes", json={**LEAVE, "card": card, **more},
        headers={"Idempotency-Key": key},
    )  # fmt: skip


def changes(house: House) -> int:
    with reading(house.services.engine) as session:
        return session.scalar(select(func.count()).select_from(MembershipChange)) or 0


def test_a_shop_leaves_once_and_the_receipt_is_given_again(house: House) -> None:
    with house.client("budi") as client:
        shown = client.post("/enrollments/changes/preview", json=LEAVE)
        assert shown.status_code == 200, shown.text
        assert changes(house) == 0
        card = shown.json()["card"]
        first, again = tapped(client, "k1", card), tapped(client, "k1", card)
        assert first.status_code == again.status_code == 201, first.text
        assert again.headers["Idempotency-Replayed"] == "true"
        assert first.json() == again.json()
        held = client.get("/enrollments", params={"outlet": "A1"}).json()["enrollments"]
    assert {e["status"] for e in held if e["program"] == "star-points"} == {"left"}
    assert changes(house) == 1


def test_another_token_card_shop_or_scope_writes_nothing(house: House) -> None:
    with house.client("budi") as mine, house.client("budi") as other:
        card = mine.post("/enrollments/changes/preview", json=LEAVE).json()["card"]
        assert tapped(other, "k1", card).status_code == 409  # another session
        assert tapped(mine, "k1", "0" * 64).json()["reason"] == "other_card"
        assert tapped(mine, "k1", card, kind="suspend", reason="x").status_code == 409
        with house.client("budi", Scope.PROPOSE) as proposing:
            assert tapped(proposing, "k1", card).status_code == 403
        with house.client("sari") as sari:
            assert tapped(sari, "k1", card).status_code == 404
    assert changes(house) == 0


def test_why_not_comes_with_the_clause_and_the_remedy(house: House) -> None:
    with house.client("budi") as client:
        asked = {**LEAVE, "kind": "transfer"}
        found = client.post("/enrollments/changes/preview", json=asked)
    assert found.status_code == 409
    (condition,) = found.json()["conditions"]
    assert (condition["message"], condition["remedy"], condition["clause"]) == (
        "It ends.", "Join anew.", "7.3",
    )  # fmt: skip
