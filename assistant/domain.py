"""The words of a conversation: frozen values, no framework types."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal


class Role(StrEnum):
    """What a person does; decides which tools he is offered and which outlets he may see."""

    REP = "rep"
    TRAINER = "trainer"
    SUPPORT = "support"
    MANAGER = "manager"


class ReplyStatus(StrEnum):
    """How a turn ended. A small closed list: extend it only with a reason."""

    ANSWERED = "answered"
    CLARIFICATION = "clarification"
    NEEDS_CONFIRMATION = "needs_confirmation"
    DONE = "done"
    NOT_IN_PAPERS = "not_in_papers"
    REFUSED = "refused"
    ESCALATED = "escalated"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class User:
    """Who is asking. Comes from the session or `--user`, never from a model."""

    id: str
    name: str
    role: Role
    languages: tuple[str, ...]
    """BCP 47 tags, the preferred one first."""
    territories: tuple[str, ...]
    """Territory codes; a code stands for itself and everything below it. Empty = whole company
    for managers and support, nothing for anyone else."""


FactValue = Decimal | date | str


@dataclass(frozen=True)
class Fact:
    """One figure, date or name that may appear in a reply, and where it comes from."""

    id: str
    """The slot name a writer uses, e.g. `gap_to_next_tier`."""
    value: FactValue
    unit: str
    """ISO 4217 code for money; else `case`, `point`, `percent`, `day`, `date`, `name` …"""
    source: str
    """What it stands on: `invoices:2026-05..2026-10`, `growth-club@3#slabs`, `outlets:ID-0001`."""
    period: str = ""
    """What span it covers: `2026-Q4`, `per month`; empty where a span makes no sense."""
    sentence: str = ""
    """What a reader sees on tapping it: how the figure was worked out."""


@dataclass(frozen=True)
class Citation:
    """Proof of a statement: a passage of a paper, a record, or a path in a graph."""

    kind: Literal["document", "record", "graph"]
    ref: str
    """`club-terms.md#points-expiry`, `invoices:INV-7:2`, `growth-club@3#eligibility/class`."""
    quote: str
    """Verbatim from what `ref` names."""


@dataclass(frozen=True)
class Action:
    """Something the person may tap next. A write happens only when a person taps."""

    name: str
    label: str
    payload: dict[str, Any] = field(default_factory=dict)
    call: ToolCall | None = None
    """What the tap runs; None = its message is asked like anything that is typed."""


@dataclass(frozen=True)
class Picture:
    """A small picture beside the words; it shows, and never says anything the words do not."""

    title: str
    """In the reader's language; also what a screen reader says before `alt`."""
    alt: str
    media_type: str
    """`image/svg+xml`, `image/png`, `image/jpeg` or `image/webp`."""
    content: bytes
    """Self-contained: nothing in it is fetched from elsewhere. An SVG may use `currentColor`."""


@dataclass(frozen=True)
class ToolCall:
    """A tool that ran, with the arguments it was given after validation."""

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Usage:
    """What a turn cost."""

    model: str = "embedded"
    model_calls: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    """Of the input, what the provider had kept from an earlier call."""
    output_tokens: int = 0
    milliseconds: int = 0


@dataclass(frozen=True)
class Turn:
    """One message from one person."""

    message: str
    user: User
    thread: str
    outlet: str | None = None
    """Code of the outlet the person is standing in, when known."""
    language: str | None = None
    """BCP 47 tag the person chose; None = detect, falling back to the user's first language."""
    tapped: ToolCall | None = None
    """What the button runs that the person tapped; `message` is then only what it said."""


@dataclass(frozen=True)
class Step:
    """One finished piece of work, for showing progress: an agent of the story, a search."""

    name: str
    detail: str = ""


@dataclass(frozen=True)
class ToolResult:
    """What a tool hands back: words in the reader's language, and all they stand on."""

    status: ReplyStatus
    text: str
    facts: tuple[Fact, ...] = ()
    citations: tuple[Citation, ...] = ()
    actions: tuple[Action, ...] = ()
    pictures: tuple[Picture, ...] = ()
    outlet: str | None = None
    """The outlet this was about; the thread's current outlet from now on."""
    data: dict[str, Any] = field(default_factory=dict)
    """Structured form for `story --json` and for chat cards; plain JSON values only."""


@dataclass(frozen=True)
class Reply:
    """The answer to a turn."""

    thread: str
    status: ReplyStatus
    language: str
    text: str
    tools: tuple[ToolCall, ...] = ()
    facts: tuple[Fact, ...] = ()
    citations: tuple[Citation, ...] = ()
    actions: tuple[Action, ...] = ()
    pictures: tuple[Picture, ...] = ()
    usage: Usage = field(default_factory=Usage)
    outlet: str | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PastTurn:
    """A turn as the thread remembers it."""

    message: str
    reply: str
    status: ReplyStatus
    tools: tuple[ToolCall, ...]
    outlet: str | None
    language: str
    at: datetime


@dataclass(frozen=True)
class Passage:
    """A piece of a program paper that can be cited."""

    ref: str
    """`<path in documents/>#<anchor>`; unique and resolvable."""
    title: str
    """The paper's title and heading path, joined with ` › `."""
    text: str
    """Verbatim."""
    score: float = 0.0
    """Higher is nearer; comparable within one search only, except against the retriever's floor."""
    language: str = ""
    program: str | None = None
    page: int | None = None
    country: str | None = None
    valid_from: date | None = None
    """First and last day the paper holds; None = open."""
    valid_to: date | None = None


@dataclass(frozen=True)
class PassageFilter:
    """What a search is narrowed to *before* it runs. None = any."""

    country: str | None = None
    program: str | None = None
    on: date | None = None
    """Only papers valid on this day."""
    audience: Role | None = None
