"""What a person asks of a practice in his own words: how hard, how long, how loud, for whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from assistant.language.unicode import fold
from knowledge.pack.schema.playbook import Persona
from knowledge.records.roleplays import Learner
from tools.roleplay.cues import compiled, cue_languages, cues

MOST_MINUTES = 60
WISHES: dict[str, dict[str, Any]] = {
    "easy": {"difficulty": "easy"},
    "hard": {"difficulty": "hard"},
    "noisy": {"noisy": True},
    "no_help": {"help": False},
    "lost_call": {"lost_call": True},
}
"""A cue → what it sets."""


def wished(
    message: str,
    languages: Iterable[str],
    personas: Sequence[Persona] = (),
    learners: Sequence[Learner] = (),
) -> dict[str, Any]:
    """Arguments of a practice that the message names; nothing else is in it."""
    folded = fold(message)
    found: dict[str, Any] = {}
    for tag in known_of(languages):
        for cue, sets in WISHES.items():
            if compiled(cues(tag).wishes.get(cue, ()), tag).search(folded):
                found |= sets
        found |= _minutes(folded, tag)
    for persona in personas:
        if _is_named(persona.name, folded):
            found["persona"] = persona.key
    for learner in learners:
        if learner.id in folded.split() or _is_named(learner.name, folded):
            found["learner"] = learner.id
    return found


def known_of(languages: Iterable[str]) -> list[str]:
    """Base tags of the languages that have cues, English among them."""
    bases = dict.fromkeys(tag.split("-", maxsplit=1)[0] for tag in (*languages, "en"))
    return [base for base in bases if base in cue_languages()]


def _minutes(folded: str, tag: str) -> dict[str, int]:
    word = compiled(cues(tag).minutes, tag).pattern
    told = re.search(rf"(\d+)\s*(?:{word})", folded)
    if told and 1 <= int(told[1]) <= MOST_MINUTES:
        return {"minutes": int(told[1])}
    return {}


def _is_named(name: str, folded: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", folded) is not None
