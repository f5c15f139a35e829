"""Business Rules agent: the decision holds for what is about to be said, and no rule stops it."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.facts.recommendation import Recommendation, decide
from knowledge.pack.schema.rules import Rules
from tools.story.draft import Reason, Reasons, StoryDraft


@dataclass(frozen=True)
class RulesAgent:
    """Decides again from the evidence: a draft that says something else does not pass."""

    rules: Rules
    name: str = "business_rules"

    def __call__(self, draft: StoryDraft) -> StoryDraft | Reasons:
        """The draft as it came, or every rule that stops it."""
        decision = decide(draft.brief.evidence, self.rules.rules)
        reasons = [
            Reason(self.name, cause.key, _words(cause.message, cause.key), mendable=False)
            for cause in decision.withholding
        ]
        told = draft.brief.situation.recommendation
        if decision != draft.brief.decision or told != decision.recommendation.value:
            reasons.append(
                Reason(self.name, "recommendation", f"The rules say {decision.recommendation}.",
                       mendable=False)
            )  # fmt: skip
        pitched = draft.framework not in ("wait", "do_not_join", "standing")
        if pitched and decision.recommendation is not Recommendation.JOIN:
            reasons.append(
                Reason(self.name, "pitch", f"Nothing is pitched when the advice is to "
                       f"{decision.recommendation}.")
            )  # fmt: skip
        return tuple(reasons) or draft


def _words(message: str, key: str) -> str:
    return message or f"The rule {key} could not be checked."
