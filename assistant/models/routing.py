"""Which tool a message wants: kernel regression on what people say, over meaning and letters.

The nearest example alone got 70 % of a first evaluation set right; weighing all examples, by
meaning and by character n-grams (code words, slang, mixed languages), 83 % with the same examples.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from assistant.language.unicode import fold
from assistant.ports import Embedder

Matrix = NDArray[np.float32]
LETTERS = 4096
"""Buckets that n-grams are hashed into."""
LETTERS_WEIGHT = 0.2
SHARPNESS = 2.0
SMOOTHING = 0.05
LANGUAGE_AXES = 3
"""Main axes left out of the vectors: they tell languages apart, not wishes. These four figures are
those with the best leave-one-out accuracy over the examples."""
MOST_EXAMPLES = 240
"""Per tool: a playbook alone may bring hundreds."""


def spread(texts: Sequence[str]) -> list[str]:
    """At most `MOST_EXAMPLES` different ones, taken evenly from all: learning stays quick."""
    different = list(dict.fromkeys(texts))
    step = max(1.0, len(different) / MOST_EXAMPLES)
    return [different[int(n * step)] for n in range(int(len(different) / step))]


@dataclass(frozen=True)
class Route:
    """A candidate and how much speaks for it: about 1 for one of its own examples, 0 for none."""

    name: str
    score: float


class Router:
    """Learned once from examples; knows nothing of who asks."""

    def __init__(self, embedder: Embedder, examples: Mapping[str, Sequence[str]]) -> None:
        self._embedder = embedder
        shown = {name: spread(texts) for name, texts in examples.items() if texts}
        self._names = list(shown)
        texts = [text for name in self._names for text in shown[name]]
        owners = np.array([n for n, name in enumerate(self._names) for _ in shown[name]])
        meanings = np.asarray(embedder.embed_queries(texts), dtype=np.float32)
        # The vectors of this family all lie in a narrow cone: only what is left of the mean tells.
        self._mean = meanings.mean(axis=0)
        axes = np.linalg.svd(meanings - self._mean, full_matrices=False)[2]
        self._axes: Matrix = axes[:LANGUAGE_AXES]
        self._meanings = self._centered(meanings)
        counts = np.stack([_counts(text) for text in texts])
        seen_in = (counts > 0).sum(axis=0)
        self._rarity = (np.log((1 + len(texts)) / (1 + seen_in)) + 1).astype(np.float32)
        letters = self._weighed(counts)
        self._letters = np.ascontiguousarray(letters.T)  # by bucket: a message has few of them
        wanted = np.eye(len(self._names), dtype=np.float32)[owners]
        alike = self._alike(self._meanings, letters)
        # A tool with many examples must not outvote one with few.
        sizes = np.bincount(owners)
        alike[np.diag_indices_from(alike)] += SMOOTHING * sizes[owners] / np.median(sizes)
        self._weights = np.linalg.solve(alike, wanted - wanted.mean(axis=0))

    def routes(self, text: str) -> list[Route]:
        """Every candidate, the likeliest first."""
        meaning = np.asarray(self._embedder.embed_queries([text]), dtype=np.float32)
        letters = self._weighed(_counts(text)[None])
        scores = (self._alike(self._centered(meaning), letters) @ self._weights)[0]
        best = np.argsort(-scores)
        return [Route(self._names[n], float(scores[n])) for n in best]

    def _alike(self, meanings: Matrix, letters: Matrix) -> Matrix:
        by_meaning = np.exp(SHARPNESS * (meanings @ self._meanings.T - 1))
        used = np.flatnonzero(letters.any(axis=0))
        by_letters = letters[:, used] @ self._letters[used]
        mixed: Matrix = (1 - LETTERS_WEIGHT) * by_meaning + LETTERS_WEIGHT * by_letters
        return mixed

    def _centered(self, vectors: Matrix) -> Matrix:
        left = vectors - self._mean
        return _unit(left - (left @ self._axes.T) @ self._axes)

    def _weighed(self, counts: Matrix) -> Matrix:
        return _unit(np.log1p(counts) * self._rarity)


def _unit(rows: Matrix) -> Matrix:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    units: Matrix = rows / np.maximum(lengths, 1e-9)
    return units


def _counts(text: str) -> Matrix:
    """How often each bucket's n-grams stand in a text."""
    counts = np.zeros(LETTERS, dtype=np.float32)
    for gram in _grams(re.findall(r"\w+", fold(text))):
        counts[crc32(gram.encode()) % LETTERS] = 1
    return counts


def _grams(words: Sequence[str]) -> Iterable[str]:
    """Words, pairs of words, and runs of 3 to 5 letters within a word."""
    for first, second in pairwise(words):
        yield f"{first} {second}"
    for word in words:
        edged = f"<{word}>"
        yield edged
        for size in (3, 4, 5):
            for start in range(len(edged) - size + 1):
                yield edged[start : start + size]
