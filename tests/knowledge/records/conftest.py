"""Every test of the records runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from knowledge.records.api import DataAPI
from knowledge.records.database import open_database
from tests.knowledge.records import company
from tests.knowledge.records.postgres import find_binaries, running_cluster

NewDatabase = Callable[[], str]


class Databases(Protocol):
    """A place where databases can be made."""

    def new(self) -> str:
        """URL of an empty one."""
        ...

    def copy(self, url: str) -> str:
        """URL of one with the same content; nobody may have the first one open."""
        ...


GIVEN_SERVER = "SHELFTALK_TEST_POSTGRES_URL"
BACKENDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """URL of a PostgreSQL server on which databases may be made."""
    given = os.environ.get(GIVEN_SERVER)
    if given:
        yield given
        return
    binaries = find_binaries()
    if binaries is None:
        pytest.skip(
            "PostgreSQL is NOT tested: no server found. Install Debian's `postgresql` package, or "
            f"set {GIVEN_SERVER} to a server where databases may be made."
        )
    with running_cluster(binaries) as url:
        yield url


class SqliteFiles:
    """Databases in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    def new(self) -> str:
        """URL of an empty one."""
        return f"sqlite:///{self._folder}/{next(self._numbers)}.db"

    def copy(self, url: str) -> str:
        """URL of one with the same content; nobody may have the first one open."""
        copied = self.new()
        shutil.copy(url.removeprefix("sqlite:///"), copied.removeprefix("sqlite:///"))
        return copied


class ServerDatabases:
    """Databases on a PostgreSQL server."""

    def __init__(self, server: str) -> None:
        self._url = make_url(server).set(drivername="postgresql+psycopg")
        self._admin = create_engine(self._url, isolation_level="AUTOCOMMIT")
        self._made: list[str] = []

    def new(self, template: str = "template1") -> str:
        """URL of an empty one."""
        name = f"records_{os.getpid()}_{len(self._made)}"
        with self._admin.connect() as connection:
            version = connection.dialect.server_version_info or (0,)
            # Since version 15 the default is to copy block by block: slower for small ones.
            how = " STRATEGY FILE_COPY" if version >= (15,) else ""
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}{how}"))
        self._made.append(name)
        return self._url.set(database=name).render_as_string(hide_password=False)

    def copy(self, url: str) -> str:
        """URL of one with the same content; nobody may have the first one open."""
        return self.new(template=str(make_url(url).database))

    def drop_all(self) -> None:
        """Leave the server as it was."""
        for name in self._made:
            with self._admin.connect() as connection:
                connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


@pytest.fixture(scope="session", params=BACKENDS)
def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases]:
    """Where databases for tests come from."""
    if request.param == "sqlite":
        yield SqliteFiles(tmp_path_factory.mktemp("databases"))
        return
    made = ServerDatabases(request.getfixturevalue("server"))
    yield made
    if GIVEN_SERVER in os.environ:  # a private server goes away with all it holds
        made.drop_all()


@pytest.fixture
def new_database(databases: Databases) -> NewDatabase:
    """Gives the URL of a new database without tables at each call."""
    return databases.new


@pytest.fixture(scope="session")
def empty_url(databases: Databases) -> str:
    """A database to copy: up to date, with nothing in it."""
    url = databases.new()
    open_database(url, upgrade_schema=True).dispose()
    return url


@pytest.fixture(scope="session")
def company_url(databases: Databases, empty_url: str) -> str:
    """A database to copy: the test company."""
    url = databases.copy(empty_url)
    engine = open_database(url)
    company.fill(engine)
    engine.dispose()
    return url


@pytest.fixture
def empty(databases: Databases, empty_url: str) -> Iterator[Engine]:
    """An up-to-date database with nothing in it."""
    engine = open_database(databases.copy(empty_url))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def engine(databases: Databases, company_url: str) -> Iterator[Engine]:
    """The test company; for tests that only read."""
    engine = open_database(databases.copy(company_url))
    yield engine
    engine.dispose()


@pytest.fixture
def own_engine(databases: Databases, company_url: str) -> Iterator[Engine]:
    """The test company, for one test that writes."""
    engine = open_database(databases.copy(company_url))
    yield engine
    engine.dispose()


@pytest.fixture
def api(engine: Engine) -> DataAPI:
    """The Data API over the test company on its day."""
    return DataAPI(engine, company.TODAY)
