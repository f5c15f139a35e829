"""Every test of the records runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import Engine

from knowledge.records.api import DataAPI
from knowledge.records.database import open_database
from tests.knowledge.records import company
from tests.postgres import BACKENDS

NewDatabase = Callable[[], str]


class Databases(Protocol):
    """A place where databases can be made."""

    def new(self) -> str:
        """URL of an empty one."""
        ...

    def copy(self, url: str) -> str:
        """URL of one with the same content; nobody may have the first one open."""
        ...


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


@pytest.fixture(scope="session", params=BACKENDS)
def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases]:
    """Where databases for tests come from."""
    if request.param == "sqlite":
        yield SqliteFiles(tmp_path_factory.mktemp("databases"))
        return
    yield request.getfixturevalue("server_databases")


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
