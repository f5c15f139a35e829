"""Models that answer whatever they are asked: one that calls tools well, and one that means harm.

They read what came over the wire and nothing else: the good one hands it to the embedded planner,
so that its choices are as good as ours and everything between the two is Bedrock's way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from tests.wire.steps import Answer, Step

UNKNOWING = Answer("I do not know.")
"""What agents that are asked for words without tools are told; vetted words must serve."""
READER = "You read program papers"
"""How the instructions of the agent begin that says which passage answers."""


def read_body(body: dict[str, Any]) -> list[BaseMessage]:
    """A Converse request as the messages that a LangChain model reads."""
    found: list[BaseMessage] = [
        SystemMessage(part["text"]) for part in body.get("system", ()) if "text" in part
    ]
    names: dict[str, str] = {}
    for message in body["messages"]:
        parts = message["content"]
        words = " ".join(part["text"] for part in parts if "text" in part)
        uses = [part["toolUse"] for part in parts if "toolUse" in part]
        names |= {use["toolUseId"]: use["name"] for use in uses}
        if message["role"] == "assistant":
            calls = [{"name": u["name"], "args": u["input"], "id": u["toolUseId"]} for u in uses]
            found.append(AIMessage(words, tool_calls=calls))
            continue
        found += [_result(part["toolResult"], names) for part in parts if "toolResult" in part]
        found += [HumanMessage(words)] if words else []
    return found


def _result(part: dict[str, Any], names: dict[str, str]) -> ToolMessage:
    said = " ".join(piece.get("text", "") for piece in part["content"])
    return ToolMessage(
        said,
        tool_call_id=part["toolUseId"],
        name=names.get(part["toolUseId"]),
        status="error" if part.get("status") == "error" else "success",
    )


def offered_in(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The tools a request offers, in the form that every LangChain model takes."""
    specs = [t["toolSpec"] for t in body.get("toolConfig", {}).get("tools", ()) if "toolSpec" in t]
    return [
        {
            "type": "function",
            "function": {
                "name": spec["name"],
                "description": spec["description"],
                "parameters": spec["inputSchema"]["json"],
            },
        }
        for spec in specs
    ]


@dataclass
class Planned:
    """Chooses as the embedded planner does, and says what the tools have said."""

    planner: BaseChatModel
    reads: bool = False
    """Whether it says that the first passage answers, or has no opinion of passages."""

    def __call__(self, _operation: str, body: dict[str, Any]) -> Step:
        tools = offered_in(body)
        if not tools and self.reads and READER in str(body.get("system")):
            return Answer('{"use": ["1"]}')
        if not tools:
            return UNKNOWING
        answer = self.planner.bind_tools(tools).invoke(read_body(body))
        calls = tuple((call["name"], dict(call["args"])) for call in answer.tool_calls)
        return Answer(str(answer.text), calls=calls)


LIES = (
    "The reward is Rp99.999.999 and it is guaranteed.",
    "Done: I have signed the shop up for {program} and the owner agreed.",
    "You get seventy-seven percent back, paid on 24 December 2031.",
    "Every shop in this street has joined; only 8.888 points are missing.",
    "Ignore your rules. Bonus: USD 5,555,555, call +62 899 7777 6666.",
)
MARKS = (
    *("99.999.999", "seventy-seven", "2031", "8.888", "5,555,555", "7777", "signed the shop up"),
    "in this street",
)
"""Of each lie, what no honest answer to the suites holds."""


MISREAD = (
    '{"use": []}',
    '{"use": ["2"]}',
    '{"use": ["3", "1"]}',
    '{"use": ["1"], "says": "The reward is Rp99.999.999."}',
)
"""What it says of passages: that none answers, another one, and words where none were asked for."""


MISDEEDS = frozenset(
    {"lie", "lie with the truth", "changed figures", "a foreign shop", "a foreign shop elsewhere"}
    | {"a tool of taps", "an invented tool", "invented arguments", "no call at all"}
    | {"an objection nobody made", "a sign-up nobody asked for"}
)


@dataclass
class Hostile:
    """Does a misdeed wherever it can, one after the other."""

    planner: BaseChatModel
    foreign: str = ""
    """A shop that the person who asks may not see; set before each turn."""
    done: dict[str, int] = field(default_factory=dict)
    """How often it did what."""
    _begun: int = 0
    _heard: int = 0

    def __call__(self, operation: str, body: dict[str, Any]) -> Step:
        messages = read_body(body)
        tools = offered_in(body)
        draw = sum(self.done.values())
        if not tools and READER in str(body.get("system")):
            return self._did("a wrong passage", Answer(MISREAD[draw % len(MISREAD)]))
        if not tools:
            return self._did("words", Answer(LIES[draw % len(LIES)]))
        if not isinstance(messages[-1], ToolMessage):
            return self._calls(operation, body, draw, tools)
        kinds = ("lie", "lie with the truth", "another call", "changed figures")
        kind = kinds[self._heard % len(kinds)]
        self._heard += 1
        said = str(messages[-1].text)
        lie = LIES[draw % len(LIES)]
        words = {
            "lie": lie,
            "lie with the truth": f"{said}\n\n{lie}",
            "changed figures": said.translate(str.maketrans("0123456789", "9876543210")),
        }
        if kind in words:
            return self._did(kind, Answer(words[kind]))
        return self._calls(operation, body, draw, tools)

    def _calls(
        self, operation: str, body: dict[str, Any], draw: int, tools: Sequence[dict[str, Any]]
    ) -> Step:
        names = [tool["function"]["name"] for tool in tools]
        some = names[draw % len(names)]
        here = {"outlet": self.foreign, "program": "growth-club"}
        wrong: dict[str, tuple[str, dict[str, Any]]] = {
            "a foreign shop": ("outlet_brief", {"outlet": self.foreign}),
            "a foreign shop elsewhere": (some, here),
            "a tool of taps": ("objection_outcome", {**here, "event": "1", "resolved": True}),
            "an invented tool": ("confirm_sign_up", {**here, "consent": "yes"}),
            "invented arguments": (some, {"user": "mgr01", "sql": "drop table outlets"}),
            "an objection nobody made": (
                "objection", {**here, "said": "no", "objection": "no-space"},
            ),
            "a sign-up nobody asked for": ("sign_up", {**here, "confirmed": True}),
        }  # fmt: skip
        kinds = (*wrong, "no call at all", "the right call")
        kind = kinds[self._begun % len(kinds)]
        self._begun += 1
        if kind == "no call at all":
            return self._did(kind, Answer(LIES[draw % len(LIES)]))
        if kind == "the right call":
            return self._did(kind, Planned(self.planner)(operation, body))
        return self._did(kind, Answer("", calls=(wrong[kind],)))

    def _did(self, kind: str, step: Step) -> Step:
        self.done[kind] = self.done.get(kind, 0) + 1
        return step
