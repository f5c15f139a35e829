"""A conversation over the test company, with a desk whose clock stands still."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from sqlalchemy import Engine

from assistant.domain import Action, Reply, ToolCall, Turn, User
from assistant.guardrails.figures import FiguresHaveEvidence
from assistant.orchestrator import Orchestrator
from assistant.ports import Tool
from knowledge.enrollment.desk import SignUpDesk
from knowledge.records.api import DataAPI
from knowledge.records.enrollment.outcomes import RecordedOutcomes
from tests.fakes.conversation import MemoryThreads, NoNames, ScriptedModel
from tests.knowledge.enrollment.conftest import BUDI, Clock, desk_over
from tests.knowledge.records import company
from tests.knowledge.records.conftest import SqliteFiles
from tools.signup.taps import Taps
from tools.signup.tool import SignUp
from tools.signup.typed import TypedTaps


@dataclass
class Talk:
    """One person in one conversation."""

    orchestrator: Orchestrator
    desk: SignUpDesk
    engine: Engine
    user: User = BUDI
    thread: str = "thread-1"
    language: str = "en"
    last: Reply | None = field(default=None)

    def say(self, message: str, outlet: str | None = "A1") -> Reply:
        """Type something."""
        turn = Turn(message, self.user, self.thread, outlet, self.language)
        self.last = self.orchestrator.respond(turn)
        return self.last

    def tap(self, name: str, **more: Any) -> Reply:
        """Tap the button of that name under the last reply; `more` goes into its call."""
        action = self.action(name)
        assert action.call is not None
        return self.call(action.call.name, **{**action.call.arguments, **more})

    def call(self, tool: str, **arguments: Any) -> Reply:
        """Send a tap, real or made up."""
        turn = Turn("tap", self.user, self.thread, "A1", self.language, ToolCall(tool, arguments))
        self.last = self.orchestrator.respond(turn)
        return self.last

    def action(self, name: str) -> Action:
        assert self.last is not None
        return next(action for action in self.last.actions if action.name == name)


MakeTalk = Callable[..., Talk]


@pytest.fixture(scope="session")
def sign_up_company(tmp_path_factory: pytest.TempPathFactory) -> tuple[SqliteFiles, str]:
    """The test company in a file to copy."""
    from knowledge.records.database import open_database

    files = SqliteFiles(tmp_path_factory.mktemp("talks"))
    url = files.new()
    engine = open_database(url, upgrade_schema=True)
    company.fill(engine)
    engine.dispose()
    return files, url


@pytest.fixture
def talk(sign_up_company: tuple[SqliteFiles, str]) -> MakeTalk:
    """Makes a conversation with a model that says what it is told."""
    from knowledge.records.database import open_database

    def make(model: BaseChatModel | None = None, **more: Any) -> Talk:
        files, url = sign_up_company
        engine = open_database(files.copy(url))
        desk = desk_over(engine, Clock())
        records = DataAPI(engine, company.TODAY)
        tool: Tool = SignUp(records, desk)
        wants = AIMessage("", tool_calls=[{"name": "sign_up", "args": {
            "outlet": "A1", "program": "growth-club"}, "id": "1"}])  # fmt: skip
        orchestrator = Orchestrator(
            model=model or ScriptedModel(script=[wants, AIMessage("")]),
            model_name="scripted",
            tools={tool.name: tool},
            input_guardrails=[],
            output_guardrails=[FiguresHaveEvidence()],
            threads=MemoryThreads(),
            names=NoNames(),
            today=lambda: company.TODAY,
            choose_language=lambda turn, _past: turn.language or "en",
            taps=Taps(records, desk, RecordedOutcomes(engine)).all(),
            typed_tap=TypedTaps(desk),
        )
        return Talk(orchestrator, desk, engine, **more)

    return make
