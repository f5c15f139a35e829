"""Working stand-ins for the sockets of a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import BaseModel, PrivateAttr

from assistant.domain import (
    Citation,
    Fact,
    PastTurn,
    Reply,
    ReplyStatus,
    Role,
    ToolResult,
    Turn,
    User,
)
from assistant.errors import NotFoundError
from assistant.ports import Mention, ToolContext

TODAY = date(2026, 11, 16)
REP = User("rep01", "Sari", Role.REP, ("en",), ("R1",))


class ScriptedModel(BaseChatModel):
    """A chat model that says what it was told to say, in order, and keeps what it was shown."""

    script: list[AIMessage]
    _shown: list[list[BaseMessage]] = PrivateAttr(default_factory=list)
    _tools: list[dict[str, Any]] = PrivateAttr(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    @property
    def shown(self) -> list[list[BaseMessage]]:
        """The messages of every call."""
        return self._shown

    @property
    def offered(self) -> list[str]:
        """Names of the tools it was last bound to."""
        return [t["function"]["name"] for t in self._tools]

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> ScriptedModel:
        """Keep the schemas and stay the same model."""
        self._tools = list(tools)
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self._shown.append(list(messages))
        answer = self.script[min(len(self._shown), len(self.script)) - 1]
        return ChatResult(generations=[ChatGeneration(message=answer)])


def call(name: str, **arguments: Any) -> AIMessage:
    """What a model says when it wants a tool."""
    return AIMessage("", tool_calls=[{"name": name, "args": arguments, "id": f"call-{name}"}])


class GapArguments(BaseModel):
    """Arguments of the gap tool."""

    outlet: str


@dataclass
class GapTool:
    """Says how far an outlet is from its tier; knows one outlet only."""

    name: str = "program_progress"
    description: str = "How far a shop is from its next tier."
    arguments: type[BaseModel] = GapArguments
    roles: frozenset[Role] = frozenset({Role.REP})
    examples: Sequence[str] = ("how far is this shop from gold",)
    ran: list[str] = field(default_factory=list)

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """Eight cases, for O-1."""
        outlet = GapArguments.model_validate(arguments.model_dump()).outlet
        self.ran.append(outlet)
        if outlet != "O-1":
            raise NotFoundError(f"I find no shop {outlet} among yours.")
        return ToolResult(
            ReplyStatus.ANSWERED,
            "Toko Makmur is 8 cases from Gold.",
            facts=(Fact("gap_to_next_tier", "8", "case", "invoices"),),
            citations=(Citation("record", "progress:O-1", "8 cases"),),
            outlet="O-1",
        )


@dataclass
class MemoryThreads:
    """Threads in a dictionary."""

    turns: dict[str, list[tuple[str, PastTurn]]] = field(default_factory=dict)

    def past(self, thread: str, user: User, limit: int = 40) -> list[PastTurn]:
        """The last turns of this user's thread."""
        kept = self.turns.get(thread, [])
        if any(owner != user.id for owner, _ in kept):
            raise NotFoundError("There is no such conversation.")
        return [turn for _, turn in kept][-limit:]

    def append(self, turn: Turn, reply: Reply) -> None:
        """Keep it."""
        past = PastTurn(
            turn.message,
            reply.text,
            reply.status,
            reply.tools,
            reply.outlet,
            reply.language,
            datetime.now(UTC),
        )
        self.turns.setdefault(turn.thread, []).append((turn.user.id, past))


@dataclass
class NoNames:
    """Knows no names."""

    def find(self, text: str, user: User) -> list[Mention]:
        """Nothing."""
        return []
