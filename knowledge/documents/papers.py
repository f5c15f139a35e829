"""The company's papers: found by meaning and by word, resolved, quoted, kept up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock, Thread

from assistant.domain import Passage, PassageFilter
from assistant.errors import ShelftalkError
from assistant.ports import Embedder
from knowledge.documents.chunks import Chunk
from knowledge.documents.index import Change, IndexReport, PaperIndexer, Progress, quiet
from knowledge.documents.languages import SAMPLE, Middle
from knowledge.documents.lexical import LexicalIndex
from knowledge.documents.relevance import FLOOR
from knowledge.documents.search import PaperVectors, Search, middle
from knowledge.documents.sentences import split_sentences
from knowledge.documents.store import ChunkStore
from knowledge.documents.words import words


class Papers:
    """The Retriever over Chroma and SQLite's full-text index; also what the pack loader fills."""

    def __init__(
        self,
        home: Path,
        embedder: Embedder,
        chroma_url: str | None = None,
        floor: float = FLOOR,
        spoken: Embedder | None = None,
    ) -> None:
        self.embedder = spoken or embedder
        """Compares what people say; the papers' own unless another is given."""
        self.floor = floor
        self._remote = chroma_url is not None
        self._store = ChunkStore(chroma_url or home / "vectors", embedder.name)
        self._lexical = LexicalIndex(home / f"papers-{embedder.name}.db")
        self._indexer = PaperIndexer(self._store, self._lexical, embedder)
        self._vectors = PaperVectors(self._lexical, embedder)
        self._seen: str | None = None
        self._even: tuple[str, Mapping[str, Middle]] | None = None
        self._lock = Lock()

    def warm(self) -> Thread:
        """Open the vector store and the embedder in the background; join the thread to wait."""
        thread = Thread(target=self._warm, name="papers-warm", daemon=True)
        thread.start()
        return thread

    def _warm(self) -> None:
        try:
            self._vectors.embedder.embed_queries(["warm"])
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
        asked = self.ask(query, narrow)
        return asked.scored(asked.pool, {})[:limit]

    def ask(self, query: str, narrow: PassageFilter, *, even: bool = False) -> Search:
        """A question to be searched in parts, for whoever knows more than the two searches do.

        With `even` no language has an advantage; scores are then compared with `EVEN_FLOOR`.
        """
        self._follow()
        middles = self._middles() if even else {}
        return Search(query, narrow, self._store, self._lexical, self._vectors, middles)

    def _middles(self) -> Mapping[str, Middle]:
        """Language → the middle of its passages, as the papers are now."""
        revision = self._lexical.revision
        with self._lock:
            if self._even is None or self._even[0] != revision:
                found = {
                    language: list(self._vectors.of(refs).values())
                    for language, refs in self._lexical.refs_by_language(SAMPLE).items()
                }
                self._even = (revision, {tag: middle(held) for tag, held in found.items()})
            return self._even[1]

    def passages(self) -> list[Passage]:
        """Every passage, by ref."""
        self._follow()
        return self._lexical.every()

    def allowed(self, narrow: PassageFilter) -> frozenset[str]:
        """Every ref within a filter."""
        self._follow()
        return self._lexical.allowed(narrow)

    @property
    def revision(self) -> str:
        """Changes exactly when the papers do."""
        self._follow()
        return self._lexical.revision

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

    def count(self) -> int:
        """How many passages are held."""
        self._follow()
        return len(self._lexical.refs())

    def resolve(self, ref: str) -> Passage | None:
        """The passage of this ref, or None."""
        self._follow()
        return self._lexical.passages([ref]).get(ref)

    def worded(self, query: str, narrow: PassageFilter, limit: int) -> list[tuple[str, float]]:
        """What the words alone find: refs with BM25, best first."""
        self._follow()
        return self._lexical.search(list(dict.fromkeys(words(query))), narrow, limit)

    def sentences(self, ref: str, question: str) -> list[tuple[str, float]]:
        """The sentences of a passage in order, each with its similarity to the question."""
        passage = self.resolve(ref)
        if passage is None:
            return []
        scores = self.ask(question, PassageFilter()).likeness([ref])[ref].sentences
        texts = split_sentences(passage.text) or [passage.text]
        return list(zip(texts, scores, strict=True))

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
