"""A language model that says what a shopkeeper may have meant, where likeness does not tell.

It is asked only when the rep is asked back anyway, and what it says comes first among the buttons.
A person taps: what was heard is kept with the visit, and no model puts words into a mouth.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assistant.ports import TextModel
from assistant.structured import ask_for, json_of
from knowledge.pack.schema.playbook import Objection, Objections

PROMPT = (Path(__file__).parent / "prompts" / "listener.md").read_text(encoding="utf-8")
SAYINGS = 2
"""How shopkeepers put each objection, in English and as many in the reader's language."""

Listener = Callable[[str, str, Objections], Objection | None]
"""What was said, the reader's language, the playbook → what was meant; None = no opinion."""


def no_listener(_said: str, _language: str, _playbook: Objections) -> Objection | None:
    """Without a model the nearest sayings are offered."""
    return None


class _Meant(BaseModel):
    model_config = ConfigDict(extra="forbid")
    objection: str


@dataclass(frozen=True)
class ModelListener:
    """Implements `Listener`."""

    model: TextModel

    def __call__(self, said: str, language: str, playbook: Objections) -> Objection | None:
        """One call, and one more when its answer cannot be read."""
        by_key = {objection.key: objection for objection in playbook.objections}

        def read(answer: str) -> str:
            key = json_of(_Meant, answer).objection
            if key and key not in by_key:
                raise ValueError(f"there is no objection {key}")
            return key

        request = {
            "said": said,
            "objections": [{"key": o.key, "says": _says(o, language)} for o in playbook.objections],
        }
        key = ask_for(self.model, PROMPT, json.dumps(request, ensure_ascii=False), read)
        return by_key.get(key) if key else None


def _says(objection: Objection, language: str) -> list[str]:
    tags = dict.fromkeys(("en", language.split("-", maxsplit=1)[0]))
    return [text for tag in tags for text in objection.says.get(tag, ())[:SAYINGS]]
