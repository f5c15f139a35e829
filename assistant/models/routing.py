"""Which tool a message wants: kernel regression on what people say, over meaning and letters.

The nearest example alone got 70 % of a first evaluation set right; weighing all examples, by
meaning and by character n-grams (code words, slang, mixed languages), 83 % with the same examples.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.models.learned import SETTINGS, Learned, keep, kept, learn
from assistant.ports import Embedder

MOST_EXAMPLES = 240
"""Per tool: a playbook alone may bring hundreds."""


@dataclass(frozen=True)
class Route:
    """A candidate and how much speaks for it: about 1 for one of its own examples, 0 for none."""

    name: str
    score: float


class Router:
    """Learned once from examples; knows nothing of who asks."""

    def __init__(
        self, embedder: Embedder, examples: Mapping[str, Sequence[str]], folder: Path
    ) -> None:
        """Learn, or take what was learned from the same examples out of `folder`."""
        self._embedder = embedder
        shown = {name: spread(texts) for name, texts in examples.items() if texts}
        self._names = list(shown)
        told = json.dumps([embedder.name, SETTINGS, shown], ensure_ascii=False)
        path = folder / f"router-{hashlib.sha256(told.encode()).hexdigest()[:24]}.npz"
        found = kept(path)
        if found is None:
            found = self._learn(shown)
            keep(path, found)
        self._learned = found

    def routes(self, text: str) -> list[Route]:
        """Every candidate, the likeliest first."""
        meaning = np.asarray(self._embedder.embed_queries([text]), dtype=np.float32)
        scores = self._learned.scores(meaning, text)
        return [Route(self._names[n], float(scores[n])) for n in np.argsort(-scores)]

    def _learn(self, shown: Mapping[str, Sequence[str]]) -> Learned:
        texts = [text for name in self._names for text in shown[name]]
        owners = np.array([n for n, name in enumerate(self._names) for _ in shown[name]])
        vectors = np.asarray(self._embedder.embed_queries(texts), dtype=np.float32)
        return learn(texts, vectors, owners)


def spread(texts: Sequence[str]) -> list[str]:
    """At most `MOST_EXAMPLES` different ones, taken evenly from all: learning stays quick."""
    different = list(dict.fromkeys(texts))
    if len(different) <= MOST_EXAMPLES:
        return different
    step = len(different) / MOST_EXAMPLES
    return [different[int(n * step)] for n in range(MOST_EXAMPLES)]
