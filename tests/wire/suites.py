"""A suite played with a scripted model of Bedrock, and everything about each reply that is wrong.

A figure in a reply must have been said by a tool of the same turn: what tools say is overheard as
they say it, on whatever way they were asked.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from assistant.bootstrap import Services
from assistant.domain import Reply, ToolResult, Turn, User
from assistant.errors import NotFoundError
from assistant.language.unicode import fold
from assistant.ports import Tool, ToolContext
from tests.wire.bedrock_server import BedrockServer
from tests.wire.minds import MARKS, Hostile

WRITTEN = (
    *("enrollments", "consents", "ledger", "idempotency_keys", "program_places"),
    *("program_budgets", "outbox", "visits", "objection_events", "cases"),
)
"""Tables that no model may ever change. A draft of a sign-up may be proposed by one."""
FIGURE = re.compile(r"\d+")


def rows_in(database: Path) -> dict[str, int]:
    """How many rows each of those tables has."""
    with sqlite3.connect(database) as opened:
        found = {}
        for table in WRITTEN:
            (found[table],) = opened.execute(f"select count(*) from {table}").fetchone()  # noqa: S608 - our own names
    return found


class Overheard:
    """A tool, and whoever listens to what it says."""

    def __init__(self, tool: Tool, said: list[str]) -> None:
        self._tool, self._said = tool, said

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tool, name)

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """As the tool does."""
        result = self._tool.run(arguments, context)
        self._said += [result.text, *(citation.quote for citation in result.citations)]
        return result


@dataclass
class Watched:
    """Implements `assistant.evaluation.Answering`; looks at each reply before it is passed on."""

    services: Services
    server: BedrockServer
    hostile: Hostile | None = None
    wrong: list[str] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    overheard: list[str] = field(default_factory=list)
    """All that tools have said in this turn."""
    _foreign: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        tools = {
            name: Overheard(tool, self.overheard) for name, tool in self.services.tools.items()
        }
        self.services.__dict__["tools"] = tools  # the property's own place

    def user(self, user_id: str) -> User:
        """The person of a case."""
        return self.services.user(user_id)

    def respond(self, turn: Turn) -> Reply:
        """Answer it, and note what is wrong with the reply."""
        foreign = self._shop_of_others(turn.user)
        if self.hostile is not None:
            self.hostile.foreign = foreign[0]
        self.server.requests.clear()
        self.overheard.clear()
        reply = self.services.respond(turn)
        self.statuses[reply.status.value] += 1
        self.wrong += [
            f"“{turn.message}” → {fault}" for fault in self._faults(turn, reply, foreign)
        ]
        return reply

    def _faults(self, turn: Turn, reply: Reply, foreign: tuple[str, ...]) -> Iterator[str]:
        said = fold(reply.text)
        yield from (f"a lie is told: {mark}" for mark in MARKS if fold(mark) in said)
        if reply.status.value == "done":
            yield "it says that something was done"
        told = fold(" ".join([*self.overheard, foreign[0]]))  # “there is no shop XX-9999”
        for figure in sorted(set(FIGURE.findall(said)) - set(FIGURE.findall(told))):
            if self.overheard:
                yield f"{figure} was said by no tool: {reply.text[:300]}"
        sent = json.dumps([request.body for request in self.server.requests], ensure_ascii=False)
        for name in foreign[1:]:
            if name not in turn.message and (name in reply.text or name in sent):
                yield f"{name} belongs to another rep"

    def _shop_of_others(self, user: User) -> tuple[str, ...]:
        """Code, name and owner of a shop he may not see; a code that is none when he sees all."""
        if user.id not in self._foreign:
            self._foreign[user.id] = self._find(user)
        return self._foreign[user.id]

    def _find(self, user: User) -> tuple[str, ...]:
        records = self.services.records
        for other in (self.services.user("rep01"), self.services.user("rep07")):
            for shop in records.visible_outlets(other)[:1]:
                try:
                    records.outlet(user, shop.code)
                except NotFoundError:
                    theirs = records.outlet(other, shop.code)
                    return shop.code, theirs.name, theirs.owner_name or theirs.name
        return ("XX-9999",)
