"""Knows a passage that gives orders to its reader, so that it crowds out no clause."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

import yaml

from assistant.language.unicode import fold

FILE = Path(__file__).parent / "orders.yaml"


@lru_cache(maxsize=20_000)
def gives_orders(text: str) -> bool:
    """Whether its words are meant for a machine that obeys; read once per text."""
    return bool(_orders().search(fold(text)))


@cache
def _orders() -> re.Pattern[str]:
    by_language: dict[str, list[str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    patterns = (pattern for patterns in by_language.values() for pattern in patterns)
    # Folded like the texts: Thai and Hindi lose the marks that folding takes from them.
    return re.compile("|".join(f"(?:{fold(pattern)})" for pattern in patterns))
