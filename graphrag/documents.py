"""The papers searched with their graph: what plain search finds, and what that leads to."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from threading import Lock, Thread
from typing import TYPE_CHECKING

from assistant.domain import Passage, PassageFilter
from graphrag.document_graph import DocumentGraph, headings
from graphrag.walk import Walk
from knowledge.documents.relevance import EVEN_FLOOR

if TYPE_CHECKING:
    from knowledge.documents.papers import Papers
    from knowledge.documents.search import Search

Names = Callable[[], Mapping[str, Collection[str]]]
"""Entity → what it is called, in every language; asked for when the graph is built."""
LED_TO = 10
"""Passages the graph adds to those that the two searches found."""
WEIGHT = 0.002
"""What the highest share of attention adds to a score; set like those in `relevance`."""
KEPT_FILTERS = 64


class GraphPapers:
    """A Retriever: `Papers` with more candidates, and a little more for what the graph points to.

    Everything else is asked of `papers`, the one that the loader fills.
    """

    def __init__(self, papers: Papers, names: Names, floor: float = EVEN_FLOOR) -> None:
        self.papers = papers
        self.floor = floor
        self._names = names
        self._lock = Lock()
        self._built: tuple[str, DocumentGraph] | None = None
        self._allowed: OrderedDict[PassageFilter, frozenset[str]] = OrderedDict()

    def graph(self) -> DocumentGraph:
        """The graph of the papers as they are now; built anew when they changed."""
        revision = self.papers.revision
        with self._lock:
            if self._built is None or self._built[0] != revision:
                passages = self.papers.passages()
                names = {**headings(passages), **self._names()}
                self._built = (revision, DocumentGraph(passages, names))
                self._allowed.clear()
            return self._built[1]

    def warm(self) -> Thread:
        """Open the papers and build the graph in the background; join the thread to wait."""
        opening = self.papers.warm()

        def build() -> None:
            opening.join()
            self.graph()

        thread = Thread(target=build, name="graph-warm", daemon=True)
        thread.start()
        return thread

    def search(self, query: str, narrow: PassageFilter, limit: int = 5) -> list[Passage]:
        """Passages above the relevance floor, best first."""
        return [p for p in self.ranked(query, narrow, limit) if p.score >= self.floor]

    def ranked(self, query: str, narrow: PassageFilter, limit: int = 5) -> list[Passage]:
        """Passages best first, also those below the floor."""
        asked = self.papers.ask(query, narrow, even=True)
        attention = self.attention(asked)
        led = sorted(attention, key=lambda ref: (-attention[ref], ref))[:LED_TO]
        bonus = {ref: WEIGHT * share for ref, share in attention.items()}
        return asked.scored(sorted({*asked.pool, *led}), bonus)[:limit]

    def attention(self, asked: Search) -> dict[str, float]:
        """Ref → share of attention, 1 for the highest; only passages within the filter."""
        graph = self.graph()
        allowed = self._within(asked.narrow)
        like, spread = _relative(asked)

        def sentences(refs: Sequence[str]) -> dict[str, list[float]]:
            known = asked.likeness(refs)
            return {r: [spread(one) for one in known[r].sentences] for r in known}

        walk = Walk(graph, allowed.__contains__, like, sentences)
        return walk.scores(asked.text, list(asked.near))

    def _within(self, narrow: PassageFilter) -> frozenset[str]:
        with self._lock:
            found = self._allowed.get(narrow)
            if found is None:
                found = self._allowed[narrow] = self.papers.allowed(narrow)
                while len(self._allowed) > KEPT_FILTERS:
                    self._allowed.popitem(last=False)
            return found

    def resolve(self, ref: str) -> Passage | None:
        """The passage of this ref, or None."""
        return self.papers.resolve(ref)

    def sentences(self, ref: str, question: str) -> list[tuple[str, float]]:
        """The sentences of a passage in order, each with its similarity to the question."""
        return self.papers.sentences(ref, question)


def _relative(
    asked: Search,
) -> tuple[Callable[[Sequence[str]], dict[str, float]], Callable[[float], float]]:
    """Similarities as the walk wants them: 1 = the best of the pool, 0 = the last of it."""
    best, last = max(asked.near.values(), default=1.0), min(asked.near.values(), default=0.0)
    width = max(best - last, 1e-6)

    def spread(similarity: float) -> float:
        return (similarity - last) / width

    def like(refs: Sequence[str]) -> dict[str, float]:
        return {ref: spread(one.chunk) for ref, one in asked.likeness(refs).items()}

    return like, spread
