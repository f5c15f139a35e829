"""No method of the Data API gives a user anything of an outlet that is not his."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from assistant.domain import Role, User
from assistant.errors import NotFoundError
from knowledge.records.api import DataAPI
from knowledge.records.database import writing
from knowledge.records.stories import RecordedStories
from knowledge.records.tables.people import Territory
from tests.knowledge.records import company

OUTLETS = ("A1", "A2", "A3", "B1", "B2", "N1")
OF_AN_OUTLET: dict[str, Callable[[DataAPI, User, str], Any]] = {
    "outlet": lambda api, user, code: api.outlet(user, code),
    "invoices": lambda api, user, code: api.invoices(user, code),
    "purchases": lambda api, user, code: api.purchases(user, code),
    "ledger": lambda api, user, code: api.ledger(user, code, "star-points"),
    "enrollments": lambda api, user, code: api.enrollments(user, code),
    "progress": lambda api, user, code: api.progress(user, code, "growth-club"),
    "cases": lambda api, user, code: api.cases(user, code),
    "visits": lambda api, user, code: api.visits(user, code),
}


@pytest.mark.parametrize("method", OF_AN_OUTLET)
def test_another_territorys_outlet_is_as_unknown_as_one_that_does_not_exist(
    api: DataAPI, method: str
) -> None:
    budi = api.user("budi")
    with pytest.raises(NotFoundError) as foreign:
        OF_AN_OUTLET[method](api, budi, "B1")
    with pytest.raises(NotFoundError) as missing:
        OF_AN_OUTLET[method](api, budi, "ZZ")
    assert str(foreign.value).replace("B1", "") == str(missing.value).replace("ZZ", "")


@pytest.mark.parametrize("user", company.USERS)
def test_each_user_sees_his_territories_and_all_below_and_nothing_else(
    api: DataAPI, user: str
) -> None:
    visible = {match.code for match in api.visible_outlets(api.user(user))}
    assert visible == company.VISIBLE[user]


def test_two_thousand_probes_leak_nothing(engine: Engine, api: DataAPI) -> None:
    """Any user, any method, any outlet or query: what comes back is his or NotFoundError."""
    chance = random.Random(20261116)  # noqa: S311 - repeatable, not secret
    users = {name: api.user(name) for name in company.USERS}
    queries = ("toko makmur", "Toko Makmur B1", "b1", "duka", "mama njeri", "kafe", "x", "")
    # The same SQL everywhere; a server only takes longer to answer it.
    for _ in range(2000 if engine.dialect.name == "sqlite" else 400):
        name = chance.choice(list(users))
        user, allowed = users[name], company.VISIBLE[name]
        probe = chance.choice([*OF_AN_OUTLET, "find", "route"])
        if probe == "find":
            found = {m.code for m in api.find_outlets(user, chance.choice(queries), limit=10)}
            assert found <= allowed
        elif probe == "route":
            on = company.TODAY.replace(day=chance.randint(1, 28))
            assert {stop.outlet for stop in api.route(user, on)} <= allowed
        else:
            code = chance.choice(OUTLETS)
            try:
                OF_AN_OUTLET[probe](api, user, code)
            except NotFoundError:
                assert code not in allowed
            else:
                assert code in allowed


def test_look_alike_shops_are_told_apart_by_territory(api: DataAPI) -> None:
    """`Toko Makmur` stands in two territories; each rep finds and reads only his."""
    assert api.find_outlets(api.user("budi"), "Toko Makmur")[0].code == "A1"
    assert api.find_outlets(api.user("sari"), "Toko Makmur")[0].code == "B1"
    both = api.find_outlets(api.user("maya"), "Toko Makmur", limit=2)
    assert [m.code for m in both] == ["A1", "B1"]
    assert both[0].town != both[1].town


def test_a_role_without_territories_sees_nothing_even_when_it_claims_none_are_needed(
    api: DataAPI,
) -> None:
    for role in (Role.REP, Role.TRAINER):
        nobody = User("x", "X", role, ("en",), ())
        assert api.visible_outlets(nobody) == []
        assert api.route(nobody) == []


def test_a_loop_in_the_territory_tree_ends(own_engine: Engine) -> None:
    with writing(own_engine) as session:
        country = session.get(Territory, "ID")
        assert country is not None
        country.parent = "R1"
    api = DataAPI(own_engine, company.TODAY)
    assert "A1" in {m.code for m in api.visible_outlets(api.user("budi"))}
    assert api.outlet(api.user("budi"), "A1").town == "Surabaya Selatan"


def test_stories_of_another_territorys_outlet_are_unknown(engine: Engine, api: DataAPI) -> None:
    with pytest.raises(NotFoundError):
        RecordedStories(engine).told(api.user("budi"), "B1")


@pytest.mark.parametrize("code", ["A1' OR '1'='1", "a\x00b", "\ud800", "x" * 9999, "", "%", "A1 "])
def test_strange_codes_are_simply_unknown(api: DataAPI, code: str) -> None:
    with pytest.raises(NotFoundError):
        api.outlet(api.user("maya"), code)
