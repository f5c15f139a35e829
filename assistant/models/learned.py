"""What a router learns from examples: figures that are worked out once and kept on disk."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from assistant.language.unicode import fold

log = logging.getLogger(__name__)
Matrix = NDArray[np.float32]
LETTERS = 4096
"""Buckets that n-grams are hashed into."""
LETTERS_WEIGHT = 0.2
SHARPNESS = 2.0
SMOOTHING = 0.05
LANGUAGE_AXES = 3
"""Main axes left out of the vectors: they tell languages apart, not wishes. These four figures are
those with the best leave-one-out accuracy over the examples."""
SETTINGS = (LETTERS, LETTERS_WEIGHT, SHARPNESS, SMOOTHING, LANGUAGE_AXES)


@dataclass(frozen=True)
class Learned:
    """Kernel regression of `classes` on meaning and letters. n examples of d dimensions."""

    mean: Matrix
    """d; the vectors of this family lie in a narrow cone, so only what is left of it tells."""
    axes: Matrix
    """LANGUAGE_AXES × d."""
    meanings: Matrix
    """n × d, unit vectors."""
    rarity: Matrix
    """LETTERS; how much an n-gram tells."""
    by_meaning: Matrix
    """n × classes."""
    by_letters: Matrix
    """LETTERS × classes; the letters' part is linear, so the examples themselves fall out."""

    def scores(self, meaning: Matrix, text: str) -> Matrix:
        """How much speaks for each class; `meaning` is the text's vector, 1 × d."""
        near = np.exp(SHARPNESS * (_centered(meaning, self.mean, self.axes) @ self.meanings.T - 1))
        letters = _unit(_grams_of(text)[None] * self.rarity)
        scores: Matrix = (near @ self.by_meaning + letters @ self.by_letters)[0]
        return scores


def learn(texts: Sequence[str], vectors: Matrix, owners: NDArray[np.intp]) -> Learned:
    """From examples, their vectors (n × d), and the number of each one's class."""
    mean = vectors.mean(axis=0)
    axes: Matrix = np.linalg.svd(vectors - mean, full_matrices=False)[2][:LANGUAGE_AXES]
    meanings = _centered(vectors, mean, axes)
    grams = np.stack([_grams_of(text) for text in texts])
    rarity = (np.log((1 + len(texts)) / (1 + grams.sum(axis=0))) + 1).astype(np.float32)
    letters = _unit(grams * rarity)
    alike = (1 - LETTERS_WEIGHT) * np.exp(SHARPNESS * (meanings @ meanings.T - 1))
    alike += LETTERS_WEIGHT * (letters @ letters.T)
    # A class with many examples must not outvote one with few.
    sizes = np.bincount(owners)
    alike[np.diag_indices_from(alike)] += SMOOTHING * sizes[owners] / np.median(sizes)
    wanted = np.eye(len(sizes), dtype=np.float32)[owners]
    weights: Matrix = np.linalg.solve(alike, wanted - wanted.mean(axis=0)).astype(np.float32)
    return Learned(
        mean,
        axes,
        meanings,
        rarity,
        (1 - LETTERS_WEIGHT) * weights,
        LETTERS_WEIGHT * (letters.T @ weights),
    )


def kept(path: Path) -> Learned | None:
    """What was kept; None when there is nothing usable."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return Learned(**{name: file[name] for name in file.files})
    except FileNotFoundError:
        return None
    except Exception:  # whatever a broken archive raises: it is learned again
        log.warning("what was learned cannot be read from %s; it is learned again", path)
        return None


def keep(path: Path, learned: Learned) -> None:
    """Write it, in place of what earlier examples taught; a disk that refuses costs time only."""
    unfinished = path.with_suffix(f".{os.getpid()}.npz")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(unfinished, **asdict(learned))
        unfinished.replace(path)
        for old in path.parent.glob(path.name.split("-")[0] + "-*.npz"):
            if old != path:
                old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("what was learned could not be kept in %s: %s", path, error)
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _centered(vectors: Matrix, mean: Matrix, axes: Matrix) -> Matrix:
    left: Matrix = vectors - mean
    left -= (left @ axes.T) @ axes
    return _unit(left)


def _unit(rows: Matrix) -> Matrix:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    units: Matrix = rows / np.maximum(lengths, 1e-9)
    return units


def _grams_of(text: str) -> Matrix:
    """1 for each bucket that one of the text's n-grams falls into."""
    found = np.zeros(LETTERS, dtype=np.float32)
    for gram in _grams(re.findall(r"\w+", fold(text))):
        found[crc32(gram.encode()) % LETTERS] = 1
    return found


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
