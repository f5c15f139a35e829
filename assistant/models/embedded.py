"""The planner without a language model: a LangChain chat model that picks tools and arguments.

It reads the same messages as Bedrock and answers with a tool call, with a tool's own words, or
with a question. It states nothing that no tool has said.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolCall
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import PrivateAttr

from assistant.models import small_talk
from assistant.models.deciding import Decider
from assistant.models.decisions import Decision, Wish, Wishes
from assistant.models.reading import Asked, read
from assistant.models.remembered import RememberingEmbedder
from assistant.models.routing import Router
from assistant.models.schemas import BoundTool
from assistant.ports import Embedder

STATUS_KEY = "shelftalk_status"
"""Where the orchestrator looks for what kind of text this is."""

CHOICES_KEY = "shelftalk_choices"
"""Where it looks for the answers that a question of this planner may be given."""


class EmbeddedPlanner(BaseChatModel):
    """Routes by likeness to the tools' own examples; learns them at the first message."""

    _embedder: Embedder = PrivateAttr()
    _examples: dict[str, list[str]] = PrivateAttr()
    _folder: Path = PrivateAttr()
    _router: Router | None = PrivateAttr(default=None)
    _lock: Any = PrivateAttr(default_factory=Lock)

    def __init__(
        self, embedder: Embedder, examples: Mapping[str, Sequence[str]], cache_dir: Path
    ) -> None:
        """`examples` by tool name; vectors of them are kept in `cache_dir`."""
        super().__init__()
        self._embedder = RememberingEmbedder(embedder, cache_dir)
        self._folder = cache_dir
        short = small_talk.short_forms()
        self._examples = {n: [*texts, *short.get(n, ())] for n, texts in examples.items()}
        talk = small_talk.examples()
        self._examples |= {n: [*texts, *short.get(n, ())] for n, texts in talk.items()}

    @property
    def _llm_type(self) -> str:
        return "shelftalk-embedded-planner"

    @property
    def router(self) -> Router:
        """Learned at first use."""
        with self._lock:
            if self._router is None:
                self._router = Router(self._embedder, self._examples, self._folder)
            return self._router

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[Any, AIMessage]:
        """Offer tools, in any form that LangChain takes; `tool_choice` is always the planner's."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        asked = read(messages)
        tools = [BoundTool.of(schema) for schema in kwargs.get("tools", ())]
        said = "\n\n".join(asked.results)
        # A call that was refused is not tried again: the same words would fill it the same way.
        has_run = bool(said) or asked.has_failed
        answer = AIMessage(said) if has_run else self._plan(asked, tools)
        return ChatResult(generations=[ChatGeneration(message=answer)])

    def _plan(self, asked: Asked, tools: Sequence[BoundTool]) -> AIMessage:
        by_name = {tool.name: tool for tool in tools}
        return _as_message(Decider(self.router, by_name, tools).decide(asked))


def _as_message(decision: Decision) -> AIMessage:
    if isinstance(decision, Wish):
        decision = Wishes((decision,))
    if isinstance(decision, Wishes):
        return AIMessage("", tool_calls=[_call(wish) for wish in decision.parts])
    status = "clarification" if decision.is_question else "answered"
    noted = {STATUS_KEY: status, CHOICES_KEY: list(decision.choices)}
    return AIMessage(decision.text, additional_kwargs=noted)


def _call(wish: Wish) -> ToolCall:
    return ToolCall(name=wish.tool.name, args=wish.arguments, id=f"call-{uuid.uuid4().hex}")
