"""`make bench-insights`: held-out figures of the insights on the real company and on the sample."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks.sample import SAMPLE, load_sample
from knowledge.insights.training import train

REAL = SAMPLE.parent / "online_retail" / "pack"


def main() -> None:
    """Train on each pack that is there; figures as one JSON object."""
    figures: dict[str, object] = {}
    for pack in (REAL, SAMPLE):
        if not (pack / "company.yaml").is_file():
            sys.stderr.write(f"{pack} is not there; see its README for how to make it\n")
            continue
        with tempfile.TemporaryDirectory() as folder:
            services = load_sample(Path(folder), pack)
            started = time.perf_counter()
            training = train(services.engine, services.today)
            figures[pack.parent.name if pack is REAL else pack.name] = {
                **asdict(training),
                "check_again_s": round(time.perf_counter() - started, 2),
            }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
