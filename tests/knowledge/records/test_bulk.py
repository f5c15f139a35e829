"""What is read of many outlets at once is what the Data API says of each."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import Engine, event

from assistant.domain import User
from assistant.errors import NotFoundError
from knowledge.records.api import DataAPI
from knowledge.records.bulk import BulkRecords, Selection
from tests.knowledge.records import company


def by_itself(api: DataAPI, user: User, code: str) -> dict[str, Any]:
    """Everything a story asks of an outlet, one question at a time."""
    programs = [terms.code for terms in api.programs()]
    return {
        "outlet": api.outlet(user, code),
        "purchases": api.purchases(user, code),
        "enrollments": list(api.enrollments(user, code)),
        "cases": list(api.cases(user, code)),
        "visits": list(api.visits(user, code)),
        "ledgers": [api.ledger(user, code, program) for program in programs],
        "progress": [api.progress(user, code, program) for program in programs],
    }


def test_every_outlet_of_the_test_company_reads_the_same(engine: Engine, api: DataAPI) -> None:
    maya = api.user("maya")
    bulk = BulkRecords(engine, company.TODAY)
    chunk = bulk.chunk(maya, bulk.codes(Selection(maya)))
    assert sorted(chunk) == sorted(company.VISIBLE["maya"])
    for code in chunk:
        assert by_itself(chunk, maya, code) == by_itself(api, maya, code)  # type: ignore[arg-type]


@pytest.mark.parametrize("day", ["2026-10-01", "2026-01-01", "2025-01-01", "2027-03-31"])
def test_it_is_the_same_on_other_days(engine: Engine, day: str) -> None:
    today = dt.date.fromisoformat(day)
    api, bulk = DataAPI(engine, today), BulkRecords(engine, today)
    maya = api.user("maya")
    chunk = bulk.chunk(maya, bulk.codes(Selection(maya)))
    for code in chunk:
        assert by_itself(chunk, maya, code) == by_itself(api, maya, code)  # type: ignore[arg-type]


@pytest.mark.parametrize("user", company.VISIBLE)
def test_a_user_reads_his_own_outlets_and_no_others(
    engine: Engine, api: DataAPI, user: str
) -> None:
    person = api.user(user)
    bulk = BulkRecords(engine, company.TODAY)
    assert set(bulk.codes(Selection(person))) == company.VISIBLE[user]
    # Codes that somebody else gave him change nothing.
    chunk = bulk.chunk(person, sorted(company.VISIBLE["maya"]))
    assert set(chunk) == company.VISIBLE[user]
    for code in company.VISIBLE["maya"] - company.VISIBLE[user]:
        with pytest.raises(NotFoundError):
            chunk.outlet(person, code)


def test_a_chunk_answers_only_whom_it_was_read_for(engine: Engine, api: DataAPI) -> None:
    maya, sari = api.user("maya"), api.user("sari")
    chunk = BulkRecords(engine, company.TODAY).chunk(maya, ["A1"])
    for asked in (chunk.outlet, chunk.purchases, chunk.enrollments, chunk.cases, chunk.visits):
        with pytest.raises(NotFoundError):
            asked(sari, "A1")


def test_a_route_narrows_what_a_user_sees_and_never_widens_it(engine: Engine, api: DataAPI) -> None:
    bulk = BulkRecords(engine, company.TODAY)
    maya, budi = api.user("maya"), api.user("budi")
    assert set(bulk.codes(Selection(maya, "R2"))) == {"B1", "B2"}
    assert set(bulk.codes(Selection(maya, "ID-SBY"))) == {"A1", "A2", "A3", "B1", "B2"}
    assert bulk.codes(Selection(budi, "R2")) == []
    with pytest.raises(NotFoundError, match="R9"):
        bulk.codes(Selection(maya, "R9"))


def test_twice_the_outlets_take_no_more_queries(engine: Engine, api: DataAPI) -> None:
    maya = api.user("maya")
    bulk = BulkRecords(engine, company.TODAY)
    bulk.chunk(maya, ["A1"])
    counts = []
    for codes in (["A1"], sorted(company.VISIBLE["maya"])):
        asked: list[str] = []

        def count(*arguments: Any, asked: list[str] = asked) -> None:
            asked.append(arguments[2])

        event.listen(engine, "before_cursor_execute", count)
        bulk.chunk(maya, codes)
        event.remove(engine, "before_cursor_execute", count)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 9
