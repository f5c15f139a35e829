"""A language model of Amazon Bedrock, read from its stream and taken only whole."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, SystemMessage

from assistant.errors import ShelftalkError
from assistant.models.bedrock.clients import client_config
from assistant.models.bedrock.failure_kinds import kind_of
from assistant.models.failures import FailureKind, ModelFailure

if TYPE_CHECKING:
    from langchain_aws import ChatBedrockConverse

STALL_SECONDS = 15
"""Between two pieces of a stream; a model that thinks longer than this has stalled."""
CACHE_POINT = {"cachePoint": {"type": "default"}}
BEHIND_AN_ARN = "anthropic.claude-haiku-4-5-20251001-v1:0"
"""Which model's abilities to assume for an inference profile."""


@lru_cache(maxsize=4)
def _client(model_id: str) -> ChatBedrockConverse:
    """One per process and model: building it takes a quarter of a second."""
    from langchain_aws import ChatBedrockConverse

    config = client_config(read_seconds=STALL_SECONDS)
    # Unknown ids, ARNs and regional profiles silently lose streaming without a provider. An ARN
    # does not say its model; left to itself the client asks the control plane, which needs a
    # permission more, at every start.
    if model_id.startswith("arn:"):
        behind = BEHIND_AN_ARN
        return ChatBedrockConverse(
            model_id=model_id, provider="anthropic", base_model_id=behind, config=config
        )
    return ChatBedrockConverse(
        model_id=model_id, provider=vendor_of(model_id), disable_streaming=False, config=config
    )


def vendor_of(model_id: str) -> str:
    """`anthropic` of `eu.anthropic.claude-…`; a regional profile puts its region before it."""
    first, *rest = model_id.split(".")
    return rest[0] if len(rest) > 1 else first


@dataclass(frozen=True)
class BedrockModel:
    """Implements `assistant.models.steady.Completer`: streamed, and taken only whole."""

    model_id: str
    whole_answer_seconds: float = 60.0

    def complete(self, messages: Sequence[BaseMessage], tools: Sequence[Any]) -> AIMessage:
        """One answer of the model, read from its stream to the end.

        Raises:
            ModelFailure: every way in which Bedrock, the network or the answer can fail.
        """
        try:
            whole = self._read(messages, tools)
        except ModelFailure:
            raise
        except Exception as error:
            raise ModelFailure(kind_of(error), f"{type(error).__name__}: {error}") from error
        return _checked(whole)

    def _read(self, messages: Sequence[BaseMessage], tools: Sequence[Any]) -> AIMessageChunk:
        client = _client(self.model_id)
        keeps = client.provider == "anthropic"
        offered = [*tools, CACHE_POINT] if tools and keeps else list(tools)
        runnable = client.bind_tools(offered) if tools else client
        must_end = time.monotonic() + self.whole_answer_seconds
        whole: AIMessageChunk | None = None
        for chunk in runnable.stream(_with_cache_point(messages) if keeps else list(messages)):
            piece = cast("AIMessageChunk", chunk)
            whole = piece if whole is None else whole + piece
            if time.monotonic() > must_end:
                raise ModelFailure(FailureKind.TIMEOUT, "the answer did not come to an end")
        if whole is None:
            raise ModelFailure(FailureKind.EMPTY, "nothing was streamed")
        return whole


def _with_cache_point(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """Everything up to the first system message is the same at every turn: the service keeps it."""
    first, *rest = messages
    if not isinstance(first, SystemMessage):
        return list(messages)
    return [SystemMessage([{"type": "text", "text": str(first.text)}, CACHE_POINT]), *rest]


def _checked(whole: AIMessageChunk) -> AIMessage:
    """The answer, if it may be acted on.

    LangChain mends arguments that were cut off into valid, wrong ones; only the stop reason tells.
    """
    stop = whole.response_metadata.get("stopReason")
    if whole.tool_call_chunks and not (stop == "tool_use" and _arrived(whole)):
        raise ModelFailure(FailureKind.CUT_OFF, f"a tool call ended with {stop}")
    if not whole.tool_calls and not str(whole.text).strip():
        raise ModelFailure(FailureKind.EMPTY, f"no words and no tool, ended with {stop}")
    return AIMessage(
        whole.content if whole.tool_calls else str(whole.text),
        tool_calls=whole.tool_calls,
        usage_metadata=whole.usage_metadata,
        response_metadata=whole.response_metadata,
    )


def _arrived(whole: AIMessageChunk) -> bool:
    """Whether the arguments of every tool call are whole JSON objects as they were sent."""
    try:
        return all(isinstance(json.loads(c["args"] or "{}"), dict) for c in whole.tool_call_chunks)
    except ValueError:
        return False


def build_model(model_id: str) -> BedrockModel:
    """A model that is ready to be asked; nothing is sent yet.

    Raises:
        ShelftalkError: no region, no credentials, or an id that the client refuses.
    """
    try:
        _client(model_id)
    except Exception as error:
        raise ShelftalkError(
            f"Amazon Bedrock cannot be used ({error}). "
            "Set AWS_REGION and credentials, or SHELFTALK_MODEL=embedded."
        ) from error
    return BedrockModel(model_id)
