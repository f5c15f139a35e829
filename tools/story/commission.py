"""What a writer is asked for: words for a situation, and nothing of any shop.

Two shops with the same `SituationKey` can hear the same words; so a key holds all that decides the
words, and nothing by which shops differ otherwise. A writer gets no more than that: he cannot tell
one shop what he was told of another.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from knowledge.facts.slots import SLOTS
from knowledge.facts.text import slots_in
from knowledge.pack.schema.playbook import Beat
from knowledge.programs.terms import ProgramTerms
from tools.story.draft import Reasons, StoryDraft
from tools.story.framework import PLAIN
from tools.story.situations import FAILURES as FAILURES
from tools.story.situations import Situation
from tools.story.wording import Alternative, composition, wording

Form = Literal["full", "short", "shorter", "plain"]
FORMS: tuple[Form, ...] = ("full", "short", "shorter", "plain")
"""In the order they are tried: as the playbook has it, in fewer words, with less in it, plainly."""
CAUSE_BLOCKS = {"rule": "terms", "unchecked_rule": "unchecked"}
"""Cause kind → name of its words, where they differ."""
CIRCUMSTANTIAL = ("outlet_class", "trust")
"""They choose the framework; words that never ask for them need not be written for each."""


@dataclass(frozen=True)
class SituationKey:
    """All that decides a story's words."""

    program: str
    """With its version: `growth-club@3`."""
    situation: Situation
    """Without what no words ask for."""
    causes: tuple[str, ...]
    """Kinds of what speaks against joining, as the words name them, each once."""
    known: tuple[str, ...]
    """Facts that may be used, of those the words could use; sorted."""
    framework: str
    language: str

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        plain = asdict(self)
        return {**plain, "causes": list(self.causes), "known": list(self.known)}

    @property
    def digest(self) -> str:
        """The same for the same key, today and on every machine."""
        text = json.dumps(self.as_json(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Commission:
    """One story to write."""

    key: SituationKey
    terms: ProgramTerms
    beats: tuple[Beat, ...]
    why: str = ""
    form: Form = "full"
    variant: int = 0
    """Which of several ways to say it; each is written for itself."""
    round: int = 0
    """0 = first try; later ones see the reasons of the try before."""
    reasons: Reasons = ()

    @property
    def language(self) -> str:
        """Base tag."""
        return self.key.language

    @property
    def framework(self) -> str:
        """Its key in the playbook, or one of our own."""
        return self.key.framework

    @property
    def situation(self) -> Situation:
        """What kind of shop it is for."""
        return self.key.situation


def key_of(draft: StoryDraft) -> SituationKey:
    """The key of a draft that has its framework."""
    brief = draft.brief
    situation = _spoken(brief.situation, brief.language)
    kinds = (CAUSE_BLOCKS.get(c.kind, c.kind) for c in brief.decision.causes)
    causes = tuple(dict.fromkeys(kind for kind in kinds if kind != "covered"))
    needs = tuple(need for beat in draft.beats for need in beat.needs)
    usable = _usable(draft.framework, situation, causes, brief.language, needs)
    return SituationKey(
        program=brief.evidence.terms.ref,
        situation=situation,
        causes=causes,
        known=tuple(sorted(usable.intersection(brief.facts))),
        framework=draft.framework,
        language=brief.language,
    )


@lru_cache(maxsize=4096)
def _spoken(situation: Situation, language: str) -> Situation:
    """The situation without what no words of the language ask for."""
    asked = _asked(language)
    silent = {name: None for name in CIRCUMSTANTIAL if name not in asked}
    return replace(situation, **silent)  # type: ignore[arg-type]  # None = nobody asks


@lru_cache(maxsize=32)
def _asked(language: str) -> frozenset[str]:
    blocks = wording(language).blocks.values()
    return frozenset(name for block in blocks for way in block for name in way.when)


@lru_cache(maxsize=4096)
def _usable(
    framework: str,
    situation: Situation,
    causes: tuple[str, ...],
    language: str,
    needs: tuple[str, ...],
) -> frozenset[str]:
    """Every fact that some words for this situation ask for, in any form."""
    own = composition().own
    beats = [blocks for beat, blocks in composition().beats.items()
             if beat.partition(".")[0] == framework]  # fmt: skip
    beats += [*own.get(framework, {}).values(), *own[PLAIN].values()]
    names = {block.rstrip("*") for blocks in beats for block in blocks}
    said = {name for block in names for name in named_for(block, causes)}
    ways = (way for name in said for way in wording(language).blocks.get(name, ()))
    slots = {
        s for way in ways if applies(way, situation) for text in way.say for s in slots_in(text)
    }
    leaflet = situation.length == "leaflet"
    slots |= {*needs, "required_wording"}
    return frozenset(s for s in slots if s in SLOTS and not (leaflet and SLOTS[s].internal))


def named_for(block: str, causes: tuple[str, ...]) -> tuple[str, ...]:
    """All blocks that a block of a beat may stand for, whatever is known."""
    if block == "reason":
        return tuple(f"reason_{kind}" for kind in causes)
    if block == "change":
        return (*(f"change_{kind}" for kind in causes), "change_later", "change_nothing")
    if block == "own_failure":
        return ("own_failure", "own_late_payout")
    if block == "now":
        return ("now_failure", "now_ask", "now_wait", "now_no")
    return (block,)


def applies(way: Alternative, situation: Situation) -> bool:
    """It is said in this situation."""
    return all(str(getattr(situation, name)).lower() in values for name, values in way.when.items())
