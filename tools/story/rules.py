"""Business Rules agent: the decision holds for what is about to be said, and no rule stops it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.language.direction import without_isolates
from knowledge.facts.meanings import bent
from knowledge.facts.recommendation import Decision, Recommendation, decide
from knowledge.facts.regulated import in_force, never_promoted
from knowledge.pack.schema.rules import RegulatedGoods, Rules
from tools.story.brand import without_names
from tools.story.draft import Reason, Reasons, StoryDraft
from tools.story.filling import used_facts


@dataclass(frozen=True)
class RulesAgent:
    """Decides again from the evidence: a draft that says something else does not pass."""

    rules: Rules
    name: str = "business_rules"

    def __call__(self, draft: StoryDraft) -> StoryDraft | Reasons:
        """The draft as it came, or every rule that stops it."""
        decision = decide(draft.brief.evidence, self.rules)
        reasons = (
            *self._decided(draft, decision),
            *self._compliance(draft, decision),
            *self._regulated(draft),
        )
        return reasons or draft

    def fit(self, draft: StoryDraft) -> StoryDraft | Reasons:
        """The same of words that were judged: only what may differ from shop to shop."""
        decision = decide(draft.brief.evidence, self.rules)
        reasons = (
            *self._decided(draft, decision),
            *self._compliance(draft, decision),
            *self._regulated_names(draft),
        )
        return reasons or draft

    def _decided(self, draft: StoryDraft, decision: Decision) -> Iterator[Reason]:
        for cause in decision.withholding:
            words = cause.message or f"The rule {cause.key} could not be checked."
            yield Reason(self.name, cause.key, words, mendable=False)
        told = draft.brief.situation.recommendation
        if decision != draft.brief.decision or told != decision.recommendation.value:
            words = f"The rules say {decision.recommendation}."
            yield Reason(self.name, "recommendation", words, mendable=False)
        pitched = draft.framework not in ("wait", "do_not_join", "standing", "settling")
        if pitched and decision.recommendation is not Recommendation.JOIN:
            words = f"Nothing is pitched when the advice is to {decision.recommendation}."
            yield Reason(self.name, "pitch", words)

    def _compliance(self, draft: StoryDraft, decision: Decision) -> Iterator[Reason]:
        """Sentences that the rules want told stand in the story, word by word."""
        told = without_isolates(" ".join(" ".join(beat.text for beat in draft.told).split()))
        for wording in decision.wordings:
            if wording.text.rstrip(".") not in told:
                words = f"It must say: “{wording.text}” ({wording.ref})."
                yield Reason(self.name, "compliance", words)

    def _regulated(self, draft: StoryDraft) -> Iterator[Reason]:
        """Goods that nobody may promote here are not named: by no fact and by no word."""
        yield from self._regulated_names(draft)
        text, language = without_names(draft), draft.brief.language
        for goods in in_force(self.rules, draft.brief.evidence.outlet.country):
            for word in goods.words.get(language, ()):
                if found := bent(word, language).search(text):
                    yield self._not_promoted(draft, goods, found.group())

    def _regulated_names(self, draft: StoryDraft) -> Iterator[Reason]:
        evidence = draft.brief.evidence
        products = evidence.shop.products
        banned = never_promoted(self.rules, evidence.outlet.country, products.values())
        named = {
            name
            for fact in used_facts(draft.brief, draft.written)
            if fact.unit in ("name", "names") and isinstance(fact.value, str)
            for name in fact.value.split("|")
        }
        for code, goods in banned.items():
            if products[code].name in named:
                yield self._not_promoted(draft, goods, products[code].name)

    def _not_promoted(self, draft: StoryDraft, goods: RegulatedGoods, what: str) -> Reason:
        language = draft.brief.language
        words = goods.message.get(language) or goods.message.get("en", "")
        clause = f" ({goods.clause})" if goods.clause else ""
        return Reason(self.name, "regulated", f"{what}: {words}{clause}")
