"""Terms are written and read back equal, version by version."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine

from assistant.errors import NotFoundError
from knowledge.programs.terms import ProgramTerms
from knowledge.records.api import DataAPI
from knowledge.records.database import reading, writing
from knowledge.records.programs import read_terms, write_terms
from tests.knowledge.records.company import TODAY, growth_club, star_points
from tests.knowledge.records.terms_strategy import program_terms


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(terms=program_terms())
def test_whatever_a_pack_states_is_read_back_equal(empty: Engine, terms: ProgramTerms) -> None:
    with writing(empty) as session:
        write_terms(session, terms)
    with reading(empty) as session:
        stored = {(t.code, t.terms_version): t for t, _ in read_terms(session)}
    assert stored[terms.code, terms.terms_version] == terms


def test_writing_the_same_terms_twice_changes_nothing(own_engine: Engine) -> None:
    with reading(own_engine) as session:
        before = read_terms(session)
    with writing(own_engine) as session:
        write_terms(session, growth_club())
    with reading(own_engine) as session:
        assert read_terms(session) == before


def test_a_changed_version_leaves_nothing_of_the_old(own_engine: Engine) -> None:
    with writing(own_engine) as session:
        write_terms(session, growth_club("3", slabs=(15,)))
    slabs = DataAPI(own_engine, TODAY).program("growth-club").slabs
    assert [slab.at_least for slab in slabs] == [Decimal(15)]


def test_the_version_written_last_is_the_current_one_and_the_older_stays(api: DataAPI) -> None:
    assert api.program("growth-club").terms_version == "3"
    assert api.program("growth-club", "2").slabs[0].at_least == Decimal(8)


def test_an_unknown_version_is_a_sentence(api: DataAPI) -> None:
    with pytest.raises(NotFoundError, match=r"no program 'growth-club' with terms '9'"):
        api.program("growth-club", "9")


def test_programs_are_narrowed_by_country_and_day(api: DataAPI) -> None:
    assert api.programs() == [growth_club(), star_points()]
    assert [p.code for p in api.programs(country="KE")] == ["growth-club"]
    assert [p.code for p in api.programs(on=dt.date(2026, 12, 31))] == [
        "growth-club",
        "star-points",
    ]
    assert api.programs(on=dt.date(2027, 1, 1)) == []
