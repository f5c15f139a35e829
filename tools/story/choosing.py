"""Which of the frameworks that fit is told: the playbook's order, or a model's choice, kept.

Code decides what fits. A model is asked once for a situation, told of no shop, and what it chose is
kept on the shelf with its reason; neighbors in the same situation, tomorrow and in another process,
hear the same framework. What the reader is told as the reason is the playbook's own sentence.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.ports import TextModel
from assistant.structured import ask_for, json_of
from knowledge.pack.schema.playbook import Framework
from knowledge.records.story_templates import StoryTemplate, template_id, template_place
from tools.story.framework import by_priority
from tools.story.situations import Situation
from tools.story.stamps import digest_of_model
from tools.story.templates import TemplateShelf

PROMPT = (Path(__file__).parent / "prompts" / "framework.md").read_text(encoding="utf-8")
VERSION = hashlib.sha256(PROMPT.encode()).hexdigest()[:8]
FORM = "framework"
"""On the shelf a choice lies beside templates, as one beat: the framework and why."""


class _Choice(BaseModel):
    model_config = ConfigDict(extra="forbid")
    framework: str
    reason: str = Field(max_length=300)


@dataclass(frozen=True)
class ModelChooser:
    """Implements `tools.story.framework.Chooser`."""

    model: TextModel
    shelf: TemplateShelf

    def __call__(self, situation: Situation, fitting: Sequence[Framework]) -> Framework:
        """The model's choice among several; the playbook's when it makes none."""
        if len(fitting) == 1:
            return fitting[0]
        by_key = {framework.key: framework for framework in fitting}
        place = {
            "situation": asdict(situation),
            "fitting": sorted(by_key),
            # Of every program and language: the columns that templates have for them stay plain.
            **{"program": "", "language": "en"},
        }
        stamp = {key: digest_of_model(framework) for key, framework in by_key.items()}
        stamp["chooser"] = f"{self.model.name}#{VERSION}"
        wanted = template_id(template_place(place, FORM, 0), stamp)

        def choose() -> StoryTemplate:
            chosen, reason, who = self._asked(situation, fitting)
            return StoryTemplate(place, FORM, 0, ((chosen, reason),), who, stamp, passed=True)

        return by_key[self.shelf.get(wanted, choose).beats[0][0]]

    def _asked(self, situation: Situation, fitting: Sequence[Framework]) -> tuple[str, str, str]:
        """Key, reason, and who chose."""
        request = json.dumps(request_for(situation, fitting), ensure_ascii=False)
        keys = {framework.key for framework in fitting}

        def read(answer: str) -> _Choice:
            choice = json_of(_Choice, answer)
            if choice.framework not in keys:
                raise ValueError(f"{choice.framework} is not among the fitting ones")
            return choice

        choice = ask_for(self.model, PROMPT, request, read)
        if choice is None:
            return by_priority(situation, fitting).key, "", "playbook"
        return choice.framework, choice.reason, f"{self.model.name}#{VERSION}"


def request_for(situation: Situation, fitting: Sequence[Framework]) -> dict[str, Any]:
    """What the model is told: no value of any shop."""
    return {
        "situation": {name: value for name, value in asdict(situation).items() if value},
        "fitting": [
            {
                "key": framework.key,
                "name": framework.name,
                "why": framework.why["en"],
                "beats": [beat.purpose for beat in framework.beats],
                "playbook_priority": framework.priority,
            }
            for framework in fitting
        ],
    }
