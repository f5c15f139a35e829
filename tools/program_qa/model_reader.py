"""A language model that reads what the search has found, and says which passage is the answer.

It chooses among passages that code holds for likely, and writes no word: what is said is the
paper's own wording, picked and proven by code as ever. That none of them is the answer is believed
only where code is unsure itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from assistant.ports import TextModel
from assistant.structured import ask_for, json_of
from tools.program_qa.choosing import Asking, Choice, likelihood
from tools.program_qa.picking import NEAR

PROMPT = (Path(__file__).parent / "prompts" / "reader.md").read_text(encoding="utf-8")
MOST = 2
"""Passages that answer one question."""
SHOWN = 6
"""Passages the model reads."""
SURE = 0.8
"""From this likelihood on, the papers do say it, whatever a model makes of them."""
LONGEST = 1_500
"""Characters of a passage that are read; a clause has a few hundred."""

Reader = Callable[[Asking, Sequence[Choice]], Sequence[Choice] | None]
"""The choices that are the answer, best first; none of them; or None = no opinion."""


def no_reader(_asking: Asking, _likely: Sequence[Choice]) -> Sequence[Choice] | None:
    """Without a model the order of the search stands."""
    return None


class _Use(BaseModel):
    model_config = ConfigDict(extra="forbid")
    use: list[str] = Field(max_length=MOST)


@dataclass(frozen=True)
class ModelReader:
    """Implements `Reader`."""

    model: TextModel

    def __call__(self, asking: Asking, likely: Sequence[Choice]) -> Sequence[Choice] | None:
        """One call, and one more when its answer cannot be read; none where there is no doubt."""
        is_sure = likelihood(asking, likely[0]) >= SURE
        if is_sure and all(likely[0].weight - other.weight > NEAR for other in likely[1:]):
            return None
        by_id = {str(number): choice for number, choice in enumerate(likely[:SHOWN], 1)}

        def read(answer: str) -> list[Choice]:
            ids = list(dict.fromkeys(json_of(_Use, answer).use))
            if unknown := [one for one in ids if one not in by_id]:
                raise ValueError(f"there is no passage {', '.join(unknown)}")
            return [by_id[one] for one in ids]

        request = json.dumps(_request(asking, by_id), ensure_ascii=False)
        chosen = ask_for(self.model, PROMPT.replace("{most}", str(MOST)), request, read)
        return None if is_sure and not chosen else chosen


def _request(asking: Asking, by_id: dict[str, Choice]) -> dict[str, object]:
    return {
        "question": asking.text,
        "language": asking.language,
        "passages": [
            {"id": key, "paper": choice.passage.title, "words": choice.passage.text[:LONGEST]}
            for key, choice in by_id.items()
        ],
    }
