"""`make bench-eval`: the sample company's suite through the whole path of a message.

Even lines were looked at while this was built (development), odd lines were not (held out). The
last line on stdout has the figures, as percent; misses are not printed: `shelftalk eval` does that.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from assistant.evaluation import Outcome, Report, run_suite
from benchmarks.sample import SAMPLE, load_sample

SUITE = SAMPLE / "eval" / "program.jsonl"
SHOWN = ("automation_rate", "accuracy", "confident_wrong", "abstention", "quotes_proven")


def main() -> None:
    """Run the suite and print both halves."""
    with tempfile.TemporaryDirectory() as folder:
        services = load_sample(Path(folder))
        report = run_suite(SUITE, services, _progress, services.papers.resolve)
    figures: dict[str, Any] = {"turns": report.turns}
    for name, wanted in (("development", 0), ("held_out", 1)):
        half = report.part(lambda outcome, wanted=wanted: _parity(outcome) == wanted)  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        figures |= _figures(name, half)
    print(json.dumps(figures))


def _parity(outcome: Outcome) -> int:
    """An id begins with the number of its line."""
    return int(outcome.case.id.partition("-")[0]) % 2


def _figures(name: str, report: Report) -> dict[str, Any]:
    found = report.figures()
    figures: dict[str, Any] = {f"{name}_turns": report.turns}
    figures |= {f"{name}_{rate}_percent": _percent(found[rate]) for rate in SHOWN}
    for part in (report.parts(lambda case: case.language or "any"), report.parts(_kind)):
        for label, some in part.items():
            figures[f"{name}_accuracy_{label}_percent"] = _percent(some.figures()["accuracy"])
    return figures


def _kind(case: Any) -> str:
    return str(case.kind)


def _percent(rate: float | None) -> float | None:
    return None if rate is None else round(100 * rate, 1)


def _progress(_what: str, done: int, total: int) -> None:
    if done % 50 == 0 or done == total:
        sys.stderr.write(f"{done} of {total} cases\n")


if __name__ == "__main__":
    main()
