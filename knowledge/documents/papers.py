"""The company's papers: found by meaning and by word, resolved, quoted, kept up to date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock, Thread

import numpy as np
import numpy.typing as npt

from assistant.domain import Passage, PassageFilter
from assistant.errors import ShelftalkError
from assistant.ports import Embedder
from knowledge.documents.chunks import Chunk
from knowledge.documents.index import Change, IndexReport, PaperIndexer, Progress, quiet
from knowledge.documents.lexical import LexicalIndex
from knowledge.documents.relevance import FLOOR, Question, relevance
from knowledge.documents.sentences import split_sentences
from knowledge.documents.store import ChunkStore
from knowledge.documents.words import words

POOL = 40
"""Candidates taken from each of the two searches."""


class Papers:
    """The Retriever over Chroma and SQLite's full-text index; also what the pack loader fills."""

    def __init__(
        self, home: Path, embedder: Embedder, chroma_url: str | None = None, floor: float = FLOOR
    ) -> None:
        self.embedder = embedder
        self.floor = floor
        self._remote = chroma_url is not None
        self._store = ChunkStore(chroma_url or home / "vectors", embedder.name)
        self._lexical = LexicalIndex(home / f"papers-{embedder.name}.db")
        self._indexer = PaperIndexer(self._store, self._lexical, embedder)
        self._seen: str | None = None
        self._lock = Lock()

    def warm(self) -> Thread:
        """Open the vector store and the embedder in the background; join the thread to wait."""
        thread = Thread(target=self._warm, name="papers-warm", daemon=True)
        thread.start()
        return thread

    def _warm(self) -> None:
        try:
            self.embedder.embed_queries(["warm"])
            self._store.warm()
        except ShelftalkError:
            return  # the first question meets the same and says so

    def close(self) -> None:
        """Let go of the files."""
        self._store.close()
        self._lexical.close()

    def index_papers(
        self,
        root: Path,
        changes: Sequence[Change],
        removed: Sequence[str],
        on_progress: Progress = quiet,
        *,
        go_on: bool = False,
    ) -> IndexReport:
        """See `PaperIndexer.update`; `root` is the pack's `documents/` folder."""
        self._follow()
        return self._indexer.update(root, changes, removed, on_progress, go_on=go_on)

    def index_chunks(self, chunks: Sequence[Chunk], on_progress: Progress = quiet) -> IndexReport:
        """The same for papers that are cut already."""
        self._follow()
        paths = sorted({chunk.paper.path for chunk in chunks})
        return self._indexer.replace(paths, chunks, on_progress)

    def search(self, query: str, narrow: PassageFilter, limit: int = 5) -> list[Passage]:
        """Passages above the relevance floor, best first."""
        ranked = self.ranked(query, narrow, limit)
        return [passage for passage in ranked if passage.score >= self.floor]

    def ranked(self, query: str, narrow: PassageFilter, limit: int = 5) -> list[Passage]:
        """Passages best first, also those below the floor (the nearest clause to offer)."""
        self._follow()
        asked = self.embedder.embed_queries([query])[0]
        near = dict(self._store.nearest(asked, narrow, POOL))
        terms = list(dict.fromkeys(words(query)))
        worded = dict(self._lexical.search(terms, narrow, POOL))
        refs = sorted({*near, *worded})
        question = Question(query, self._lexical.weights(terms), narrow.program)
        best = {ref: float(s.max()) for ref, s in self._similarities(refs, asked).items()}
        far = min(near.values(), default=0.0)
        scored = [
            # Rounded: a score must not depend on the order in which papers came in.
            replace(p, score=round(relevance(question, p, near.get(ref, far), best[ref]), 5))
            for ref, p in self._lexical.passages(refs).items()
        ]
        return sorted(scored, key=lambda p: (-p.score, p.ref))[:limit]

    def refs(self) -> list[str]:
        """Every ref that is held, sorted."""
        self._follow()
        return self._lexical.refs()

    def vector_refs(self) -> list[str]:
        """The same as the vector store knows it; differs only if something went wrong."""
        return sorted(record.ref for record in self._store.records())

    def nearest(
        self, asked: Sequence[float], narrow: PassageFilter, limit: int
    ) -> list[tuple[str, float]]:
        """What the vectors alone find: refs with their similarity, best first."""
        self._follow()
        return self._store.nearest(asked, narrow, limit)

    def _similarities(
        self, refs: Sequence[str], asked: Sequence[float]
    ) -> dict[str, npt.NDArray[np.float32]]:
        """Ref → similarity of each of its sentences to the question."""
        missing = self._lexical.digests_without_sentences(refs)
        for ref, passage in self._lexical.passages(list(missing)).items():
            vectors = self.embedder.embed_passages(split_sentences(passage.text))
            self._lexical.keep_sentences(missing[ref], vectors)
        question = np.asarray(asked, dtype=np.float32)
        return {
            ref: np.frombuffer(raw, dtype=np.float32).reshape(-1, len(question)) @ question
            for ref, raw in self._lexical.sentence_vectors(refs).items()
        }

    def count(self) -> int:
        """How many passages are held."""
        self._follow()
        return len(self._lexical.refs())

    def resolve(self, ref: str) -> Passage | None:
        """The passage of this ref, or None."""
        self._follow()
        return self._lexical.passages([ref]).get(ref)

    def sentences(self, ref: str, question: str) -> list[tuple[str, float]]:
        """The sentences of a passage in order, each with its similarity to the question."""
        passage = self.resolve(ref)
        if passage is None:
            return []
        asked = self.embedder.embed_queries([question])[0]
        scores = self._similarities([ref], asked)[ref]
        texts = split_sentences(passage.text)
        return [(text, float(score)) for text, score in zip(texts, scores, strict=True)]

    def _follow(self) -> None:
        """See what another process has written; mend the text index if it fell behind."""
        with self._lock:
            if not self._remote and self._seen == self._lexical.revision:
                return
            if self._seen is not None and not self._remote:
                self._store.reopen()
            if self._lexical.revision != self._store.revision:
                self._rebuild()
            self._seen = self._lexical.revision

    def _rebuild(self) -> None:
        records = self._store.records()
        revision = self._store.revision
        if self._lexical.revision == revision:
            return  # the other process has finished meanwhile
        with self._lexical.change(revision):
            self._lexical.clear()
            for record in records:
                self._lexical.put(
                    record.ref, str(record.fields["title"]), record.text, record.fields
                )
