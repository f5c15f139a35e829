"""A language model as the translator; what it answers is proven by the language agent, not here."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from assistant.language.agent import Request
from assistant.ports import TextModel

INSTRUCTIONS = (Path(__file__).parent / "prompts" / "translator.md").read_text(encoding="utf-8")
VERSION = hashlib.sha256(INSTRUCTIONS.encode()).hexdigest()[:8]
"""Stands on what it translated, beside the model."""


@dataclass(frozen=True)
class ModelTranslator:
    """Implements `assistant.language.agent.Translator`."""

    model: TextModel

    @property
    def name(self) -> str:
        """The model's id, and the version of its instructions."""
        return f"{self.model.name}#{VERSION}"

    def translate(self, request: Request) -> str | None:
        """The model's answer as it came; None when it cannot be asked."""
        asked = {
            "from": request.source,
            "to": request.target,
            "text": request.text,
            "terms": dict(request.terms),
            "mend": list(request.mend),
        }
        return self.model.write(INSTRUCTIONS, json.dumps(asked, ensure_ascii=False))
