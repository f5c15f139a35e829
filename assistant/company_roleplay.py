"""Practice of one company: the studio, what a tap reaches, what is typed while one runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.domain import ToolCall, Turn
from knowledge.records.roleplays import RecordedRolePlays
from tools.roleplay.casting import Casting
from tools.roleplay.studio import Studio
from tools.roleplay.tools import (
    OfferPractice,
    PracticeResults,
    PracticeTurn,
    StartPractice,
    TypedLines,
)
from tools.roleplay.voice import spoken_by

if TYPE_CHECKING:
    from assistant.ports import TextModel, Tool
    from knowledge.records.api import DataAPI
    from knowledge.records.database import Engine

TypedTap = Callable[[Turn], ToolCall | None]


@dataclass(frozen=True)
class RolePlays:
    """Everything of practice that an entry point needs."""

    engine: Engine
    records: DataAPI
    models: Callable[[str, str], TextModel | None]

    @cached_property
    def studio(self) -> Studio:
        """Where practices are held; the model, where there is one, picks among his lines."""
        voice = spoken_by(self.models("fast", "shopkeeper"))
        return Studio(RecordedRolePlays(self.engine), Casting(self.records), voice)

    @property
    def tools(self) -> tuple[Tool, ...]:
        """What a model may offer."""
        return OfferPractice(self.studio), PracticeResults(self.studio)

    @property
    def taps(self) -> dict[str, Tool]:
        """What only a person's tap, or his line in a running practice, reaches."""
        found: tuple[Tool, ...] = (StartPractice(self.studio), PracticeTurn(self.studio))
        return {tool.name: tool for tool in found}

    def typed_tap(self, other: TypedTap) -> TypedTap:
        """A running practice first: what is typed there goes to the shopkeeper and nowhere else."""
        lines = TypedLines(self.studio)
        return lambda turn: lines(turn) or other(turn)
