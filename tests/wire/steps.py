"""What the stand-in for Bedrock does with a request: an answer, or a way to fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import Any


@dataclass(frozen=True)
class Answer:
    """Words, tool calls, or both."""

    text: str = ""
    calls: tuple[tuple[str, dict[str, Any]], ...] = ()
    """Tool name and arguments."""
    stop: str = ""
    """Empty = `tool_use` with calls, else `end_turn`."""
    usage: tuple[int, int] = (100, 20)
    """Input and output tokens."""
    cached: tuple[int, int] = (0, 0)
    """Input tokens read from the cache and written to it; not among the input's."""
    cut: int | None = None
    """Of the last call's arguments only so many characters arrive."""

    @property
    def stop_reason(self) -> str:
        return self.stop or ("tool_use" if self.calls else "end_turn")


@dataclass(frozen=True)
class Refused:
    """An HTTP failure before anything is sent."""

    status: int
    code: str
    """`ThrottlingException` …"""
    text: str = "no"


@dataclass(frozen=True)
class Reset:
    """The connection is reset instead of answered."""


@dataclass(frozen=True)
class Broken:
    """A stream that begins like an answer and then fails."""

    how: str
    """An exception of the service (`throttlingException`), `reset`, `stall`, `no_stop` or `crc`."""
    said: str = "You will get Rp9.999.999 "
    """What arrives before; it must never be shown."""
    seconds: float = 0.0
    """How long it stalls."""


@dataclass(frozen=True)
class Silent:
    """It takes the request and says nothing for a while."""

    seconds: float


@dataclass(frozen=True)
class Held:
    """It takes the request and says nothing until the test lets go, then refuses it for good."""

    until: Event = field(default_factory=Event)
    at_most_seconds: float = 60.0


@dataclass(frozen=True)
class Json:
    """An answer of an operation that is no conversation."""

    body: dict[str, Any]


@dataclass(frozen=True)
class Slow:
    """An answer that takes its time, as a model does."""

    answer: Answer
    to_first: float
    """Seconds before the first piece."""
    to_end: float
    """Seconds from there to the last one."""


Step = Slow | Json | Answer | Refused | Reset | Broken | Silent | Held


@dataclass
class Script:
    """Steps in order; the last one is repeated."""

    steps: Sequence[Step]
    _next: int = 0

    def __call__(self, _operation: str, _request: dict[str, Any]) -> Step:
        step = self.steps[min(self._next, len(self.steps) - 1)]
        self._next += 1
        return step
