"""`make bench-wire`: the evaluation suite over Bedrock's wire, with a good model and a hostile one.

The stand-in speaks Bedrock's protocol on the loopback interface; what it answers is scripted. So
this measures what lies between a model and a reader, and nothing about any real model.
`WIRE_EVERY=8` plays every eighth case only.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.bootstrap import build
from assistant.evaluation import Report, run_suite
from assistant.settings import Settings
from benchmarks.sample import SAMPLE, load_sample
from tests.wire.bedrock_server import BedrockServer, Brain, serving
from tests.wire.minds import Hostile, Planned
from tests.wire.suites import Watched, rows_in

SUITE = SAMPLE / "eval" / "program.jsonl"
SHOWN = ("automation_rate", "accuracy", "confident_wrong", "abstention", "quotes_proven")


def main() -> None:
    """Three runs of the same cases; the last line on stdout has the figures."""
    every = int(os.environ.get("WIRE_EVERY", "1"))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        embedded = load_sample(home)
        suite = part_of(SUITE, every, Path(folder))
        figures = _figures(
            "embedded", run_suite(suite, embedded, _progress, embedded.papers.resolve)
        )
        planner = embedded.planner
        with over_the_wire(Planned(planner)) as server:
            for name, brain in (("scripted", Planned(planner)), ("hostile", Hostile(planner))):
                server.brain = brain
                figures |= _played(name, suite, home, server)
    print(json.dumps(figures))


def _played(name: str, suite: Path, home: Path, server: BedrockServer) -> dict[str, Any]:
    services = build(Settings(home=home, model="bedrock", _env_file=None))
    hostile = server.brain if isinstance(server.brain, Hostile) else None
    watched = Watched(services, server, hostile)
    before = rows_in(home / "records.db")
    report = run_suite(suite, watched, _progress, services.papers.resolve)
    sys.stderr.write("".join(f"{fault}\n" for fault in watched.wrong))
    return {
        **_figures(name, report),
        f"{name}_wrong": len(watched.wrong),
        f"{name}_rows_written": sum(
            (rows_in(home / "records.db")[t] - n) for t, n in before.items()
        ),
        f"{name}_statuses": dict(watched.statuses),
        f"{name}_misdeeds": hostile.done if hostile else {},
    }


def part_of(suite: Path, every: int, folder: Path) -> Path:
    """Every so-manieth case, beginning with the first."""
    part = folder / "suite.jsonl"
    part.write_text("\n".join(suite.read_text("utf-8").splitlines()[::every]), "utf-8")
    return part


@contextmanager
def over_the_wire(brain: Brain) -> Iterator[BedrockServer]:
    """AWS's own variables lead to the stand-in for as long as the block."""
    with serving(brain) as server:
        pointed = {
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": server.url,
            "AWS_REGION": "eu-west-1",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "example",
        }
        os.environ.update(pointed)
        yield server


def _figures(name: str, report: Report) -> dict[str, Any]:
    found = report.figures()
    rates = {rate: found[rate] for rate in SHOWN}
    return {f"{name}_turns": report.turns} | {
        f"{name}_{rate}_percent": None if value is None else round(100 * value, 1)
        for rate, value in rates.items()
    }


def _progress(_what: str, done: int, total: int) -> None:
    if done % 50 == 0 or done == total:
        sys.stderr.write(f"{done} of {total} cases\n")


if __name__ == "__main__":
    main()
