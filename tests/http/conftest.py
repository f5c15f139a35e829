"""The interface on a real server on the loopback, over a company of the test's own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
import uvicorn

from assistant.bootstrap import Services, build
from assistant.http.api import Api, create_api
from assistant.settings import Settings
from knowledge.records.api_tokens import RecordedTokens, Scope
from knowledge.records.database import open_database, writing
from knowledge.records.tables.pack_files import PackFile
from tests.knowledge.records import company
from tests.knowledge.records.conftest import (  # noqa: F401  (fixtures)
    SqliteFiles,
    databases,
)

EVERY_SCOPE = tuple(Scope)


@contextmanager
def serving(api: Api) -> Iterator[str]:
    """The URL of a real uvicorn that lives as long as the block."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        config = uvicorn.Config(api, log_level="error", lifespan="off", access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([held],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{held.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)


@dataclass(frozen=True)
class House:
    """A running interface."""

    url: str
    services: Services

    def token(self, user: str = "budi", *scopes: Scope, days: int = 30) -> str:
        """A new one; of every scope unless some are named."""
        return RecordedTokens(self.services.engine).make(user, scopes or EVERY_SCOPE, days)[0]

    def client(self, user: str = "budi", *scopes: Scope) -> httpx.Client:
        """Calls as this user."""
        return httpx.Client(
            base_url=self.url,
            headers={"Authorization": f"Bearer {self.token(user, *scopes)}"},
            timeout=60,
        )


Open = Callable[..., House]


@pytest.fixture(scope="session")
def house_company(tmp_path_factory: pytest.TempPathFactory) -> tuple[SqliteFiles, str]:
    """The test company in a file to copy."""
    files = SqliteFiles(tmp_path_factory.mktemp("houses"))
    url = files.new()
    engine = open_database(url, upgrade_schema=True)
    company.fill(engine)
    with writing(engine) as session:
        kept = session.get_one(PackFile, "company.yaml")
        kept.content = {**(kept.content or {}), "today": company.TODAY.isoformat()}
    engine.dispose()
    return files, url


@pytest.fixture
def house(
    house_company: tuple[SqliteFiles, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The test company behind a server."""
    files, url = house_company
    settings = Settings(
        home=tmp_path_factory.mktemp("home"), model="embedded", database_url=files.copy(url)
    )
    services = build(settings)
    with serving(create_api(services, per_minute=10_000)) as address:
        yield House(address, services)
    services.engine.dispose()


@pytest.fixture
def rep(house: House) -> Iterator[httpx.Client]:
    """Budi's app, which may do everything."""
    with house.client() as client:
        yield client
