"""Counts what language models are asked: for whom, for which tool, by which agent.

The meter of a turn lies in a context variable, so that whoever asks a model within the turn is
counted without being handed anything. Outside of a turn nothing is counted.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

CHAT = "chat"
"""The agent that picks tools and words answers."""


@dataclass(frozen=True)
class Spent:
    """The tokens of one call of a model, as the service has counted them."""

    model: str
    agent: str
    tool: str
    """The tool it was asked in; empty outside of one."""
    input_tokens: int
    """All of them, those below included."""
    cached_tokens: int
    """Of the input, read from the provider's cache."""
    written_tokens: int
    """Of the input, kept in the provider's cache for later."""
    output_tokens: int

    @property
    def tokens(self) -> int:
        """Input and output."""
        return self.input_tokens + self.output_tokens


class Account(Protocol):
    """What a person may spend, and has spent."""

    def is_open(self) -> bool:
        """Whether today's budget allows one more call."""
        ...

    def charge(self, spent: Spent) -> None:
        """Note one call, at once: what follows may crash."""
        ...


@dataclass
class Meter:
    """Of one turn."""

    account: Account | None = None
    """None = nobody pays: counted, never refused."""
    most_tokens: int | None = None
    """Of the whole turn; None = unbounded."""
    calls: list[Spent] = field(default_factory=list)
    ends_at: float | None = None
    """On `time.monotonic`: when no model is waited for any longer; None = unbounded."""
    refused: bool = False
    """A call was not made for want of budget."""

    def allows(self) -> bool:
        """Whether one more call may be made."""
        within = self.most_tokens is None or sum(c.tokens for c in self.calls) < self.most_tokens
        if within and (self.account is None or self.account.is_open()):
            return True
        self.refused = True
        return False

    def note(self, spent: Spent) -> None:
        """Count one call."""
        self.calls.append(spent)
        if self.account is not None:
            self.account.charge(spent)


@dataclass(frozen=True)
class _Place:
    meter: Meter
    tool: str = ""


_here: ContextVar[_Place | None] = ContextVar("shelftalk_meter", default=None)


@contextmanager
def metered(meter: Meter) -> Iterator[Meter]:
    """Everything asked of a model within the block is counted on the meter."""
    token = _here.set(_Place(meter))
    try:
        yield meter
    finally:
        _here.reset(token)


@contextmanager
def within_tool(name: str) -> Iterator[None]:
    """What is asked within the block, is asked in this tool."""
    place = _here.get()
    token = _here.set(replace(place, tool=name) if place else None)
    try:
        yield
    finally:
        _here.reset(token)


def may_ask() -> bool:
    """Whether the turn that is going on may ask a model once more."""
    place = _here.get()
    return place is None or place.meter.allows()


def seconds_left() -> float | None:
    """Until the turn that is going on asks no model any more; None = no limit."""
    place = _here.get()
    if place is None or place.meter.ends_at is None:
        return None
    return place.meter.ends_at - time.monotonic()


def count(model: str, agent: str, usage: Mapping[str, Any] | None) -> None:
    """Note one answer; `usage` is LangChain's usage metadata, None = the service told nothing."""
    place = _here.get()
    if place is None:
        return
    told = usage or {}
    details = told.get("input_token_details", {})
    # The service tells how long it keeps what it has written; then the sum is in these.
    kept = [v for k, v in details.items() if k == "cache_creation" or k.startswith("ephemeral_")]
    place.meter.note(
        Spent(
            model,
            agent,
            place.tool,
            input_tokens=told.get("input_tokens", 0),
            cached_tokens=details.get("cache_read", 0),
            written_tokens=sum(kept),
            output_tokens=told.get("output_tokens", 0),
        )
    )
