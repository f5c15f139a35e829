"""How near a passage is to a question, from what the two searches say; and what is too far."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain import Passage
from knowledge.documents.words import words

FLOOR = 0.0
WORDS_WEIGHT = 0.1
SAME_STEM = 4


@dataclass(frozen=True)
class Evidence:
    """What is known of one passage for one question."""

    passage: Passage
    similarity: float
    """Of the vectors, weighted mean of title and body."""
    weights: dict[str, float]
    """The question's words and how telling each is."""


def _same(a: str, b: str) -> bool:
    """Equal, or equal but for an ending: `expires` and `expiry`."""
    if a == b:
        return True
    if any(c.isdigit() for c in a + b) or min(len(a), len(b)) < SAME_STEM:
        return False
    stem = max(SAME_STEM, round(0.7 * max(len(a), len(b))))
    return a[:stem] == b[:stem]


def coverage(evidence: Evidence) -> float:
    """Share of the question's telling words that the passage or its headings hold, 0 to 1."""
    total = sum(evidence.weights.values())
    held = set(words(evidence.passage.title)) | set(words(evidence.passage.text))
    found = sum(w for word, w in evidence.weights.items() if any(_same(word, h) for h in held))
    return found / total if total else 0.0


def relevance(evidence: Evidence) -> float:
    """The score of a passage."""
    return evidence.similarity + WORDS_WEIGHT * coverage(evidence)
