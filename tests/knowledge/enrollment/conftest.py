"""A sign-up desk over the test company, on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest
from sqlalchemy import Engine

from assistant.domain import Role, User
from knowledge.enrollment.building import Surroundings, build_desk
from knowledge.enrollment.desk import SignUpDesk
from knowledge.enrollment.service import Actor
from knowledge.records.api import DataAPI
from tests.fakes.phones import PlainPhones
from tests.knowledge.records import company
from tests.knowledge.records.conftest import (  # noqa: F401  (fixtures)
    company_url,
    databases,
    empty_url,
    own_engine,
)

NOW = dt.datetime(2026, 11, 16, 3, tzinfo=dt.UTC)
BUDI = User("budi", "Budi", Role.REP, ("id", "en"), ("R1",))
SARI = User("sari", "Sari", Role.REP, ("id", "en"), ("R2",))


@dataclass
class Clock:
    """A clock that goes when told."""

    now: dt.datetime = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += dt.timedelta(**span)


@dataclass
class Counter:
    """Counts how often it was called."""

    calls: int = field(default=0)

    def __call__(self) -> None:
        self.calls += 1


@pytest.fixture
def clock() -> Clock:
    return Clock()


def desk_over(engine: Engine, clock: Clock) -> SignUpDesk:
    """The service as bootstrap builds it, but for the clock."""
    around = Surroundings(PlainPhones(), lambda: {"model": "embedded"}, now=clock)
    return build_desk(engine, DataAPI(engine, company.TODAY), around)


@pytest.fixture
def desk(own_engine: Engine, clock: Clock) -> SignUpDesk:  # noqa: F811
    return desk_over(own_engine, clock)


@pytest.fixture
def budi() -> Actor:
    return Actor(BUDI, "thread-1", "en")
