"""Story Review agent: accuracy, completeness, effectiveness. Recomputes, does not trust."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.domain import Fact
from knowledge.facts.collection import facts_of
from knowledge.facts.glued import AFTER, BEFORE
from knowledge.facts.loose_ends import loose_ends
from knowledge.facts.names import company_names, own_names
from knowledge.facts.proof import PACK_TEXTS, faults
from knowledge.facts.slots import SLOTS
from knowledge.facts.spelling import Listed
from knowledge.facts.surroundings import SENTENCES, misread, negated
from knowledge.facts.text import slots_in
from knowledge.facts.words import words
from knowledge.pack.schema.brand import BrandGuidelines
from tools.story.authored import is_authored
from tools.story.completeness import missing_parts
from tools.story.draft import Reason, Reasons, StoryDraft
from tools.story.filling import renderer, told, used_facts
from tools.story.foreign import foreign_sentences, foreign_words
from tools.story.rubric import lacking

Found = tuple[str, str]
AUTHORS = "templates"
"""The writer whose words are all in `locales/stories`."""


@dataclass(frozen=True)
class ReviewAgent:
    """The last one to see a story."""

    brand: BrandGuidelines
    name: str = "review"

    def __call__(self, draft: StoryDraft) -> StoryDraft | Reasons:
        """The draft as it came, or everything that is wrong with it."""
        checks: tuple[Callable[[StoryDraft], Iterator[Found]], ...] = (
            self._bare_words,
            self._meaning,
            self._slots,
            self._facts,
            self._filling,
            self._told_figures,
            self._completeness,
            self._effectiveness,
        )
        reasons = tuple(
            Reason(self.name, key, text) for check in checks for key, text in check(draft)
        )
        return reasons or draft

    def _bare_words(self, draft: StoryDraft) -> Iterator[Found]:
        """What the writer wrote, before anything is filled in."""
        brief = draft.brief
        names, own = company_names(brief.evidence, self.brand), own_names(brief.evidence)
        for beat in draft.written:
            for found in loose_ends(beat.text, brief.language, names, own):
                yield found.key, f"“{found.what}” in {beat.name} must be a slot."
            for word in promise_words(brief.language).findall(beat.text):
                yield "promise", f"“{word}” in {beat.name} promises what no fact says."
            for sentence in foreign_sentences(beat.text, brief.language):
                yield "wrong_language", f"“{sentence}” is not in {brief.language}."
        ours, foreign = foreign_words(" ".join(b.text for b in draft.written), brief.language)
        if foreign > ours:
            yield "wrong_language", f"It is not written in {brief.language}."

    def _meaning(self, draft: StoryDraft) -> Iterator[Found]:
        """Words nobody has vetted must leave every slot its unit, its period and its sense."""
        language, period = draft.brief.language, draft.brief.evidence.terms.period.value
        for beat in draft.written:
            if is_authored(beat.text, language):
                continue
            if draft.writer == AUTHORS:
                yield "not_as_authored", f"{beat.name} is not what its authors wrote."
            for found in misread(beat.text, language, period):
                yield (
                    found.key,
                    f"“{found.what}” in {beat.name} is not what the slot beside it says.",
                )
            for sentence in SENTENCES.split(beat.text):
                if word := negated(sentence, language):
                    yield "negated", f"“{word}” in {beat.name} turns a sentence with a fact round."

    def _slots(self, draft: StoryDraft) -> Iterator[Found]:
        leaflet = draft.brief.situation.length == "leaflet"
        for beat in draft.written:
            for slot in slots_in(beat.text):
                if slot not in SLOTS:
                    yield "unknown_slot", f"There is no slot {{{slot}}}."
                elif leaflet and SLOTS[slot].internal:
                    yield "internal_fact", f"{{{slot}}} is not for a leaflet."

    def _facts(self, draft: StoryDraft) -> Iterator[Found]:
        """Every fact that is used is proven from the records again."""
        fresh = facts_of(draft.brief.evidence, draft.brief.decision, self.brand)
        for fact in used_facts(draft.brief, draft.written):
            for fault in faults(fact, draft.brief.evidence):
                yield "unproven_fact", f"{fault}."
            if fact.id in PACK_TEXTS and fresh.get(fact.id) != fact:
                yield "unproven_fact", f"{fact.id} is not what the company's papers say."

    def _filling(self, draft: StoryDraft) -> Iterator[Found]:
        """What is heard is what was written, filled with its facts, and nothing else."""
        try:
            expected = told(draft.brief, draft.written)
        except KeyError as error:
            yield "unknown_slot", f"There is no fact for {error}."
            return
        if expected != draft.told:
            yield "changed_text", "What is told is not what was written and filled."

    def _told_figures(self, draft: StoryDraft) -> Iterator[Found]:
        """Read again as a stranger would: take the known values out, and no figure may be left."""
        brief = draft.brief
        facts = used_facts(brief, draft.written)
        names, own = company_names(brief.evidence, self.brand), own_names(brief.evidence)
        for beat in draft.told:
            left = without_values(beat.text, facts, renderer(brief).render)
            for found in loose_ends(left, brief.language, names, own):
                yield "loose_in_told", f"“{found.what}” in {beat.name} is no fact."

    def _completeness(self, draft: StoryDraft) -> Iterator[Found]:
        for part in missing_parts(draft.brief.situation, draft.written):
            yield "incomplete", f"It does not tell: {part.replace('_', ' ')}."

    def _effectiveness(self, draft: StoryDraft) -> Iterator[Found]:
        """What the stated rubric requires; the rest of it only costs points."""
        for criterion in lacking(draft.brief, draft.written):
            yield criterion.key, criterion.required


@lru_cache(maxsize=32)
def promise_words(language: str) -> Listed:
    """Words that promise; the company's rewards are in slots, whatever else is his invention."""
    return Listed(words(language).promise_words, words(language).harmless)


def without_values(text: str, facts: tuple[Fact, ...], render: Callable[[Fact], str]) -> str:
    """The text with every rendered fact taken out, whole values only, longest first."""
    values = sorted({render(f) for f in facts if f.id in SLOTS}, key=len, reverse=True)
    for value in values:
        text = re.sub(rf"{BEFORE}(?<![.,−-]){re.escape(value)}{AFTER}(?![.,]\d)", " ◦ ", text)
        # A text of several sentences loses a full stop where the beat has one too.
        text = text.replace(value, " ◦ ") if len(value) > 40 else text
    return text
