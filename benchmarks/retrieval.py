"""Retrieval on 2WikiMultihopQA: recall@2 and @5 by four ways of searching; no language model.

    python -m benchmarks.retrieval [--embedder english] [--passages 1000] [--data FOLDER]

The first run embeds 6,119 passages (minutes) and keeps the vectors in `benchmarks/.cache`; how fast
embedding is `benchmarks.index` measures. The walk's weights were set on even-numbered questions:
the odd ones are the figures to quote. A subset keeps every gold passage of its questions and is
easier than the whole.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from functools import partial
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

from tqdm import tqdm

from assistant.domain import PassageFilter
from benchmarks.embedders import RememberingEmbedder, named
from graphrag.documents import GraphPapers
from knowledge.documents.chunks import Chunk
from knowledge.documents.papers import Papers
from knowledge.documents.search import Search
from knowledge.pack.schema.papers import PaperRow

LIKENESS = 0.08
"""Weight of likeness beside attention; set on even-numbered questions."""
DATA = Path(__file__).parents[2] / "shared" / "data" / "retrieval"


def read(data: Path, passages: int | None) -> tuple[list[Chunk], list[tuple[int, str, list[int]]]]:
    """Chunks, and questions as (number, text, gold passage numbers)."""
    corpus = json.loads((data / "2wiki_corpus.json").read_text(encoding="utf-8"))
    gold = json.loads((data / "2wiki_gold.json").read_text(encoding="utf-8"))
    questions = [(n, g["question"], g["gold_idx"]) for n, g in enumerate(gold) if g["ok"]]
    kept = set(range(len(corpus)))
    if passages is not None and passages < len(corpus):
        kept, questions = _subset(questions, passages, len(corpus))
    return [_chunk(number, corpus[number]) for number in sorted(kept)], questions


def _subset(
    questions: list[tuple[int, str, list[int]]], passages: int, total: int
) -> tuple[set[int], list[tuple[int, str, list[int]]]]:
    """Gold of as many questions as fit into half of it, the rest filled up in order."""
    kept: set[int] = set()
    asked = []
    for question in questions:
        if len(kept | set(question[2])) > passages // 2:
            break
        kept |= set(question[2])
        asked.append(question)
    for number in range(total):
        if len(kept) >= passages:
            break
        kept.add(number)
    return kept, asked


def _chunk(number: int, passage: dict[str, Any]) -> Chunk:
    paper = PaperRow(path=f"{number}.txt", title=passage["title"][:500] or "untitled")
    return Chunk(
        ref=f"{number}.txt#start",
        text=passage["text"],
        headings=(passage["title"],),
        paper=paper,
        order=0,
    )


def recall(found: list[int], gold: list[int], at: int) -> float:
    """Share of the gold passages among the first `at`."""
    return len(set(found[:at]) & set(gold)) / len(set(gold))


def _number(ref: str) -> int:
    return int(ref.split(".", maxsplit=1)[0])


def names(chunks: list[Chunk]) -> dict[str, set[str]]:
    """The gazetteer: titles are all there is of master data here."""
    return {chunk.title: {chunk.title} for chunk in chunks}


def graph_order(asked: Search, graph: GraphPapers) -> list[str]:
    """By attention, with a share of likeness."""
    attention = graph.attention(asked)
    near = asked.near
    best, last = max(near.values()), min(near.values())
    like = {
        r: (one.chunk - last) / (best - last)
        for r, one in asked.likeness([*attention, *near]).items()
    }
    score = {ref: attention.get(ref, 0.0) + LIKENESS * like[ref] for ref in like}
    return sorted(score, key=lambda ref: (-round(score[ref], 6), ref))


def ways(papers: Papers, graph: GraphPapers, text: str) -> dict[str, tuple[list[str], float]]:
    """Way of searching → refs best first, and milliseconds."""
    asked = papers.ask(text, PassageFilter())
    every = {
        "bm25": lambda: [r for r, _ in papers.worded(text, PassageFilter(), 5)],
        "dense": lambda: list(asked.near),
        "fused": lambda: [p.ref for p in papers.ranked(text, PassageFilter(), 5)],
        "graph": lambda: graph_order(papers.ask(text, PassageFilter()), graph),
    }
    found = {}
    for name, search in every.items():
        start = time.perf_counter()
        found[name] = (search()[:5], (time.perf_counter() - start) * 1000)
    return found


def measure(
    papers: Papers, graph: GraphPapers, questions: list[tuple[int, str, list[int]]]
) -> tuple[dict[str, list[dict[str, float]]], dict[str, list[float]]]:
    """Per way of searching the recalls of every question, and its milliseconds."""
    rows: dict[str, list[dict[str, float]]] = {}
    times: dict[str, list[float]] = {}
    for number, text, gold in tqdm(questions, desc="asking", file=sys.stderr):
        for name, (refs, milliseconds) in ways(papers, graph, text).items():
            found = [_number(ref) for ref in refs]
            row = {"number": number, "at_2": recall(found, gold, 2), "at_5": recall(found, gold, 5)}
            rows.setdefault(name, []).append(row)
            times.setdefault(name, []).append(milliseconds)
    return rows, times


def _mean(rows: list[dict[str, float]], key: str) -> float:
    return round(100 * sum(row[key] for row in rows) / len(rows), 1)


def _show(bar: Any, done: int, _total: int) -> None:
    bar.update(done - bar.n)


def prepared(
    data: Path, passages: int | None, embedder: RememberingEmbedder, home: Path
) -> tuple[Papers, GraphPapers, Any, int, dict[str, float]]:
    """Index the passages and build their graph; with the seconds that took."""
    chunks, questions = read(data, passages)
    papers = Papers(home, embedder)
    bar = tqdm(total=len(chunks), desc="indexing", file=sys.stderr)
    start = time.perf_counter()
    papers.index_chunks(chunks, partial(_show, bar))
    indexed = time.perf_counter()
    bar.close()
    graph = GraphPapers(papers, lambda: names(chunks))
    built = time.perf_counter()
    graph.graph()
    per = 1000 / len(chunks)
    seconds = {
        "store_s_per_1000_passages": round((indexed - start) * per, 1),
        "graph_build_s_per_1000_passages": round((time.perf_counter() - built) * per, 2),
    }
    return papers, graph, questions, len(chunks), seconds


def run(data: Path, passages: int | None, embedder: RememberingEmbedder) -> dict[str, Any]:
    """Index, ask, and give the figures."""
    with TemporaryDirectory() as home:
        papers, graph, questions, size, seconds = prepared(data, passages, embedder, Path(home))
        # The vectors of all questions, so that the walk's own time is measured.
        embedder.embed_queries([text for _, text, _ in questions])
        rows, times = measure(papers, graph, questions)
        papers.close()
    odd = {name: [r for r in found if r["number"] % 2] for name, found in rows.items()}
    figures: dict[str, Any] = {"embedder": embedder.name, "passages": size}
    figures |= {"questions": len(questions), "model_calls": 0}
    for name, found in rows.items():
        for at in ("at_2", "at_5"):
            figures[f"{name}_recall_{at}_percent"] = _mean(found, at)
            figures[f"{name}_recall_{at}_odd_percent"] = _mean(odd[name], at)
        figures[f"{name}_p95_ms"] = round(quantiles(times[name], n=100)[94], 1)
    figures |= seconds
    figures["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures


def main() -> None:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, help="a subset of this size; default: all 6,119")
    parser.add_argument("--embedder", choices=("default", "english"), default="default")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the 2wiki files")
    arguments = parser.parse_args()
    if not (arguments.data / "2wiki_corpus.json").is_file():
        sys.exit(f"There is no 2wiki_corpus.json in {arguments.data}; name its folder by --data.")
    print(json.dumps(run(arguments.data, arguments.passages, named(arguments.embedder))))


if __name__ == "__main__":
    main()
