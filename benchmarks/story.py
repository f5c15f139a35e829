"""How fast stories are prepared, what memory they take, and how seldom a writer is asked.

`python -m benchmarks.story [--outlets 1000 10000 100000] [--program growth-club] [--processes 2]`:
simulated companies of these sizes in the product's own tables; `--program best` weighs all programs
for each shop. The last line on stdout is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from assistant.bootstrap import build
from assistant.pregeneration import OPERATIONS, Asked, pregenerate
from assistant.settings import Settings
from benchmarks.simulated import simulate
from knowledge.facts.choice import choose
from knowledge.facts.evidence import shop_evidence
from knowledge.records.bulk import BulkRecords, Selection
from tools.story.brief import brief_of
from tools.story.pipeline import sequence, tell

CALLS = 2_000


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--outlets", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--program", default="growth-club", help="`best` = the best for each shop")
    parser.add_argument("--processes", type=int, help="default: one for each core")
    parser.add_argument("--keep", type=Path, help="keep the simulated companies in this folder")
    asked = parser.parse_args()
    program = None if asked.program == "best" else asked.program
    figures: dict[str, Any] = {"program": asked.program}
    for outlets in sorted(asked.outlets):
        with tempfile.TemporaryDirectory() as name:
            home = Path(name)
            _company(home, outlets, asked.keep)
            settings = Settings(home=home, model="embedded")
            figures |= measure(settings, outlets, Asked(program=program, processes=asked.processes))
    sys.stderr.write("\n")
    print(json.dumps(figures))


def _company(home: Path, outlets: int, keep: Path | None) -> None:
    """The records of a simulated company; made once where there is a folder to keep them in."""
    if keep is None:
        simulate(home / "records.db", outlets).dispose()
        return
    simulate(keep / f"{outlets}.db", outlets).dispose()
    shutil.copy(keep / f"{outlets}.db", home / "records.db")


def measure(settings: Settings, outlets: int, asked: Asked) -> dict[str, Any]:
    """Prepared, prepared again, and one by one; keys end in the size."""
    first = pregenerate(settings, asked, _show).as_json()
    sys.stderr.write(f"\n{json.dumps(first)}\n")
    again = pregenerate(settings, asked, _show).as_json()
    stories = first["told"] + first["withheld"]
    found = {
        "outlets": first["outlets"],
        "stories_per_s": round(stories / first["seconds"], 1),
        "unchanged_per_s": round(again["unchanged"] / again["seconds"], 1),
        "wall_s": first["seconds"],
        "cpu_ms_per_story": round(first["cpu_seconds"] / max(stories, 1) * 1000, 3),
        "peak_mib_per_process": first["peak_mib_per_process"],
        "processes": first["processes"],
        "withheld": first["withheld"],
        "situations": first["templates"]["situations"],
        "writer_calls": first["writer_calls"],
        "outlets_per_writer_call": round(first["outlets"] / max(first["writer_calls"], 1), 1),
        **filling(settings, asked.program),
    }
    sys.stderr.write(f"\n{outlets}: {json.dumps(found)}\n")
    return {f"{name}_{outlets}": value for name, value in found.items()}


def filling(settings: Settings, program: str | None) -> dict[str, float]:
    """One call at a time, facts given: taking the template, filling it, checking it again."""
    services = build(settings)
    desk, _writer = services.story_desk()
    bulk = BulkRecords(services.engine, services.today)
    codes = next(bulk.pages(Selection(OPERATIONS), CALLS))
    chunk = bulk.chunk(OPERATIONS, codes)
    briefs = []
    for code in chunk:
        shop = shop_evidence(chunk, OPERATIONS, code, services.today, "id")
        if program is not None and program not in {terms.code for terms in shop.programs}:
            continue
        choice = choose(chunk, OPERATIONS, shop, program, desk.rules)
        if choice is not None:
            briefs.append(brief_of(choice.evidence, choice.decision, desk.brand, "talk", "id"))
    agents = sequence(desk)
    for brief in briefs:  # so that every template is at hand
        tell(brief, agents, lambda _step: None)
    spent = []
    for brief in briefs:
        start = time.perf_counter()
        tell(brief, agents, lambda _step: None)
        spent.append((time.perf_counter() - start) * 1000)
    spent.sort()
    return {
        "fill_and_check_p50_ms": round(spent[len(spent) // 2], 3),
        "fill_and_check_p95_ms": round(spent[int(len(spent) * 0.95)], 3),
    }


def _show(stage: str, done: int, total: int) -> None:
    """Progress on stderr."""
    if done % 10_000 == 0 or done == total:
        sys.stderr.write(f"\r{stage}: {done} of {total}   ")


if __name__ == "__main__":
    main()
