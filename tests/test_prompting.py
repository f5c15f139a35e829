"""What a model reads of a conversation: valid, bounded, and the same start at every turn."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from assistant.domain import PastTurn, ReplyStatus, ToolCall, Turn
from assistant.prompting import IN_FULL, conversation
from tests.fakes.conversation import REP, TODAY

LONG = "word " * 4_000


def past(number: int, *, status: ReplyStatus = ReplyStatus.ANSWERED, text: str = "") -> PastTurn:
    tools = (ToolCall("outlet_brief", {"outlet": f"O-{number}"}),) if number % 2 else ()
    at = datetime(2026, 11, 16, tzinfo=UTC)
    return PastTurn(text or f"ask {number}", text or f"told {number}", status, tools, f"O-{number}",
                    "en", at)  # fmt: skip


def read(turns: list[PastTurn]) -> list[BaseMessage]:
    return conversation(Turn("and now?", REP, "t-1"), "en", TODAY, turns, ())


def context_of(messages: list[BaseMessage]) -> dict[str, Any]:
    line = str(messages[1].text).splitlines()[-1]
    found: dict[str, Any] = json.loads(line.removeprefix("CONTEXT "))
    return found


def test_old_turns_are_summed_up_and_the_last_ones_shown() -> None:
    messages = read([past(n) for n in range(20)])
    said = [str(m.text) for m in messages if isinstance(m, HumanMessage)]
    assert said == [*(f"ask {n}" for n in range(20 - IN_FULL, 20)), "and now?"]
    earlier = context_of(messages)["earlier"]
    assert len(earlier) == 20 - IN_FULL
    assert earlier[3] == {"asked": "ask 3", "tools": ["outlet_brief"], "outlet": "O-3"}
    assert "told 3" not in str(messages)


def test_a_short_conversation_has_no_summary() -> None:
    assert "earlier" not in context_of(read([past(n) for n in range(IN_FULL)]))


def test_the_longest_conversation_is_bounded() -> None:
    messages = read([past(n, text=LONG) for n in range(40)])
    assert sum(len(str(m.text)) for m in messages) < 45_000


def test_every_call_is_followed_by_its_result_and_the_thread_begins_with_the_person() -> None:
    messages = read([past(n) for n in range(30)])[2:]
    assert isinstance(messages[0], HumanMessage)
    for number, message in enumerate(messages):
        if isinstance(message, AIMessage) and message.tool_calls:
            result = messages[number + 1]
            assert isinstance(result, ToolMessage)
            assert result.tool_call_id == message.tool_calls[0]["id"]


def test_what_a_guardrail_refused_is_in_neither_part() -> None:
    turns = [past(2 * n, status=ReplyStatus.REFUSED, text="secret") for n in range(20)]
    messages = read([*turns, *(past(n) for n in range(12))])
    assert "secret" not in str(messages)


def test_the_start_is_the_same_at_every_turn() -> None:
    assert read([])[0] == read([past(n) for n in range(30)])[0]
