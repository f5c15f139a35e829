"""How much nearer a question is to its own language's papers, whatever they say.

A multilingual embedder puts texts of one language a little closer together than their meaning does:
a Swahili question is nearer to the wrong Swahili clause than to the right English one. How much is
seen from the middle of each language's passages, and given back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SAMPLE = 300
"""Passages that are enough to find the middle of a language."""


@dataclass(frozen=True)
class Middle:
    """Of the passages of one language: their weighted title and body, and their sentences."""

    chunk: npt.NDArray[np.float32]
    sentence: npt.NDArray[np.float32]


def lifts(
    middles: Mapping[str, Middle],
    asked: Sequence[float],
    chunk_weight: float,
    sentence_weight: float,
) -> dict[str, float]:
    """Language → what its passages' scores lack beside the language nearest to the question."""
    question = np.asarray(asked, dtype=np.float32)
    near = {
        language: float(chunk_weight * (middle.chunk @ question))
        + float(sentence_weight * (middle.sentence @ question))
        for language, middle in middles.items()
    }
    best = max(near.values(), default=0.0)
    return {language: best - found for language, found in near.items()}
