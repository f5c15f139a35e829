"""What the shopkeeper says, as authors wrote it in ten languages (`lines/<lang>.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import get_args

import yaml

from knowledge.pack.schema.playbook import Objection
from tools.roleplay.scenario import Scenario
from tools.roleplay.shopkeeper import Intent, State

LINES = Path(__file__).parent / "lines"
_doubled = re.compile(r"([?؟])[.।]")
"""A saying that asks, in a line that ends with a full stop."""
SAYINGS = 4
"""Of the playbook's ways to put an objection, those he uses."""


@lru_cache(maxsize=16)
def lines(language: str) -> Mapping[str, tuple[str, ...]]:
    """Intent → several ways to say it; raises FileNotFoundError where nobody has written them."""
    read = yaml.safe_load((LINES / f"{language}.yaml").read_text(encoding="utf-8"))
    missing = set(get_args(Intent)) - set(read)
    if missing:
        raise ValueError(f"lines/{language}.yaml lacks {', '.join(sorted(missing))}")
    return {intent: tuple(texts) for intent, texts in read.items()}


def ways_to_say(intent: Intent, state: State, scenario: Scenario) -> list[str]:
    """Everything he may say when he means this, none twice; never empty."""
    excuses = scenario.excuses or (scenario.concern,)
    excuse = excuses[min(max(state.excuses - 1, 0), len(excuses) - 1)]
    ways = [
        _doubled.sub(r"\1", line.format(excuse=said_excuse, concern=said_concern))
        for said_excuse, said_concern in zip(
            _says(excuse, scenario.language), _says(scenario.concern, scenario.language),
            strict=True,
        )
        for line in lines(scenario.language)[intent]
    ]  # fmt: skip
    return list(dict.fromkeys(ways))


def authored(intent: Intent, state: State, scenario: Scenario, turn: int) -> str:
    """The line of this turn; the same session says the same again."""
    ways = ways_to_say(intent, state, scenario)
    return ways[(turn + scenario.seed) % len(ways)]


def _says(objection: Objection, language: str) -> list[str]:
    """As many as `SAYINGS`, from the beginning again where there are fewer."""
    ways = objection.says.get(language) or objection.says.get("en") or (objection.name,)
    return [ways[n % len(ways)].rstrip(".!…। ") for n in range(SAYINGS)]
