"""The record tools over the company whose figures can be worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.domain import ToolResult
from assistant.ports import Tool, ToolContext
from knowledge.records.api import DataAPI
from knowledge.records.database import open_database
from tests.knowledge.records import company
from tools.outlets.tool import record_tools

Ask = Callable[..., ToolResult]


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataAPI]:
    """The Data API over the hand-worked company."""
    folder: Path = tmp_path_factory.mktemp("hand_worked")
    engine = open_database(f"sqlite:///{folder}/records.db", upgrade_schema=True)
    company.fill(engine)
    yield DataAPI(engine, company.TODAY)
    engine.dispose()


@pytest.fixture(scope="session")
def tools(records: DataAPI) -> dict[str, Tool]:
    """Every record tool by name."""
    return {tool.name: tool for tool in record_tools(records)}


@pytest.fixture(scope="session")
def ask(records: DataAPI, tools: dict[str, Tool]) -> Ask:
    """`ask("purchases", outlet="A1", user="budi", language="id")`."""

    def run(name: str, user: str = "budi", language: str = "en", message: str = "?",
            **arguments: Any) -> ToolResult:  # fmt: skip
        tool = tools[name]
        context = ToolContext(records.user(user), language, company.TODAY, message)
        return tool.run(tool.arguments.model_validate(arguments), context)

    return run
