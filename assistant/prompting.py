"""Turns a thread into the messages a chat model reads; the embedded planner reads the same ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from assistant.domain import PastTurn, ReplyStatus, Turn
from assistant.ports import Mention, Tool

PROMPTS = Path(__file__).parent / "prompts"
SYSTEM_PROMPT = (PROMPTS / "system.md").read_text(encoding="utf-8")
CONTEXT_PROMPT = (PROMPTS / "context.md").read_text(encoding="utf-8")
REMEMBERED_CHARS = 1_200
"""How much of an old answer a model is shown again: enough to follow up, bounded in cost."""


def conversation(
    turn: Turn,
    language: str,
    today: date,
    past: Sequence[PastTurn],
    mentions: Iterable[Mention],
) -> list[BaseMessage]:
    """What holds for every turn, the session's context, the thread so far, and the new message.

    The first message is the same at every turn of a user, so that a provider can keep it.
    The history is valid by construction: it starts with a human message, and every tool call is
    followed by its result.
    """
    context = {
        "today": today.isoformat(),
        "language": language,
        "user": {"role": turn.user.role.value, "languages": list(turn.user.languages)},
        "outlet": turn.outlet,
        "mentions": [
            {"kind": m.kind, "id": m.id, "name": m.name, "score": round(m.score, 3),
             "start": m.start, "end": m.end}
            for m in mentions
        ],
    }  # fmt: skip
    known = json.dumps(context, ensure_ascii=False, sort_keys=True)
    messages: list[BaseMessage] = [
        SystemMessage(SYSTEM_PROMPT.format(role=turn.user.role.value, language=language)),
        SystemMessage(CONTEXT_PROMPT.format(context=known)),
    ]
    for number, old in enumerate(past):
        if old.status is ReplyStatus.REFUSED and not old.tools:
            continue  # a guardrail kept it from the model: it stays kept from it
        messages += _remembered(number, old)
    return [*messages, HumanMessage(turn.message)]


def _remembered(number: int, old: PastTurn) -> list[BaseMessage]:
    answer = old.reply[:REMEMBERED_CHARS]
    calls = [
        {"name": call.name, "args": call.arguments, "id": f"past-{number}-{n}"}
        for n, call in enumerate(old.tools)
    ]
    if not calls:
        return [HumanMessage(old.message), AIMessage(answer)]
    results = [ToolMessage(answer, tool_call_id=c["id"], name=c["name"]) for c in calls]
    return [HumanMessage(old.message), AIMessage("", tool_calls=calls), *results, AIMessage(answer)]


def tool_schema(tool: Tool) -> dict[str, Any]:
    """The tool as a chat model is told of it (the OpenAI form that every LangChain model takes)."""
    schema = tool.arguments.model_json_schema()
    schema.pop("title", None)
    return {
        "type": "function",
        "function": {"name": tool.name, "description": tool.description, "parameters": schema},
    }
