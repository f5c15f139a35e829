"""`make bench-ask`: how long a turn takes, warm in one process and cold from a new one.

Loads the sample company into a folder of its own. The messages are the turns of its evaluation
suites, in every language and for every role, so tools are mixed as people mix them.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from assistant.bootstrap import Services
from assistant.domain import Turn
from assistant.evaluation import Case, read_suite
from benchmarks.sample import SAMPLE, load_sample

ROUNDS = 3


def main() -> None:
    """Print the figures; progress on stderr."""
    with tempfile.TemporaryDirectory() as folder:
        services = load_sample(Path(folder))
        cases = [c for suite in sorted(SAMPLE.glob("eval/*.jsonl")) for c in read_suite(suite)]
        first = _ask(services, cases[0])  # what a process learns once is not a turn's time
        took: dict[str, list[float]] = {}
        for number in range(ROUNDS):
            for case in cases:
                tool, milliseconds = _ask(services, case)
                took.setdefault(tool, []).append(milliseconds)
            sys.stderr.write(f"round {number + 1} of {ROUNDS}\n")
        every = [ms for times in took.values() for ms in times]
        figures = {
            "turns": len(every),
            "p50_ms": round(statistics.median(every), 1),
            "p95_ms": round(statistics.quantiles(every, n=20)[-1], 1),
            "max_ms": round(max(every), 1),
            "first_turn_in_process_ms": round(first[1], 1),
            "cold_start_to_answer_s": round(_cold(Path(folder)), 2),
        }
        for tool, times in sorted(took.items()):
            figures[f"p95_{tool}_ms"] = round(_p95(times), 1)
        print(json.dumps(figures))


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def _ask(services: Services, case: Case) -> tuple[str, float]:

    user = services.user(case.user)
    turn = Turn(case.turns[0].say, user, uuid.uuid4().hex, case.outlet, case.language)
    started = time.perf_counter()
    reply = services.respond(turn)
    milliseconds = (time.perf_counter() - started) * 1000
    return (reply.tools[0].name if reply.tools else reply.status.value), milliseconds


def _cold(home: Path) -> float:
    """Seconds from starting the command to its answer, the best of three."""
    command = [
        Path(sys.executable).parent / "shelftalk",
        *("ask", "How far is Toko Makmur from Gold in Growth Club?", "--user", "rep01"),
    ]
    environment = {**os.environ, "SHELFTALK_HOME": str(home), "SHELFTALK_MODEL": "embedded"}
    took = []
    for _try in range(3):
        started = time.perf_counter()
        subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603
        took.append(time.perf_counter() - started)
    return min(took)


if __name__ == "__main__":
    main()
