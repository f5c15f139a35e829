"""A language model as the writer: it is asked once per situation, and its words are judged as any.

What it sees is the situation and the names of slots. It leaks no shop, because it is told of none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.ports import TextModel
from assistant.structured import ask_for, json_of
from knowledge.facts.slots import SLOTS
from tools.story.commission import Commission
from tools.story.draft import WrittenBeat
from tools.story.generator import LentWords, TemplateWriter, Writer

PROMPT = (Path(__file__).parent / "prompts" / "writer.md").read_text(encoding="utf-8")


class _Beat(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    text: str


class _Story(BaseModel):
    model_config = ConfigDict(extra="forbid")
    beats: list[_Beat]


@dataclass(frozen=True)
class ModelWriter:
    """Implements `tools.story.generator.Writer`; where it has no answer, authors' words serve."""

    model: TextModel
    voice: str
    vetted: Writer = field(default_factory=TemplateWriter)

    @property
    def name(self) -> str:
        """Model and prompt: another of either retires what was written."""
        version = hashlib.sha256(f"{PROMPT}\n{self.voice}".encode()).hexdigest()[:8]
        return f"{self.model.name}#{version}"

    def write(self, commission: Commission) -> Sequence[WrittenBeat]:
        """The model's beats, or the authors' when it gives none that can be read."""
        if commission.form == "plain":
            return self.vetted.write(commission)
        instructions = PROMPT.format(voice=self.voice, language=commission.language)
        request = json.dumps(request_for(commission), ensure_ascii=False, sort_keys=True)
        told = ask_for(self.model, instructions, request, lambda said: beats_in(said, commission))
        return told or LentWords(self.vetted.write(commission))


def request_for(commission: Commission) -> dict[str, Any]:
    """What the model is told: no value of any shop, no text of any paper."""
    key = commission.key
    return {
        "language": key.language,
        "recommendation": key.situation.recommendation,
        "situation": {name: value for name, value in asdict(key.situation).items() if value},
        "what speaks against joining": list(key.causes),
        "framework": key.framework,
        "length": key.situation.length,
        "form": commission.form,
        "variant": commission.variant,
        "beats": [{"name": b.key, "purpose": b.purpose} for b in commission.beats],
        "slots": [_slot(name) for name in key.known],
        "mend": [f"{r.key}: {r.text}" for r in commission.reasons],
    }


def _slot(name: str) -> dict[str, str]:
    slot = SLOTS[name]
    about = {"slot": f"{{{name}}}", "kind": slot.kind, "unit": slot.unit, "span": slot.span}
    return {what: value for what, value in about.items() if value not in ("", "none")}


def beats_in(answer: str, commission: Commission) -> list[WrittenBeat]:
    """The beats of a model's answer.

    Raises:
        ValueError: it is not the JSON asked for, or tells other beats than asked for.
    """
    story = json_of(_Story, answer)
    asked = [beat.key for beat in commission.beats]
    told = [beat.name for beat in story.beats]
    if told != [name for name in asked if name in told] or not told:
        raise ValueError(f"the beats are {', '.join(asked)}, in this order")
    return [WrittenBeat(beat.name, beat.text.strip()) for beat in story.beats]
