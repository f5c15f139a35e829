"""The sockets of the core: small protocols in domain types. Adapters live outside or beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from pydantic import BaseModel

from assistant.domain import (
    Passage,
    PassageFilter,
    PastTurn,
    Reply,
    Role,
    Step,
    ToolResult,
    Turn,
    User,
)


@dataclass(frozen=True)
class ToolContext:
    """What the session, not the model, gives to a tool."""

    user: User
    language: str
    today: date
    message: str
    """The person's own words."""
    on_step: Callable[[Step], None] = lambda _step: None
    thread: str = ""
    """The conversation it is asked in; empty outside of one."""
    tapped: bool = False
    """A person has tapped for exactly this call; False whenever a model has made it."""


class Tool(Protocol):
    """Something a person can ask for. Tools do not know each other."""

    @property
    def name(self) -> str:
        """As a model calls it."""
        ...

    @property
    def description(self) -> str:
        """What it does and when to use it, for a model that chooses."""
        ...

    @property
    def arguments(self) -> type[BaseModel]:
        """Validated against this schema, then by the tool against the data."""
        ...

    @property
    def roles(self) -> frozenset[Role]:
        """Who is offered it. Which outlets he may see is checked in the Data API, below this."""
        ...

    @property
    def examples(self) -> Sequence[str]:
        """What people say when they want it, in several languages; the planner learns these."""
        ...

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """Do it.

        Raises:
            RetryableToolError: the arguments can be mended by the model.
            NotFoundError: the record does not exist or is not this user's to see.
        """
        ...


class Retriever(Protocol):
    """Finds passages of the company's papers."""

    def search(self, query: str, narrow: PassageFilter, limit: int = 5) -> list[Passage]:
        """Passages above the relevance floor, best first; empty when the papers do not say."""
        ...

    def resolve(self, ref: str) -> Passage | None:
        """The passage a citation names, or None when nothing of that name is held."""
        ...


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """Of its vectors' collection: vectors of two names are never compared."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector per text, for texts that are searched."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector per text, for texts that search."""
        ...


class TextModel(Protocol):
    """A language model that writes."""

    @property
    def name(self) -> str:
        """The model's id: what it wrote stands on it."""
        ...

    def write(self, instructions: str, request: str) -> str | None:
        """What it answers; None when it cannot be asked, and vetted words must serve."""
        ...


@dataclass(frozen=True)
class Verdict:
    """What a guardrail found."""

    passed: bool
    reason: str = ""
    """Why not, as a sentence in the reader's language, for him to read."""


class InputGuardrail(Protocol):
    """A check of what a person wrote. One that cannot run blocks."""

    @property
    def name(self) -> str:
        """For logs and monitoring."""
        ...

    def check(self, turn: Turn, language: str) -> Verdict:
        """Look at the message; `language` is the reader's."""
        ...


class OutputGuardrail(Protocol):
    """A check of what is about to be said. One that cannot run blocks."""

    @property
    def name(self) -> str:
        """For logs and monitoring."""
        ...

    def check(self, text: str, evidence: ToolResult | None, language: str) -> Verdict:
        """Look at the text; `evidence` is what the tools of this turn said, None = no tool ran."""
        ...


@dataclass(frozen=True)
class Mention:
    """A known name found in a message."""

    kind: str
    """`outlet`, `program`, `tier`, `product`."""
    id: str
    name: str
    start: int
    end: int
    score: float
    """1.0 = the exact name; less for a misspelling."""


class Names(Protocol):
    """Finds the names this user may know in what he wrote."""

    def find(self, text: str, user: User) -> list[Mention]:
        """Mentions, best first, none overlapping."""
        ...


class Threads(Protocol):
    """Remembers conversations."""

    def past(self, thread: str, user: User, limit: int = 40) -> list[PastTurn]:
        """The last turns, oldest first; raises NotFoundError for another user's thread."""
        ...

    def append(self, turn: Turn, reply: Reply) -> None:
        """Keep a finished turn."""
        ...
