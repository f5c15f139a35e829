"""Runs the routing set of `tests/conversations/routing.jsonl` through the planner."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml
from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable
from pydantic import BaseModel

from assistant.domain import PastTurn, ReplyStatus, ToolCall, Turn
from assistant.models.embedded import STATUS_KEY, EmbeddedPlanner
from assistant.ports import Embedder
from assistant.prompting import conversation
from tests.fakes.shops import ShopRecords, somebody
from tools.fact_graph.one_order_away import OneOrderAwayArguments
from tools.fact_graph.terms_changes import TermsChangesArguments
from tools.objections.arguments import ObjectionArguments
from tools.outlets.arguments import (
    EligibilityArguments,
    OutletArguments,
    ProgramArguments,
    ProgressArguments,
    PurchasesArguments,
    RouteArguments,
    WhatIfArguments,
)
from tools.outlets.names import RecordNames
from tools.program_qa.arguments import QuestionArguments
from tools.story.arguments import StoryArguments
from tools.story.working import ReturnArguments

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "conversations" / "routing.jsonl"
TODAY = date(2026, 11, 16)
EXAMPLES = {
    "selling_story": "tools/story/examples.yaml",
    "shop_return": "tools/story/return_examples.yaml",
    "program_qa": "tools/program_qa/examples.yaml",
}
PLAYBOOK = "examples/nusa_delta/playbook/objections.yaml"


ARGUMENTS: dict[str, type[BaseModel]] = {
    "selling_story": StoryArguments,
    "shop_return": ReturnArguments,
    "program_qa": QuestionArguments,
    "objection": ObjectionArguments,
    "outlet_brief": OutletArguments,
    "todays_route": RouteArguments,
    "purchases": PurchasesArguments,
    "program_progress": ProgressArguments,
    "points_balance": ProgramArguments,
    "eligibility": EligibilityArguments,
    "what_if": WhatIfArguments,
    "peers": ProgramArguments,
    "program_list": OutletArguments,
    "one_order_away": OneOrderAwayArguments,
    "terms_changes": TermsChangesArguments,
}


@dataclass(frozen=True)
class Outcome:
    """What became of a case."""

    case: Mapping[str, Any]
    tool: str | None
    arguments: Mapping[str, Any]
    status: str
    text: str

    @property
    def is_right(self) -> bool:
        """The tool, and every argument that the case states; or the kind of text."""
        wanted = self.case.get("arguments", {})
        if self.case["tool"] is None:
            return self.tool is None and self.status == self.case["status"]
        return self.tool == self.case["tool"] and all(
            self.arguments.get(name) == value for name, value in wanted.items()
        )

    @property
    def asked_back(self) -> bool:
        """It asked instead of doing the wrong thing."""
        return self.tool is None and self.status == "clarification"


def cases(split: str | None = None) -> list[dict[str, Any]]:
    """The set, or a part of it: `tune` was looked at while building, `held_out` was not."""
    read = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    return [case for case in read if split in (None, case["split"])]


def flat(by_language: Mapping[str, Iterable[str]]) -> list[str]:
    """The texts of every language."""
    return [str(text) for texts in by_language.values() for text in texts]


def examples() -> dict[str, list[str]]:
    """Every tool's own; those of objections are what shopkeepers say in the sample playbook."""
    found = {
        name: flat(texts)
        for folder in ("outlets", "fact_graph")
        for name, texts in _yaml(f"tools/{folder}/examples.yaml").items()
    }
    found |= {name: flat(_yaml(path)) for name, path in EXAMPLES.items()}
    said = [o["says"] for o in _yaml(PLAYBOOK)["objections"]]
    return found | {"objection": [text for says in said for text in flat(says)]}


def _yaml(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def schema(name: str) -> dict[str, Any]:
    """A tool as a chat model is told of it."""
    parameters = ARGUMENTS[name].model_json_schema()
    return {
        "type": "function",
        "function": {"name": name, "description": name, "parameters": parameters},
    }


def planner(embedder: Embedder, cache: Path) -> EmbeddedPlanner:
    """The planner with every tool's examples."""
    return EmbeddedPlanner(embedder, examples(), cache)


def offered(model: EmbeddedPlanner, role: str = "rep") -> Runnable[Any, AIMessage]:
    """The planner with the tools of a role."""
    names = [name for name in ARGUMENTS if role == "rep" or name != "todays_route"]
    return model.bind_tools([schema(name) for name in names])


@dataclass(frozen=True)
class World:
    """A planner and the names people use."""

    model: EmbeddedPlanner
    names: RecordNames
    offered: dict[str, Runnable[Any, AIMessage]]
    """By role, bound once: making the schemas takes longer than planning."""

    @classmethod
    def of(cls, embedder: Embedder, cache: Path) -> World:
        """With the shops of the fake records."""
        records: Any = ShopRecords()
        model = planner(embedder, cache)
        roles = ("rep", "trainer", "support", "manager")
        return cls(model, RecordNames(records), {role: offered(model, role) for role in roles})

    def run(self, case: Mapping[str, Any]) -> Outcome:
        """Plan one message."""
        user = somebody(case.get("role", "rep"))
        turn = Turn(case["message"], user, "thread", case.get("outlet"), case["language"])
        past = [_past(old, case["language"]) for old in case.get("previous", ())]
        mentions = self.names.find(turn.message, user)
        messages = conversation(turn, case["language"], TODAY, past, mentions)
        answer = self.offered[user.role.value].invoke(messages)
        call = answer.tool_calls[0] if answer.tool_calls else None
        return Outcome(
            case,
            call["name"] if call else None,
            call["args"] if call else {},
            answer.additional_kwargs.get(STATUS_KEY, ""),
            str(answer.text),
        )


def _past(old: Mapping[str, Any], language: str) -> PastTurn:
    call = ToolCall(old["tool"], old.get("arguments", {}))
    outlet = old.get("arguments", {}).get("outlet")
    at = datetime(2026, 11, 16, 9, tzinfo=UTC)
    return PastTurn(
        old["message"], old["reply"], ReplyStatus.ANSWERED, (call,), outlet, language, at
    )
