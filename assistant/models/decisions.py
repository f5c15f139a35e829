"""What the planner may decide: a tool with arguments, two halves of a question, or words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.models.schemas import BoundTool


@dataclass(frozen=True)
class Wish:
    """The tool that was understood, and its arguments."""

    tool: BoundTool
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Words:
    """Something said without a tool."""

    text: str
    is_question: bool = False
    choices: tuple[str, ...] = ()
    """Answers that may be tapped."""


@dataclass(frozen=True)
class Wishes:
    """A question with two halves: what is on record, and what the papers say of it."""

    parts: tuple[Wish, ...]


Decision = Wish | Wishes | Words
