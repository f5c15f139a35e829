"""What a planner needs to know of the messages a chat model is given."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

EITHER = "|"
"""Stands between the ids of a mention that may mean several things."""


@dataclass(frozen=True)
class Mentioned:
    """A known name in the message, as the session's context lists it."""

    kind: str
    id: str
    name: str
    start: int
    end: int
    score: float

    @property
    def ids(self) -> list[str]:
        """All it may mean."""
        return self.id.split(EITHER)


@dataclass(frozen=True)
class Call:
    """A tool call of an earlier turn, and the message that led to it."""

    name: str
    arguments: dict[str, Any]
    message: str


@dataclass(frozen=True)
class Asked:
    """The new message, and what the session and the thread add to it."""

    message: str
    language: str = "en"
    outlet: str | None = None
    mentions: tuple[Mentioned, ...] = ()
    last_call: Call | None = None
    last_message: str = ""
    """What the person said in the turn before."""
    last_reply: str = ""
    """What was answered to it."""
    results: tuple[str, ...] = field(default=())
    """What the tools of this turn have said already."""
    has_failed: bool = False
    """A call of this turn was refused before it ran."""

    def mentioned(self, kind: str) -> Mentioned | None:
        """The best mention of a kind."""
        return next((m for m in self.mentions if m.kind == kind), None)


def read(messages: Sequence[BaseMessage]) -> Asked:
    """The last human message with everything around it."""
    last = max((n for n, m in enumerate(messages) if isinstance(m, HumanMessage)), default=None)
    if last is None:
        return Asked("")
    context = _context(messages)
    past, since = messages[:last], messages[last + 1 :]
    said = [m for m in past if isinstance(m, HumanMessage)]
    replies = [m for m in past if isinstance(m, AIMessage) and not m.tool_calls]
    return Asked(
        message=str(messages[last].text),
        language=str(context.get("language", "en")),
        outlet=context.get("outlet"),
        mentions=tuple(_mentioned(m) for m in context.get("mentions", ())),
        last_call=_last_call(past),
        last_message=str(said[-1].text) if said else "",
        last_reply=str(replies[-1].text) if replies else "",
        results=tuple(str(m.text) for m in _results(since) if m.status != "error"),
        has_failed=any(m.status == "error" for m in _results(since)),
    )


def _context(messages: Sequence[BaseMessage]) -> dict[str, Any]:
    for message in messages:
        if isinstance(message, SystemMessage):
            for line in reversed(str(message.text).splitlines()):
                found = re.match(r"CONTEXT (\{.*\})\s*$", line)
                if found:
                    read_context: dict[str, Any] = json.loads(found.group(1))
                    return read_context
    return {}


def _mentioned(raw: dict[str, Any]) -> Mentioned:
    return Mentioned(
        kind=str(raw["kind"]),
        id=str(raw["id"]),
        name=str(raw["name"]),
        start=int(raw.get("start", 0)),
        end=int(raw.get("end", 0)),
        score=float(raw.get("score", 1.0)),
    )


def _last_call(past: Sequence[BaseMessage]) -> Call | None:
    """The last tool that ran; its thread goes on over greetings and questions in between."""
    said = ""
    latest = None
    for message in past:
        if isinstance(message, HumanMessage):
            said = str(message.text)
        elif isinstance(message, AIMessage) and message.tool_calls:
            call = message.tool_calls[-1]
            latest = Call(call["name"], dict(call["args"]), said)
    return latest


def _results(messages: Sequence[BaseMessage]) -> list[ToolMessage]:
    return [message for message in messages if isinstance(message, ToolMessage)]
