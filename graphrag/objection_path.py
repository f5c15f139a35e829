"""From what a shopkeeper says to the approved answer, the facts of this shop, and the clause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.domain import Fact
from knowledge.facts.text import fill, slots_in
from knowledge.pack.schema.playbook import Objection
from knowledge.programs.terms import Texts


@dataclass(frozen=True)
class ObjectionPath:
    """One objection, one approved answer, and what it stands on."""

    objection: Objection
    answer: str
    """Filled, in the reader's language."""
    facts: tuple[Fact, ...]
    """In the order they are told; none when the answer without figures is given."""
    missing: tuple[str, ...]
    """Facts that the answer with figures would have needed."""
    proof: tuple[str, ...]
    """Papers it stands on: `path.md#anchor`."""


def objection_path(
    objection: Objection,
    facts: Mapping[str, Fact],
    render: Callable[[Fact], str],
    language: str,
) -> ObjectionPath:
    """The answer with figures where every fact it needs is known, else the one without."""
    text = in_language(objection.answer, language)
    needed = tuple(dict.fromkeys((*objection.answer_needs, *slots_in(text))))
    missing = tuple(slot for slot in needed if slot not in facts)
    if missing:
        text = in_language(objection.fallback, language)
        if any(slot not in facts for slot in slots_in(text)):
            text = ""
    used = tuple(facts[slot] for slot in slots_in(text))
    said = fill(text, lambda slot: render(facts[slot]))
    return ObjectionPath(objection, said, used, missing, objection.proof)


def in_language(texts: Texts, language: str) -> str:
    """The reader's language, else English."""
    return texts.get(language.split("-", maxsplit=1)[0]) or texts.get("en", "")
