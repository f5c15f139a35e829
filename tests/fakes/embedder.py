"""A working embedder without a model: hashed character n-grams, the same over processes."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from zlib import crc32

DIMENSIONS = 256


def _vector(text: str) -> list[float]:
    words = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    padded = f" {words} "
    vector = [0.0] * DIMENSIONS
    for size in (3, 4, 5):
        for start in range(max(1, len(padded) - size + 1)):
            hashed = crc32(padded[start : start + size].encode())
            vector[hashed % DIMENSIONS] += 1.0 if hashed & 0x10000 else -1.0
    length = math.sqrt(sum(x * x for x in vector))
    return [x / length for x in vector] if length else [1.0] + [0.0] * (DIMENSIONS - 1)


class HashedEmbedder:
    """Texts that share letters are near; it knows no meaning and no translation."""

    name = "hashed-ngrams"

    def __init__(self) -> None:
        self.embedded: list[str] = []
        """Every passage it was asked for, in order: shows what was embedded again."""

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        self.embedded.extend(texts)
        return [_vector(text) for text in texts]

    def embed_queries(self, texts: Sequence[str]) -> list[list[float]]:
        return [_vector(text) for text in texts]
