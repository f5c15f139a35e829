"""`python -m benchmarks.choosing`: learns which passage answers, and whether any does.

Learns from the even lines of the sample company's suite and from all of `papers.jsonl` and
`second.jsonl`; measures that by leaving out facts in five parts, and on the suite's odd lines.
Writes `tools/program_qa/weights.yaml` when called with `--write`; `--misses` prints those of the
five parts. The last line on stdout has the figures.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from assistant.bootstrap import Services
from assistant.domain import PassageFilter
from assistant.evaluation import Case, read_suite
from assistant.language.unicode import fold
from benchmarks.sample import SAMPLE, load_sample
from tools.program_qa import choosing
from tools.program_qa.asking import Desk
from tools.program_qa.choosing import Asking, Candidate
from tools.program_qa.searching import candidates
from tools.program_qa.tool import elsewhere

Matrix = NDArray[np.float64]
HOLDING_BACK = 1.0
"""Penalty on weights, chosen by leaving facts out of the development half."""
STEPS, RATE = 400, 0.03
PARTS = 5
LIKELY = 0.3


@dataclass(frozen=True, eq=False)
class Example:
    """A question with its candidates and which of them answer it."""

    case: Case
    asking: Asking
    found: Sequence[Candidate]
    right: tuple[bool, ...]
    is_held_out: bool

    @property
    def is_answerable(self) -> bool:
        """By the suite."""
        expected = self.case.turns[0].expect
        return expected is None or not expected.is_unanswerable

    @property
    def features(self) -> list[dict[str, float]]:
        """Of every candidate."""
        telling = choosing.rarity(self.asking.read, [c.passage for c in self.found])
        return [choosing.features(self.asking, c, telling) for c in self.found]


def _examples(services: Services) -> list[Example]:
    desk = Desk(services.records)
    made = []
    names = ("program.jsonl", "papers.jsonl", "second.jsonl")
    suites = [SAMPLE / "eval" / name for name in names]
    for suite, number, case in ((s, n, c) for s in suites for n, c in enumerate(read_suite(s))):
        is_old = suite.name != "program.jsonl"
        if suite.name != "papers.jsonl" and case.kind not in {"paper", "conflict", "unanswerable"}:
            continue
        user, language = services.user(case.user), case.language or "en"
        asked = desk.understand(case.turns[0].say, None, None, user, language)
        is_elsewhere = elsewhere(asked, desk)
        asking = Asking(asked.text, language, asked.program, is_elsewhere)
        narrow = PassageFilter(asked.country, asked.program, services.today, user.role)
        found = candidates(services.papers, asking, narrow)
        made.append(
            Example(case, asking, found, _right(case, found), bool(number % 2) and not is_old)
        )
    return made


def _right(case: Case, found: Sequence[Candidate]) -> tuple[bool, ...]:
    """Passages that the suite would take."""
    expected = case.turns[0].expect
    if expected is None:
        return tuple(False for _ in found)
    return tuple(
        (not expected.cites_any or any(c.passage.ref.startswith(r) for r in expected.cites_any))
        and all(ref in c.passage.ref for ref in expected.cites)
        and any(fold(text) in fold(c.passage.text) for text in expected.contains_any)
        for c in found
    )


def _learn_choice(examples: Sequence[Example], names: Sequence[str]) -> dict[str, float]:
    """Softmax over each question's candidates, by Adam; features scaled by their spread."""
    tables = [(_table(e, names), np.array(e.right, dtype=float)) for e in examples]
    spread: Matrix = np.vstack([table for table, _ in tables]).std(axis=0) + 1e-6
    weights, mean, square = (np.zeros(len(names)) for _ in range(3))
    for _step in range(STEPS):
        slope = -HOLDING_BACK * weights
        for table, right in tables:
            score = table / spread @ weights
            likely = np.exp(score - score.max())
            likely /= likely.sum()
            wanted = likely * right
            slope += (table / spread).T @ (wanted / wanted.sum() - likely)
        slope /= len(tables)
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        weights += RATE * mean / (np.sqrt(square) + 1e-6)
    return _rounded(names, weights / spread)


def _table(example: Example, names: Sequence[str]) -> Matrix:
    return np.array([[found[name] for name in names] for found in example.features])


