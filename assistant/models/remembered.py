"""Keeps vectors of texts that never change on disk: a cold start need not embed them again."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from assistant.ports import Embedder

log = logging.getLogger(__name__)


class RememberingEmbedder:
    """An embedder that remembers, in `folder`, what it was asked for several texts at a time.

    A single query is a person's and is passed on. A file that cannot be read or written costs
    time, never an answer.
    """

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self.name = embedder.name
        self._embedder = embedder
        self._path = folder / (re.sub(r"[^\w.-]", "_", embedder.name) + ".npz")
        self._lock = Lock()
        self._kept: dict[str, NDArray[np.float32]] | None = None

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """Not remembered: the vector store keeps those."""
        return self._embedder.embed_passages(texts)

    def embed_queries(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector per text."""
        if len(texts) < 2:
            return self._embedder.embed_queries(texts)
        with self._lock:
            kept = self._read() if self._kept is None else self._kept
            keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
            new = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
            if new:
                vectors = self._embedder.embed_queries(list(new.values()))
                for key, vector in zip(new, vectors, strict=True):
                    kept[key] = np.asarray(vector, dtype=np.float32)
                self._write(kept)
            self._kept = kept
            return [[float(x) for x in kept[key]] for key in keys]

    def _read(self) -> dict[str, NDArray[np.float32]]:
        try:
            with np.load(self._path, allow_pickle=False) as file:
                keys, vectors = file["keys"], file["vectors"]
                return {str(key): vectors[n] for n, key in enumerate(keys)}
        except FileNotFoundError:
            return {}
        except Exception:  # whatever a broken archive raises: it is made again
            log.warning("the kept vectors in %s cannot be read; they are made again", self._path)
            return {}

    def _write(self, kept: dict[str, NDArray[np.float32]]) -> None:
        unfinished = self._path.with_suffix(f".{os.getpid()}.npz")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            np.savez(unfinished, keys=np.array(list(kept)), vectors=np.stack(list(kept.values())))
            unfinished.replace(self._path)
        except OSError as error:
            log.warning("vectors could not be kept in %s: %s", self._path, error)
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
