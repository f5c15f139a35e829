"""Puts together what the agents may know of a shop in a program."""

from __future__ import annotations

from knowledge.facts.collection import facts_of
from knowledge.facts.evidence import Evidence
from knowledge.facts.recommendation import Decision, Recommendation
from knowledge.facts.rendering import Renderer
from knowledge.pack.schema.brand import BrandGuidelines
from tools.story.draft import Brief
from tools.story.filling import sayable
from tools.story.situation import situation_of
from tools.story.situations import Length

UNPITCHED = (Recommendation.WAIT, Recommendation.DO_NOT_JOIN)
"""Where there is nothing to hand out: a reason not to join is said, not left on the counter."""


def brief_of(
    evidence: Evidence,
    decision: Decision,
    brand: BrandGuidelines,
    length: Length,
    language: str,
) -> Brief:
    """Facts that are known and can be said in the language, and the situation."""
    words = Renderer(language, evidence.outlet.country)
    if length == "leaflet" and decision.recommendation in UNPITCHED:
        length = "talk"
    return Brief(
        evidence=evidence,
        decision=decision,
        facts=sayable(facts_of(evidence, decision, brand), words),
        situation=situation_of(evidence, decision, length),
        language=language,
    )
