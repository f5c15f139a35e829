"""A language model that may fail, and the embedded planner that answers when it does.

Nothing is shown before a whole answer is there and checked, so a second try or the planner's answer
never contradicts what somebody has read.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import PrivateAttr

from assistant.models.breaker import CircuitBreaker
from assistant.models.deadline import within
from assistant.models.failures import AGAIN, FOR_GOOD, FailureKind, ModelFailure
from assistant.models.metering import CHAT, count, may_ask, seconds_left

log = logging.getLogger(__name__)
TRIES = 2
INSTEAD_KEY = "shelftalk_instead"
"""Where an answer of the planner notes why it, and not the model, has answered."""
NO_BUDGET = "no_budget"
"""Noted there when the day's budget, or the turn's tokens, are used up."""


class Completer(Protocol):
    """A language model behind a network."""

    @property
    def model_id(self) -> str:
        """As the settings name it."""
        ...

    def complete(self, messages: Sequence[BaseMessage], tools: Sequence[Any]) -> AIMessage:
        """A whole answer: words, or tool calls that arrived whole.

        Raises:
            ModelFailure: there is none.
        """
        ...


@dataclass
class Steady:
    """Asks a model that may fail; a dead one is left alone for a while. Thread-safe."""

    model: Completer
    breaker: CircuitBreaker = field(default_factory=CircuitBreaker)

    def ask(
        self, messages: Sequence[BaseMessage], tools: Sequence[Any] = (), agent: str = CHAT
    ) -> AIMessage | None:
        """The model's answer, counted for the agent that asks; None = no answer, or no budget."""
        if not may_ask() or not self.breaker.allows():
            return None
        for tries_left in reversed(range(TRIES)):
            left = seconds_left()
            if left is not None and left <= 0:
                return None  # the turn's time went elsewhere: that says nothing of this model
            try:
                answer = within(left, lambda: self.model.complete(messages, tools))
            except ModelFailure as failure:
                log.warning("the language model failed (%s)", failure)
                out_of_time = left is not None and (seconds_left() or 0.0) <= 0
                if tries_left and failure.kind in AGAIN and not out_of_time:
                    continue
                self.breaker.failed(for_good=failure.kind in FOR_GOOD)
                return None
            self.breaker.succeeded()
            count(self.model.model_id, agent, answer.usage_metadata)
            return answer
        return None


@dataclass(frozen=True)
class SteadyText:
    """Implements `assistant.ports.TextModel`."""

    name: str
    steady: Steady
    agent: str = "text"
    """Whose work it is, where it is counted."""

    def write(self, instructions: str, request: str) -> str | None:
        """What the model answers; None when it cannot be asked."""
        asked = [SystemMessage(instructions), HumanMessage(request)]
        answer = self.steady.ask(asked, agent=self.agent)
        return None if answer is None else str(answer.text)


class SteadyModel(BaseChatModel):
    """Asks the model; when it fails, the planner."""

    _steady: Steady = PrivateAttr()
    _planner: BaseChatModel = PrivateAttr()

    def __init__(self, steady: Steady, planner: BaseChatModel) -> None:
        super().__init__()
        self._steady, self._planner = steady, planner

    @property
    def _llm_type(self) -> str:
        return "shelftalk-steady"

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[Any, AIMessage]:
        """Offer tools, in any form that LangChain takes."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        tools = kwargs.get("tools", ())
        answer = self._steady.ask(messages, tools) or self._planned(messages, tools)
        return ChatResult(generations=[ChatGeneration(message=answer)])

    def _planned(self, messages: list[BaseMessage], tools: Sequence[Any]) -> AIMessage:
        answer = self._planner.bind_tools(tools).invoke(messages)
        why = FailureKind.UNAVAILABLE.value if may_ask() else NO_BUDGET
        noted = {**answer.additional_kwargs, INSTEAD_KEY: why}
        return AIMessage(answer.content, tool_calls=answer.tool_calls, additional_kwargs=noted)
