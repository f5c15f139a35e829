"""Sessions as reps of five languages would play them: good, average, bad, cheating, injecting."""

from __future__ import annotations

from pathlib import Path

import yaml

SCRIPTS: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (Path(__file__).parent / "scripts.yaml").read_text("utf-8")
)
