"""A language model that may fail, and the embedded planner that answers when it does.

Nothing is shown before a whole answer is there and checked, so a second try or the planner's answer
never contradicts what somebody has read.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Protocol

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import PrivateAttr

from assistant.models.breaker import CircuitBreaker
from assistant.models.failures import AGAIN, FOR_GOOD, FailureKind, ModelFailure

log = logging.getLogger(__name__)
TRIES = 2
INSTEAD_KEY = "shelftalk_instead"
"""Where an answer of the planner notes why it, and not the model, has answered."""


class Completer(Protocol):
    """A language model behind a network."""

    def complete(self, messages: Sequence[BaseMessage], tools: Sequence[Any]) -> AIMessage:
        """A whole answer: words, or tool calls that arrived whole.

        Raises:
            ModelFailure: there is none.
        """
        ...


class SteadyModel(BaseChatModel):
    """Asks the model; when it fails, the planner. A dead model is not asked at every turn."""

    _model: Completer = PrivateAttr()
    _planner: BaseChatModel = PrivateAttr()
    _breaker: CircuitBreaker = PrivateAttr()

    def __init__(
        self, model: Completer, planner: BaseChatModel, breaker: CircuitBreaker | None = None
    ) -> None:
        super().__init__()
        self._model, self._planner = model, planner
        self._breaker = breaker or CircuitBreaker()

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
        answer = self._asked(messages, tools) or self._planned(messages, tools)
        return ChatResult(generations=[ChatGeneration(message=answer)])

    def _asked(self, messages: Sequence[BaseMessage], tools: Sequence[Any]) -> AIMessage | None:
        if not self._breaker.allows():
            return None
        for tries_left in reversed(range(TRIES)):
            try:
                answer = self._model.complete(messages, tools)
            except ModelFailure as failure:
                log.warning("the language model failed (%s)", failure)
                if tries_left and failure.kind in AGAIN:
                    continue
                self._breaker.failed(for_good=failure.kind in FOR_GOOD)
                return None
            self._breaker.succeeded()
            return answer
        return None

    def _planned(self, messages: list[BaseMessage], tools: Sequence[Any]) -> AIMessage:
        answer = self._planner.bind_tools(tools).invoke(messages)
        noted = {**answer.additional_kwargs, INSTEAD_KEY: FailureKind.UNAVAILABLE.value}
        return AIMessage(answer.content, tool_calls=answer.tool_calls, additional_kwargs=noted)