def _learn_sure(examples: Sequence[Example]) -> dict[str, float]:
    rows = [choosing.sureness(e.asking, _best(e)) for e in examples]
    names = list(rows[0])
    scaler = StandardScaler()
    table = scaler.fit_transform([[row[name] for name in names] for row in rows])
    model = LogisticRegression(class_weight="balanced")
    model.fit(table, [e.is_answerable for e in examples])
    weights = model.coef_[0] / scaler.scale_
    intercept = float(model.intercept_[0] - weights @ scaler.mean_)
    return {"intercept": round(intercept, 3), **_rounded(names, weights)}


def _rounded(names: Sequence[str], weights: Matrix) -> dict[str, float]:
    return {name: round(float(w), 3) for name, w in zip(names, weights, strict=True)}


def _best(example: Example) -> choosing.Choice:
    return choosing.choose(example.asking, example.found)[0]


def _figures(examples: Sequence[Example], part: str) -> dict[str, float]:
    answerable = [e for e in examples if e.is_answerable]
    right = [e.right[[c.passage for c in e.found].index(_best(e).passage)] for e in answerable]
    sure = [choosing.likelihood(e.asking, _best(e)) > LIKELY for e in examples]
    kept = [s for s, e in zip(sure, examples, strict=True) if e.is_answerable]
    left = [not s for s, e in zip(sure, examples, strict=True) if not e.is_answerable]
    return {
        f"{part}_questions": len(examples),
        f"{part}_right_passage_percent": _percent(right),
        f"{part}_answerable_kept_percent": _percent(kept),
        f"{part}_unanswerable_left_percent": _percent(left),
        f"{part}_reachable_percent": _percent([any(e.right) for e in answerable]),
    }


def _percent(hits: Sequence[bool]) -> float:
    return round(100 * sum(hits) / len(hits), 1)


def _left_out(tuned: Sequence[Example], names: Sequence[str]) -> dict[str, float]:
    """Each fifth of the facts measured with what the others taught."""
    facts = {e: str(sorted(_expected_places(e.case))) for e in tuned}
    parts = {fact: number % PARTS for number, fact in enumerate(sorted(set(facts.values())))}
    right: list[bool] = []
    kept: list[bool] = []
    left: list[bool] = []
    whole = dict(choosing.weights())
    for part in range(PARTS):
        others = [e for e in tuned if parts[facts[e]] != part]
        able = [e for e in others if e.is_answerable and any(e.right)]
        choosing.weights().update(choice=_learn_choice(able, names))
        choosing.weights().update(sure=_learn_sure(others))
        for e in (e for e in tuned if parts[facts[e]] == part):
            best = _best(e)
            is_sure = choosing.likelihood(e.asking, best) > LIKELY
            (kept if e.is_answerable else left).append(is_sure == e.is_answerable)
            if e.is_answerable:
                right.append(e.right[[c.passage for c in e.found].index(best.passage)])
                _tell(e, best, right[-1])
    choosing.weights().update(whole)
    return {
        "left_out_right_passage_percent": _percent(right),
        "left_out_answerable_kept_percent": _percent(kept),
        "left_out_unanswerable_left_percent": _percent(left),
    }


def _tell(example: Example, best: choosing.Choice, is_right: bool) -> None:
    if "--misses" in sys.argv and not is_right:
        wanted = [c.passage.ref for c, r in zip(example.found, example.right, strict=True) if r]
        said = example.case.turns[0].say
        read = sorted(example.asking.read.concepts)
        sys.stderr.write(f"{said}\n    {read} got {best.passage.ref} wanted {wanted[:2]}\n")


def _expected_places(case: Case) -> Sequence[str]:
    expected = case.turns[0].expect
    return (*expected.cites_any, *expected.cites) or (case.id,) if expected else (case.id,)


def main() -> None:
    """Learn, measure, and write when told to."""
    with tempfile.TemporaryDirectory() as folder:
        examples = _examples(load_sample(Path(folder)))
    tuned = [e for e in examples if not e.is_held_out]
    names = [n for n in examples[0].features[0] if n != "strange_topics"]
    able = [e for e in tuned if e.is_answerable and any(e.right)]
    learned = dict(choosing.weights())
    learned["choice"] = _learn_choice(able, names)
    learned["sure"] = _learn_sure(tuned)
    if "--write" in sys.argv:
        text = yaml.safe_dump(learned, sort_keys=False)
        head = "# Learned by `python -m benchmarks.choosing --write`; do not edit by hand.\n"
        choosing.FILE.write_text(head + text, encoding="utf-8")
    held_out = [e for e in examples if e.is_held_out]
    choosing.weights().update(learned)
    figures = _figures(tuned, "tuned") | _figures(held_out, "held_out")
    print(json.dumps(figures | _left_out(tuned, names)))


if __name__ == "__main__":
    main()
