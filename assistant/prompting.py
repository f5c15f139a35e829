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
"""How much of an old message or answer is shown again: enough to follow up, bounded in cost."""
IN_FULL = 8
"""The last turns are shown with their answers; those before them are summed up."""
SUMMED_CHARS = 80
"""How much of what was asked in a turn that is summed up."""


def conversation(
    turn: Turn,
    language: str,
    today: date,
    past: Sequence[PastTurn],
    mentions: Iterable[Mention],
) -> list[BaseMessage]:
    """What holds for every turn, the session's context, the thread so far, and the new message.

    The first message is the same at every turn of a user, so that a provider can keep it. What was
    asked long ago is summed up by code: what, with which tools, of which shop.
    The history is valid by construction: it starts with a human message, and every tool call is
    followed by its result.
    """
    # What a guardrail kept from the model stays kept from it.
    seen = [old for old in past if old.status is not ReplyStatus.REFUSED or old.tools]
    earlier, recent = seen[:-IN_FULL], seen[-IN_FULL:]
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
        **({"earlier": [_summed(old) for old in earlier]} if earlier else {}),
    }  # fmt: skip
    known = json.dumps(context, ensure_ascii=False, sort_keys=True)
    messages: list[BaseMessage] = [
        SystemMessage(SYSTEM_PROMPT.format(role=turn.user.role.value, language=language)),
        SystemMessage(CONTEXT_PROMPT.format(context=known)),
    ]
    for number, old in enumerate(recent):
        messages += _remembered(number, old)
    return [*messages, HumanMessage(turn.message)]


def _summed(old: PastTurn) -> dict[str, Any]:
    return {
        "asked": old.message[:SUMMED_CHARS],
        "tools": [call.name for call in old.tools],
        "outlet": old.outlet,
    }


def _remembered(number: int, old: PastTurn) -> list[BaseMessage]:
    asked, answer = old.message[:REMEMBERED_CHARS], old.reply[:REMEMBERED_CHARS]
    calls = [
        {"name": call.name, "args": call.arguments, "id": f"past-{number}-{n}"}
        for n, call in enumerate(old.tools)
    ]
    if not calls:
        return [HumanMessage(asked), AIMessage(answer)]
    results = [ToolMessage(answer, tool_call_id=c["id"], name=c["name"]) for c in calls]
    return [HumanMessage(asked), AIMessage("", tool_calls=calls), *results, AIMessage(answer)]


def tool_schema(tool: Tool) -> dict[str, Any]:
    """The tool as a chat model is told of it (the OpenAI form that every LangChain model takes)."""
    schema = tool.arguments.model_json_schema()
    schema.pop("title", None)
    return {
        "type": "function",
        "function": {"name": tool.name, "description": tool.description, "parameters": schema},
    }
