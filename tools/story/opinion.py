"""Models' opinions of a story, where there are models: shown, and never deciding anything.

Two agents, each with a prompt of its own: the brand's critic reads for tone, the review's judge for
what the story would do to a busy shopkeeper.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from assistant.ports import TextModel
from assistant.structured import ask_for, json_of
from tools.story.draft import Story

PROMPTS = Path(__file__).parent / "prompts"
LONGEST_WHY = 300
MOST_KEPT = 10_000


class Opinion(BaseModel):
    """What somebody thinks of a story."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    points: int = Field(ge=0, le=10)
    why: str = Field(max_length=LONGEST_WHY)


class Critic(Protocol):
    """Whoever has an opinion."""

    def of(self, story: Story) -> Opinion | None:
        """None = it has none, or could not be asked."""
        ...


@dataclass
class ModelCritic:
    """Reads the words before they are filled, once for a template: it never sees a shop."""

    model: TextModel
    prompt: str
    _kept: dict[str, Opinion | None] = field(default_factory=dict)

    def of(self, story: Story) -> Opinion | None:
        """The same words are asked about once."""
        words = json.dumps({beat.name: beat.text for beat in story.written}, ensure_ascii=False)
        key = f"{story.brief.language}:{words}"
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = self._asked(words, story.brief.language)
        return self._kept[key]

    def _asked(self, words: str, language: str) -> Opinion | None:
        instructions = self.prompt.replace("{language}", language)
        return ask_for(self.model, instructions, words, lambda said: json_of(Opinion, said))


def model_critic(model: TextModel, voice: str) -> ModelCritic:
    """Reads for tone, by the company's voice."""
    return ModelCritic(model, (PROMPTS / "critic.md").read_text("utf-8").replace("{voice}", voice))


def model_judge(model: TextModel) -> ModelCritic:
    """Reads for what the story would do to a shopkeeper."""
    return ModelCritic(model, (PROMPTS / "judge.md").read_text("utf-8"))
