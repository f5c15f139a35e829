"""A model's opinion of a story, where there is a model: it is shown, and never decides anything."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.ports import TextModel
from tools.story.draft import Story
from tools.story.model_writer import FENCE

PROMPT = (Path(__file__).parent / "prompts" / "opinion.md").read_text(encoding="utf-8")
LONGEST_WHY = 300
TRIES = 2
"""For an answer that cannot be read; the second is told what was wrong with the first."""
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
        instructions, request = PROMPT.format(language=language), words
        for _try in range(TRIES):
            answer = self.model.write(instructions, request)
            if answer is None:
                return None
            try:
                return Opinion.model_validate_json(FENCE.sub("", answer.strip()))
            except ValidationError as error:
                wrong = "; ".join(f"{_place(e['loc'])}: {e['msg']}" for e in error.errors())
                request = f"{words}\n\nYour last answer could not be used: {wrong}. Answer again."
        return None


def _place(loc: tuple[int | str, ...]) -> str:
    return ".".join(map(str, loc)) or "answer"
