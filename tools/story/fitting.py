"""What is checked for each shop when a reviewed template is filled for it.

The words were judged when they were written. Here it is proven that they are those words, that they
belong to this shop's situation as it is now, that every fact in them is this shop's and sound, that
the text is they and the facts and nothing else, and that it is not too long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from assistant.domain import Fact
from knowledge.facts.collection import decision_facts, wording_facts
from knowledge.facts.glued import AFTER, BEFORE
from knowledge.facts.names import own_names
from knowledge.facts.proof import PACK_TEXTS, faults
from knowledge.facts.terms import aim_facts
from knowledge.facts.text import SLOT
from knowledge.pack.schema.brand import BrandGuidelines
from tools.story.commission import key_of
from tools.story.draft import Brief, Reason, Reasons, StoryDraft
from tools.story.filling import told, used_facts
from tools.story.situation import situation_of
from tools.story.stamps import stands_on
from tools.story.templates import Guidance, place_of, written_in

Found = tuple[str, str]


class Fitting(Protocol):
    """An agent that can leave out what hangs on the words alone."""

    @property
    def name(self) -> str: ...

    def fit(self, draft: StoryDraft) -> StoryDraft | Reasons: ...


@dataclass(frozen=True)
class FitAgent:
    """Brand guidelines or business rules, as far as they hang on the shop."""

    judge: Fitting

    @property
    def name(self) -> str:
        """The judge's own."""
        return self.judge.name

    def __call__(self, draft: StoryDraft) -> StoryDraft | Reasons:
        """The draft as it came, or everything that is wrong with it for this shop."""
        return self.judge.fit(draft)


@dataclass(frozen=True)
class ProofAgent:
    """Review, as far as it hangs on the shop."""

    guidance: Guidance
    name: str = "review"

    def __call__(self, draft: StoryDraft) -> StoryDraft | Reasons:
        """The draft as it came, or everything that is wrong with it."""
        checks: tuple[Callable[[StoryDraft], Iterator[Found]], ...] = (
            self._words,
            self._situation,
            self._facts,
            self._filling,
        )
        reasons = tuple(
            Reason(self.name, key, text) for check in checks for key, text in check(draft)
        )
        return reasons or draft

    def _words(self, draft: StoryDraft) -> Iterator[Found]:
        """They are those that were reviewed, by today's terms, guidelines, rules and code."""
        template, brief = draft.template, draft.brief
        if template is None or not template.passed:
            yield "not_reviewed", "Nobody has reviewed these words."
            return
        stamp = stands_on(brief.evidence.terms, self.guidance, brief.language, template.writer)
        if template.stands_on != stamp:
            yield "retired", "What these words stand on has changed."
        if draft.written != written_in(template) or draft.writer != template.writer:
            yield "changed_words", "These are not the words that were reviewed."
        bare = SLOT.sub(" ", " ".join(beat.text for beat in draft.written))
        for name in own_names(brief.evidence):
            if name in bare and re.search(rf"{BEFORE}{re.escape(name)}{AFTER}", bare):
                yield "loose_name", f"“{name}” must be a slot."

    def _situation(self, draft: StoryDraft) -> Iterator[Found]:
        """They were written for the situation that the records show."""
        template, brief = draft.template, draft.brief
        now = situation_of(brief.evidence, brief.decision, brief.situation.length)
        if now != brief.situation:
            yield "other_situation", "The shop is in another situation."
        if template is not None and template.place != place_of(
            key_of(draft), template.form, template.variant
        ):
            yield "other_situation", "The words are for another situation."

    def _facts(self, draft: StoryDraft) -> Iterator[Found]:
        """Every fact that is used is proven from the records again."""
        used = used_facts(draft.brief, draft.written)
        fresh = pack_texts(draft.brief, self.guidance[0], used)
        for fact in used:
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


def pack_texts(brief: Brief, brand: BrandGuidelines, used: tuple[Fact, ...]) -> Mapping[str, Fact]:
    """Those of the used facts that are sentences of the pack, made anew."""
    wanted = {fact.id for fact in used} & PACK_TEXTS
    if not wanted:
        return {}
    evidence, aim = brief.evidence, brief.evidence.basis.aim
    language = evidence.shop.language.split("-")[0]
    fresh = (
        *decision_facts(evidence, brief.decision),
        *wording_facts(evidence, brief.decision, brand),
        *(aim_facts(evidence.terms, aim, evidence.outlet.currency, language) if aim else ()),
    )
    return {fact.id: fact for fact in fresh if fact.id in wanted}
