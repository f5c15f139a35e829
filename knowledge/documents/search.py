"""One question put to the papers: what is near, how near any passage is, how it scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from assistant.domain import Passage, PassageFilter
from assistant.ports import Embedder
from knowledge.documents.languages import Middle, lifts
from knowledge.documents.lexical import LexicalIndex
from knowledge.documents.relevance import EVEN, PLAIN, Question, Weights, relevance
from knowledge.documents.sentences import split_sentences
from knowledge.documents.store import TITLE_WEIGHT, ChunkStore
from knowledge.documents.words import words

POOL = 40
"""Candidates taken from each of the two searches."""
FOREIGN = 30
"""Candidates taken of all other languages, where languages are evened out."""
Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Likeness:
    """How like a question a passage is, as similarities."""

    chunk: float
    """Title and body, weighted."""
    sentences: tuple[float, ...]


@dataclass
class PaperVectors:
    """The vectors of titles and sentences: read where they are kept, else made and kept."""

    lexical: LexicalIndex
    embedder: Embedder

    def of(self, refs: Sequence[str]) -> dict[str, Vectors]:
        """Ref → the title's vector, then each sentence's."""
        found = self.kept(refs)
        if len(found) == len(refs):
            return found
        missing = self.lexical.digests_without_vectors([ref for ref in refs if ref not in found])
        for ref, passage in self.lexical.passages(list(missing)).items():
            texts = [passage.title, *(split_sentences(passage.text) or [passage.text])]
            self.lexical.keep_vectors(missing[ref], self.embedder.embed_passages(texts))
        return self.kept(refs)

    def kept(self, refs: Sequence[str]) -> dict[str, Vectors]:
        """The same, only of those whose vectors are kept."""
        return {
            ref: np.frombuffer(raw, dtype=np.float32).reshape(count, -1)
            for ref, (count, raw) in self.lexical.vectors(refs).items()
        }


def body_vector(held: Vectors) -> Vectors:
    """A passage's body: the mean of its sentences, of length one."""
    mean: Vectors = held[1:].mean(axis=0)
    return mean / (np.float32(np.linalg.norm(mean)) or np.float32(1))


def middle(held: Sequence[Vectors]) -> Middle:
    """Of passages of one language."""
    chunks = [TITLE_WEIGHT * one[0] + (1 - TITLE_WEIGHT) * body_vector(one) for one in held]
    sentences = [one[1:].mean(axis=0) for one in held]
    return Middle(np.mean(chunks, axis=0), np.mean(sentences, axis=0))


@dataclass
class Search:
    """A question within what it is narrowed to; each part is worked out when it is asked for.

    With `middles`, languages are evened out: the nearest of every language are candidates, and a
    passage in another language than the question's gets back what it lacks for that alone.
    """

    text: str
    narrow: PassageFilter
    store: ChunkStore
    lexical: LexicalIndex
    vectors: PaperVectors
    middles: Mapping[str, Middle] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._known: dict[str, Likeness] = {}

    @cached_property
    def asked(self) -> list[float]:
        """The question's vector."""
        return self.vectors.embedder.embed_queries([self.text])[0]

    @cached_property
    def terms(self) -> list[str]:
        """The question's words, each once."""
        return list(dict.fromkeys(words(self.text)))

    @cached_property
    def question(self) -> Question:
        """What is known before anything is read."""
        return Question(self.text, self.lexical.weights(self.terms), self.narrow.program)

    @cached_property
    def near(self) -> dict[str, float]:
        """The nearest by meaning: ref → similarity, best first."""
        return dict(self.store.nearest(self.asked, self.narrow, POOL))

    @cached_property
    def pool(self) -> list[str]:
        """Refs found by meaning or by word, sorted."""
        worded = self.lexical.search(self.terms, self.narrow, POOL)
        return sorted({*self.near, *(ref for ref, _ in worded), *self._foreign()})

    def _foreign(self) -> set[str]:
        """The nearest that are not in the language nearest to the question."""
        own = [language for language, lift in self.lifts.items() if not lift]
        if len(self.lifts) < 2:
            return set()
        nearest = self.store.nearest(self.asked, self.narrow, FOREIGN, own[0])
        return {ref for ref, _ in nearest}

    @cached_property
    def lifts(self) -> dict[str, float]:
        """Language → what is added to its passages' scores."""
        return lifts(self.middles, self.asked, self._weights.chunk, self._weights.sentence)

    @property
    def _weights(self) -> Weights:
        return EVEN if self.middles else PLAIN

    def likeness(self, refs: Sequence[str]) -> Mapping[str, Likeness]:
        """How like the question these passages are; unknown refs are left out."""
        new = [ref for ref in refs if ref not in self._known]
        asked = np.asarray(self.asked, dtype=np.float32)
        for ref, held in self.vectors.of(new).items():
            scores = held @ asked
            chunk = TITLE_WEIGHT * scores[0] + (1 - TITLE_WEIGHT) * (body_vector(held) @ asked)
            self._known[ref] = Likeness(float(chunk), tuple(map(float, scores[1:])))
        return {ref: self._known[ref] for ref in refs if ref in self._known}

    def scored(self, refs: Sequence[str], bonus: Mapping[str, float]) -> list[Passage]:
        """These passages with their scores, best first."""
        like = self.likeness(refs)
        found = [
            # Rounded: a score must not depend on the order in which papers came in.
            replace(p, score=round(self._score(p, like[ref]) + bonus.get(ref, 0.0), 5))
            for ref, p in self.lexical.passages(refs).items()
        ]
        return sorted(found, key=lambda p: (-p.score, p.ref))

    def _score(self, passage: Passage, like: Likeness) -> float:
        lift = self.lifts.get(passage.language, 0.0)
        best = max(like.sentences)
        return lift + relevance(self.question, passage, like.chunk, best, self._weights)
