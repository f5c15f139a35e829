"""How near a passage is to a question, from what the two searches say; and what is too far.

The weights were chosen on `benchmarks/paper_questions.jsonl` and every other line of the sample
company's suite; `python -m benchmarks.relevance_floor` measures them, also on the held-out lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.domain import Passage
from knowledge.documents.words import words

FLOOR = 0.875
"""Below this the papers do not say it. Between 0.87 and 0.90 the whole tool is right most often at
0.875 on the lines it was set on; 0.899 parts the scores best, but refuses too much."""
EVEN_FLOOR = 0.87
"""The same where languages are evened out."""
WORDS_WEIGHT = 0.1
OWN_PROGRAM = 0.03
"""The program's own paper before a company-wide one that says the same."""
HAS_FIGURE = 0.02
STEM = 4


@dataclass(frozen=True)
class Weights:
    """Of a passage's own likeness and of its best sentence's."""

    chunk: float
    sentence: float


PLAIN = Weights(0.6, 0.4)
EVEN = Weights(0.8, 0.2)
"""Where languages are evened out: a lone sentence carries more of its language than a passage."""

_wants_figure = re.compile(
    r"\b(how (many|much|long|soon|fast|often|high|large|big)|when|minimum|at least|percent|"
    r"what (fee|share|rate|height|number|time)|berapa|kapan|bila(kah)?|paling (sedikit|lama|kecil)|"
    r"lini|ngapi|mangapi|kiasi gani|muda gani|asilimia|quand|combien|ilan|kailan|magkano|"
    r"bao (nhiêu|lâu)|khi nào)\b|كم|متى|कितन|कब|เมื่อไร|เท่าไร|กี่",
    re.I,
)
_figure = re.compile(r"\d")


@dataclass(frozen=True)
class Question:
    """A question and what it tells before anything is read."""

    text: str
    weights: dict[str, float]
    """Its words and how telling each is."""
    program: str | None

    @property
    def wants_figure(self) -> bool:
        """True for "when", "how many", "berapa" …: an answer without a figure is none."""
        return bool(_wants_figure.search(self.text))


@lru_cache(maxsize=20_000)
def _vocabulary(text: str) -> frozenset[str]:
    """The words, and their beginnings marked with `*`, up to where endings start."""
    found = set(words(text))
    heads = {
        f"{word[:size]}*"
        for word in found
        if not any(c.isdigit() for c in word)
        for size in range(max(STEM, round(0.7 * len(word))), len(word) + 1)
    }
    return frozenset(found | heads)


def _holds(held: frozenset[str], word: str) -> bool:
    """The word itself, or one that differs by its ending: `expires` and `expiry`."""
    if word in held:
        return True
    stem = max(STEM, round(0.7 * len(word)))
    return len(word) >= STEM and f"{word[:stem]}*" in held


def coverage(question: Question, passage: Passage) -> float:
    """Share of the question's telling words that the passage or its headings hold, 0 to 1."""
    total = sum(question.weights.values())
    held = _vocabulary(passage.title) | _vocabulary(passage.text)
    found = sum(weight for word, weight in question.weights.items() if _holds(held, word))
    return found / total if total else 0.0


def relevance(
    question: Question, passage: Passage, chunk: float, sentence: float, weights: Weights = PLAIN
) -> float:
    """The score of a passage, from the similarity of its chunk and of its best sentence."""
    score = weights.chunk * chunk + weights.sentence * sentence
    score += WORDS_WEIGHT * coverage(question, passage)
    if question.program and passage.program == question.program:
        score += OWN_PROGRAM
    if question.wants_figure and _figure.search(passage.text):
        score += HAS_FIGURE
    return score
