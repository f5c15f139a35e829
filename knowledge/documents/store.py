"""Chroma: the vectors of the papers. The only module that touches chromadb.

A chunk is one record whose vector is its title's and its body's side by side; a question's vector
twice over then scores both separately and sums them in one search.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.domain import PassageFilter, Role
from assistant.errors import StorageError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

TITLE_WEIGHT = 2 / 3
"""Share of the title in a score; set like those in `relevance`."""
ALWAYS, NEVER = 0, 99999999
PAGE = 1000
_INDEX: Any = {"space": "ip", "ef_construction": 200, "ef_search": 400, "max_neighbors": 32}


@dataclass(frozen=True)
class Record:
    """What is kept of a chunk beside its text."""

    ref: str
    vector: list[float]
    text: str
    fields: dict[str, str | int]


def _where(narrow: PassageFilter, but_language: str | None) -> dict[str, Any] | None:
    clauses: list[dict[str, Any]] = []
    if but_language is not None:
        clauses.append({"language": {"$ne": but_language}})
    if narrow.country is not None:
        clauses.append({"country": {"$in": ["", narrow.country]}})
    if narrow.program is not None:
        clauses.append({"program": {"$in": ["", narrow.program]}})
    if narrow.on is not None:
        day = int(narrow.on.strftime("%Y%m%d"))
        clauses += [{"valid_from": {"$lte": day}}, {"valid_to": {"$gte": day}}]
    if narrow.audience is Role.REP:
        clauses.append({"audience": "everyone"})
    if len(clauses) < 2:
        return clauses[0] if clauses else None
    return {"$and": clauses}


@contextmanager
def _storage(what: str) -> Iterator[None]:
    """Chroma raises a dozen kinds of error; a person needs one sentence."""
    try:
        yield
    except StorageError:
        raise
    except Exception as error:
        raise StorageError(f"The vector store cannot {what}: {error}") from error


class ChunkStore:
    """One collection per embedder, in a folder or on a Chroma server (`http://host:port`)."""

    def __init__(self, place: Path | str, embedder: str) -> None:
        self._place = place
        self._name = f"papers-{embedder}"
        self._lock = RLock()
        self._held: tuple[ClientAPI, Collection] | None = None

    def _client(self) -> ClientAPI:
        # Read by chromadb at import, which alone takes a second: hence here and not above.
        os.environ["ANONYMIZED_TELEMETRY"] = "False"
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        if isinstance(self._place, Path):
            self._place.mkdir(parents=True, exist_ok=True)
            return chromadb.PersistentClient(str(self._place), settings=settings)
        url = urlsplit(self._place)
        return chromadb.HttpClient(
            host=url.hostname or "localhost",
            port=url.port or (443 if url.scheme == "https" else 8000),
            ssl=url.scheme == "https",
            settings=settings,
        )

    def _collection(self) -> Collection:
        with self._lock:
            if self._held is None:
                with _storage("be opened"):
                    client = self._client()
                    collection = client.get_or_create_collection(
                        self._name, embedding_function=None, configuration={"hnsw": _INDEX}
                    )
                    self._held = (client, collection)
            return self._held[1]

    def warm(self) -> None:
        """Open it now, so that the first question need not wait."""
        self._collection().count()

    def reopen(self) -> None:
        """Look again at the folder: another process has written, which Chroma does not notice."""
        with self._lock:
            if self._held is not None and isinstance(self._place, Path):
                self._held[0].clear_system_cache()
            self._held = None

    def close(self) -> None:
        """Let go of the files."""
        self.reopen()

    @property
    def revision(self) -> str:
        """The stamp of the last change; empty when there was none."""
        with self._lock, _storage("be read"):
            self._collection()
            client = self._held[0] if self._held else self._client()
            # A collection object keeps the metadata of when it was got.
            now = client.get_collection(self._name, embedding_function=None)
            return str((now.metadata or {}).get("revision", ""))

    def stamp(self, revision: str) -> None:
        """Note that the records are about to be, or again are, those of `revision`."""
        with self._lock, _storage("be written"):
            self._collection().modify(metadata={"revision": revision})

    def nearest(
        self,
        question: Sequence[float],
        narrow: PassageFilter,
        limit: int,
        but_language: str | None = None,
    ) -> list[tuple[str, float]]:
        """Refs with their similarity (weighted mean of title and body), best first."""
        vector: Any = [TITLE_WEIGHT * x for x in question] + [
            (1 - TITLE_WEIGHT) * x for x in question
        ]
        with self._lock, _storage("be searched"):
            found = self._collection().query(
                query_embeddings=[vector],
                n_results=limit,
                where=_where(narrow, but_language),
                include=["distances"],
            )
        distances = (found["distances"] or [[]])[0]
        near = [(ref, 1 - d) for ref, d in zip(found["ids"][0], distances, strict=True)]
        # Equal scores come in the order of insertion; a fresh build must answer the same.
        return sorted(near, key=lambda pair: (-round(pair[1], 6), pair[0]))

    def fields(self, paths: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Ref → stored fields of every chunk of these papers."""
        if not paths:
            return {}
        with self._lock, _storage("be read"):
            which: Any = {"path": {"$in": list(paths)}}
            found = self._collection().get(where=which, include=["metadatas"])
        rows = found["metadatas"] or []
        return {ref: dict(row) for ref, row in zip(found["ids"], rows, strict=True)}

    def records(self, refs: Sequence[str] | None = None) -> list[Record]:
        """Whole records: those named, or all."""
        if refs is not None:
            return self._page(ids=list(refs)) if refs else []
        total = self._collection().count()
        return [r for at in range(0, total, PAGE) for r in self._page(limit=PAGE, offset=at)]

    def _page(self, **which: Any) -> list[Record]:
        with self._lock, _storage("be read"):
            got = self._collection().get(include=["embeddings", "metadatas", "documents"], **which)
        vectors = got["embeddings"] if got["embeddings"] is not None else []
        rows = zip(got["ids"], vectors, got["documents"] or [], got["metadatas"] or [], strict=True)
        return [Record(r, [float(x) for x in v], t, dict(m)) for r, v, t, m in rows]  # type: ignore[arg-type]  # Chroma's metadata type is wider than what we write

    def put(self, records: Sequence[Record]) -> None:
        """Add or replace."""
        with self._lock, _storage("be written"):
            for start in range(0, len(records), PAGE):
                part = records[start : start + PAGE]
                vectors: Any = [r.vector for r in part]
                self._collection().upsert(
                    ids=[r.ref for r in part],
                    embeddings=vectors,
                    documents=[r.text for r in part],
                    metadatas=[r.fields for r in part],
                )

    def drop(self, refs: Sequence[str]) -> None:
        """Remove; refs that are not there do no harm."""
        with self._lock, _storage("be written"):
            for start in range(0, len(refs), PAGE):
                self._collection().delete(ids=list(refs[start : start + PAGE]))
