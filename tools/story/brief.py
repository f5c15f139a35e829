"""Puts together what the agents may know of a shop in a program."""

from __future__ import annotations

from assistant.language.formats import Locale
from knowledge.pack.schema.brand import BrandGuidelines
from tools.story.draft import Brief, Length
from tools.story.evidence import Evidence
from tools.story.facts import facts_of
from tools.story.filling import sayable
from tools.story.recommendation import Decision
from tools.story.situation import situation_of
from tools.story.text import Renderer
from tools.story.wording import wording


def brief_of(
    evidence: Evidence,
    decision: Decision,
    brand: BrandGuidelines,
    length: Length,
    language: str,
) -> Brief:
    """Facts that are known and can be said in the language, and the situation."""
    words = Renderer(Locale(language, evidence.outlet.country), wording(language).phrases)
    return Brief(
        evidence=evidence,
        decision=decision,
        facts=sayable(facts_of(evidence, decision, brand), words),
        situation=situation_of(evidence, decision, length),
        language=language,
    )
