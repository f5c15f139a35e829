"""`make bench-scale`: questions of the fact graph over a million simulated outlets in SQLite.

`python -m benchmarks.scale [--outlets N] [--asks N] [--file FILE]`. The company is made once (about
four minutes and 3.4 GB for a million) in a folder for temporary files and used again. What is timed
is the whole tool: reading, deciding, paths, words and picture. Progress on stderr; the last line on
stdout is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.domain import Role, ToolResult, User
from assistant.ports import Tool, ToolContext
from benchmarks.simulated import PER_ROUTE, TODAY, is_member, outlet_code, route_of, simulate
from knowledge.records.api import DataAPI
from tools.fact_graph.one_order_away import OneOrderAway
from tools.outlets.tool import record_tools

SEED = 4
WARM = 3
Ask = Callable[[int], ToolResult]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--outlets", type=int, default=1_000_000)
    parser.add_argument("--asks", type=int, default=300)
    parser.add_argument("--file", type=Path)
    given = parser.parse_args()
    file = given.file or Path(tempfile.gettempdir()) / f"shelftalk-scale-{given.outlets}.db"
    engine = simulate(file, given.outlets)
    records = DataAPI(engine, TODAY)
    tools = {tool.name: tool for tool in [*record_tools(records), OneOrderAway(records)]}
    dice = random.Random(SEED)
    figures: dict[str, Any] = {"outlets": given.outlets}
    questions: dict[str, Ask] = {
        "one_order_away": lambda n: _ask(tools["one_order_away"], n),
        "eligibility_path": lambda n: _ask(
            tools["eligibility"], n + is_member(n), outlet=True, program="growth-club"
        ),
        "gap_to_tier": lambda n: _ask(
            tools["program_progress"], n, outlet=True, program="growth-club"
        ),
        "what_if": lambda n: _ask(
            tools["what_if"], n, outlet=True, program="growth-club", more_percent=5
        ),
        "peers": lambda n: _ask(tools["peers"], n, outlet=True, program="growth-club"),
    }
    _memory(tools, given.outlets, dice)
    before = _resident_mb()
    for name, ask in questions.items():
        figures |= _measure(name, ask, given.outlets, given.asks, dice)
    figures["added_memory_mb"] = round(_peak_mb() - before, 1)
    figures["database_mb"] = round(file.stat().st_size / 1e6)
    print(json.dumps(figures))


def _memory(tools: dict[str, Tool], outlets: int, dice: random.Random) -> None:
    """What every process holds anyway is loaded before memory is counted: libraries, catalogs."""
    for _ in range(WARM):
        _ask(tools["program_list"], dice.randrange(outlets), outlet=True)


def _measure(name: str, ask: Ask, outlets: int, asks: int, dice: random.Random) -> dict[str, float]:
    """Each ask is about another route: nothing of it is in memory yet."""
    took, busy = [], []
    told = 0
    for number in range(asks + WARM):
        place = dice.randrange(outlets - PER_ROUTE)
        started, worked = time.perf_counter(), time.process_time()
        result = ask(place)
        if number >= WARM:  # the first ones import and compile
            took.append((time.perf_counter() - started) * 1000)
            busy.append((time.process_time() - worked) * 1000)
            told += len(result.citations)
    sys.stderr.write(f"{name}: {asks} asked, {told / asks:.1f} paths each\n")
    return {
        f"{name}_p50_ms": round(statistics.median(took), 1),
        f"{name}_p95_ms": round(statistics.quantiles(took, n=20)[-1], 1),
        f"{name}_cpu_p95_ms": round(statistics.quantiles(busy, n=20)[-1], 1),
        f"{name}_paths_per_answer": round(told / asks, 1),
    }


def _ask(tool: Tool, number: int, outlet: bool = False, **asked: Any) -> ToolResult:
    """As the rep of that outlet's route."""
    rep = User("simulated", "Simulated", Role.REP, ("en",), (route_of(number),))
    if outlet:
        asked["outlet"] = outlet_code(number)
    context = ToolContext(rep, "en", TODAY, "")
    return tool.run(tool.arguments.model_validate(asked), context)


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    main()
