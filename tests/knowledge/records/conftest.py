"""Every test of the records runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from knowledge.records.api import DataAPI
from knowledge.records.database import open_database
from tests.knowledge.records import company
from tests.knowledge.records.postgres import find_binaries, running_cluster

NewDatabase = Callable[[], str]
BACKENDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """URL of a PostgreSQL server on which databases may be made."""
    given = os.environ.get("SHELFTALK_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    binaries = find_binaries()
    if binaries is None:
        pytest.skip(
            "PostgreSQL is NOT tested: no server found. Install Debian's `postgresql` package, or "
            "set SHELFTALK_TEST_POSTGRES_URL to a server where databases may be made."
        )
    with running_cluster(binaries) as url:
        yield url


@pytest.fixture(scope="session", params=BACKENDS)
def new_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NewDatabase]:
    """Gives the URL of a new empty database at each call."""
    numbers = count()
    if request.param == "sqlite":
        folder: Path = tmp_path_factory.mktemp("databases")
        yield lambda: f"sqlite:///{folder}/{next(numbers)}.db"
        return
    url = make_url(request.getfixturevalue("server")).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    made: list[str] = []

    def make() -> str:
        made.append(f"records_{os.getpid()}_{next(numbers)}")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {made[-1]}"))
        return url.set(database=made[-1]).render_as_string(hide_password=False)

    yield make
    with admin.connect() as connection:
        for name in made:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def empty(new_database: NewDatabase) -> Iterator[Engine]:
    """An up-to-date database with nothing in it."""
    engine = open_database(new_database(), upgrade_schema=True)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def engine(new_database: NewDatabase) -> Iterator[Engine]:
    """The test company; for tests that only read."""
    engine = open_database(new_database(), upgrade_schema=True)
    company.fill(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def own_engine(empty: Engine) -> Engine:
    """The test company, for one test that writes."""
    company.fill(empty)
    return empty


@pytest.fixture
def api(engine: Engine) -> DataAPI:
    """The Data API over the test company on its day."""
    return DataAPI(engine, company.TODAY)
