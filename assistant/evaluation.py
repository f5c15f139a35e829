"""Runs an evaluation suite through exactly the path the chat uses.

*Automated* = the assistant dealt with it: not escalated, not `unavailable`, not `not_in_papers`
when the suite expects an answer. *Accurate* = every expectation of the turn holds.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from assistant.domain import Reply, ReplyStatus, Turn, User
from assistant.errors import CallError, ShelftalkError
from assistant.language.unicode import fold


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Expectation(BaseModel):
    """What a reply must be. An empty list expects nothing."""

    model_config = ConfigDict(extra="forbid")
    status: Texts = ()
    tool: Texts = ()
    contains: Texts = ()
    contains_any: Texts = ()
    excludes: Texts = ()
    cites: Texts = ()


class SuiteTurn(BaseModel):
    """One message of a case."""

    model_config = ConfigDict(extra="forbid")
    say: str
    expect: Expectation | None = None


class Case(BaseModel):
    """A short conversation."""

    model_config = ConfigDict(extra="allow")
    id: str
    user: str
    outlet: str | None = None
    language: str | None = None
    turns: tuple[SuiteTurn, ...] = Field(min_length=1)


class Answering(Protocol):
    """What a suite is run against."""

    def user(self, user_id: str) -> User:
        """Who is asking."""
        ...

    def respond(self, turn: Turn) -> Reply:
        """One turn of the chat."""
        ...


@dataclass(frozen=True)
class Miss:
    """A turn that was not as expected, and everything that was wrong with it."""

    case: str
    turn: int
    said: str
    reply: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """The figures of a run; rates are over turns with an expectation."""

    turns: int
    automated: int
    accurate: int
    misses: tuple[Miss, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Figures and misses."""
        return {
            "turns": self.turns,
            "automation_rate": self._rate(self.automated),
            "accuracy": self._rate(self.accurate),
            "misses": [asdict(m) for m in self.misses],
        }

    def as_text(self) -> str:
        """The same for a person."""
        lines = [
            f"{m.case} turn {m.turn}: “{m.said}”\n    {'; '.join(m.reasons)}\n    → {m.reply[:200]}"
            for m in self.misses
        ]
        return "\n".join(
            [
                *lines,
                f"turns {self.turns}",
                f"automation rate {self._rate(self.automated):.1%}",
                f"accuracy {self._rate(self.accurate):.1%}",
            ]
        )

    def _rate(self, count: int) -> float:
        return round(count / self.turns, 4) if self.turns else 0.0


def run_suite(path: Path, services: Answering, progress: Callable[[str, int, int], None]) -> Report:
    """Run every case in a thread of its own.

    Raises:
        CallError: the suite cannot be read; names the line.
    """
    cases = list(read_suite(path))
    turns = automated = accurate = 0
    misses: list[Miss] = []
    for done, case in enumerate(cases, start=1):
        for number, asked, expected, reply in _play(case, services):
            turns += 1
            automated += _automated(reply, expected)
            reasons = tuple(unmet(reply, expected))
            accurate += not reasons
            if reasons:
                misses.append(Miss(case.id, number, asked, reply.text, reasons))
        progress("Evaluating", done, len(cases))
    return Report(turns, automated, accurate, tuple(misses))


def read_suite(path: Path) -> Iterator[Case]:
    """The cases of a suite; blank lines are skipped."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CallError(f"The suite {path} cannot be read: {error}.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield Case.model_validate(json.loads(line))
        except (json.JSONDecodeError, ValidationError) as error:
            first = str(error).splitlines()[0]
            raise CallError(f"{path}, line {number} is not a case: {first}.") from error


def _play(case: Case, services: Answering) -> Iterator[tuple[int, str, Expectation, Reply]]:
    user = services.user(case.user)
    thread = uuid.uuid4().hex
    for number, turn in enumerate(case.turns, start=1):
        asked = Turn(turn.say, user, thread, case.outlet if number == 1 else None, case.language)
        try:
            reply = services.respond(asked)
        except ShelftalkError as error:
            reply = Reply(thread, ReplyStatus.UNAVAILABLE, case.language or "en", str(error))
        if turn.expect is not None:
            yield number, turn.say, turn.expect, reply


def _automated(reply: Reply, expected: Expectation) -> bool:
    if reply.status in {ReplyStatus.ESCALATED, ReplyStatus.UNAVAILABLE}:
        return reply.status.value in expected.status
    if reply.status is ReplyStatus.NOT_IN_PAPERS:
        return ReplyStatus.NOT_IN_PAPERS.value in expected.status
    return True


def unmet(reply: Reply, expected: Expectation) -> Iterator[str]:
    """Every expectation that does not hold, as words. Text is compared without case or accents."""
    text = fold(reply.text)
    tools = {t.name for t in reply.tools}
    cited = [c.ref for c in reply.citations]
    if expected.status and reply.status.value not in expected.status:
        yield f"status {reply.status.value}, wanted {' or '.join(expected.status)}"
    if expected.tool and not tools & set(expected.tool):
        yield f"tools {sorted(tools)}, wanted {' or '.join(expected.tool)}"
    yield from (f"does not say “{t}”" for t in expected.contains if fold(t) not in text)
    if expected.contains_any and not any(fold(t) in text for t in expected.contains_any):
        yield f"says none of {list(expected.contains_any)}"
    yield from (f"says “{t}”" for t in expected.excludes if fold(t) in text)
    yield from (f"does not cite {c}" for c in expected.cites if not any(c in r for r in cited))
