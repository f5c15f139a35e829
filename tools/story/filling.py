"""Fills a draft's slots in the reader's locale; the one place where words and values meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.domain import Fact
from knowledge.facts.rendering import Renderer
from knowledge.facts.text import fill, slots_in
from tools.story.draft import Brief, Reason, Reasons, StoryDraft, ToldBeat, WrittenBeat


@dataclass(frozen=True)
class FillingAgent:
    """Not an agent with an opinion: it fills, or says which slot it cannot fill."""

    name: str = "filling"

    def __call__(self, draft: StoryDraft) -> StoryDraft | Reasons:
        """The draft as the shopkeeper hears it."""
        wrong = tuple(
            Reason(self.name, "unknown_slot", f"There is no fact for {{{slot}}}.")
            for slot in dict.fromkeys(s for b in draft.written for s in slots_in(b.text))
            if slot not in draft.brief.facts
        )
        return wrong or replace(draft, told=told(draft.brief, draft.written))


def renderer(brief: Brief) -> Renderer:
    """In the story's language and the shop's country."""
    return Renderer(brief.language, brief.evidence.outlet.country)


def told(brief: Brief, written: tuple[WrittenBeat, ...]) -> tuple[ToldBeat, ...]:
    """Every beat filled; raises KeyError for a slot without a fact."""
    render = renderer(brief).render
    return tuple(
        ToldBeat(beat.name, fill(beat.text, lambda slot: render(brief.facts[slot])))
        for beat in written
    )


def sayable(facts: Mapping[str, Fact], words: Renderer) -> dict[str, Fact]:
    """The facts that can be said: a payment method nobody has words for is as good as unknown."""
    return {name: fact for name, fact in facts.items() if words.can(fact)}


def used_facts(brief: Brief, written: tuple[WrittenBeat, ...]) -> tuple[Fact, ...]:
    """In the order they are told, each once."""
    slots = dict.fromkeys(slot for beat in written for slot in slots_in(beat.text))
    return tuple(brief.facts[slot] for slot in slots if slot in brief.facts)
