"""Another embedder, its similarities brought to the scale of ours.

What counts as near is a matter of the embedder: unrelated sentences are 0.8 alike to one and 0.1 to
another, and our floors were set for ours. A straight line from one scale to the other is put into
the vectors themselves, so that the vector store's own search gives similarities on our scale:
`√a·v, √b, √(1-a-b)` beside `√a·w, √b, 0` have the length 1 and the product `a·(v·w) + b`.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from assistant.ports import Embedder

SENTENCES = Path(__file__).parent / "scaled.yaml"
"""About one trade in four languages; what is alike in them and what is not sets the line."""
FLATTEST = 0.02
"""Of the line: below this nothing could be told apart any more."""


@dataclass(frozen=True)
class Line:
    """`slope · similarity + start` is the similarity on our scale."""

    slope: float
    start: float


@dataclass(frozen=True)
class ScaledEmbedder:
    """Implements `assistant.ports.Embedder`, in three dimensions more than the other has."""

    inner: Embedder
    line: Line

    @property
    def name(self) -> str:
        """The other's and the line's: vectors of two lines never lie in one collection."""
        mark = hashlib.sha256(f"{self.line.slope:.6f} {self.line.start:.6f}".encode())
        return f"{self.inner.name}-{mark.hexdigest()[:8]}"

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector per text."""
        return self._put(self.inner.embed_passages(texts), (0.0, self._rest))

    def embed_queries(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector per text."""
        return self._put(self.inner.embed_queries(texts), (self._rest, 0.0))

    @property
    def _rest(self) -> float:
        return math.sqrt(max(0.0, 1.0 - self.line.slope - self.line.start))

    def _put(
        self, vectors: Sequence[Sequence[float]], ends: tuple[float, float]
    ) -> list[list[float]]:
        size, start = math.sqrt(self.line.slope), math.sqrt(self.line.start)
        return [[*(size * x for x in vector), start, *ends] for vector in vectors]


def scaled_like(other: Embedder, ours: Embedder, folder: Path) -> ScaledEmbedder:
    """The other embedder on our scale; the line is worked out once and kept in the folder.

    Raises:
        UnreachableError: the other embedder cannot be asked.
    """
    file = folder / f"scale-{other.name}.json"
    if file.is_file():
        return ScaledEmbedder(other, Line(**json.loads(file.read_text())))
    line = _line(_similarities(other), _similarities(ours))
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"slope": line.slope, "start": line.start}))
    return ScaledEmbedder(other, line)


def _similarities(embedder: Embedder) -> npt.NDArray[np.float64]:
    """Of every two different sentences."""
    texts: list[str] = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    asked = np.asarray(embedder.embed_queries(texts))
    held = np.asarray(embedder.embed_passages(texts))
    found: npt.NDArray[np.float64] = (asked @ held.T)[~np.eye(len(texts), dtype=bool)]
    return found


def _line(theirs: npt.NDArray[np.float64], ours: npt.NDArray[np.float64]) -> Line:
    """Same middle and same spread as ours, within what unit vectors allow."""
    slope = float(np.clip(ours.std() / max(float(theirs.std()), 1e-6), FLATTEST, 1.0))
    start = float(np.clip(ours.mean() - slope * theirs.mean(), 0.0, 1.0 - slope))
    return Line(round(slope, 6), round(start, 6))
