"""Papers that are kept elsewhere: another search finds them, ours weighs them.

Another service's scores mean nothing to our floors. What it finds is scored here as our own papers
are, by the same embedder and the same weights, so a question that the papers do not answer is
refused the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Thread

import numpy as np

from assistant.domain import Passage, PassageFilter
from assistant.ports import Embedder, Retriever
from knowledge.documents.relevance import FLOOR, Question, relevance
from knowledge.documents.search import Vectors, body_vector
from knowledge.documents.sentences import split_sentences
from knowledge.documents.store import TITLE_WEIGHT
from knowledge.documents.words import words

POOL = 25
"""Candidates asked of the other search."""
REMEMBERED = 2_000


@dataclass
class PapersElsewhere:
    """What `program_qa` asks, over any Retriever."""

    retriever: Retriever
    embedder: Embedder
    floor: float = FLOOR

    def __post_init__(self) -> None:
        self._held = lru_cache(maxsize=REMEMBERED)(self._embedded)

    def warm(self) -> Thread:
        """Wake the embedder in the background; the other service is not asked."""
        thread = Thread(target=self.embedder.embed_queries, args=(["warm"],), daemon=True)
        thread.start()
        return thread

    def search(self, query: str, narrow: PassageFilter, limit: int = 5) -> list[Passage]:
        """Passages above the relevance floor, best first."""
        return [p for p in self.ranked(query, narrow, limit) if p.score >= self.floor]

    def ranked(self, query: str, narrow: PassageFilter, limit: int = 5) -> list[Passage]:
        """Passages best first, also those below the floor.

        Raises:
            UnreachableError: the other search does not answer.
        """
        found = self.retriever.search(query, narrow, max(limit, POOL))
        asked = np.asarray(self.embedder.embed_queries([query])[0], dtype=np.float32)
        question = Question(query, dict.fromkeys(words(query), 1.0), narrow.program)
        scored = [replace(p, score=self._score(p, question, asked)) for p in found]
        return sorted(scored, key=lambda p: (-p.score, p.ref))[:limit]

    def _score(self, passage: Passage, question: Question, asked: Vectors) -> float:
        held = self._vectors(passage.title, passage.text)
        chunk = TITLE_WEIGHT * (held[0] @ asked) + (1 - TITLE_WEIGHT) * (body_vector(held) @ asked)
        best = float((held[1:] @ asked).max())
        return round(relevance(question, passage, float(chunk), best), 5)

    def resolve(self, ref: str) -> Passage | None:
        """The passage of this ref, or None."""
        return self.retriever.resolve(ref)

    def sentences(self, ref: str, question: str) -> list[tuple[str, float]]:
        """The sentences of a passage in order, each with its similarity to the question."""
        passage = self.resolve(ref)
        if passage is None:
            return []
        asked = np.asarray(self.embedder.embed_queries([question])[0], dtype=np.float32)
        scores = self._vectors(passage.title, passage.text)[1:] @ asked
        return list(zip(_sentences(passage.text), map(float, scores), strict=True))

    def _vectors(self, title: str, text: str) -> Vectors:
        """The title's vector, then each sentence's."""
        return self._held((title, *_sentences(text)))

    def _embedded(self, texts: tuple[str, ...]) -> Vectors:
        return np.asarray(self.embedder.embed_passages(texts), dtype=np.float32)


def _sentences(text: str) -> Sequence[str]:
    return split_sentences(text) or [text]
