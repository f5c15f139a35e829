"""Papers in, and kept in step: only changed chunks are embedded, removed papers leave nothing."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from assistant.errors import ShelftalkError
from assistant.ports import Embedder
from knowledge.documents.chunks import Chunk
from knowledge.documents.lexical import LexicalIndex
from knowledge.documents.parsing import PaperError, parse_paper
from knowledge.documents.sentences import split_sentences
from knowledge.documents.store import ALWAYS, NEVER, ChunkStore, Record
from knowledge.pack.schema.papers import PaperRow

Change = tuple[str, PaperRow, str]
"""Path under `documents/`, its metadata, the file's SHA-256."""
Progress = Callable[[int, int], None]
"""Called with chunks embedded so far and chunks to embed."""
GROUP = 16
"""Chunks embedded between two reports of progress."""


def quiet(_done: int, _total: int) -> None:
    """No progress is shown."""


class PapersError(ShelftalkError):
    """Some papers cannot be read; nothing was changed. `problems` has one sentence for each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class IndexReport:
    """What an update did."""

    embedded: int
    """Chunks that are new or whose words changed."""
    kept: int
    """Chunks of changed papers whose vectors could stay."""
    dropped: int
    problems: tuple[str, ...]
    """Papers left out, one sentence each; only where the caller said to go on."""
    undo: Callable[[], None]
    """Puts everything back as it was before this update."""


def _mean(vectors: Sequence[Sequence[float]]) -> list[float]:
    """Of length one again."""
    total = [sum(column) for column in zip(*vectors, strict=True)]
    length = math.hypot(*total)
    return [x / length for x in total] if length else list(vectors[0])


def _fields(chunk: Chunk) -> dict[str, str | int]:
    paper = chunk.paper
    return {
        "path": paper.path,
        "title": chunk.title,
        "program": paper.program or "",
        "country": paper.country or "",
        "language": paper.language,
        "valid_from": int(f"{paper.valid_from:%Y%m%d}") if paper.valid_from else ALWAYS,
        "valid_to": int(f"{paper.valid_to:%Y%m%d}") if paper.valid_to else NEVER,
        "audience": paper.audience,
        "terms_version": paper.terms_version or "",
        "page": chunk.page or 0,
        "order": chunk.order,
        "is_row": int(chunk.is_row),
        "digest": chunk.digest,
    }


class PaperIndexer:
    """Writes the vector store and the text index together."""

    def __init__(self, store: ChunkStore, lexical: LexicalIndex, embedder: Embedder) -> None:
        self._store = store
        self._lexical = lexical
        self._embedder = embedder

    def update(
        self,
        root: Path,
        changes: Sequence[Change],
        removed: Sequence[str],
        on_progress: Progress = quiet,
        *,
        go_on: bool = False,
    ) -> IndexReport:
        """Make the index hold exactly the given papers in place of what it held of these paths.

        Raises:
            PapersError: papers cannot be read and `go_on` is false; nothing was changed.
            StorageError: the disk or the vector store failed; what was written is undone.
        """
        chunks, problems = _parse(root, changes)
        if problems and not go_on:
            raise PapersError(problems)
        paths = sorted({path for path, _, _ in changes} | set(removed))
        return replace(self.replace(paths, chunks, on_progress), problems=tuple(problems))

    def replace(
        self, paths: Sequence[str], chunks: Sequence[Chunk], on_progress: Progress = quiet
    ) -> IndexReport:
        """Make these chunks all there is of these papers."""
        before = self._store.fields(paths)
        held = {record.ref: record for record in self._store.records(sorted(before))}
        records, embedded = self._prepare(chunks, held, on_progress)
        gone = sorted(set(before) - {chunk.ref for chunk in chunks})
        self._write(records, gone, held)
        added = [chunk.ref for chunk in chunks if chunk.ref not in held]

        def undo() -> None:
            self._write(list(held.values()), added, {r.ref: r for r in records})

        return IndexReport(embedded, len(chunks) - embedded, len(gone), (), undo)

    def _prepare(
        self, chunks: Sequence[Chunk], held: dict[str, Record], on_progress: Progress
    ) -> tuple[list[Record], int]:
        """The records to write; vectors come from any held chunk of the same words."""
        known = {record.fields["digest"]: record.vector for record in held.values()}
        new = [chunk for chunk in chunks if chunk.digest not in known]
        titles: dict[str, list[float]] = {}
        on_progress(0, len(new))
        for start in range(0, len(new), GROUP):
            group = new[start : start + GROUP]
            known.update(zip((c.digest for c in group), self._vectors(group, titles), strict=True))
            on_progress(start + len(group), len(new))
        records = [Record(c.ref, known[c.digest], c.text, _fields(c)) for c in chunks]
        return records, len(new)

    def _vectors(
        self, chunks: Sequence[Chunk], of_title: dict[str, list[float]]
    ) -> list[list[float]]:
        """Title and body of each, side by side; the sentences' own vectors are kept for answers.

        A body is the mean of its sentences: as good on our questions, at half the time.
        """
        sentences = [split_sentences(chunk.text) or [chunk.text] for chunk in chunks]
        titles = dict.fromkeys(chunk.title for chunk in chunks)
        new = [title for title in titles if title not in of_title]
        every = [*new, *(text for texts in sentences for text in texts)]
        flat = iter(self._embedder.embed_passages(every))
        of_title.update(zip(new, islice(flat, len(new)), strict=True))
        vectors = []
        for chunk, texts in zip(chunks, sentences, strict=True):
            own = list(islice(flat, len(texts)))
            self._lexical.keep_vectors(chunk.digest, [of_title[chunk.title], *own])
            vectors.append(of_title[chunk.title] + _mean(own))
        return vectors

    def _write(
        self, records: Sequence[Record], gone: Sequence[str], held: dict[str, Record]
    ) -> None:
        changed = [r for r in records if r.ref not in held or held[r.ref].fields != r.fields]
        if not changed and not gone:
            return
        revision = uuid.uuid4().hex
        old = self._store.revision
        try:
            with self._lexical.change(revision):
                for record in changed:
                    title = str(record.fields["title"])
                    self._lexical.put(record.ref, title, record.text, record.fields)
                self._lexical.drop(gone)
                self._lexical.forget_vectors()
                # From here on the two differ, which a crash leaves to be seen and mended.
                self._store.stamp(revision)
                self._store.drop(gone)
                self._store.put(changed)
        except BaseException:
            self._restore(changed, held, old)
            raise

    def _restore(self, changed: Sequence[Record], held: dict[str, Record], revision: str) -> None:
        self._store.drop([r.ref for r in changed if r.ref not in held])
        self._store.put(list(held.values()))
        self._store.stamp(revision)


def _parse(root: Path, changes: Sequence[Change]) -> tuple[list[Chunk], list[str]]:
    chunks: list[Chunk] = []
    problems: list[str] = []
    for path, meta, _ in changes:
        try:
            chunks += parse_paper(root / path, meta)
        except PaperError as error:
            problems.append(str(error))
    return chunks, problems
