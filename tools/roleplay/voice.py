"""A language model picks, among the authors' lines, the one that answers the rep best.

What the shopkeeper means has been decided before, and what he may say has been written before. A
model's own sentence could give in, coach, or promise for the shop, and no check tells that from a
fair one; so it answers with the number of a line.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assistant.ports import TextModel
from assistant.structured import ask_for, json_of
from tools.roleplay.scenario import Scenario

PROMPT = (Path(__file__).parent / "prompts" / "shopkeeper.md").read_text(encoding="utf-8")


class _Picked(BaseModel):
    model_config = ConfigDict(extra="forbid")
    line: int


@dataclass(frozen=True)
class ModelVoice:
    """Implements `tools.roleplay.play.Voice`."""

    model: TextModel

    def choose(self, ways: Sequence[str], said: str, scenario: Scenario) -> int | None:
        """Index into `ways`; None = the model cannot be asked, or answers with none of them."""

        def read(answer: str) -> int:
            picked = json_of(_Picked, answer).line
            if not 1 <= picked <= len(ways):
                raise ValueError(f"there is no line {picked}; there are {len(ways)}")
            return picked - 1

        request = {
            "shopkeeper": {"temper": scenario.temper, "language": scenario.language},
            "the seller said": said,
            "lines": {str(number): way for number, way in enumerate(ways, 1)},
        }
        return ask_for(self.model, PROMPT, json.dumps(request, ensure_ascii=False), read)


def spoken_by(model: TextModel | None) -> ModelVoice | None:
    """None = there is no model: the lines take turns."""
    return ModelVoice(model) if model else None
