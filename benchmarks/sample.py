"""The sample company, loaded into a folder for a benchmark."""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.bootstrap import Services, build
from assistant.loading import load_pack
from assistant.settings import Settings

SAMPLE = Path(__file__).parents[1] / "examples" / "nusa_delta"


def load_sample(home: Path, pack: Path = SAMPLE) -> Services:
    """Load a pack with the embedded planner and build its services."""
    settings = Settings(home=home, model="embedded")
    sys.stderr.write(f"loading {pack.name} …\n")
    done = load_pack(pack, settings, lambda *_: None, check=False, if_empty=False)
    sys.stderr.write(done + "\n")
    return build(settings)
